"""What a kill between a commit and its end has left is finished by the next run, and cleared away."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.leftovers import finish_left_runs
from flows.preparation import prepare_night
from flows.settings import Settings
from newsroom.server import Newsroom
from warehouse.connect import Location, open_warehouse

NIGHT = "nightly-2026-11-20"


@pytest.fixture
def settings(served: Newsroom, first: Any, nights: Any, tmp_path: Path) -> Settings:
    """The first night in a copy that may be changed."""
    shutil.copytree(first.data_dir, tmp_path / "data")
    outlets = nights.outlet_files(served)
    return Settings.read(
        nights.write_config(tmp_path / "config", outlets, data_dir=tmp_path / "data")
    )


def leave(settings: Settings, *run_ids: str) -> None:
    """Folders as killed runs leave them."""
    for run_id in run_ids:
        (settings.runs_dir / run_id).mkdir(parents=True)
        (settings.runs_dir / run_id / "extract-1").write_bytes(b"a result")


def left(settings: Settings) -> list[str]:
    return sorted(folder.name for folder in settings.runs_dir.iterdir())


def test_a_night_killed_between_its_commit_and_its_checks_is_checked_by_the_next_run(
    settings: Settings, first: Any, nights: Any
) -> None:
    with open_warehouse(Location.under(settings.warehouse_dir)) as warehouse:
        warehouse.connection.execute("DELETE FROM checks")
    leave(settings, NIGHT, "nightly-2026-11-19")
    finish_left_runs(settings)
    found = [(c["run_id"], c["check_name"], c["violations"]) for c in first.tables["checks"]]
    tables = nights.read_tables(settings.data_dir)
    assert [(c["run_id"], c["check_name"], c["violations"]) for c in tables["checks"]] == found
    assert left(settings) == ["nightly-2026-11-19"]  # not committed: it can be gone on with


def test_what_a_run_kept_that_was_killed_at_its_very_end_is_cleared_away(
    settings: Settings, first: Any, nights: Any
) -> None:
    leave(settings, NIGHT, f"backfill-{NIGHT}", "backfill-0123456789ab-0")
    finish_left_runs(settings)
    assert left(settings) == ["backfill-0123456789ab-0"]
    assert nights.read_tables(settings.data_dir) == first.tables


def test_a_night_that_is_complete_is_not_begun_again_and_leaves_nothing(settings: Settings) -> None:
    leave(settings, NIGHT)
    assert not prepare_night(settings, date(2026, 11, 20))
    assert left(settings) == []
