"""`checks`: what the data checks of a night found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.tables.contract import column, define_table


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One row is the result of one check over one run's rows."""

    run_id: str = column("Run whose rows were checked.")
    check_name: str = column("The check: its file in warehouse/sql/checks.")
    night_date: date = column("Night of that run.")
    severity: str = column("fail or warn, as the check's first line says.")
    violations: int = column("Rows that break the rule.")
    example: str | None = column("One row that breaks it, as JSON; null when none does.")
    checked_at: datetime = column("When it was checked.")


CHECKS = define_table(
    "checks", CheckRow, meaning="Results of the data checks.", key=("run_id", "check_name")
)
