"""`dateline run` and `dateline serve`."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from flows.commands.options import ConfigOption, DateOption


def run_night(*, config: ConfigOption = None, date: DateOption = None) -> None:
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
    else:
        typer.echo(f"The night of {night_date} is in the warehouse already; nothing was fetched.")
    from flows.commands.night_report import show_night  # noqa: PLC0415

    show_night(settings, night_date, config=config)


def serve(config: ConfigOption = None) -> None:
    """Keep the nightly schedule of the configuration, until stopped."""
    from flows.orchestration import prepare_prefect  # noqa: PLC0415
    from flows.preparation import read_outlets_offline, require_contact  # noqa: PLC0415
    from flows.settings import EMBEDDED_CONFIG, Settings  # noqa: PLC0415

    file = (config or EMBEDDED_CONFIG).resolve()
    settings = Settings.read(file)
    require_contact(settings, read_outlets_offline(settings))
    prepare_prefect()
    from flows.serving import serve_nightly  # noqa: PLC0415 - Prefect takes seconds to import

    serve_nightly(file, settings)
