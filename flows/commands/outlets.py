"""`dateline sources`: the outlets as configured, and a try of one of them."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import ConfigOption, read_settings

app = typer.Typer(help="List the outlets, or try one.", no_args_is_help=True)
SAMPLES = 5


@app.command("list")
def list_(*, config: ConfigOption = None) -> None:
    """The configured outlets and what each is read from."""
    from flows.preparation import read_outlets_offline  # noqa: PLC0415

    for outlet in read_outlets_offline(read_settings(config)):
        typer.echo(f"{outlet.source_id}\t{outlet.name}\t{' '.join(outlet.listings)}")


@app.command("try")
def try_(
    source_id: Annotated[str, typer.Argument(help="The outlet: the name of its file.")],
    *,
    config: ConfigOption = None,
) -> None:
    """Read an outlet's listings now and extract its first five articles; nothing is stored."""
    from flows.orchestration import prepare_prefect  # noqa: PLC0415

    settings = read_settings(config)
    prepare_prefect()
    from flows.trial import try_outlet  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        today = settings.today(datetime.now(UTC))
        for line in try_outlet(settings, source_id, today, Path(folder), samples=SAMPLES):
            typer.echo(line)
