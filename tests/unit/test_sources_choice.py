"""What of a listing is worth a visit tonight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.sources.choice import drop_stale, horizon, newest_first
from tasks.sources.feed import read_feed
from tasks.sources.listing import Listing
from tasks.sources.sitemap import read_sitemap
from warehouse.tables.fetches import Candidate

NIGHT = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def page(name, *, age=None, changed=None, resource="page"):
    """A candidate published `age` days before the night's noon, changed `changed` days before."""

    def before(days):
        return None if days is None else NOON - timedelta(days=days)

    return Candidate(
        source_id="outlet",
        url=f"https://x.example/{name}",
        resource=resource,
        published_at=before(age),
        modified_at=before(changed),
    )


def names(candidates):
    return "".join(c.url[-1] for c in candidates)


def test_what_a_listing_dates_too_old_is_left_and_counted():
    pages = (page("a", age=1), page("b", age=40), page("c", age=40, changed=2), page("d"))
    kept = drop_stale(Listing(pages, ()), horizon(NIGHT, 30))
    assert names(kept.candidates) == "acd"
    assert kept.notes == ("1 of 4 pages older than 2026-10-21 were left",)
    assert kept.problems == ()


def test_sitemaps_of_an_index_that_did_not_change_since_are_not_asked_for():
    index = (page("a", age=90, resource="sitemap"), page("b", age=0, resource="sitemap"))
    kept = drop_stale(Listing(index, ()), horizon(NIGHT, 30))
    assert names(kept.candidates) == "b"
    assert "1 of 2 sitemaps" in kept.notes[0]


@pytest.mark.parametrize(
    ("written", "is_kept"),
    [
        ("2026-11-19", True),
        ("2020-01-01", False),
        ("2026-11-19T08:00:00", True),
        ("2020-01-01T08:00:00", False),
        ("Fri, 31 Jan 2020 08:00:00", False),
        ("soon", True),
    ],
)
def test_a_day_alone_tells_old_from_new_in_every_kind_of_listing(written, is_kept):
    since = horizon(NIGHT, 30)
    place = "<loc>https://x.example/a</loc>"
    bodies = {
        read_sitemap: [
            f"<urlset><url>{place}<lastmod>{written}</lastmod></url></urlset>",
            (
                f"<urlset><url>{place}<news><publication_date>{written}</publication_date></news></url>"
                "</urlset>"
            ),
            f"<sitemapindex><sitemap>{place}<lastmod>{written}</lastmod></sitemap></sitemapindex>",
        ],
        read_feed: [
            f"<rss><item><link>https://x.example/a</link><pubDate>{written}</pubDate></item></rss>",
            f'{{"items": [{{"url": "https://x.example/a", "date_published": "{written}"}}]}}',
        ],
    }
    for read, texts in bodies.items():
        for text in texts:
            listing = read(text.encode(), url="https://x.example/l", source_id="outlet")
            assert len(listing.candidates) == 1, text
            assert (drop_stale(listing, since).candidates != ()) is is_kept, text


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/2019/05/02/quay-closed", False),
        ("/news/2019-05-02-quay", False),
        ("/2026/11/19/quay-closed", True),
        ("/2019/99/99/quay-closed", True),
        ("/2019/quay-closed", True),
        ("/quay-closed", True),
    ],
)
def test_where_the_listing_gives_no_date_that_of_the_address_counts(path, is_kept):
    bare = Candidate(source_id="outlet", url=f"https://x.example{path}", resource="page")
    since = horizon(NIGHT, 30)
    assert (drop_stale(Listing((bare,), ()), since).candidates != ()) is is_kept
    revived = replace(bare, modified_at=NOON)
    assert drop_stale(Listing((revived,), ()), since).candidates == (revived,)


def test_no_limit_of_age_leaves_nothing():
    listing = Listing((page("a", age=10_000),), ())
    assert drop_stale(listing, horizon(NIGHT, 0)) == listing


def test_the_newest_come_first_and_the_undated_last_as_listed():
    pages = [page("a"), page("b", age=3), page("c", age=1), page("d"), page("e", changed=2)]
    assert names(newest_first(pages)) == "cebad"


@given(st.lists(st.none() | st.integers(0, 60), max_size=20), st.integers(1, 60))
def test_every_page_is_either_kept_or_counted(ages, limit):
    pages = tuple(page(str(n), age=age) for n, age in enumerate(ages))
    kept = drop_stale(Listing(pages, ()), horizon(NIGHT, limit))
    left = int(kept.notes[0].split()[0]) if kept.notes else 0
    assert len(kept.candidates) + left == len(pages)
    assert all(c.published_at is None or c.published_at.date() <= NIGHT for c in kept.candidates)
