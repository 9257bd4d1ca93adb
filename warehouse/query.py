"""Queries that only read: run, and written out as a table, CSV, JSON lines or Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import IO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table as ScreenTable
from rich.text import Text

from warehouse.connect import Warehouse
from warehouse.errors import WarehouseError

ROWS_PER_BATCH = 2048
# A screen is for reading; whoever wants every row wants a file.
ROWS_ON_SCREEN = 1000
_LONGEST_MESSAGE = 300

_READS = frozenset({"SELECT", "EXPLAIN", "RELATION"})
# These change the session, not the warehouse; DuckDB refuses what they could do to a read-only one.
_SESSION = frozenset(
    {"SET", "VARIABLE_SET", "PREPARE", "EXECUTE", "CALL", "PRAGMA", "CREATE", "DROP"}
)


class QueryError(WarehouseError):
    """A query that cannot be answered, in one line: a mistake in the SQL, or a wish to write."""


def run_query(warehouse: Warehouse, sql: str) -> pa.RecordBatchReader:
    """The rows of the last statement in `sql`, as a stream that the next query ends.

    Statements that write are refused before anything runs; the warehouse should be open for reading
    only. Raises `QueryError`.
    """
    connection = warehouse.connection
    allowed = _READS | _SESSION if warehouse.is_read_only else _READS
    try:
        statements = connection.extract_statements(sql)
        if not statements:
            raise QueryError('nothing was asked; for example: "FROM who_said_what LIMIT 5"')
        for statement in statements:
            if statement.type.name not in allowed:
                raise QueryError(f"{statement.type.name} is refused: queries only read here")
        for statement in statements:
            connection.execute(statement)
        return connection.to_arrow_reader(ROWS_PER_BATCH)
    except duckdb.Error as error:
        raise QueryError(one_line(error)) from error


def one_line(error: BaseException) -> str:
    """DuckDB's message on one line: its suggestions stay, the drawing of the query goes."""
    message = str(error).split("\nLINE ")[0]
    line = " ".join(message.split())
    if "attached in read-only mode" in line:
        return "queries only read here: nothing was changed"
    return line if len(line) <= _LONGEST_MESSAGE else f"{line[:_LONGEST_MESSAGE]} …"


def write_table(reader: pa.RecordBatchReader, stream: IO[str]) -> None:
    """The rows as a table for the screen, the first thousand of them.

    Raises `QueryError` when the query fails on its way.
    """
    console = Console(file=stream, width=None if stream.isatty() else 160)
    screen = ScreenTable(*reader.schema.names)
    shown = 0
    is_cut = False
    for row in _rows(reader):
        if shown == ROWS_ON_SCREEN:
            is_cut = True
            break
        # Text, since Rich would read [brackets] in an article's words as markup.
        screen.add_row(*(Text("" if value is None else str(_plain(value))) for value in row))
        shown += 1
    console.print(screen)
    rows = "1 row" if shown == 1 else f"{shown} rows"
    console.print(f"first {rows}; more with --format csv, json or parquet" if is_cut else rows)


def write_csv(reader: pa.RecordBatchReader, stream: IO[str]) -> None:
    """The rows as CSV with a header; null is empty, a list or struct is JSON."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(reader.schema.names)
    writer.writerows([_plain(value) for value in row] for row in _rows(reader))


def write_json(reader: pa.RecordBatchReader, stream: IO[str]) -> None:
    """The rows as JSON objects, one a line; times are ISO 8601."""
    names = reader.schema.names
    for row in _rows(reader):
        record = dict(zip(names, row, strict=True))
        stream.write(json.dumps(record, ensure_ascii=False, default=_to_json) + "\n")


def write_parquet(reader: pa.RecordBatchReader, stream: IO[bytes]) -> None:
    """The rows as a Parquet file."""
    with pq.ParquetWriter(stream, reader.schema, compression="zstd") as writer:
        for batch in _batches(reader):
            writer.write_batch(batch)


TEXT_FORMATS: dict[str, Callable[[pa.RecordBatchReader, IO[str]], None]] = {
    "table": write_table,
    "csv": write_csv,
    "json": write_json,
}


def _rows(reader: pa.RecordBatchReader) -> Iterator[tuple[object, ...]]:
    for batch in _batches(reader):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    try:
        yield from reader
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        # A query that fails on its way comes through Arrow's stream as an OSError.
        message = one_line(error)
        if "INTERRUPT" in message:
            # The failing thread stops the others, and one of these may be heard first.
            message = 'the query failed on its way; "SET threads = 1;" before it shows why'
        raise QueryError(message) from error


def _plain(value: object) -> object:
    """A value as one cell: nested values as JSON, times as ISO 8601."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_to_json)
    return value


def _to_json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)
