"""Which runs a reannotation does again; known without Prefect, so that --dry-run costs a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flows.mistakes import MistakeError, name_nights
from flows.settings import Settings
from tasks.annotation.annotator import load_annotator
from tasks.extraction.page import EXTRACTOR
from warehouse.connect import Location, open_warehouse
from warehouse.reannotation import CollectedRun, collected_runs


@dataclass(frozen=True, slots=True)
class Plan:
    """The runs in range, those of them that are due, and the model that is to read them."""

    runs: tuple[CollectedRun, ...]
    due: tuple[CollectedRun, ...]
    annotator: str


def plan_reannotation(
    settings: Settings,
    first: date,
    last: date,
    *,
    source_id: str | None,
    from_archive: bool,
    everything: bool,
) -> Plan:
    """The plan for the nights from `first` to `last`.

    A run is due when the configured annotator was not the last to read one of its articles, or,
    from the archive, when another extractor made one's text; with `everything` each is. Raises
    `MistakeError` when no article is stored in that range.
    """
    annotator = load_annotator(settings.annotation.annotator).model
    location = Location.under(settings.warehouse_dir)
    with open_warehouse(location, read_only=True) as warehouse:
        runs = collected_runs(
            warehouse,
            first,
            last,
            source_id=source_id,
            annotator=annotator,
            extractor=EXTRACTOR if from_archive else None,
        )
    if not runs:
        of_whom = f" of {source_id}" if source_id else ""
        raise MistakeError(f"no articles{of_whom} are stored {name_nights(first, last)}")
    due = [run for run in runs if everything or run.outdated]
    return Plan(tuple(runs), tuple(due), annotator)


def describe_plan(plan: Plan, *, everything: bool) -> list[str]:
    """A line for each run that is due, and one that sums up."""
    lines = [
        f"{run.night_date}  {run.run_id}: {run.articles if everything else run.outdated} of "
        f"{run.articles} articles, read by {', '.join(run.annotators)}"
        for run in plan.due
    ]
    return [*lines, f"{_count(plan.due, 'run')} of {len(plan.runs)} to do with {plan.annotator}"]


def _count(things: Sequence[object], noun: str) -> str:
    return f"{len(things)} {noun}" + ("" if len(things) == 1 else "s")
