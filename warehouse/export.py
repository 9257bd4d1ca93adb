"""The warehouse as plain Parquet: the files it consists of, and copies of its tables and views."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.connect import Warehouse
from warehouse.errors import WarehouseError, first_line
from warehouse.queries import load_sql
from warehouse.quoting import quote_name, quote_text
from warehouse.tables import ALL_TABLES


def list_files(warehouse: Warehouse) -> dict[str, list[Path]]:
    """Table to the Parquet files that hold its rows now, from the catalog.

    The folder itself may hold more: files of older snapshots and of writes that never finished.
    Raises `WarehouseError` when rows of a file have been deleted since, as plain readers would
    still see them; `export_tables` does not.
    """
    files: dict[str, list[Path]] = {}
    for table in ALL_TABLES:
        query = "SELECT data_file, delete_file FROM ducklake_list_files('dateline', ?)"
        rows = warehouse.connection.execute(query, [table.name]).fetchall()
        if any(deletions is not None for _, deletions in rows):
            raise WarehouseError(
                f"files of {table.name} hold rows deleted since: export copies of the table instead"
            )
        files[table.name] = [Path(path) for path, _ in rows]
    return files


def export_tables(
    warehouse: Warehouse, directory: Path, names: Sequence[str] | None = None
) -> dict[str, Path]:
    """Name to the Parquet file that now holds its rows: all tables and views, or those named.

    All copies show the same moment, and an older copy is replaced only by a whole one. Raises
    `WarehouseError` when a name is unknown or the directory cannot be written.
    """
    known = [*(table.name for table in ALL_TABLES), *(file.name for file in load_sql("views"))]
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise WarehouseError(f"no table or view {', '.join(unknown)}; there are {', '.join(known)}")
    chosen = known if names is None else list(names)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        warehouse.connection.begin()
        try:
            return {name: _export(warehouse, name, directory) for name in chosen}
        finally:
            warehouse.connection.rollback()
    except OSError as error:
        raise WarehouseError(f"cannot write to {directory}: {error.strerror}") from error
    except duckdb.Error as error:
        raise WarehouseError(f"cannot export to {directory}: {first_line(error)}") from error


def _export(warehouse: Warehouse, name: str, directory: Path) -> Path:
    path = directory / f"{name}.parquet"
    partial = directory / f"{name}.parquet.partial"
    warehouse.connection.execute(
        f"COPY {quote_name(name)} TO {quote_text(str(partial))} (FORMAT parquet, COMPRESSION zstd)"
    )
    partial.replace(path)
    return path
