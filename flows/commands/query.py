"""Commands that read or tend the warehouse: sql, report, check, describe, export, maintain."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from flows.commands.options import ConfigOption, DateOption, read_settings

if TYPE_CHECKING:
    from warehouse.connect import Warehouse


class Format(StrEnum):
    """How a query's answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def sql(
    query: Annotated[Optional[str], typer.Argument(help="SQL; a session without it.")] = None,  # noqa: UP045
    *,
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="Of the answer.")
    ] = Format.TABLE,
    config: ConfigOption = None,
) -> None:
    """Ask the warehouse, or talk to it: `dateline sql "FROM who_said_what LIMIT 5"`."""
    from warehouse import query as ask  # noqa: PLC0415
    from warehouse.shell import keep_history, run_shell  # noqa: PLC0415

    with _reading(config) as warehouse:
        if query is None and sys.stdin.isatty():
            keep_history(Path.home() / ".dateline_history")
            run_shell(warehouse, sys.stdout)
            return
        answer = ask.run_query(warehouse, sys.stdin.read() if query is None else query)
        if format_ is Format.PARQUET:
            ask.write_parquet(answer, sys.stdout.buffer)
            return
        writers = {
            Format.TABLE: ask.write_table,
            Format.CSV: ask.write_csv,
            Format.JSON: ask.write_json,
        }
        writers[format_](answer, sys.stdout)


def report(*, date: DateOption = None, config: ConfigOption = None) -> None:
    """The morning page: what a night brought and what needs a hand; the newest without --date."""
    from flows.commands.night_report import show_night  # noqa: PLC0415

    show_night(read_settings(config), date.date() if date else None, config=config)


def check(
    *,
    date: DateOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Every night, not one.")] = False,
    config: ConfigOption = None,
) -> int:
    """Run the data checks over a night (the newest without --date); exit status 1 when one fails."""
    from flows.preparation import plan_night  # noqa: PLC0415
    from warehouse.check import run_checks  # noqa: PLC0415
    from warehouse.report import newest_run  # noqa: PLC0415

    settings = read_settings(config)
    with _reading(config) as warehouse:
        run_id = plan_night(settings, date.date()).run_id if date else newest_run(warehouse)
        results = run_checks(
            warehouse, None if everything else run_id, checked_at=datetime.now(UTC)
        )
    for result in results:
        if result.violations:
            typer.echo(
                f"{result.severity}  {result.night_date}  {result.check_name}: "
                f"{result.violations} rows, for example {result.example}"
            )
    failed = [r for r in results if r.violations and r.severity == "fail"]
    passed = sum(not r.violations for r in results)
    typer.echo(f"{passed} of {len(results)} checks passed")
    return 1 if failed else 0


def describe(
    name: Annotated[Optional[str], typer.Argument(help="A table or view.")] = None,  # noqa: UP045
) -> None:
    """What the tables and views hold, or what the columns of one mean."""
    from warehouse.describe import describe_text, list_names  # noqa: PLC0415

    typer.echo(describe_text(name) if name else list_names(), nl=False)


def export(
    directory: Annotated[Path, typer.Argument(help="Folder for the copies.")] = Path("export"),
    *,
    only: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--only", help="A table or view; may be given again."),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Print the warehouse's own files instead.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Plain Parquet copies of tables and views, or the list of the Parquet files behind them."""
    from warehouse.export import export_tables, list_files  # noqa: PLC0415

    with _reading(config) as warehouse:
        if list_:
            for table, files in list_files(warehouse).items():
                for file in files:
                    typer.echo(f"{table}\t{file}")
            return
        for name, file in export_tables(warehouse, directory, only).items():
            typer.echo(f"{name}\t{file}")


def maintain(
    *,
    keep_days: Annotated[
        int, typer.Option(min=0, help="Days for which past states can be read.")
    ] = 90,
    config: ConfigOption = None,
) -> None:
    """Merge small files and let go of past states; no row changes."""
    from warehouse.connect import Location, open_warehouse  # noqa: PLC0415
    from warehouse.maintain import maintain as tend  # noqa: PLC0415

    location = Location.under(read_settings(config).warehouse_dir)
    with open_warehouse(location) as warehouse:
        done = tend(warehouse, now=datetime.now(UTC), keep_days=keep_days)
    typer.echo(
        f"{done.files_merged} files merged into {done.files_written}, "
        f"{done.snapshots_expired} past states let go, {done.files_deleted} files deleted"
    )


@contextmanager
def _reading(config: Path | None) -> Iterator[Warehouse]:
    from warehouse.connect import Location, open_warehouse  # noqa: PLC0415

    location = Location.under(read_settings(config).warehouse_dir)
    with open_warehouse(location, read_only=True) as warehouse:
        yield warehouse
