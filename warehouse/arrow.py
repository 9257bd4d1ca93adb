"""Records of a table as one Arrow table, a column at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any

import pyarrow as pa

from warehouse.errors import WarehouseError, first_line
from warehouse.tables.contract import SPAN_TYPE, Column, Table


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


def _conform(table: Table, rows: pa.Table) -> pa.Table:
    try:
        return rows.select([column.name for column in table.columns]).cast(table.schema)
    except (pa.ArrowException, KeyError, ValueError) as error:
        raise WarehouseError(f"rows do not fit table {table.name}: {first_line(error)}") from error


def _to_array(table: Table, column: Column, rows: Sequence[Any]) -> pa.Array:
    values = list(map(attrgetter(column.name), rows))
    try:
        if column.arrow_type == pa.list_(SPAN_TYPE):
            return _spans_to_array(values)
        if pa.types.is_timestamp(column.arrow_type):
            _refuse_naive(values)
        return pa.array(values, column.arrow_type)
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise WarehouseError(f"{table.name}.{column.name}: {first_line(error)}") from error


def _spans_to_array(values: list[Any]) -> pa.Array:
    spans = list(chain.from_iterable(values))
    pieces = pa.StructArray.from_arrays(
        [
            pa.array([span.start_char for span in spans], pa.int32()),
            pa.array([span.end_char for span in spans], pa.int32()),
        ],
        fields=list(SPAN_TYPE),
    )
    ends = [0]
    for pieces_of_row in values:
        ends.append(ends[-1] + len(pieces_of_row))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pieces)


def _refuse_naive(values: list[datetime | None]) -> None:
    for value in values:
        if value is not None and value.utcoffset() is None:
            raise ValueError(f"time without a zone: {value.isoformat()}")
