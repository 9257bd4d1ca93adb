"""The data checks: SQL files that return the rows which break a rule, run over one run or all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import pyarrow as pa

from warehouse.arrow import to_arrow
from warehouse.connect import Warehouse
from warehouse.errors import WarehouseError, first_line
from warehouse.queries import SqlFile, load_sql
from warehouse.refuse import refuse_broken_rows
from warehouse.tables import CHECKS
from warehouse.tables.checks import CheckRow
from warehouse.write import insert_rows

SEVERITIES = ("fail", "warn")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its file's name, how bad a violation is, why, and the SQL that returns them."""

    name: str
    severity: str
    reason: str
    query: str


def load_checks() -> tuple[Check, ...]:
    """Every check of warehouse/sql/checks, by name."""
    return tuple(sorted(map(parse_check, load_sql("checks")), key=lambda check: check.name))


def parse_check(file: SqlFile) -> Check:
    """A check from its file, whose first line says `-- fail: why` or `-- warn: why`."""
    severity, _, reason = (file.header or ("",))[0].strip().partition(": ")
    if severity not in SEVERITIES or not reason:
        raise WarehouseError(
            f"check {file.name}: its first line must be `-- fail: why` or `-- warn: why`"
        )
    return Check(file.name, severity, reason, file.body)


def run_checks(
    warehouse: Warehouse, run_id: str | None = None, *, checked_at: datetime
) -> list[CheckRow]:
    """One row a run and check, those without violations included; all runs where `run_id` is None.

    Raises `WarehouseError` when there is no such run.
    """
    runs = _runs_to_check(warehouse, run_id)
    return [
        CheckRow(
            run_id=run,
            check_name=check.name,
            night_date=night_date,
            severity=check.severity,
            violations=violations,
            example=example,
            checked_at=checked_at,
        )
        for check in load_checks()
        for run, night_date, violations, example in _count_violations(
            warehouse, check, runs, run_id
        )
    ]


def store_checks(warehouse: Warehouse, rows: Sequence[CheckRow]) -> None:
    """Keeps results, except of a check already kept for its run: a night is judged as it was."""
    results = to_arrow(CHECKS, rows)
    refuse_broken_rows(CHECKS, results)
    insert_rows(warehouse, {CHECKS: results})


def _runs_to_check(warehouse: Warehouse, run_id: str | None) -> pa.Table:
    query = """
        SELECT run_id, night_date
        FROM runs
        WHERE run_id = coalesce(?, run_id)
        ORDER BY night_date, run_id
    """
    runs = warehouse.connection.execute(query, [run_id]).to_arrow_table()
    if run_id is not None and not len(runs):
        raise WarehouseError(f"no run {run_id} in {warehouse.location.catalog}")
    return runs


def _count_violations(
    warehouse: Warehouse, check: Check, runs: pa.Table, run_id: str | None
) -> list[tuple[str, date, int, str | None]]:
    connection = warehouse.connection
    connection.register("checked_runs", runs)
    # The check is a file of this package, not input; a plain condition lets it skip other nights.
    query = f"""
        WITH broken AS (
            {check.query}
        ),
        counted AS (
            SELECT run_id, count(*) AS violations, min(to_json(broken)) AS example
            FROM broken
            WHERE {"TRUE" if run_id is None else "run_id = $run_id"}
            GROUP BY run_id
        )
        SELECT run_id, night_date, coalesce(violations, 0), example::VARCHAR
        FROM checked_runs
        LEFT JOIN counted USING (run_id)
        ORDER BY night_date, run_id
    """  # noqa: S608
    try:
        return connection.execute(query, {} if run_id is None else {"run_id": run_id}).fetchall()
    except duckdb.Error as error:
        raise WarehouseError(f"check {check.name} does not run: {first_line(error)}") from error
    finally:
        connection.unregister("checked_runs")
