"""What a night leaves for the next one to know of an outlet's pages and listings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from warehouse.arrow import to_arrow
from warehouse.histories import (
    known_listings,
    known_sitemaps,
    page_histories,
    recent_rests,
    resting_outlets,
    robots_histories,
)
from warehouse.tables import FETCHES
from warehouse.write import commit_night, insert_rows

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


def test_nothing_is_known_of_listings_that_named_pages_without_a_row(warehouse, fetch, store):
    reason = "9 more pages over the outlet's cap have no row"
    store(MONDAY, fetch(MONDAY, "feed", "listed", resource="feed", etag="e", reason=reason))
    assert known_listings(warehouse, "harbour-times") == {}
    store(TUESDAY, fetch(TUESDAY, "feed", "listed", resource="feed", etag="e"))
    assert len(known_listings(warehouse, "harbour-times")) == 1


def test_a_listing_that_failed_since_is_still_to_be_read_in_full(warehouse, fetch, store):
    reason = "9 more pages over the outlet's cap have no row"
    feed = {"resource": "feed", "etag": "e"}
    store(MONDAY, fetch(MONDAY, "feed", "listed", reason=reason, **feed))
    store(
        TUESDAY,
        fetch(TUESDAY, "feed", "failed", **feed | TEMPORARY),
        fetch(TUESDAY, "other", "listed", **feed),
    )
    assert set(known_listings(warehouse, "harbour-times")) == {f"{BASE}other"}


def test_a_host_is_remembered_by_its_last_rest(warehouse, fetch, store):
    away = {"final_url": "http://other.example:8080/a"}
    store(MONDAY, fetch(MONDAY, "a", "kept", rest_s=1.0), fetch(MONDAY, "b", "kept", **away))
    store(TUESDAY, fetch(TUESDAY, "a", "failed", rest_s=8.0, **TEMPORARY))
    store(WEDNESDAY, fetch(WEDNESDAY, "c", "kept", rest_s=2.0, **away))
    assert recent_rests(warehouse, MONDAY) == {
        "harbour-times.example": 8.0,
        "other.example:8080": 2.0,
    }
    assert set(recent_rests(warehouse, WEDNESDAY)) == {"other.example:8080"}


def test_an_outlet_that_fails_is_tried_ever_more_rarely(warehouse, fetch):
    first, tried = date(2026, 3, 2), []
    for night in (first + timedelta(days=n) for n in range(13)):
        values = {"resource": "feed"} | TEMPORARY
        if "harbour-times" in resting_outlets(warehouse, night):
            row = fetch(night, "feed", "skipped", **values | {"attempts": 0, "error_weight": None})
        else:
            tried.append((night - first).days)
            row = fetch(night, "feed", "failed", **values)
        insert_rows(warehouse, {FETCHES: to_arrow(FETCHES, [row])})
    assert tried == [0, 1, 2, 4, 6, 8, 12]


def test_an_outlet_that_answers_again_is_tried_every_night(warehouse, fetch, store):
    nights = [MONDAY + timedelta(days=n) for n in range(6)]
    for night in nights[:3]:
        store(night, fetch(night, "feed", "failed", resource="feed", **TEMPORARY))
    assert resting_outlets(warehouse, nights[3])["harbour-times"] == (MONDAY, nights[4])
    store(nights[4], fetch(nights[4], "feed", "listed", resource="feed"))
    assert resting_outlets(warehouse, nights[5]) == {}


def test_health_says_since_when_an_outlet_fails_and_when_it_is_tried_next(
    warehouse, fetch, store, rows_of
):
    store(MONDAY, fetch(MONDAY, "feed", "listed", resource="feed"))
    store(TUESDAY, fetch(TUESDAY, "feed", "failed", resource="feed", **TEMPORARY))
    store(WEDNESDAY, fetch(WEDNESDAY, "feed", "failed", resource="feed", **TEMPORARY))
    query = "SELECT failing_since, next_try_date, most_common_reason FROM source_health ORDER BY night_date"
    assert [tuple(row.values()) for row in rows_of(query)] == [
        (None, None, None),
        (TUESDAY, WEDNESDAY, "HTTP 503"),
        (TUESDAY, WEDNESDAY + timedelta(days=1), "HTTP 503"),
    ]


def test_of_robots_txt_the_last_answer_is_kept_and_since_when_there_is_none(
    warehouse, newsroom, store
):
    def robots(day, host, outcome, **values):
        url = f"https://{host}.example/robots.txt"
        return newsroom.make_fetch(day, url, outcome, resource="robots", **values)

    broken = {"status_code": 503} | TEMPORARY
    store(MONDAY, robots(MONDAY, "well", "listed"), robots(MONDAY, "ill", "listed", etag="e"))
    store(TUESDAY, robots(TUESDAY, "well", "unchanged"), robots(TUESDAY, "ill", "failed", **broken))
    store(WEDNESDAY, robots(WEDNESDAY, "ill", "failed", **broken), robots(
        WEDNESDAY, "none", "failed", status_code=404))  # fmt: skip
    found = {h.fetch.url.split(".")[0][8:]: h for h in robots_histories(warehouse, MONDAY)}
    assert {host: h.fetch.night_date for host, h in found.items()} == {
        "well": TUESDAY,
        "ill": MONDAY,
        "none": WEDNESDAY,
    }
    assert found["ill"].fetch.etag == "e"
    assert {host: h.unreachable_since for host, h in found.items()} == {
        "well": None,
        "ill": newsroom.at(TUESDAY),
        "none": None,
    }
