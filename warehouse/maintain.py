"""Keeping a warehouse lean: few files, no snapshots older than wanted, no files that nothing uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from warehouse.connect import Warehouse
from warehouse.errors import WarehouseError, first_line

# Readers in flight may still be scanning a file that a merge has just replaced.
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What one round did."""

    files_merged: int
    files_written: int
    snapshots_expired: int
    files_deleted: int


def maintain(warehouse: Warehouse, *, now: datetime, keep_days: int) -> Maintenance:
    """Merges the small files of each month, forgets snapshots older than `keep_days` (the newest
    always stays), and deletes files which DuckLake says nothing refers to, once they are a day old.

    No row of any table changes. Raises `WarehouseError` when the warehouse is open for reading
    only, or a step fails; steps before it stand, and the next round takes up the rest.
    """
    if warehouse.is_read_only:
        raise WarehouseError("maintenance writes: the warehouse was opened for reading only")
    connection = warehouse.connection
    try:
        merged = connection.execute("CALL ducklake_merge_adjacent_files('dateline')").fetchall()
        expired = _call_older_than(
            connection, "ducklake_expire_snapshots", now - timedelta(days=keep_days)
        )
        deleted = _call_older_than(connection, "ducklake_cleanup_old_files", now - GRACE)
        orphans = _call_older_than(connection, "ducklake_delete_orphaned_files", now - GRACE)
    except duckdb.Error as error:
        raise WarehouseError(f"maintenance stopped: {first_line(error)}") from error
    return Maintenance(
        files_merged=sum(row[2] for row in merged),
        files_written=sum(row[3] for row in merged),
        snapshots_expired=expired,
        files_deleted=deleted + orphans,
    )


def _call_older_than(connection: duckdb.DuckDBPyConnection, function: str, moment: datetime) -> int:
    """How many snapshots or files the function took away."""
    # Text, since these functions take constants only.
    older_than = f"TIMESTAMPTZ '{moment.isoformat()}'"
    return len(
        connection.execute(f"CALL {function}('dateline', older_than => {older_than})").fetchall()
    )
