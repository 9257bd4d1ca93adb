"""What of a listing is worth a visit tonight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.sources.choice import drop_stale, horizon, newest_first
from tasks.sources.listing import Listing
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
