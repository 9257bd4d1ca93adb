"""Each check finds the fault it is there for, and nothing in a sound warehouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from warehouse.check import load_checks, parse_check, run_checks, store_checks
from warehouse.connect import Location, open_warehouse
from warehouse.errors import WarehouseError
from warehouse.queries import parse_sql
from warehouse.tables import ARTICLES, CLAIMS, FETCHES, MENTIONS, RUNS, SOURCES
from warehouse.tables.articles import PostSpan
from warehouse.tables.contract import Span
from warehouse.write import commit_night

MONDAY = date(2026, 3, 2)


def findings(warehouse, newsroom, run_id=None):
    rows = run_checks(warehouse, run_id, checked_at=newsroom.at(MONDAY, 5))
    return {row.check_name: row for row in rows if row.violations}


def test_a_sound_night_passes_every_check(warehouse, newsroom):
    commit_night(warehouse, newsroom.make_night(MONDAY))
    rows = run_checks(warehouse, checked_at=newsroom.at(MONDAY, 5))
    assert [row.check_name for row in rows] == [check.name for check in load_checks()]
    assert [row for row in rows if row.violations or row.example] == []


def change(table, **values):
    def apply(newsroom, night_date, story):
        night = newsroom.make_night(night_date, [story])
        return night | {table: [replace(night[table][0], **values), *night[table][1:]]}

    return apply


def publish_tomorrow(newsroom, night_date, story):
    tomorrow = newsroom.at(night_date + timedelta(days=1))
    return newsroom.make_night(night_date, [replace(story, published_at=tomorrow)])


def only_fail(newsroom, night_date, _):
    urls = [f"https://harbour-times.example/{n}" for n in range(5)]
    failed = [newsroom.make_fetch(night_date, url, "failed", reason="timeout") for url in urls]
    return newsroom.make_night(night_date, [], failed)


def lose_the_feed(newsroom, night_date, story):
    url = "https://harbour-times.example/feed"
    feed = newsroom.make_fetch(night_date, url, "failed", resource="feed", reason="404")
    return newsroom.make_night(night_date, [story], [feed])


FAULTS = {
    "mentions_slice_the_text": change(MENTIONS, text="Bob"),
    "claims_slice_the_text": change(CLAIMS, text="We will not talk,"),
    "claims_have_content": change(CLAIMS, content=(), text=""),
    "text_chars_count_the_text": change(ARTICLES, text_chars=3),
    "posts_slice_the_text": change(ARTICLES, posts=(PostSpan(0, 900, None),)),
    "fetches_have_an_outcome": change(FETCHES, outcome="fetched"),
    "kept_fetches_have_an_article": change(FETCHES, article_id="nowhere"),
    "no_orphans": change(MENTIONS, entity_id="nowhere"),
    "no_articles_from_the_future": publish_tomorrow,
    "run_counts_equal_rows": change(RUNS, claims_found=7),
    "no_empty_nights": only_fail,
    "failures_stay_rare": only_fail,
    "no_listing_failed": lose_the_feed,
}


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """One warehouse to which each fault adds a night of its own."""
    with open_warehouse(Location.under(tmp_path_factory.mktemp("history"))) as opened:
        yield opened


@pytest.mark.parametrize(("name", "fault"), FAULTS.items(), ids=FAULTS)
def test_a_fault_is_found_by_its_check(history, newsroom, name, fault):
    night_date = MONDAY + timedelta(days=list(FAULTS).index(name))
    night = fault(newsroom, night_date, newsroom.Story(slug=name))
    commit_night(history, night)
    found = findings(history, newsroom, f"nightly-{night_date}")[name]
    assert found.example.startswith('{"run_id":"nightly-')


def test_every_check_has_a_fault_that_proves_it():
    assert {check.name for check in load_checks()} == {*FAULTS, "no_sudden_drop"}


def test_offsets_past_the_end_of_the_text_are_found(warehouse, newsroom):
    past_the_end = change(CLAIMS, cue=(Span(5, 10_000),))
    commit_night(warehouse, past_the_end(newsroom, MONDAY, newsroom.Story()))
    assert list(findings(warehouse, newsroom)) == ["claims_slice_the_text"]


@pytest.mark.parametrize("table", [ARTICLES, SOURCES], ids=["articles", "sources"])
def test_rows_that_point_nowhere_are_found_whatever_is_missing(warehouse, newsroom, table):
    commit_night(warehouse, newsroom.make_night(MONDAY) | {table: []})
    assert "no_orphans" in findings(warehouse, newsroom)


def commit_nights_of(warehouse, newsroom, *sizes):
    for n, size in enumerate(sizes):
        stories = [newsroom.Story(slug=f"{n}-{k}") for k in range(size)]
        urls = ["https://harbour-times.example/feed"]
        feed = [
            newsroom.make_fetch(MONDAY + timedelta(n), u, "listed", resource="feed") for u in urls
        ]
        commit_night(warehouse, newsroom.make_night(MONDAY + timedelta(n), stories, feed))


def test_a_sudden_drop_against_the_outlets_own_past_is_found(warehouse, newsroom):
    commit_nights_of(warehouse, newsroom, 6, 6, 6, 0)
    assert findings(warehouse, newsroom)["no_sudden_drop"].run_id == "nightly-2026-03-05"


def test_a_quiet_outlet_is_no_sudden_drop(warehouse, newsroom):
    commit_nights_of(warehouse, newsroom, 1, 1, 1, 0)
    assert "no_sudden_drop" not in findings(warehouse, newsroom)


def test_one_run_is_checked_without_the_others(warehouse, newsroom):
    miscount = change(RUNS, claims_found=7)
    commit_night(warehouse, miscount(newsroom, MONDAY, newsroom.Story()))
    commit_night(warehouse, newsroom.make_night(MONDAY + timedelta(days=1), []))
    assert "run_counts_equal_rows" not in findings(warehouse, newsroom, "nightly-2026-03-03")
    assert "run_counts_equal_rows" in findings(warehouse, newsroom, "nightly-2026-03-02")


def test_results_are_stored_once(warehouse, newsroom, rows_of):
    commit_night(warehouse, newsroom.make_night(MONDAY))
    rows = run_checks(warehouse, checked_at=newsroom.at(MONDAY, 5))
    store_checks(warehouse, rows)
    store_checks(warehouse, [replace(row, violations=9) for row in rows])
    assert rows_of("SELECT count(*) AS n, sum(violations) AS v FROM checks") == [
        {"n": len(rows), "v": 0}
    ]


def test_a_run_that_is_not_there_is_one_clear_line(untouched, newsroom):
    with pytest.raises(WarehouseError, match="no run nightly-1999"):
        run_checks(untouched, "nightly-1999", checked_at=newsroom.at(MONDAY))


def test_a_check_must_say_how_bad_and_why():
    with pytest.raises(WarehouseError, match="check nameless: its first line must be"):
        parse_check(parse_sql("nameless", "-- One row is one row.\nSELECT 1"))
