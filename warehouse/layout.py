"""What a warehouse must hold before it is used: tables from the contracts, views and macros."""

from __future__ import annotations

import hashlib

import duckdb

from warehouse.errors import WarehouseError, first_line
from warehouse.queries import SqlFile, load_sql
from warehouse.quoting import quote_name, quote_text
from warehouse.tables import ALL_TABLES
from warehouse.tables.contract import Column, Table

# Rises with every change that an older Dateline must not write over; see docs/tables.md.
LAYOUT_VERSION = 1


def bring_up_to_date(
    connection: duckdb.DuckDBPyConnection, tables: tuple[Table, ...] = ALL_TABLES
) -> bool:
    """True when something had to be made: missing tables and columns, changed views and macros.

    All of it happens in one transaction. Raises `WarehouseError` when a newer Dateline has been
    here, or a column that is there has another type.
    """
    refuse_newer_layout(connection)
    statements = _statements(tables)
    fingerprint = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    if _stored_fingerprint(connection) == fingerprint:
        return False
    try:
        _set_options(connection)
        connection.begin()
        additions = [s for table in tables for s in _bring_table(connection, table)]
        for statement in (*additions, *statements, *_record(fingerprint)):
            connection.execute(statement)
        connection.commit()
    except duckdb.Error as error:
        # The connection is given up with its transaction.
        raise WarehouseError(f"cannot lay out the warehouse: {first_line(error)}") from error
    return True


def refuse_newer_layout(connection: duckdb.DuckDBPyConnection) -> None:
    """Raises `WarehouseError` when a later Dateline than this one laid the warehouse out."""
    if not _has_layout(connection):
        return
    query = "SELECT max(layout_version) FROM internal.layout"
    (version,) = connection.execute(query).fetchall()[0]
    if version is not None and version > LAYOUT_VERSION:
        raise WarehouseError(
            f"a newer Dateline wrote this warehouse (layout {version}, this one knows "
            f"{LAYOUT_VERSION}): update Dateline"
        )


def missing_columns(
    connection: duckdb.DuckDBPyConnection, tables: tuple[Table, ...] = ALL_TABLES
) -> list[str]:
    """The columns that a warehouse of an older Dateline has yet to gain, each name once."""
    missing: dict[str, None] = {}
    for table in tables:
        present = _present_columns(connection, table.name)
        missing |= dict.fromkeys(c.name for c in table.columns if c.name not in present)
    return list(missing)


def create_table_statement(table: Table) -> str:
    """The DDL of a table, as its contract says."""
    lines = ",\n".join(f"    {_column_definition(column)}" for column in table.columns)
    return f"CREATE TABLE IF NOT EXISTS {quote_name(table.name)} (\n{lines}\n)"


def _statements(tables: tuple[Table, ...]) -> list[str]:
    described = [s for table in tables for s in _describe_table(table)]
    views = [s for file in load_sql("views") for s in _create_view(file)]
    macros = [file.body for file in load_sql("macros")]
    return [*described, *views, *macros]


def _describe_table(table: Table) -> list[str]:
    name = quote_name(table.name)
    comments = [
        f"COMMENT ON COLUMN {name}.{quote_name(c.name)} IS {quote_text(c.meaning)}"
        for c in table.columns
    ]
    order = ", ".join(quote_name(column) for column in table.sort)
    statements = [
        f"COMMENT ON TABLE {name} IS {quote_text(table.meaning)}",
        f"ALTER TABLE {name} SET SORTED BY ({order})",
        *comments,
    ]
    if table.partition is not None:
        day = quote_name(table.partition)
        statements.append(f"ALTER TABLE {name} SET PARTITIONED BY (year({day}), month({day}))")
    return statements


def _create_view(file: SqlFile) -> list[str]:
    name = quote_name(file.name)
    return [
        f"CREATE OR REPLACE VIEW {name} AS\n{file.body}",
        f"COMMENT ON VIEW {name} IS {quote_text(file.meaning)}",
    ]


def _bring_table(connection: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    """What is missing of one table: the whole of it, or columns that its contract has gained."""
    present = _present_columns(connection, table.name)
    if not present:
        return [create_table_statement(table)]
    _refuse_changed_types(table, present)
    # Nullable even where the contract is not: the rows that are there have no value to give.
    return [
        f"ALTER TABLE {quote_name(table.name)} ADD COLUMN {quote_name(c.name)} {c.sql_type}"
        for c in table.columns
        if c.name not in present
    ]


def _refuse_changed_types(table: Table, present: dict[str, str]) -> None:
    unknown = sorted(set(present) - {column.name for column in table.columns})
    if unknown:
        raise WarehouseError(
            f"a newer Dateline wrote this warehouse: table {table.name} has columns that this one "
            f"does not know ({', '.join(unknown)}): update Dateline"
        )
    for column in table.columns:
        found = present.get(column.name, _stored_type(column))
        if found != _stored_type(column):
            raise WarehouseError(
                f"column {table.name}.{column.name} is stored as {found}, "
                f"this Dateline writes {_stored_type(column)}: use the version that wrote it"
            )


def _present_columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    query = """
        SELECT column_name, data_type FROM duckdb_columns()
        WHERE database_name = 'dateline' AND schema_name = 'main' AND table_name = ?
    """
    return dict(connection.execute(query, [table]).fetchall())


def _stored_type(column: Column) -> str:
    return column.sql_type.replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE")


def _column_definition(column: Column) -> str:
    suffix = "" if column.is_nullable else " NOT NULL"
    return f"{quote_name(column.name)} {column.sql_type}{suffix}"


def _has_layout(connection: duckdb.DuckDBPyConnection) -> bool:
    query = """
        SELECT count(*) FROM duckdb_tables()
        WHERE database_name = 'dateline' AND schema_name = 'internal' AND table_name = 'layout'
    """
    return bool(connection.execute(query).fetchall()[0][0])


def _stored_fingerprint(connection: duckdb.DuckDBPyConnection) -> str | None:
    if not _has_layout(connection):
        return None
    rows = connection.execute("SELECT fingerprint FROM internal.layout").fetchall()
    return str(rows[0][0]) if rows else None


def _record(fingerprint: str) -> list[str]:
    return [
        "CREATE SCHEMA IF NOT EXISTS internal",
        "CREATE TABLE IF NOT EXISTS internal.layout (layout_version INTEGER, fingerprint VARCHAR)",
        "DELETE FROM internal.layout",
        f"INSERT INTO internal.layout VALUES ({LAYOUT_VERSION}, '{fingerprint}')",  # noqa: S608
    ]


def _set_options(connection: duckdb.DuckDBPyConnection) -> None:
    # Flat folders: readers of plain Parquet would take year=2026 in a path for a column.
    connection.execute("CALL dateline.set_option('hive_file_pattern', false)")
    connection.execute("CALL dateline.set_option('parquet_compression', 'zstd')")
