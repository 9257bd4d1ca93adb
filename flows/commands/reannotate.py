"""`dateline reannotate`: new models over what is stored, without fetching again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from flows.commands.options import ConfigOption, FromOption, ToOption, read_range

if TYPE_CHECKING:
    from pathlib import Path

    from flows.reannotation.plan import Plan
    from flows.settings import Settings


def reannotate(
    *,
    first: FromOption = None,
    last: ToOption = None,
    source: Annotated[
        Optional[str],  # noqa: UP045 - typer knows Optional, not every form of a union
        typer.Option(help="One outlet only."),
    ] = None,
    from_archive: Annotated[
        bool, typer.Option("--from-archive", help="Extract the archived pages again, too.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what this model and extractor have done.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Read stored articles again with the configured annotator; nothing is fetched.

    Only what another model (or, from the archive, another extractor) has read is done, so that
    the same command goes on where a killed one stopped. Past states keep the old rows.
    """
    from flows.reannotation.plan import describe_plan, plan_reannotation  # noqa: PLC0415
    from flows.settings import EMBEDDED_CONFIG, Settings  # noqa: PLC0415

    nights = read_range(first, last)
    file = config or EMBEDDED_CONFIG
    settings = Settings.read(file)
    plan = plan_reannotation(
        settings, *nights, source_id=source, from_archive=from_archive, everything=everything
    )
    if dry_run or not plan.due:
        for line in describe_plan(plan, everything=everything):
            typer.echo(line)
        if not dry_run:
            _finish_killed(settings)
        return
    _do(plan, file.resolve(), settings, source, from_archive=from_archive, everything=everything)


def _do(
    plan: Plan,
    config_file: Path,
    settings: Settings,
    source_id: str | None,
    *,
    from_archive: bool,
    everything: bool,
) -> None:
    from flows.orchestration import prepare_prefect  # noqa: PLC0415
    from flows.preparation import prepare_folders  # noqa: PLC0415
    from warehouse.lock import hold_writer_lock  # noqa: PLC0415

    prepare_folders(settings)
    prepare_prefect()
    from flows.reannotation.runs import redo_run  # noqa: PLC0415 - Prefect takes seconds to import

    with hold_writer_lock(settings.data_dir / "run.lock"):
        for number, run in enumerate(plan.due, 1):
            redone = redo_run(
                config_file,
                run,
                source_id=source_id,
                from_archive=from_archive,
                everything=everything,
            )
            typer.echo(f"{number} of {len(plan.due)}  {redone}")
    typer.echo(f"runs done again: {len(plan.due)} of {len(plan.runs)}, with {plan.annotator}")


def _finish_killed(settings: Settings) -> None:
    """Check what a reannotation had committed that was killed before its checks."""
    if not any(settings.runs_dir.glob("*-reannotated-*")):
        return
    from flows.orchestration import prepare_prefect  # noqa: PLC0415
    from warehouse.lock import hold_writer_lock  # noqa: PLC0415

    prepare_prefect()
    from flows.leftovers import finish_left_runs  # noqa: PLC0415 - Prefect takes seconds to import

    with hold_writer_lock(settings.data_dir / "run.lock"):
        finish_left_runs(settings)
