"""Opening the warehouse: a DuckLake whose catalog is a SQLite file and whose tables are Parquet."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError, first_line
from warehouse.extensions import load_extensions
from warehouse.layout import bring_up_to_date, missing_columns, refuse_newer_layout
from warehouse.lock import hold_writer_lock
from warehouse.quoting import quote_text

# How long a statement waits for another process' short commit before it gives up.
BUSY_TIMEOUT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Location:
    """Where a warehouse lives: its catalog (a SQLite file) and the folder of its Parquet files."""

    catalog: str
    data_path: str

    @classmethod
    def under(cls, directory: Path) -> Location:
        """A whole warehouse in one folder, which may be moved or copied as a whole."""
        root = directory.absolute()
        return cls(str(root / "catalog.sqlite"), str(root / "tables"))


@dataclass(frozen=True, slots=True)
class Warehouse:
    """An open warehouse; its tables and views are in the connection's default schema."""

    connection: duckdb.DuckDBPyConnection
    location: Location
    is_read_only: bool


@contextmanager
def open_warehouse(location: Location, *, read_only: bool = False) -> Iterator[Warehouse]:
    """The warehouse at `location`, in UTC, for the length of the block.

    A writer creates what is missing (files, tables, columns, views) and keeps every other writer
    out; readers are never kept out and see whole nights only. Raises `WarehouseError` when the
    place cannot be written, the catalog is damaged or gone, another writer is at work, or a newer
    Dateline wrote it.
    """
    opened = _open_for_reading(location) if read_only else _open_for_writing(location)
    with opened as warehouse:
        try:
            yield warehouse
        except duckdb.Error as error:
            # Whoever uses the warehouse knows nothing of DuckDB, nor need they.
            raise WarehouseError(
                f"the warehouse at {location.catalog}: {first_line(error)}"
            ) from error


@contextmanager
def _open_for_reading(location: Location) -> Iterator[Warehouse]:
    _refuse_missing(location)
    with _connect(location, read_only=True) as connection:
        try:
            yield Warehouse(connection, location, True)
        except (WarehouseError, duckdb.Error) as error:
            unknown = [name for name in missing_columns(connection) if f'"{name}"' in str(error)]
            if not unknown:
                raise
            raise WarehouseError(
                f"an older Dateline wrote {location.catalog}, without {', '.join(unknown)}: "
                "`dateline maintain` brings it up to date"
            ) from error


@contextmanager
def _open_for_writing(location: Location) -> Iterator[Warehouse]:
    _make_folders(location)
    with hold_writer_lock(Path(location.catalog).with_suffix(".lock")):
        _refuse_lost_catalog(location)
        with _connect(location, read_only=False) as connection:
            yield Warehouse(connection, location, False)


@contextmanager
def _connect(location: Location, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        # A misspelt table must not find a variable of this program by that name.
        "python_enable_replacements": False,
        # DuckDB's own default is a folder beside whatever the working directory is.
        "temp_directory": str(Path(tempfile.gettempdir()) / f"dateline-duckdb-{os.getpid()}"),
    }
    with duckdb.connect(config=config) as connection:
        load_extensions(connection)
        try:
            connection.execute(_attach_statement(location, read_only=read_only))
            connection.execute("USE dateline")
            connection.execute("SET TimeZone = 'UTC'")
            if read_only:
                refuse_newer_layout(connection)
            else:
                bring_up_to_date(connection)
        except duckdb.Error as error:
            raise WarehouseError(
                f"cannot open the catalog {location.catalog}: {first_line(error)}; "
                "if it is damaged, restore it and the folder beside it from a copy"
            ) from error
        yield connection


def _attach_statement(location: Location, *, read_only: bool) -> str:
    options = [
        f"DATA_PATH {quote_text(location.data_path)}",
        # The folder may have been moved since the catalog was made.
        "OVERRIDE_DATA_PATH true",
        # Small tables would otherwise live in the catalog, where plain Parquet readers miss them.
        "DATA_INLINING_ROW_LIMIT 0",
        "META_JOURNAL_MODE 'WAL'",
        f"META_BUSY_TIMEOUT {BUSY_TIMEOUT_MS}",
    ]
    if read_only:
        options.append("READ_ONLY")
    address = quote_text(f"ducklake:sqlite:{location.catalog}")
    return f"ATTACH {address} AS dateline ({', '.join(options)})"


def _make_folders(location: Location) -> None:
    for folder in (Path(location.catalog).parent, Path(location.data_path)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WarehouseError(f"cannot write to {folder}: {error.strerror}") from error


def _refuse_missing(location: Location) -> None:
    catalog = Path(location.catalog)
    try:
        is_there = catalog.stat().st_size > 0
    except FileNotFoundError:
        is_there = False
    except OSError as error:
        raise WarehouseError(f"cannot read {catalog}: {error.strerror}") from error
    if not is_there:
        raise WarehouseError(f"no warehouse at {catalog.parent}: `dateline run` makes one")


def _refuse_lost_catalog(location: Location) -> None:
    # A fresh catalog over old files would call every one of them an orphan.
    catalog = Path(location.catalog)
    log = Path(f"{catalog}-wal")
    if any(file.exists() and file.stat().st_size > 0 for file in (catalog, log)):
        return
    if any(Path(location.data_path).rglob("*.parquet")):
        raise WarehouseError(
            f"{location.data_path} holds tables but their catalog {catalog} is gone: "
            "restore it from a copy, or move the tables away to start afresh"
        )
