"""One night: list, fetch, extract, select, annotate, load, check."""

# No postponed annotations here: Prefect loads this file by its path and reads them at run time.
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner
from rich.console import Console

from flows.artifacts import publish_artifacts
from flows.demo import open_newsroom
from flows.leftovers import finish_left_runs
from flows.loading import commit_pages
from flows.preparation import (
    begin_run,
    committed_run,
    is_collected,
    is_complete,
    plan_night,
    require_contact,
)
from flows.progress import stage_progress
from flows.settings import EMBEDDED_CONFIG, Settings, read_outlets
from flows.silence import refuse_silent_night
from flows.stages import OUTLETS_AT_ONCE
from flows.visits import fetch_outlets, list_outlets, meet_hosts, recall_rules
from tasks.load_night import check_night
from tasks.night import Night
from warehouse.lock import hold_writer_lock


@flow(
    name="nightly",
    # Prefect's own annotation does not admit its own thread runner.
    task_runner=ThreadPoolTaskRunner(max_workers=OUTLETS_AT_ONCE),  # type: ignore[arg-type]
)
def nightly(config_file: Path = EMBEDDED_CONFIG, night_date: date | None = None) -> str:
    """The id of the run that has the night in the warehouse, collected now if it was not.

    `night_date` is today, in the schedule's time zone, when None. A run that was killed is
    continued: outlets and chunks that it had finished are not done again. Raises
    `SilentNightError`, with nothing stored, when no listing could be read.
    """
    settings = Settings.read(config_file)
    night = begin_run(plan_night(settings, night_date or settings.today(datetime.now(UTC))))
    with hold_writer_lock(settings.data_dir / "run.lock"):
        if not is_collected(night):
            _collect(settings, night)
        if not is_complete(night):
            # Also for a run that was killed just after it had committed its rows.
            publish_artifacts(committed_run(night), check_night(night=night))
        shutil.rmtree(night.results_dir, ignore_errors=True)
        finish_left_runs(settings)
    return night.run_id


def _collect(settings: Settings, night: Night) -> None:
    started_at = datetime.now(UTC)
    with (
        open_newsroom(settings, night.night_date) as base_urls,
        stage_progress(Console(stderr=True)) as progress,
    ):
        outlets = read_outlets(settings, base_urls)
        require_contact(settings, outlets)
        hosts, book = meet_hosts(settings, night), recall_rules(night)
        listed = list_outlets(outlets, settings, night, progress, hosts=hosts, book=book)
        refuse_silent_night(listed, night)
        fetches = fetch_outlets(listed, settings, night, progress, hosts=hosts, book=book)
        commit_pages(
            fetches, outlets, settings, night, progress, flow="nightly", started_at=started_at
        )
