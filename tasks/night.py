"""Which night and run a step works for, and how its results are found again after a kill."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from warehouse.tables import ALL_TABLES, Table


@dataclass(frozen=True, slots=True)
class Night:
    """One run over one night, and the folders it works in."""

    run_id: str
    night_date: date
    archive_dir: Path
    warehouse_dir: Path
    results_dir: Path  # what its steps have finished so far; gone when the run is committed


def content_key(step: str, source: str, parts: Sequence[object]) -> str:
    """The name under which a step's result is kept: equal content, equal name.

    `parts` must say everything that the result depends on; their `repr` is what is hashed, so
    they are records, texts, numbers, times, and tuples of these. A run that is gone on with by
    another Dateline, or with other columns, finds none: pickled records are filled by position.
    """
    digest = hashlib.sha256(repr((version("dateline"), *map(_shape, ALL_TABLES))).encode())
    for part in parts:
        digest.update(repr(part).encode("utf-8", "backslashreplace"))
        digest.update(b"\0")
    return f"{step}-{source}-{digest.hexdigest()[:24]}"


def _shape(table: Table) -> tuple[str, ...]:
    return (table.name, *(column.name for column in table.columns))
