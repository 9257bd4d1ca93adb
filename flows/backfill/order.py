"""The order in which older material is loaded: run by run, those that are there passed over."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.backfill.folder_parts import read_folder
from flows.backfill.materials import Material, fingerprint
from flows.backfill.runs import (
    PAGES_A_RUN,
    backfill_folder,
    backfill_night,
    backfill_warc,
    is_unfinished,
    outlets_by_host,
)
from flows.leftovers import finish_left_runs
from flows.mistakes import MistakeError, name_nights
from flows.preparation import read_outlets_offline
from flows.settings import Settings
from tasks.fetching.archive import ArchivedRun, archived_runs
from warehouse.connect import Location, open_warehouse
from warehouse.loaded import LoadedStretch, loaded_stretch
from warehouse.state import is_finished, read_run
from warehouse.tables.runs import RunRow

log = logging.getLogger("dateline")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A run that is in the warehouse now: of what it is, and whether it was there before."""

    what: str
    run: RunRow
    was_there: bool


@dataclass(frozen=True, slots=True)
class Backfiller:
    """Loads older material into the warehouse of a configuration."""

    config_file: Path
    settings: Settings
    source_id: str | None
    today: date

    def load_materials(self, materials: Sequence[Material]) -> Iterator[Loaded]:
        """Each run as it is committed, in the order of the materials. Raises `WarcError`."""
        for material in materials:
            load = self._load_folder if material.is_folder else self._load_warc
            yield from load(material.path)

    def load_nights(self, first: date, last: date) -> Iterator[Loaded]:
        """Each night of our own archive as it is committed, the oldest first.

        Of a night that was killed and never run again, what it had fetched is loaded. A run that may
        still be gone on with is passed over with a warning: tonight's, and an unfinished backfill.
        So is a night on which nothing could be read, for `dateline run` to try again.
        Raises `MistakeError` when none is archived in that range, or all are to be gone on with.
        """
        runs = archived_runs(self.settings.archive_dir.resolve(), first, last)
        if not runs:
            raise MistakeError(
                f"nothing is archived {name_nights(first, last)} in {self.settings.archive_dir}"
            )
        waiting = [run for run in runs if self._is_waiting(run)]
        for run in waiting:
            log.warning("%s is unfinished and passed over: %s", run.run_id, _go_on(run))
        if len(waiting) == len(runs):
            raise MistakeError(f"{runs[0].run_id} is unfinished: {_go_on(runs[0])}")
        for run in (run for run in runs if run not in waiting):
            was_there = self._is_there(run.run_id)
            if not was_there and not self._load_night(run):
                log.warning("%s is passed over: no listing could be read on it", run.run_id)
                continue
            yield self._loaded(f"night {run.run_id}", run.run_id, was_there=was_there)

    def _load_night(self, run: ArchivedRun) -> bool:
        if is_unfinished(run, self.settings):
            log.warning("%s was never finished: what it had fetched is loaded", run.run_id)
        return backfill_night(self.config_file, run.night_date, run.run_id)

    def _load_warc(self, path: Path) -> Iterator[Loaded]:
        size, name = path.stat().st_size, fingerprint(path)
        start, since = 0, None
        while start < size:
            run_id = f"backfill-{name}-{start}"
            stretch = self._stretch(run_id)
            was_there = stretch is not None
            if stretch is None:
                backfill_warc(
                    config_file=self.config_file,
                    path=path,
                    start=start,
                    run_id=run_id,
                    source_id=self.source_id,
                    since=since,
                    today=self.today,
                )
                stretch = self._stretch(run_id)
            assert stretch is not None, "the run has just been committed"
            start, since = stretch.end, stretch.night_date
            what = f"{path.name} to {start * 100 // size} %"
            yield self._loaded(what, run_id, was_there=was_there)

    def _load_folder(self, folder: Path) -> Iterator[Loaded]:
        hosts = outlets_by_host(read_outlets_offline(self.settings))
        parts = read_folder(
            folder, self.source_id, hosts, today=self.today, pages_a_part=PAGES_A_RUN
        )
        for part in parts:
            was_there = self._is_there(part.run_id)
            if not was_there:
                backfill_folder(self.config_file, part)
            what = f"{folder.name} part {part.number} of {part.count}"
            yield self._loaded(what, part.run_id, was_there=was_there)

    def _is_waiting(self, run: ArchivedRun) -> bool:
        """Whether a killed run is to be gone on with: what it lacks can still be had.

        The pages that a past night lacks are those of another night by now.
        """
        is_past = run.run_id.startswith("nightly-") and run.night_date < self.today
        if is_past or not is_unfinished(run, self.settings):
            return False
        return not self._is_there(run.run_id)

    def _is_there(self, run_id: str) -> bool:
        with open_warehouse(self._location) as warehouse:
            return is_finished(warehouse, run_id)

    def _stretch(self, run_id: str) -> LoadedStretch | None:
        with open_warehouse(self._location) as warehouse:
            return loaded_stretch(warehouse, run_id)

    def _loaded(self, what: str, run_id: str, *, was_there: bool) -> Loaded:
        with open_warehouse(self._location, read_only=True) as warehouse:
            run = read_run(warehouse, run_id)
        finish_left_runs(self.settings)
        return Loaded(what, run, was_there)

    @property
    def _location(self) -> Location:
        return Location.under(self.settings.warehouse_dir.resolve())


def _go_on(run: ArchivedRun) -> str:
    if run.run_id.startswith("nightly-"):
        return f"`dateline run --date {run.night_date}` goes on with it"
    return "the `dateline backfill` that began it goes on with it"
