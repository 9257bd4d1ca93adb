"""Options that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from flows.settings import Settings

# typer reads these at run time and knows Optional, not every form of a union.
ConfigOption = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--config", "-c", help="Configuration file; the embedded demo without it."),
]
DateOption = Annotated[
    Optional[datetime],  # noqa: UP045
    typer.Option("--date", formats=["%Y-%m-%d"], help="The night, as YYYY-MM-DD."),
]


def read_settings(config: Path | None) -> Settings:
    """The settings of `config`, the embedded ones where it is None."""
    from flows.settings import EMBEDDED_CONFIG, Settings  # noqa: PLC0415 - pydantic takes a while

    return Settings.read(config or EMBEDDED_CONFIG)
