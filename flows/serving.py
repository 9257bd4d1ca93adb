"""The nightly schedule, kept by Prefect's own serve."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from prefect.settings import get_current_settings, temporary_settings
from prefect.settings import PREFECT_API_URL
from rich.console import Console

from flows.settings import Settings, SettingsError

SERVER_START_S = 120


def serve_nightly(config_file: Path, settings: Settings) -> None:
    """Start a night at every tick of the configured cron, until interrupted.

    Reports to the Prefect server that is configured; where none is, starts one on loopback for as
    long as it serves, because Prefect's temporary server keeps no schedules.
    """
    schedule = settings.schedule
    console = Console(stderr=True)
    with _server() as api_url, temporary_settings({PREFECT_API_URL: api_url}):
        from flows.nightly import nightly

        console.print(f"Nights at '{schedule.cron}' ({schedule.time_zone}); Prefect at {api_url}")
        nightly.serve(
            name="dateline",
            cron=schedule.cron,
            parameters={"config_file": str(config_file)},
        )
