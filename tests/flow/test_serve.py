"""`dateline serve` fires: with a tick every minute, a night is in the warehouse within two."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsroom.server import Newsroom
from warehouse.errors import WarehouseError

DATELINE = Path(sys.executable).with_name("dateline")
# The server's start, up to a minute until the tick, a look every few seconds, and the night.
PATIENCE_S = 200


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def serving(config: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`dateline serve` in a process group of its own, interrupted as by Ctrl-C at the end."""
    server = subprocess.Popen(
        [DATELINE, "serve", "--config", config],
        cwd=config.parent,
        env=os.environ | {"DATELINE_SCHEDULE__CRON": "* * * * *"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # A suite that a shell runs in the background inherits a deaf ear for Ctrl-C.
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 - takes no lock
    )
    try:
        yield server
    finally:
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(90)
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


@pytest.mark.slow
def test_serve_collects_a_night_at_the_tick_of_the_schedule(
    served: Newsroom, nights: Any, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    outlets = nights.outlet_files(served, "ostra-tribune")
    config = nights.write_config(tmp_path / "config", outlets, data_dir=data_dir)
    with serving(config) as server:
        deadline = time.monotonic() + PATIENCE_S
        runs: list[dict[str, Any]] = []
        while not runs and time.monotonic() < deadline:
            assert server.poll() is None, "serve ended"
            try:
                server.wait(2)
            except subprocess.TimeoutExpired:
                runs = runs_so_far(nights, data_dir)
    (run,) = runs
    assert run["articles_kept"] == 3


def runs_so_far(nights: Any, data_dir: Path) -> list[dict[str, Any]]:
    try:
        runs: list[dict[str, Any]] = nights.read_tables(data_dir)["runs"]
    except WarehouseError:  # there is none yet, or it is being made
        return []
    return runs
