"""What follows when the pages of a run are at hand: extract, select, annotate, commit, check."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from rich.console import Console

from flows.progress import StageProgress, stage_progress
from flows.settings import Settings
from flows.stages import annotate_new, extract_pages, zones_of
from tasks.annotation.annotator import load_annotator
from tasks.extract_text import ExtractedPage
from tasks.load_night import RunFacts, check_night, load_night, source_row
from tasks.night import Night
from tasks.sources.outlet import Outlet
from warehouse.connect import Location, open_warehouse
from warehouse.loaded import stored_versions
from warehouse.tables.checks import CheckRow
from warehouse.tables.fetches import Fetch
from warehouse.tables.runs import RunRow

log = logging.getLogger("dateline")


def load_pages(
    fetches: Sequence[Fetch],
    outlets: Sequence[Outlet],
    settings: Settings,
    night: Night,
    *,
    flow: str,
    started_at: datetime,
    is_whole: bool = True,
) -> RunRow:
    """The row of the run that now has these pages in the warehouse, in one commit, and checked.

    `outlets` are the configured ones; pages of others get a row of sources with their id as name.
    `is_whole` is False when pages of the run may be missing.
    """
    named = outlets_of((row.source_id for row in fetches), outlets)
    with stage_progress(Console(stderr=True), is_passing=True) as progress:
        run = commit_pages(
            fetches,
            named,
            settings,
            night,
            progress,
            flow=flow,
            started_at=started_at,
            is_whole=is_whole,
        )
    finish_run(night)
    return run


def commit_pages(
    fetches: Sequence[Fetch],
    outlets: Sequence[Outlet],
    settings: Settings,
    night: Night,
    progress: StageProgress,
    *,
    flow: str,
    started_at: datetime,
    is_whole: bool = True,
) -> RunRow:
    """The row of the run, which has taken the time since `started_at` to fetch; not checked yet.

    `outlets` are those of the pages; each gets a row of sources.
    """
    fetch_s = (datetime.now(UTC) - started_at).total_seconds()
    laps = [time.monotonic()]
    pages = extract_pages(fetches, settings, night, progress, time_zones=zones_of(outlets))
    pages = _without_stored(pages, night)
    laps.append(time.monotonic())
    annotated = annotate_new(pages, settings, night, progress)
    laps.append(time.monotonic())
    extract_s, annotate_s = (end - start for start, end in pairwise(laps))
    facts = RunFacts(
        flow=flow,
        is_whole=is_whole,
        started_at=started_at,
        finished_at=datetime.now(UTC),
        fetch_s=fetch_s,
        extract_s=extract_s,
        annotate_s=annotate_s,
        config_hash=settings.content_hash,
        annotator=load_annotator(settings.annotation.annotator).model,
    )
    sources = [source_row(outlet, night) for outlet in outlets]
    rows = [page.fetch for page in pages]
    return load_night(night=night, facts=facts, sources=sources, fetches=rows, annotated=annotated)


def finish_run(night: Night) -> None:
    """Check a run that is committed, store the results, and let go of what its steps had kept."""
    warn_of_broken_checks(night, check_night(night=night))
    shutil.rmtree(night.results_dir, ignore_errors=True)


def warn_of_broken_checks(night: Night, checks: Sequence[CheckRow]) -> None:
    """A warning that names the checks of severity fail that found something."""
    failed = [c.check_name for c in checks if c.violations and c.severity == "fail"]
    if failed:
        log.warning("%s breaks checks: %s", night.run_id, ", ".join(failed))


def outlets_of(source_ids: Iterable[str], outlets: Sequence[Outlet]) -> list[Outlet]:
    """The outlet of each id, in their order: as configured, else with its id for a name."""
    configured = {outlet.source_id: outlet for outlet in outlets}
    names = sorted(set(source_ids))
    return [configured.get(name) or Outlet(source_id=name, name=name) for name in names]


def _without_stored(pages: Sequence[ExtractedPage], night: Night) -> list[ExtractedPage]:
    """The pages, with versions that an earlier run of the same night has stored left out.

    An article may go back within a day to words that it had before; that version is on record.
    """
    ids = [page.article.article_version_id for page in pages if page.article]
    with open_warehouse(Location.under(night.warehouse_dir), read_only=True) as warehouse:
        stored = stored_versions(warehouse, night.night_date, ids)
    return [
        _unchanged(page) if page.article and page.article.article_version_id in stored else page
        for page in pages
    ]


def _unchanged(page: ExtractedPage) -> ExtractedPage:
    reason = "title and text are those of a version already stored"
    return ExtractedPage(replace(page.fetch, outcome="unchanged", reason=reason), None)
