"""What the archive keeps of an outlet's listings, and of pages that were listed and not asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tasks.fetch_articles import fetch_articles
from tasks.fetching.archive import archived_runs, read_run
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.rows import Run, row_of_unasked
from tasks.list_articles import Listed, list_articles
from tasks.night import Night
from tasks.sources.outlet import Outlet
from warehouse.tables.fetches import Candidate

NIGHT = date(2026, 11, 20)
POLICY = FetchPolicy(delay_s=0.0, allow_private_addresses=True, retries=0)
FEED = "<rss><channel><item><title>A</title><link>{base}/a</link></item></channel></rss>"


@pytest.fixture
def night(tmp_path):
    return Night("run", NIGHT, tmp_path / "archive", tmp_path / "w", tmp_path / "r")


@pytest.fixture
def outlet(make_site, tmp_path):
    """An outlet with a good feed, a missing one, a list that is not there and a folder."""
    site = make_site({"/feed": FEED})
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "page.html").write_text("<html><body><p>Saved.</p></body></html>")
    described = Outlet(
        source_id="outlet",
        name="Outlet",
        feeds=(site.base + "/feed", site.base + "/gone"),
        url_lists=(tmp_path / "missing.txt",),
        folders=(folder,),
    )
    return described, site


def rows_in_archive(night):
    (run,) = archived_runs(night.archive_dir)
    return sorted(read_run(run), key=lambda row: row.fetch_id)


def test_every_row_of_a_listing_step_is_in_its_archive(outlet, night) -> None:
    listed = list_articles.fn(outlet[0], policy=POLICY, night=night, known={})
    rows = sorted(listed.fetches, key=lambda row: row.fetch_id)
    assert {row.resource for row in rows} == {"feed", "robots", "url_list", "folder"}
    assert rows_in_archive(night) == rows


def test_a_second_try_asks_again_for_what_had_failed_and_for_nothing_else(outlet, night) -> None:
    described, site = outlet
    first = list_articles.fn(described, policy=POLICY, night=night, known={})
    before = len(site.asked)
    again = list_articles.fn(described, policy=POLICY, night=night, known={})
    assert again.candidates == first.candidates
    assert site.asked[before:] == ["/gone"]
    ids = [row.fetch_id for row in again.fetches]
    assert sorted(ids) == sorted(row.fetch_id for row in first.fetches)


def test_pages_that_are_not_asked_for_are_accounted_for_in_the_archive(outlet, night) -> None:
    candidate = Candidate(source_id="outlet", url="https://x.example/old", resource="page")
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    left = row_of_unasked(
        Run("run", NIGHT), candidate, at=now, outcome="unchanged", reason="known since then"
    )
    listed = Listed(outlet[0], (), (left,))
    assert fetch_articles.fn(listed, policy=POLICY, night=night, known={}) == []
    assert rows_in_archive(night) == [left]


def test_rules_that_cannot_be_recalled_are_asked_for_again_and_have_one_row(outlet, night) -> None:
    listed = list_articles.fn(outlet[0], policy=POLICY, night=night, known={})
    lost = {"outcome": "rejected", "payload_digest": None}
    rows = [replace(row, **lost) if row.resource == "robots" else row for row in listed.fetches]
    listed = replace(listed, fetches=tuple(rows))
    before = len(outlet[1].asked)
    pages = fetch_articles.fn(listed, policy=POLICY, night=night, known={})
    assert "/robots.txt" in outlet[1].asked[before:]
    assert [row.resource for row in (*listed.fetches, *pages)].count("robots") == 1
