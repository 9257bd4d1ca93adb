"""A new model over a night that is stored: rows replaced, ids kept, past states untouched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.mistakes import MistakeError
from flows.reannotation.plan import Plan, describe_plan, plan_reannotation
from flows.settings import Settings
from newsroom.server import Newsroom
from warehouse.check import run_checks
from warehouse.connect import Location, open_warehouse
from warehouse.report import newest_run, report_night

NIGHT = "nightly-2026-11-20"
ALWAYS = (date.min, date.max)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Redone:
    """A night that the second model has done again: configuration, state before, lines said."""

    config: Path
    state_before: int
    lines: list[str]


@pytest.fixture
def night(collected_night: Any, copy_night: Callable[[Path], Path]) -> Path:
    """The night as the first model left it, to be changed."""
    return copy_night(collected_night.data_dir)


@pytest.fixture(scope="module")
def redone(collected_night: Any, copy_night: Callable[[Path], Path]) -> Redone:
    """The night done again, to be read from only."""
    config = copy_night(collected_night.data_dir)
    (state,) = ask(config, "SELECT max(snapshot_id) AS id FROM ducklake_snapshots('dateline')")
    return Redone(config, state["id"], redo(config))


def make_plan(config: Path, **values: Any) -> Plan:
    usual = {"source_id": None, "from_archive": False, "everything": False}
    return plan_reannotation(Settings.read(config), *ALWAYS, **(usual | values))


def redo(config: Path, **values: Any) -> list[str]:
    """What `dateline reannotate` does, in this process: a line for each run that was done."""
    from flows.reannotation.runs import redo_run  # noqa: PLC0415 - Prefect takes seconds to import

    usual = {"source_id": None, "from_archive": False, "everything": False}
    plan = make_plan(config, **values)
    return [redo_run(config, run, **(usual | values)) for run in plan.due]


def without(rows: Rows, *names: str) -> Rows:
    return [{name: v for name, v in row.items() if name not in names} for row in rows]


def ask(config: Path, query: str) -> Rows:
    location = Location.under(Settings.read(config).warehouse_dir)
    with open_warehouse(location, read_only=True) as warehouse:
        found: Rows = warehouse.connection.execute(query).to_arrow_table().to_pylist()
    return found


def test_a_second_model_replaces_what_the_first_found_and_keeps_every_id(
    redone: Redone, collected_night: Any, nights: Any
) -> None:
    before = collected_night.tables
    assert [NIGHT in line for line in redone.lines] == [True]
    after = nights.read_tables(Settings.read(redone.config).data_dir)
    assert without(after["articles"], "annotator") == without(before["articles"], "annotator")
    assert {row["annotator"].partition("@")[2] for row in after["articles"]} == {"second"}
    assert after["fetches"] == before["fetches"]
    for table in ("mentions", "claims"):
        # The weights are the same, so the rows are, but for who made them.
        assert without(after[table], "model", "run_id") == without(before[table], "model", "run_id")
        assert {row["model"].partition("@")[2] for row in after[table]} == {"second"}
        assert {row["run_id"] for row in after[table]} == {f"{NIGHT}-reannotated-1"}


def test_a_second_reannotation_has_nothing_to_do(redone: Redone, nights: Any) -> None:
    before = nights.read_tables(Settings.read(redone.config).data_dir)
    plan = make_plan(redone.config)
    assert plan.due == ()
    assert describe_plan(plan, everything=False)[-1].startswith("0 runs of 1 to do")
    assert redo(redone.config) == []
    assert nights.read_tables(Settings.read(redone.config).data_dir) == before


def test_a_dry_run_names_the_runs_and_the_models(night: Path) -> None:
    line, sum_ = describe_plan(make_plan(night), everything=False)
    assert NIGHT in line
    assert "8 of 8 articles, read by dateline-tagger" in line
    assert sum_.startswith("1 run of 1 to do with dateline-tagger")
    assert sum_.endswith("@second")


def test_the_run_that_does_it_counts_what_it_wrote_and_no_check_fails(redone: Redone) -> None:
    runs = {row["run_id"]: row for row in ask(redone.config, "SELECT * FROM runs")}
    again = runs[f"{NIGHT}-reannotated-1"]
    assert again["flow"] == "reannotate"
    (counted,) = ask(redone.config, "SELECT count(*) AS n FROM claims")
    assert again["claims_found"] == counted["n"] == runs[NIGHT]["claims_found"] > 0
    location = Location.under(Settings.read(redone.config).warehouse_dir)
    with open_warehouse(location, read_only=True) as warehouse:
        results = run_checks(warehouse, checked_at=again["finished_at"])
    assert [r for r in results if r.violations and r.severity == "fail"] == []


def test_the_morning_page_still_shows_the_night_as_it_was_collected(
    redone: Redone, collected_night: Any
) -> None:
    def report(data_dir: Path) -> Any:
        with open_warehouse(Location.under(data_dir / "warehouse"), read_only=True) as warehouse:
            return report_night(warehouse, newest_run(warehouse))

    assert report(Settings.read(redone.config).data_dir) == report(collected_night.data_dir)


def test_the_past_state_still_has_the_rows_of_the_first_model(
    redone: Redone, collected_night: Any
) -> None:
    past = f"SELECT claim_id, model FROM claims AT (VERSION => {redone.state_before}) ORDER BY ALL"
    claims = collected_night.tables["claims"]
    assert ask(redone.config, past) == [
        {"claim_id": row["claim_id"], "model": row["model"]} for row in claims
    ]


def test_only_the_outlet_that_was_asked_for_is_done(night: Path) -> None:
    redo(night, source_id="ostra-tribune")
    rows = ask(night, "SELECT source_id, annotator FROM articles")
    done = {row["source_id"] for row in rows if row["annotator"].endswith("@second")}
    assert done == {"ostra-tribune"}
    (left,) = make_plan(night).due
    assert left.outdated == sum(row["source_id"] != "ostra-tribune" for row in rows)


def test_all_does_again_what_is_up_to_date(
    redone: Redone, copy_night: Callable[[Path], Path]
) -> None:
    night = copy_night(Settings.read(redone.config).data_dir)
    redo(night, everything=True)
    runs = {row["run_id"] for row in ask(night, "SELECT run_id FROM claims")}
    assert runs == {f"{NIGHT}-reannotated-2"}


def test_extraction_from_the_archive_gives_the_same_articles_without_a_request(
    night: Path, collected_night: Any, nights: Any, served: Newsroom
) -> None:
    before = len(served.requests)
    (line,) = redo(night, from_archive=True)
    assert "could not be read" not in line
    assert len(served.requests) == before
    after = nights.read_tables(Settings.read(night).data_dir)
    assert without(after["articles"], "annotator") == without(
        collected_night.tables["articles"], "annotator"
    )
    assert after["fetches"] == collected_night.tables["fetches"]
    assert make_plan(night, from_archive=True).due == ()


def test_an_article_of_an_older_extractor_is_read_again_and_others_keep_their_annotation(
    redone: Redone, collected_night: Any, nights: Any, copy_night: Callable[[Path], Path]
) -> None:
    night = copy_night(Settings.read(redone.config).data_dir)
    articles = collected_night.tables["articles"]
    one = min(row["article_id"] for row in articles)
    with open_warehouse(Location.under(Settings.read(night).warehouse_dir)) as warehouse:
        for table, more in {
            "articles": "extractor = 'older', title = 'Old', text = 'Old.', text_chars = 4",
            "mentions": "mention_id = 'old-' || mention_id",
            "claims": "claim_id = 'old-' || claim_id",
        }.items():
            warehouse.connection.execute(
                f"UPDATE {table} SET article_version_id = 'old', {more} WHERE article_id = ?", [one]
            )
    redo(night, from_archive=True)
    after = nights.read_tables(Settings.read(night).data_dir)
    assert without(after["articles"], "annotator") == without(articles, "annotator")
    claims = collected_night.tables["claims"]
    assert without(after["claims"], "model", "run_id") == without(claims, "model", "run_id")
    second = {row["article_id"] for row in after["claims"] if row["run_id"].endswith("-2")}
    assert second == {one}


def test_what_is_gone_from_the_archive_keeps_its_article_or_its_verdict(
    night: Path, collected_night: Any, nights: Any
) -> None:
    data_dir = Settings.read(night).data_dir
    (file,) = (data_dir / "archive").rglob("ostra-tribune.warc.gz")
    file.unlink()
    (line,) = redo(night, from_archive=True)
    lost = [r for r in collected_night.tables["articles"] if r["source_id"] == "ostra-tribune"]
    assert "pages could not be read again and stay as they were" in line
    after = nights.read_tables(data_dir)
    assert after["fetches"] == collected_night.tables["fetches"]
    stayed = [row for row in after["articles"] if row["source_id"] == "ostra-tribune"]
    assert stayed == lost
    assert len(after["articles"]) == len(collected_night.tables["articles"])


def test_a_range_without_articles_is_a_mistake_that_says_so(night: Path) -> None:
    settings = Settings.read(night)
    with pytest.raises(MistakeError, match="no articles are stored from 2030-01-01"):
        plan_reannotation(
            settings,
            date(2030, 1, 1),
            date.max,
            source_id=None,
            from_archive=False,
            everything=False,
        )
    with pytest.raises(MistakeError, match="no articles of nobody"):
        make_plan(night, source_id="nobody")
