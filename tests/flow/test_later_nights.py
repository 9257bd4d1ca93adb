"""Nights after the first: the same one again, and the one on which something changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from newsroom.articles import load_articles
from newsroom.server import Newsroom
from warehouse.connect import Location, open_warehouse


def titles_of_night_two() -> set[tuple[str, str]]:
    """Articles that are new on the second night, or whose text or headline is."""
    before = {(a.outlet, a.slug): (a.headline, a.text) for a in load_articles(1)}
    return {
        (a.outlet, a.headline)
        for a in load_articles(2)
        if before.get((a.outlet, a.slug)) != (a.headline, a.text)
    }


def test_a_finished_night_run_again_changes_nothing_and_asks_for_nothing(
    served: Newsroom, first: Any, nights: Any, first_night: Any
) -> None:
    again = nights.collect(served, first.config, first.data_dir, first_night)
    assert again.requests == []
    assert again.tables == first.tables


def test_a_night_that_was_committed_but_not_checked_is_checked_when_run_again(
    served: Newsroom, first: Any, nights: Any, first_night: Any, tmp_path: Path
) -> None:
    shutil.copytree(first.data_dir, tmp_path / "data")
    config = nights.write_config(
        tmp_path / "config", nights.outlet_files(served), data_dir=tmp_path / "data"
    )
    with open_warehouse(Location.under(tmp_path / "data" / "warehouse")) as warehouse:
        warehouse.connection.execute("DELETE FROM checks")
    again = nights.collect(served, config, tmp_path / "data", first_night)
    found = {(c["check_name"], c["violations"]) for c in again.tables["checks"]}
    assert found == {(c["check_name"], c["violations"]) for c in first.tables["checks"]}
    assert again.requests == []


def test_the_second_night_brings_the_new_and_the_changed_articles_only(second: Any) -> None:
    brought = second.articles(run_id="nightly-2026-11-21")
    assert {(row["source_id"], row["title"]) for row in brought} == titles_of_night_two()
    assert len(brought) == 4


def test_a_corrected_article_is_a_new_version_of_the_same_article(second: Any) -> None:
    silo = [r for r in second.articles(source_id="harbour-courier") if "silo" in r["url"]]
    before, after = sorted(silo, key=lambda row: row["night_date"])
    assert before["article_id"] == after["article_id"]
    assert before["article_version_id"] != after["article_version_id"]
    assert before["text"] != after["text"]
    assert after["modified_at"] > before["published_at"] == after["published_at"]


def test_the_second_night_leaves_the_rows_of_the_first_as_they_were(
    first: Any, second: Any
) -> None:
    for name in ("fetches", "articles", "mentions", "claims", "runs"):
        kept = [r for r in second.tables[name] if r["run_id"] == "nightly-2026-11-20"]
        assert kept == first.tables[name], name


def test_what_was_kept_and_has_not_changed_is_unchanged(first: Any, second: Any) -> None:
    known = {row["url"] for row in first.fetches(resource="page", outcome="kept")}
    tonight = [r for r in second.fetches(run_id="nightly-2026-11-21") if r["url"] in known]
    unchanged = [row for row in tonight if "silo-fire" not in row["url"]]
    assert len(unchanged) > 10
    assert {row["outcome"] for row in unchanged} == {"unchanged"}
    assert all(row["article_id"] for row in unchanged)


def test_outlets_without_news_are_asked_for_nothing_but_their_listing(second: Any) -> None:
    for outlet in ("capital-ledger", "lantern"):
        asked = [(path, status) for name, path, status in second.requests if name == outlet]
        pages = [(path, status) for path, status in asked if path != "/robots.txt"]
        assert [status for _, status in pages] == [304]
        rows = second.fetches(run_id="nightly-2026-11-21", source_id=outlet)
        listing = [row["outcome"] for row in rows if row["resource"] not in ("page", "robots")]
        assert listing == ["unchanged"]


def test_pages_that_were_no_articles_are_accounted_for_again(first: Any, second: Any) -> None:
    tonight = second.fetches(run_id="nightly-2026-11-21", resource="page")
    outcomes = {row["url"]: row for row in tonight}
    again = [row for row in first.fetches(resource="page") if row["url"] in outcomes]
    assert {"failed", "rejected"} <= {row["outcome"] for row in again}
    for row in again:
        if row["outcome"] in {"skipped", "failed", "rejected"}:
            assert outcomes[row["url"]]["outcome"] in {row["outcome"], "unchanged", "skipped"}
    assert all(row["reason"] for row in tonight if row["outcome"] not in {"kept", "unchanged"})


def test_a_page_that_is_gone_for_good_is_not_asked_for_again(first: Any, second: Any) -> None:
    gone = [row for row in first.fetches(resource="page") if row["status_code"] == 404]
    tonight = {r["url"]: r for r in second.fetches(run_id="nightly-2026-11-21", resource="page")}
    listed_again = [tonight[row["url"]] for row in gone if row["url"] in tonight]
    assert listed_again
    for row in listed_again:
        assert (row["outcome"], row["attempts"]) == ("skipped", 0)
        assert "HTTP 404" in row["reason"]
