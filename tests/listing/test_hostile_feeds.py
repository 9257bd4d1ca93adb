"""Feeds that want our files, our memory or our time: each ends as one row."""

from __future__ import annotations

import pytest

from tasks.fetching.policy import FetchPolicy
from tasks.list_articles import list_articles
from tasks.night import Night
from tasks.sources.outlet import Outlet

ITEM = "<item><title>News</title><link>{base}/a</link></item>"


@pytest.fixture
def read(make_site, tmp_path, first_night):
    """Reads one feed as a night does: the pages it lists, and outcome and reason of its row."""

    def run(feed: str):
        site = make_site({"/feed": feed})
        night = Night("run", first_night, tmp_path / "archive", tmp_path / "w", tmp_path / "r")
        outlet = Outlet(source_id="outlet", name="Outlet", feeds=(f"{site.base}/feed",))
        policy = FetchPolicy(delay_s=0.0, allow_private_addresses=True, retries=0)
        listed = list_articles.fn(outlet, policy=policy, night=night, known={})
        (row,) = (f for f in listed.fetches if f.resource == "feed")
        return [c.title for c in listed.candidates], (row.outcome, row.reason or "")

    return run


def test_a_feed_that_wants_a_file_of_ours_does_not_get_it(read, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    titles, (outcome, reason) = read(
        f"{entity}<rss><channel>{ITEM}</channel></rss>".replace("News", "News &x;")
    )
    assert outcome in {"listed", "rejected"}
    assert "the secret" not in f"{titles} {reason}"


def test_a_billion_laughs_are_not_laughed(read):
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 100}">' for n in range(10)
    )
    feed = f"<!DOCTYPE rss [{laughs}]><rss><channel>{ITEM}</channel></rss>"
    titles, (outcome, reason) = read(feed.replace("News", "&l9;"))
    assert outcome in {"listed", "rejected"}
    assert len(f"{titles} {reason}") < 5_000


def test_of_a_feed_with_very_many_entries_the_first_are_read(read):
    items = "".join(f"<item><link>{{base}}/{n}</link></item>" for n in range(150_000))
    titles, (outcome, reason) = read(f"<rss><channel>{items}</channel></rss>")
    assert (len(titles), outcome) == (1_000, "listed")
    assert "more than 1000 entries" in reason
