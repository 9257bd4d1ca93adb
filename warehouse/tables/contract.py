"""What a table is: a frozen record whose fields carry their meaning, and everything derived from it.

A table is declared once, as a dataclass of `column(...)` fields passed to `define_table`. The Arrow
schema, the DDL, the documentation and the checks all derive from that one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of Python characters (code points) of an article's text."""

    start_char: int
    end_char: int


_ARROW_TYPES: dict[object, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
    date: pa.date32(),
}

_SQL_TYPES: dict[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
    pa.date32(): "DATE",
    pa.int32(): "INTEGER",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: `meaning` says what a value is and, where nullable, what null means.

    `piece` is the record of a list's items, in a column of pieces of the text such as `Span`.
    """

    name: str
    arrow_type: pa.DataType
    sql_type: str
    meaning: str
    is_nullable: bool
    piece: type[Any] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    `key` names the columns that tell rows apart, `partition` the date by whose month files split
    (a night is a file of its own until a month's files are merged), and `sort` the order of rows
    in a file, so that a scan for one value reads little.
    """

    name: str
    meaning: str
    record: type[Any]
    key: tuple[str, ...]
    partition: str | None
    sort: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema, in column order, nullability included."""
        return pa.schema([pa.field(c.name, c.arrow_type, c.is_nullable) for c in self.columns])


# Any: dataclasses read the field's type from its annotation; the value here is only a descriptor.
def column(meaning: str, *, default: Any = MISSING) -> Any:
    """A dataclass field that says what it means; `default` for columns that most rows leave null."""
    return field(default=default, metadata={"meaning": meaning})


def define_table(
    name: str,
    record: type[Any],
    *,
    meaning: str,
    key: tuple[str, ...],
    partition: str | None = None,
    sort: tuple[str, ...] = (),
) -> Table:
    """The table whose rows are `record`s, sorted by `sort`, or by the key where that is empty.

    Raises `TypeError` when a field has no meaning or a type no column can hold, or when `key`,
    `partition` or `sort` name no column: a contract that cannot be kept must fail at import.
    """
    hints = get_type_hints(record)
    columns = tuple(_column_of(f.name, hints[f.name], f.metadata) for f in fields(record))
    names = {c.name for c in columns}
    named = (*key, *sort, *([partition] if partition else []))
    missing = [n for n in named if n not in names]
    if missing:
        raise TypeError(f"table {name}: no such column: {', '.join(missing)}")
    return Table(name, meaning, record, key, partition, sort or key, columns)


def _column_of(name: str, hint: object, metadata: Mapping[str, str]) -> Column:
    if "meaning" not in metadata:
        raise TypeError(f"column {name} has no meaning: declare it with column('...')")
    hint, is_nullable = _without_none(hint)
    arrow_type, sql_type = _types_of(name, hint)
    item = get_args(hint)[0] if get_origin(hint) is tuple else None
    piece = item if isinstance(item, type) and is_dataclass(item) else None
    return Column(name, arrow_type, sql_type, metadata["meaning"], is_nullable, piece)


def _without_none(hint: object) -> tuple[object, bool]:
    """The type of a value that is there, and whether there may be none."""
    if type(None) not in get_args(hint):
        return hint, False
    (hint,) = (a for a in get_args(hint) if a is not type(None))
    return hint, True


def _types_of(name: str, hint: object) -> tuple[pa.DataType, str]:
    if get_origin(hint) is tuple:
        inner_arrow, inner_sql = _types_of(name, get_args(hint)[0])
        return pa.list_(inner_arrow), f"{inner_sql}[]"
    if isinstance(hint, type) and is_dataclass(hint):
        return _piece_types(name, hint)
    if hint not in _ARROW_TYPES:
        raise TypeError(f"column {name}: no column type holds {hint!r}")
    arrow_type = _ARROW_TYPES[hint]
    return arrow_type, _SQL_TYPES[arrow_type]


def _piece_types(name: str, record: type[Any]) -> tuple[pa.DataType, str]:
    """A struct of the record's fields. Its whole numbers are offsets in a text, which are small."""
    hints = {part: _without_none(hint)[0] for part, hint in get_type_hints(record).items()}
    types = {p: pa.int32() if h is int else _types_of(name, h)[0] for p, h in hints.items()}
    sql = ", ".join(f"{part} {_SQL_TYPES[arrow_type]}" for part, arrow_type in types.items())
    return pa.struct(list(types.items())), f"STRUCT({sql})"
