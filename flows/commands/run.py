"""`dateline run` and `dateline serve`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Optional

import typer

ConfigOption = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads it at run time
    typer.Option("--config", "-c", help="Configuration file; the embedded demo without it."),
]


def run_night(
    config: ConfigOption = None,
    date: Annotated[
        Optional[datetime],  # noqa: UP045 - typer reads it at run time
        typer.Option(formats=["%Y-%m-%d"], help="The night to collect; today without it."),
    ] = None,
) -> None:
    """Collect one night, start to finish, and show what came out. Safe to run twice."""
    from flows.orchestration import prepare_prefect  # noqa: PLC0415
    from flows.preparation import prepare_night  # noqa: PLC0415
    from flows.settings import EMBEDDED_CONFIG, Settings  # noqa: PLC0415

    file = config or EMBEDDED_CONFIG
    settings = Settings.read(file)
    night_date = date.date() if date else settings.today(datetime.now(UTC))
    is_new = prepare_night(settings, night_date)
    if is_new:
        prepare_prefect()
        from flows.nightly import nightly  # noqa: PLC0415 - Prefect takes seconds to import

        nightly(config_file=file, night_date=night_date)
    from flows.commands.night_report import show_night  # noqa: PLC0415

    show_night(settings, night_date, is_new=is_new, config=config)


def serve(config: ConfigOption = None) -> None:
    """Keep the nightly schedule of the configuration, until stopped."""
    from flows.orchestration import prepare_prefect  # noqa: PLC0415
    from flows.settings import EMBEDDED_CONFIG, Settings  # noqa: PLC0415

    file = (config or EMBEDDED_CONFIG).resolve()
    settings = Settings.read(file)
    prepare_prefect()
    from flows.serving import serve_nightly  # noqa: PLC0415 - Prefect takes seconds to import

    serve_nightly(file, settings)
