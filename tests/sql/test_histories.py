"""What a night leaves for the next one to know of an outlet's pages and listings."""

from __future__ import annotations

from datetime import date

import pytest

from warehouse.histories import known_listings, known_sitemaps, page_histories
from warehouse.write import commit_night

BASE = "https://harbour-times.example/"
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
TEMPORARY = {"error_weight": "temporary", "reason": "HTTP 503", "payload_digest": None}


@pytest.fixture
def fetch(newsroom):
    def make(day, slug, outcome, **values):
        return newsroom.make_fetch(day, BASE + slug, outcome, **values)

    return make


@pytest.fixture
def store(warehouse, newsroom):
    def commit(day, *rows):
        commit_night(warehouse, newsroom.make_night(day, [], rows))

    return commit


@pytest.fixture
def histories(warehouse):
    def ask(*slugs, since=MONDAY):
        urls = [BASE + slug for slug in slugs]
        found = page_histories(warehouse, "harbour-times", urls, failed_since=since)
        return {url.removeprefix(BASE): history for url, history in found.items()}

    return ask


def test_a_page_is_known_by_its_last_full_response(fetch, store, histories):
    store(MONDAY, fetch(MONDAY, "talks", "kept", etag="first", article_id="a1"))
    store(TUESDAY, fetch(TUESDAY, "talks", "unchanged", status_code=304, payload_digest=None))
    store(WEDNESDAY, fetch(WEDNESDAY, "talks", "failed", **TEMPORARY))
    talks = histories("talks", "never-seen")["talks"]
    assert (talks.etag, talks.article_id, talks.first_night) == ("first", "a1", MONDAY)
    assert (talks.last_night, talks.error_weight, talks.nights_failed) == (
        WEDNESDAY,
        "temporary",
        1,
    )


def test_pages_that_failed_lately_are_known_without_being_asked_after(fetch, store, histories):
    store(MONDAY, fetch(MONDAY, "old", "failed", **TEMPORARY))
    store(TUESDAY, fetch(TUESDAY, "new", "failed", **TEMPORARY), fetch(TUESDAY, "fine", "kept"))
    assert set(histories(since=TUESDAY)) == {"new"}
    assert set(histories(since=MONDAY)) == {"old", "new"}


def test_nights_of_failure_are_counted_from_the_last_success(fetch, store, histories):
    for day, outcome in ((MONDAY, "failed"), (TUESDAY, "kept"), (WEDNESDAY, "failed")):
        store(day, fetch(day, "talks", outcome, **(TEMPORARY if outcome == "failed" else {})))
    assert histories("talks")["talks"].nights_failed == 1


def test_a_page_that_was_not_asked_for_stays_as_it_was_known(fetch, store, histories):
    store(MONDAY, fetch(MONDAY, "talks", "kept", etag="first"))
    unasked = {"attempts": 0, "payload_digest": None}
    store(TUESDAY, fetch(TUESDAY, "talks", "unchanged", **unasked))
    store(WEDNESDAY, fetch(WEDNESDAY, "talks", "skipped", **unasked))
    talks = histories("talks")["talks"]
    assert (talks.last_night, talks.etag, talks.error_weight) == (MONDAY, "first", None)


def test_other_outlets_pages_are_not_known(fetch, store, histories):
    store(MONDAY, fetch(MONDAY, "talks", "kept", source_id="wire"))
    assert histories("talks") == {}


def test_a_listing_is_known_when_its_last_body_could_be_read(warehouse, fetch, store):
    feed = {"resource": "feed"}
    store(
        MONDAY,
        fetch(MONDAY, "feed", "listed", etag="old", **feed),
        fetch(MONDAY, "broken", "listed", etag="good", **feed),
    )
    store(
        TUESDAY,
        fetch(TUESDAY, "feed", "unchanged", etag="old", payload_digest=None, **feed),
        fetch(TUESDAY, "broken", "rejected", etag="bad", **feed),
    )
    known = known_listings(warehouse, "harbour-times")
    assert {url: response.etag for url, response in known.items()} == {f"{BASE}feed": "old"}


def test_an_index_is_known_with_the_sitemaps_it_last_named(warehouse, fetch, store):
    def sitemap(day, slug):
        return fetch(day, slug, "listed", resource="sitemap", listed_in=f"{BASE}index")

    store(MONDAY, sitemap(MONDAY, "february"), sitemap(MONDAY, "march"))
    store(TUESDAY, sitemap(TUESDAY, "march"), sitemap(TUESDAY, "april"))
    assert known_sitemaps(warehouse, "harbour-times") == {
        f"{BASE}index": (f"{BASE}april", f"{BASE}march")
    }
