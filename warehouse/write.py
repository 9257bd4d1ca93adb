"""Writing a night: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.arrow import to_arrow
from warehouse.connect import Warehouse
from warehouse.errors import WarehouseError, first_line
from warehouse.quoting import quote_name
from warehouse.refuse import refuse_broken_rows, refuse_rows_of_others
from warehouse.state import is_finished
from warehouse.tables import ALL_TABLES, RUNS
from warehouse.tables.contract import Table


# Any: each table's rows are of its own record type.
def commit_night(warehouse: Warehouse, rows: Mapping[Table, Sequence[Any] | pa.Table]) -> bool:
    """True when the night was written; False, and nothing done, when its run is already there.

    `rows` holds exactly one row of `runs`; every row belongs to that run. A row whose key is
    already in its table is left as it stands there. Raises `WarehouseError` when rows break their
    contract (before anything is written) or when writing fails (and then nothing is).
    """
    night = {table: to_arrow(table, some) for table, some in rows.items()}
    run = _refuse_broken_night(night)
    if is_finished(warehouse, str(run["run_id"])):
        return False
    insert_rows(warehouse, night)
    return True


def insert_rows(warehouse: Warehouse, rows: Mapping[Table, pa.Table]) -> None:
    """Adds the rows whose key is not there yet, in one transaction.

    Raises `WarehouseError` when that fails, and then nothing is added.
    """
    with in_one_transaction(warehouse) as connection:
        for table in ALL_TABLES:
            if table in rows and len(rows[table]):
                insert_missing(connection, table, rows[table])


@contextmanager
def in_one_transaction(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """The connection, for statements that are committed together at the end of the block.

    Raises `WarehouseError` when one of them fails, and then nothing of them is written.
    """
    if warehouse.is_read_only:
        raise WarehouseError("the warehouse was opened for reading only")
    connection = warehouse.connection
    connection.begin()
    try:
        yield connection
        connection.commit()
    except duckdb.Error as error:
        _roll_back(connection)
        raise WarehouseError(
            f"nothing was written to {warehouse.location.data_path}: {first_line(error)}"
        ) from error
    except BaseException:
        _roll_back(connection)
        raise


def _refuse_broken_night(night: Mapping[Table, pa.Table]) -> dict[str, object]:
    """The night's run as a mapping, when every row of the night may be written."""
    unknown = [table.name for table in night if table not in ALL_TABLES]
    if unknown:
        raise WarehouseError(f"no such table: {', '.join(unknown)}")
    runs = night.get(RUNS)
    if runs is None or len(runs) != 1:
        raise WarehouseError("a night is committed with exactly one row of runs")
    run: dict[str, object] = {name: runs[name][0].as_py() for name in ("run_id", "night_date")}
    for table, rows in night.items():
        refuse_broken_rows(table, rows)
        refuse_rows_of_others(table, rows, run)
    return run


def insert_missing(connection: duckdb.DuckDBPyConnection, table: Table, rows: pa.Table) -> None:
    """Adds the rows whose key is not in the table yet; part of a transaction."""
    name = quote_name(table.name)
    columns = ", ".join(quote_name(column.name) for column in table.columns)
    key = ", ".join(quote_name(column) for column in table.key)
    order = ", ".join(quote_name(column) for column in table.sort)
    # Every name comes from a contract, not from input.
    statement = f"""
        INSERT INTO {name} ({columns})
        SELECT {columns}
        FROM incoming_rows
        ANTI JOIN {name} USING ({key})
        ORDER BY {order}
    """  # noqa: S608
    connection.register("incoming_rows", rows)
    try:
        connection.execute(statement)
    finally:
        connection.unregister("incoming_rows")


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.rollback()
    except duckdb.Error:
        # A failed COMMIT has already ended the transaction; there is nothing left to undo.
        return
