"""Older material: WARC files, folders of saved pages, nights of our own archive.

Each run is one commit, and a flow run of its own: Prefect keeps the results of a flow run in memory
until it ends, and a WARC file may be larger than memory.
"""

# No postponed annotations here: Prefect loads this file by its path and reads them at run time.
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from flows.backfill.folder_parts import FolderPart, by_outlet
from flows.loading import load_pages, outlets_of
from flows.mistakes import MistakeError
from flows.preparation import begin_run, plan_run, read_outlets_offline
from flows.settings import Settings
from flows.silence import is_silent
from flows.stages import OUTLETS_AT_ONCE, fetch_policy
from tasks.fetch_articles import fetch_articles
from tasks.fetching.archive import ArchivedRun, archived_runs, read_run
from tasks.fetching.rows import Run, row_of_saved_page
from tasks.list_articles import Listed
from tasks.night import Night
from tasks.read_warc import Reading, read_warc
from tasks.sources.outlet import Outlet
from tasks.sources.page_records import host_of
from warehouse.tables.fetches import Candidate, Fetch

# Prefect's own annotation, ignored where it is used, does not admit its own thread runner.
_RUNNER: ThreadPoolTaskRunner[object] = ThreadPoolTaskRunner(max_workers=OUTLETS_AT_ONCE)
PAGES_A_RUN = 1_000  # what is in memory at once: some tens of megabytes of articles


@flow(name="backfill WARC", task_runner=_RUNNER)  # type: ignore[arg-type]
def backfill_warc(
    *,
    config_file: Path,
    path: Path,
    start: int,
    run_id: str,
    source_id: str | None,
    since: date | None,
    today: date,
) -> None:
    """Load the stretch of a WARC file that begins at byte `start`; see `read_warc`."""
    settings, started_at = Settings.read(config_file), datetime.now(UTC)
    outlets = read_outlets_offline(settings)
    reading = Reading(
        path=path,
        start=start,
        run_id=run_id,
        source_id=source_id,
        outlets=outlets_by_host(outlets),
        since=since,
        today=today,
        max_pages=PAGES_A_RUN,
        max_body_bytes=settings.fetching.max_body_mb * 1_000_000,
    )
    stretch = read_warc(reading, read_at=started_at)
    night = begin_run(plan_backfill(settings, run_id, stretch.night_date))
    load_pages(stretch.fetches, outlets, settings, night, flow="backfill", started_at=started_at)


def backfill_folder(config_file: Path, part: FolderPart) -> None:
    """Load the part of a folder; its pages are archived as a night's are."""

    # The part is no parameter of the flow: Prefect would store the addresses of all its pages.
    @flow(name="backfill folder", task_runner=_RUNNER)  # type: ignore[arg-type]
    def load(config_file: Path, folder: Path, run_id: str) -> None:  # noqa: ARG001 - to be shown
        settings, started_at = Settings.read(config_file), datetime.now(UTC)
        outlets = read_outlets_offline(settings)
        night = begin_run(plan_backfill(settings, run_id, part.night_date))
        fetches = _read_pages(part, outlets, settings, night)
        load_pages(fetches, outlets, settings, night, flow="backfill", started_at=started_at)

    load(config_file, part.folder, part.run_id)


@flow(name="backfill night", task_runner=_RUNNER)  # type: ignore[arg-type]
def backfill_night(config_file: Path, night_date: date, run_id: str) -> bool:
    """Load a night from our own archive, without the network, as the run that collected it.

    False, and nothing is stored, for a night on which no listing could be read: it was none.
    """
    settings, started_at = Settings.read(config_file), datetime.now(UTC)
    runs = archived_runs(settings.archive_dir.resolve(), night_date, night_date)
    (run,) = (run for run in runs if run.run_id == run_id)
    fetches, is_whole = read_run(run), not is_unfinished(run, settings)
    if not fetches and is_whole:
        raise MistakeError(
            f"{settings.archive_dir / str(night_date) / run_id}: an older Dateline left no rows in "
            "these files; give them to `dateline backfill` one by one, with --source"
        )
    # It is that night, so it says so: checks and reports compare it with its neighbours.
    name = "nightly" if run_id.startswith("nightly-") else "backfill"
    if name == "nightly" and is_silent(fetches):
        return False
    night = begin_run(plan_backfill(settings, run_id, night_date))
    load_pages(
        fetches,
        read_outlets_offline(settings),
        settings,
        night,
        flow=name,
        started_at=started_at,
        is_whole=is_whole,
    )
    return True


def is_unfinished(run: ArchivedRun, settings: Settings) -> bool:
    """Whether the run was killed before it was committed, and so may have fetched a part only."""
    return run.is_unfinished or (settings.runs_dir / run.run_id).exists()


def plan_backfill(settings: Settings, run_id: str, night_date: date) -> Night:
    """The run and its night. Its results are never kept where a night keeps its own."""
    name = run_id if run_id.startswith("backfill-") else f"backfill-{run_id}"
    return plan_run(settings, run_id, night_date, results=name)


def outlets_by_host(outlets: Sequence[Outlet]) -> dict[str, str]:
    """The id of the outlet whose home page or listings a host has."""
    return {
        host_of(url): outlet.source_id
        for outlet in outlets
        for url in (*outlet.feeds, *outlet.sitemaps, *filter(None, [outlet.home_url]))
    }


def _read_pages(
    part: FolderPart, outlets: Sequence[Outlet], settings: Settings, night: Night
) -> list[Fetch]:
    """The rows of the folder and of its pages, which are now in the archive."""
    step = fetch_articles.with_options(result_storage=night.results_dir)
    rows: list[Fetch] = []
    for source_id, pages in by_outlet(part.pages).items():
        (outlet,) = outlets_of([source_id], outlets)
        listed = Listed(outlet, pages, ())
        rows += [_folder_row(part, source_id, night)]
        rows += step(listed, policy=fetch_policy(settings), night=night, known={})
    return rows


def _folder_row(part: FolderPart, source_id: str, night: Night) -> Fetch:
    folder = Candidate(source_id=source_id, url=part.folder.as_uri(), resource="folder")
    return row_of_saved_page(
        Run(night.run_id, night.night_date),
        folder,
        read_at=datetime.now(UTC),
        elapsed_ms=0,
        outcome="listed",
        reason="; ".join(part.problems)[:500] or None,
    )
