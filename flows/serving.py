"""The nightly schedule, kept by Prefect's own serve."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from prefect.schedules import Cron
from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings
from rich.console import Console

from flows.nightly import nightly
from flows.settings import Settings, SettingsError

SERVER_START_S = 120.0


def serve_nightly(config_file: Path, settings: Settings) -> None:
    """Start a night at every tick of the configured cron, until interrupted.

    Reports to the Prefect server that is configured. Where none is, starts one on loopback for as
    long as it serves, because Prefect's temporary server keeps no schedules.
    """
    schedule = settings.schedule
    with _server() as api_url, temporary_settings({PREFECT_API_URL: api_url}):
        # The runs are processes of their own and learn the address from the environment.
        os.environ["PREFECT_API_URL"] = api_url
        console = Console(stderr=True)
        console.print(f"Nights at '{schedule.cron}' ({schedule.time_zone}); Prefect at {api_url}")
        nightly.serve(
            name="dateline",
            schedules=[Cron(schedule.cron, timezone=schedule.time_zone)],
            parameters={"config_file": str(config_file)},
            limit=1,
            print_starting_message=False,
        )


@contextmanager
def _server() -> Iterator[str]:
    """The address of a Prefect server: the configured one, or one of our own while it is needed."""
    configured = get_current_settings().api.url
    if configured:
        yield configured
        return
    port = _free_port()
    python = [sys.executable, "-m"]
    command = [*python, "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(
        [*python, "flows.guard", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        # Out of reach of Ctrl-C: whoever serves still has to tell the server how a run ended.
        start_new_session=True,
    )
    try:
        api_url = f"http://127.0.0.1:{port}/api"
        _wait_until_healthy(server, api_url)
        yield api_url
    finally:
        server.communicate()  # the end of its input is the guard's sign


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_healthy(server: subprocess.Popen[bytes], api_url: str) -> None:
    deadline = time.monotonic() + SERVER_START_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SettingsError(
                "serve: the Prefect server ended as it started; `prefect server start` says why"
            )
        try:
            with urlopen(f"{api_url}/health", timeout=5):  # noqa: S310 - our own loopback address
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise SettingsError(f"serve: the Prefect server did not answer within {SERVER_START_S:.0f} s")
