"""What a kill just after a commit has left: runs without checks, folders that nobody needs."""

from __future__ import annotations

import shutil
from pathlib import Path

from flows.loading import warn_of_broken_checks
from flows.preparation import plan_run
from flows.settings import Settings
from tasks.load_night import check_night
from warehouse.connect import Location, open_warehouse
from warehouse.state import is_checked, is_finished, read_run


def finish_left_runs(settings: Settings) -> None:
    """Check runs that were committed and not checked, and let go of what committed runs had kept.

    What a run has that is not committed stays, for it to be gone on with. To be called by who holds
    the lock of runs.
    """
    for folder in sorted(path for path in settings.runs_dir.glob("*") if path.is_dir()):
        # A backfill keeps its results of a night beside those of the night's own run.
        run_id = folder.name.removeprefix("backfill-")
        run_id = run_id if run_id.startswith("nightly-") else folder.name
        _finish(settings, run_id, folder)


def _finish(settings: Settings, run_id: str, folder: Path) -> None:
    with open_warehouse(Location.under(settings.warehouse_dir.resolve())) as warehouse:
        if not is_finished(warehouse, run_id):
            return
        needs_checks = not is_checked(warehouse, run_id)
        night = plan_run(settings, run_id, read_run(warehouse, run_id).night_date)
    if needs_checks:
        # Without Prefect, which would start a server: the flow run that these belong to has ended.
        warn_of_broken_checks(night, check_night.fn(night=night))
    shutil.rmtree(folder, ignore_errors=True)
