"""Rows of `fetches` as the archive keeps them: JSON by the names of the columns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from warehouse.tables.contract import Column
from warehouse.tables.fetches import FETCHES, Fetch

ROW_TYPE = "application/vnd.dateline.fetch+json"
# Beside the columns, as `ArchivedRow` has them.
_POSITION = "position"
_IS_NOTE = "is_note"
# Rows that no candidate asked for, such as those of robots.txt, come after those of the candidates.
_LAST = 1_000_000_000


def _as_text(value: date) -> str:
    return value.isoformat()


_NAMES = tuple(column.name for column in FETCHES.columns)
_VALUES = attrgetter(*_NAMES)
_JSON = json.JSONEncoder(default=_as_text)


@dataclass(frozen=True, slots=True)
class ArchivedRow:
    """A row of `fetches` in the archive.

    `position` is its place among the URLs that its step was given, for those that come in another
    order. `is_note`: it comes of no attempt of its own, or says more than the row of the attempt did.
    """

    fetch: Fetch
    position: int
    is_note: bool


def dump_row(row: Fetch, position: int | None, *, is_note: bool) -> bytes:
    """The row as the archive keeps it, without its nulls.

    `position` is None for a URL that the step was not given.
    """
    pairs = zip(_NAMES, _VALUES(row), strict=True)
    values = {name: value for name, value in pairs if value is not None}
    values |= {} if position is None else {_POSITION: position}
    values |= {_IS_NOTE: True} if is_note else {}
    return _JSON.encode(values).encode()


def load_row(data: bytes) -> ArchivedRow:
    """The row back. Columns that are younger than the record are null, or have their default.

    Raises `ValueError` when `data` is no such row.
    """
    # Any: what JSON may hold; the columns say what it must be.
    values: Any = json.loads(data)
    if not isinstance(values, dict):
        raise ValueError("not a row of fetches")  # noqa: TRY004 - as for any other damage
    columns = (c for c in FETCHES.columns if c.is_nullable or c.name in values)
    try:
        row = Fetch(**{column.name: _value(values.get(column.name), column) for column in columns})
    except (AttributeError, TypeError) as error:
        raise ValueError(f"not a row of fetches: {error}") from error
    return ArchivedRow(row, int(values.get(_POSITION, _LAST)), bool(values.get(_IS_NOTE)))


# Any: a column's value, as JSON has it and as its declaration wants it.
def _value(value: Any, column: Column) -> Any:
    if value is None:
        return None
    if column.sql_type == "TIMESTAMPTZ":
        return datetime.fromisoformat(value)
    if column.sql_type == "DATE":
        return date.fromisoformat(value)
    return tuple(value) if column.sql_type.endswith("[]") else value
