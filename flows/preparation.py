"""What must hold before a night is begun; known without Prefect, so that a mistake costs a second."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from flows.settings import Settings, SettingsError, read_outlets
from tasks.annotation.annotator import load_annotator
from tasks.night import Night
from tasks.sources.outlet import Outlet
from warehouse.connect import Location, open_warehouse
from warehouse.state import is_checked, is_finished, read_run
from warehouse.tables.runs import RunRow


def plan_run(
    settings: Settings, run_id: str, night_date: date, *, results: str | None = None
) -> Night:
    """A run over `night_date` in the folders of `settings`; nothing is made yet.

    What its steps have finished is kept under the run's own name, or under `results`.
    """
    return Night(
        run_id=run_id,
        night_date=night_date,
        archive_dir=settings.archive_dir.resolve(),
        warehouse_dir=settings.warehouse_dir.resolve(),
        results_dir=(settings.runs_dir / (results or run_id)).resolve(),
    )


def plan_night(settings: Settings, night_date: date) -> Night:
    """The run that collects `night_date`: a night run twice is the same run."""
    return plan_run(settings, f"nightly-{night_date.isoformat()}", night_date)


def begin_run(night: Night) -> Night:
    """The run, with the folder of what its steps finish: while that is there, it is unfinished."""
    night.results_dir.mkdir(parents=True, exist_ok=True)
    return night


def is_collected(night: Night) -> bool:
    """Whether the night is in the warehouse already; makes the warehouse when there is none."""
    with open_warehouse(Location.under(night.warehouse_dir)) as warehouse:
        return is_finished(warehouse, night.run_id)


def committed_run(night: Night) -> RunRow:
    """The row of the run that has the night in the warehouse."""
    with open_warehouse(Location.under(night.warehouse_dir), read_only=True) as warehouse:
        return read_run(warehouse, night.run_id)


def is_complete(night: Night) -> bool:
    """Whether the night is in the warehouse, and judged by the data checks."""
    with open_warehouse(Location.under(night.warehouse_dir)) as warehouse:
        return is_finished(warehouse, night.run_id) and is_checked(warehouse, night.run_id)


def prepare_night(settings: Settings, night_date: date) -> bool:
    """Whether anything of the night is still to be done.

    What the steps of a night had kept that is complete is let go of, as its run did if it was not
    killed.
    Raises the one-line error of whatever would stop it half-way: an outlet's file that cannot be
    used, a model that does not load, a folder that cannot be written.
    """
    require_contact(settings, read_outlets_offline(settings))
    night = plan_night(settings, night_date)
    for folder in (night.archive_dir, night.results_dir.parent):
        _make_folder(folder)
    if is_complete(night):
        shutil.rmtree(night.results_dir, ignore_errors=True)
        return False
    load_annotator(settings.annotation.annotator)
    return True


def prepare_folders(settings: Settings) -> None:
    """Make the folders that a run writes to, and read what it needs before it takes long.

    Raises the one-line error of an outlet's file or a model that cannot be used, and of a folder
    that cannot be written.
    """
    for folder in (settings.archive_dir, settings.runs_dir):
        _make_folder(folder)
    read_outlets_offline(settings)
    load_annotator(settings.annotation.annotator)


def read_outlets_offline(settings: Settings) -> list[Outlet]:
    """The outlets as configured, while no newsroom is open; raises `SettingsError`."""
    names = [file.stem for file in settings.sources.directory.glob("*.toml")]
    placeholder = "http://newsroom"
    return read_outlets(settings, dict.fromkeys(names, placeholder) if settings.newsroom else {})


def require_contact(settings: Settings, outlets: Sequence[Outlet]) -> None:
    """Raises `SettingsError` where strangers' servers would be asked and could not ask back.

    Who may be reached at private addresses, the newsroom among them, is no stranger.
    """
    is_online = any(outlet.feeds or outlet.sitemaps or outlet.url_lists for outlet in outlets)
    fetching = settings.fetching
    if is_online and not fetching.contact.strip() and not fetching.allow_private_addresses:
        raise SettingsError(
            "fetching.contact is empty: give an address where publishers can reach you, in the "
            "configuration or as DATELINE_FETCHING__CONTACT=desk@example.org"
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"data_dir: cannot write to {folder}: {error.strerror}") from error
