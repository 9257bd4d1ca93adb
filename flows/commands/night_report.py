"""A night shown to a person: counts, names, claims, and what to try next."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.preparation import plan_night
from warehouse.connect import Location, open_warehouse
from warehouse.report import NightReport, Quoted, Tally, newest_run, report_night

if TYPE_CHECKING:
    from flows.settings import Settings

# Wide enough for a claim and its outlet where the output is a file.
WIDTH = 110


def show_night(settings: Settings, night_date: date | None, *, config: Path | None) -> None:
    """Print the report of a night, the newest where `night_date` is None."""
    location = Location.under(settings.warehouse_dir)
    with open_warehouse(location, read_only=True) as warehouse:
        run_id = plan_night(settings, night_date).run_id if night_date else newest_run(warehouse)
        report = report_night(warehouse, run_id)
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    _print_counts(console, report)
    _print_names(console, report)
    _print_claims(console, report.claims)
    _print_next(console, report, location, config, settings)


def _print_counts(console: Console, report: NightReport) -> None:
    console.print()
    console.print(
        Text(f"Night of {report.night_date}", style="bold"),
        f"{report.outcome.replace('_', ' ')} in {report.total_s:.0f} s",
    )
    console.print(
        f"{report.articles_kept} articles from {len(report.outlets)} outlets, "
        f"out of {report.urls_tried} URLs tried; "
        f"{report.mentions_found} mentions, {report.claims_found} claims"
    )
    console.print(f"  kept from    {_listed(report.outlets)}", soft_wrap=True)
    for place, left_out in enumerate(report.left_out):
        console.print(f"  {'left out' if not place else '':12} {left_out.times:4}  {left_out.what}")


def _print_names(console: Console, report: NightReport) -> None:
    console.print()
    console.print("Most named, by articles", style="bold")
    console.print(f"  people       {_listed(report.people)}", soft_wrap=True)
    console.print(f"  places       {_listed(report.places)}", soft_wrap=True)
    for story in report.carried:
        console.print(f"  carried by {story.times}  {story.what}", soft_wrap=True)


def _print_claims(console: Console, claims: list[Quoted]) -> None:
    console.print()
    console.print("Who said what", style="bold")
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    table.add_column(overflow="fold", max_width=34)
    table.add_column(overflow="fold")
    for claim in claims:
        who = Text(claim.speaker, style="bold")
        if claim.role:
            who.append(f"\n{claim.role}", style="not bold")
        said = Text(claim.said)
        firmness = "" if claim.certainty == "certain" else f"{claim.certainty}; "
        said.append(f"\n{firmness}{claim.outlet}", style="dim")
        table.add_row(who, said)
    console.print(Padding(table, 0))


def _print_next(
    console: Console,
    report: NightReport,
    location: Location,
    config: Path | None,
    settings: Settings,
) -> None:
    console.print()
    for finding in report.findings:
        console.print(f"{finding.severity}: {finding.check_name}, {finding.violations} rows")
    for outlet in report.silent_outlets:
        console.print(f"silent: nothing came from {outlet}")
    console.print("Tables", style="bold", end=" ")
    console.print(location.data_path, soft_wrap=True)
    console.print("Try next", style="bold")
    program = _program()
    chosen = f" --config {shlex.quote(str(config))}" if config else ""
    question, following = _next_commands(settings, report)
    # The tables mean the same whatever the configuration.
    for words in (f"{question}{chosen}", "describe who_said_what", f"{following}{chosen}"):
        console.print(f"  {program} {words}", soft_wrap=True)


def _next_commands(settings: Settings, report: NightReport) -> tuple[str, str]:
    speaker = report.claims[0].speaker if report.claims else "Name"
    # Shown to a person, never run.
    question = (
        f"SELECT said, certainty, outlet FROM who_said_what WHERE speaker = '{_quoted(speaker)}'"  # noqa: S608
    )
    following = report.night_date + timedelta(days=1)
    is_demo = settings.newsroom and report.night_date.isoformat() == "2026-11-20"
    return f'sql "{question}"', f"run --date {following}" if is_demo else "check"


def _quoted(name: str) -> str:
    return name.replace("'", "''")


def _program() -> str:
    """How the person reading this can call Dateline from where they stand."""
    called = Path(sys.argv[0])
    on_path = shutil.which("dateline")
    if on_path is not None and Path(on_path).resolve() == called.resolve():
        return "dateline"
    return os.path.relpath(called) if called.name == "dateline" else "dateline"


def _listed(counts: list[Tally]) -> str:
    return ", ".join(f"{count.what} ({count.times})" for count in counts) or "nothing"
