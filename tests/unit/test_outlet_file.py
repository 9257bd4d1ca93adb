"""The file that is written for an outlet says what was found, whatever the outlet calls itself."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from flows.outlets.new_outlet import slug
from flows.outlets.outlet_file import outlet_id, write_outlet
from flows.settings import OutletFile
from tasks.find_listings import Finding
from tasks.sources.offer import Offer
from warehouse.tables.fetches import Candidate

PAGE = Candidate(
    source_id="",
    url="https://x.example/a",
    resource="page",
    published_at=datetime(2026, 11, 20, tzinfo=UTC),
)


def finding(**given_values):
    values = {
        "home_url": "https://www.valley-gazette.example/",
        "name": "The Gazette",
        "language": "nb",
        "country": None,
        "chosen": (
            Offer(url="https://x.example/feed", kind="feed", title="All", pages=(PAGE, PAGE)),
            Offer(url="https://x.example/map", kind="sitemap", title=None, pages=(PAGE,)),
        ),
        "left": (Offer(url="https://x.example/c", kind="feed", title=None, problem="comments"),),
        "robots": (),
    }
    return Finding(**{**values, **given_values})


def write(found, name="The Gazette"):
    return write_outlet(found, source_id="gazette", name=name, found_on=date(2026, 11, 20))


def test_the_file_holds_what_was_found_and_comments_on_the_rest():
    text = write(finding())
    read = OutletFile(**tomllib.loads(text))
    assert (read.name, read.home) == ("The Gazette", "https://www.valley-gazette.example/")
    assert (read.language, read.country) == ("nb", None)
    assert (read.feeds, read.sitemaps) == (("https://x.example/feed",), ("https://x.example/map",))
    assert "# 2 pages of 2026-11-20: All" in text
    assert '"https://x.example/c",  # feed: comments' in text
    assert "# country" in text


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_name_or_title_or_reason_can_break_the_file(name, title, reason):
    offer = Offer(url="https://x.example/feed", kind="feed", title=title, pages=(PAGE,))
    left = Offer(url=f"https://x.example/{title}", kind="feed", title=None, problem=reason)
    text = write(finding(chosen=(offer,), left=(left,)), name=name)
    read = OutletFile(**tomllib.loads(text.encode("utf-8", "replace").decode()))
    assert read.feeds == ("https://x.example/feed",)
    assert read.name == name.encode("utf-8", "replace").decode()


def test_an_outlet_is_called_by_its_host_else_its_name():
    assert outlet_id(finding(), "The Gazette") == "valley-gazette"
    local = finding(home_url="http://127.0.0.1:8000/")
    assert outlet_id(local, "Señal del Río") == "senal-del-rio"
    assert outlet_id(local, "新聞") == "127-0-0-1"


@given(st.text(max_size=200))
def test_an_id_is_always_fit_for_a_file_and_a_column(text):
    made = slug(text)
    assert slug(made) == made
    assert all(c.isascii() and (c.isalnum() or c == "-") for c in made)
    assert made == made.strip("-")
