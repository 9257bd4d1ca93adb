"""Records of a table as one Arrow table, a column at a time, and rows as records again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any

import pyarrow as pa

from warehouse.errors import WarehouseError, first_line
from warehouse.tables.contract import Column, Table


# Any: a table's records are of the type that its contract names, known only at run time.
def to_arrow(table: Table, rows: Sequence[Any] | pa.Table) -> pa.Table:
    """The rows in the table's own schema and column order.

    Raises `WarehouseError` naming the column when a value does not fit its type: text that is not
    Unicode, a number where text belongs, a time without zone.
    """
    if isinstance(rows, pa.Table):
        return _conform(table, rows)
    strangers = {type(row).__name__ for row in rows if type(row) is not table.record}
    if strangers:
        raise WarehouseError(
            f"table {table.name} takes {table.record.__name__}, got {', '.join(sorted(strangers))}"
        )
    arrays = [_to_array(table, column, rows) for column in table.columns]
    return pa.Table.from_arrays(arrays, schema=table.schema)


# Any: likewise; whoever asks for a table's records knows their type.
def to_records(table: Table, rows: pa.Table) -> list[Any]:
    """The rows, which have every column of the table, as its records."""
    return [
        table.record(
            **{column.name: _from_row(column, row[column.name]) for column in table.columns}
        )
        for row in rows.to_pylist()
    ]


# Any: a column's value, as Arrow and as the record has it.
def _from_row(column: Column, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    piece = column.piece
    return tuple(value) if piece is None else tuple(piece(**item) for item in value)


def _conform(table: Table, rows: pa.Table) -> pa.Table:
    try:
        return rows.select([column.name for column in table.columns]).cast(table.schema)
    except (pa.ArrowException, KeyError, ValueError) as error:
        raise WarehouseError(f"rows do not fit table {table.name}: {first_line(error)}") from error


def _to_array(table: Table, column: Column, rows: Sequence[Any]) -> pa.Array:
    values = list(map(attrgetter(column.name), rows))
    try:
        if column.piece is not None:
            return _pieces_to_array(column, values)
        return _plain_array(values, column.arrow_type)
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise WarehouseError(f"{table.name}.{column.name}: {first_line(error)}") from error


def _plain_array(values: list[Any], arrow_type: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(arrow_type):
        _refuse_naive(values)
    return pa.array(values, arrow_type)


def _pieces_to_array(column: Column, values: list[Any]) -> pa.Array:
    """A list of structs for each row, null where a row has none."""
    parts = list(column.arrow_type.value_type)
    items = list(chain.from_iterable(value or () for value in values))
    arrays = [_plain_array([getattr(item, p.name) for item in items], p.type) for p in parts]
    ends = [0, *accumulate(len(value or ()) for value in values)]
    return pa.ListArray.from_arrays(
        pa.array(ends, pa.int32()),
        pa.StructArray.from_arrays(arrays, fields=parts),
        mask=pa.array([value is None for value in values], pa.bool_()),
    )


def _refuse_naive(values: list[datetime | None]) -> None:
    for value in values:
        if value is not None and value.utcoffset() is None:
            raise ValueError(f"time without a zone: {value.isoformat()}")
