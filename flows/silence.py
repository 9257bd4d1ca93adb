"""A night on which nothing could be read is not a night: it is left for another try."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tasks.night import Night
from warehouse.tables.fetches import Fetch

if TYPE_CHECKING:  # who only catches the error needs no Prefect, which takes seconds to import
    from tasks.list_articles import Listed

_READ = ("listed", "unchanged")


class SilentNightError(Exception):
    """No listing could be read: one line that says why, and what to do."""


def refuse_silent_night(listed: Sequence[Listed], night: Night) -> None:
    """Raises `SilentNightError` when no feed, sitemap, list or folder of any outlet was read.

    What the run has finished so far is forgotten then, so that the same date is tried afresh.
    """
    rows = _of_listings(f for each in listed for f in each.fetches)
    if not is_silent(rows):
        return
    shutil.rmtree(night.results_dir, ignore_errors=True)
    raise SilentNightError(
        f"nothing was stored for the night of {night.night_date}: no feed, sitemap, list or folder "
        f"could be read{_first_reason(rows)}; see whether the network is there, then run again"
    )


def is_silent(fetches: Iterable[Fetch]) -> bool:
    """Whether no feed, sitemap, list or folder among the rows of a night was read."""
    return not any(row.outcome in _READ for row in _of_listings(fetches))


def _of_listings(fetches: Iterable[Fetch]) -> list[Fetch]:
    return [row for row in fetches if row.resource not in ("page", "robots")]


def _first_reason(rows: Sequence[Fetch]) -> str:
    if not rows:
        return ", since no outlet names one"
    first = rows[0]
    return f" ({len(rows)} tried; {first.source_id}: {first.url}: {first.reason})"
