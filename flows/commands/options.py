"""Options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
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
FromOption = Annotated[
    Optional[datetime],  # noqa: UP045
    typer.Option("--from", formats=["%Y-%m-%d"], help="First night, as YYYY-MM-DD."),
]
ToOption = Annotated[
    Optional[datetime],  # noqa: UP045
    typer.Option("--to", formats=["%Y-%m-%d"], help="Last night, as YYYY-MM-DD."),
]


def read_range(first: datetime | None, last: datetime | None) -> tuple[date, date]:
    """The nights from `first` to `last`, both included; an end that is not given is open.

    Raises `MistakeError` when the first comes after the last.
    """
    from flows.mistakes import MistakeError  # noqa: PLC0415

    nights = (first.date() if first else date.min, last.date() if last else date.max)
    if nights[0] > nights[1]:
        raise MistakeError(f"--from {nights[0]} comes after --to {nights[1]}")
    return nights


def read_settings(config: Path | None) -> Settings:
    """The settings of `config`, the embedded ones where it is None."""
    from flows.settings import EMBEDDED_CONFIG, Settings  # noqa: PLC0415 - pydantic takes a while

    return Settings.read(config or EMBEDDED_CONFIG)
