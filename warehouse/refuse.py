"""What is never written: rows that break their table's contract are refused before the commit."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import WarehouseError
from warehouse.tables.contract import Column, Table


def refuse_broken_rows(table: Table, rows: pa.Table) -> None:
    """Raises `WarehouseError` for nulls that the contract forbids, for numbers that are none, for
    two rows with one key, and for text offsets that are empty, negative or out of order.
    """
    for column in table.columns:
        _refuse_nulls(table, column, rows)
        if column.piece is not None:
            _refuse_unordered_pieces(table, column, rows)
    _refuse_empty_mentions(table, rows)
    _refuse_equal_keys(table, rows)


def refuse_rows_of_others(table: Table, rows: pa.Table, run: dict[str, object]) -> None:
    """Raises `WarehouseError` when a row names another run or night than the one committed."""
    for name in ("run_id", "night_date"):
        values = pc.unique(rows[name]).to_pylist()
        others = [value for value in values if value != run[name]]
        if others:
            raise WarehouseError(
                f"table {table.name}: a row of {name} {others[0]} in the night of {run[name]}"
            )


def _refuse_nulls(table: Table, column: Column, rows: pa.Table) -> None:
    values = rows[column.name]
    if values.null_count and not column.is_nullable:
        raise WarehouseError(
            f"{table.name}.{column.name} is null in {values.null_count} of {len(values)} rows, "
            "and must never be"
        )
    if pa.types.is_list(column.arrow_type) and pc.list_flatten(values).null_count:
        raise WarehouseError(f"{table.name}.{column.name} has a null inside a list")
    if pa.types.is_floating(column.arrow_type) and pc.any(pc.is_nan(values)).as_py():
        raise WarehouseError(f"{table.name}.{column.name} is not a number (NaN): write null")


def _refuse_unordered_pieces(table: Table, column: Column, rows: pa.Table) -> None:
    values = rows[column.name].combine_chunks()
    spans, parents = pc.list_flatten(values), pc.list_parent_indices(values)
    starts, ends = pc.struct_field(spans, "start_char"), pc.struct_field(spans, "end_char")
    _refuse_empty_ranges(f"{table.name}.{column.name}", starts, ends)
    is_same_row = pc.equal(parents[1:], parents[:-1])
    goes_back = pc.less(starts[1:], ends[:-1])
    if pc.any(pc.and_(is_same_row, goes_back)).as_py():
        raise WarehouseError(f"{table.name}.{column.name}: pieces overlap or are out of order")


def _refuse_empty_mentions(table: Table, rows: pa.Table) -> None:
    if {"start_char", "end_char"} <= set(rows.column_names):
        _refuse_empty_ranges(table.name, rows["start_char"], rows["end_char"])


def _refuse_empty_ranges(place: str, starts: pa.Array, ends: pa.Array) -> None:
    is_bad = pc.or_(pc.less(starts, 0), pc.less_equal(ends, starts))
    if pc.any(is_bad).as_py():
        row = pc.index(is_bad, True).as_py()
        raise WarehouseError(
            f"{place}: offsets {starts[row].as_py()} to {ends[row].as_py()} slice no text"
        )


def _refuse_equal_keys(table: Table, rows: pa.Table) -> None:
    key = list(table.key)
    counts = rows.select(key).group_by(key).aggregate([([], "count_all")])
    repeated = counts.filter(pc.greater(counts["count_all"], 1))
    if len(repeated):
        values = ", ".join(str(repeated[name][0].as_py()) for name in key)
        raise WarehouseError(
            f"table {table.name}: {len(repeated)} keys come more than once in a night, first {values}"
        )
