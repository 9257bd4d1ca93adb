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
def config(served: Newsroom, first: Any, nights: Any, tmp_path: Path) -> Path:
    """The configuration of a copy of the first night, which may be changed."""
    shutil.copytree(first.data_dir, tmp_path / "data")
    outlets = nights.outlet_files(served)
    written: Path = nights.write_config(tmp_path / "config", outlets, data_dir=tmp_path / "data")
    return written


@pytest.fixture
def settings(config: Path) -> Settings:
    return Settings.read(config)


def leave(settings: Settings, *run_ids: str) -> None:
    """Folders as killed runs leave them."""
    for run_id in run_ids:
        (settings.runs_dir / run_id).mkdir(parents=True)
        (settings.runs_dir / run_id / "extract-1").write_bytes(b"a result")


def left(settings: Settings) -> list[str]:
    return sorted(folder.name for folder in settings.runs_dir.iterdir())


def forget_checks(settings: Settings) -> None:
    with open_warehouse(Location.under(settings.warehouse_dir)) as warehouse:
        warehouse.connection.execute("DELETE FROM checks")


def test_a_night_killed_between_its_commit_and_its_checks_is_checked_by_the_next_run(
    settings: Settings, first: Any, nights: Any
) -> None:
    forget_checks(settings)
    leave(settings, NIGHT, "nightly-2026-11-19")
    finish_left_runs(settings)
    again = nights.read_tables(settings.data_dir, without_time_and_place=True)
    assert again == nights.read_tables(first.data_dir, without_time_and_place=True)
    assert left(settings) == ["nightly-2026-11-19"]  # not committed: it can be gone on with


def test_or_by_its_own_when_that_is_called_again_and_nobody_is_asked_anything(
    settings: Settings, config: Path, first: Any, nights: Any, served: Newsroom
) -> None:
    from flows.nightly import nightly  # noqa: PLC0415 - Prefect takes seconds to import

    forget_checks(settings)
    leave(settings, NIGHT, f"backfill-{NIGHT}")
    before = len(served.requests)
    assert nightly(config_file=config, night_date=date(2026, 11, 20)) == NIGHT
    assert len(served.requests) == before
    again = nights.read_tables(settings.data_dir, without_time_and_place=True)
    assert again == nights.read_tables(first.data_dir, without_time_and_place=True)
    assert left(settings) == []


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
