"""`dateline doctor`: is everything there, and what to do where it is not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from flows.commands.options import ConfigOption, read_settings

if TYPE_CHECKING:
    from flows.settings import Settings

MIN_FREE_GB = 2


class FindingError(Exception):
    """Something is not as it should be: one line with what to do."""


def doctor(*, config: ConfigOption = None) -> int:
    """Check installation, configuration, model, disk and Prefect; exit status 1 if one is wrong."""
    settings = read_settings(config)
    examinations: dict[str, Callable[[Settings], str]] = {
        "python": lambda _: sys.version.split()[0],
        "outlets": _outlets,
        "annotator": _annotator,
        "warehouse": _warehouse,
        "disk": _disk,
        "prefect": _prefect,
    }
    is_well = True
    for name, examine in examinations.items():
        try:
            typer.echo(f"ok     {name}: {examine(settings)}")
        except Exception as error:  # noqa: BLE001 - whatever is wrong is what was asked for
            is_well = False
            typer.echo(f"wrong  {name}: {' '.join(str(error).split())}")
    return 0 if is_well else 1


# Each imports what it examines: a broken installation is a finding, not a traceback.


def _outlets(settings: Settings) -> str:
    from flows.preparation import read_outlets_offline, require_contact  # noqa: PLC0415

    outlets = read_outlets_offline(settings)
    require_contact(settings, outlets)
    return f"{len(outlets)} in {settings.sources.directory}"


def _annotator(settings: Settings) -> str:
    from tasks.annotation.annotator import load_annotator  # noqa: PLC0415

    return load_annotator(settings.annotation.annotator).model


def _warehouse(settings: Settings) -> str:
    from warehouse.connect import Location, open_warehouse  # noqa: PLC0415
    from warehouse.report import newest_run  # noqa: PLC0415

    location = Location.under(settings.warehouse_dir)
    if not Path(location.catalog).exists():
        return f"none yet in {settings.warehouse_dir.absolute()}: `dateline run` makes it"
    with open_warehouse(location, read_only=True) as warehouse:
        return f"{settings.warehouse_dir.absolute()}, newest run {newest_run(warehouse)}"


def _disk(settings: Settings) -> str:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        raise FindingError(f"cannot write to {folder}: choose another data_dir")
    free_gb = shutil.disk_usage(folder).free / 1e9
    if free_gb < MIN_FREE_GB:
        raise FindingError(f"{free_gb:.1f} GB free in {folder}: a night may need {MIN_FREE_GB}")
    return f"{free_gb:.0f} GB free in {folder}"


def _prefect(_: Settings) -> str:
    from flows.orchestration import prepare_prefect  # noqa: PLC0415

    prepare_prefect()
    from prefect import __version__  # noqa: PLC0415
    from prefect.settings import get_current_settings  # noqa: PLC0415

    api_url = get_current_settings().api.url
    return f"{__version__}, {f'reporting to {api_url}' if api_url else 'with a temporary server'}"
