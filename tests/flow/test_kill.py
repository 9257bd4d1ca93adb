"""A run killed with SIGKILL at any moment and run again ends as if nothing had happened.

Ten moments are drawn over the length of an undisturbed run, one from each tenth of it. Two outlets,
and one Prefect server for all runs; one run is killed and continued without a server.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from newsroom.server import Newsroom

SEED = 20261120
MOMENTS = 10
WITHOUT_A_SERVER = 0.45
ATTEMPTS = 5
OUTLETS = ("meridian-wire", "ostra-tribune")
Tables = dict[str, list[dict[str, Any]]]
DATELINE = Path(sys.executable).with_name("dateline")


@dataclass(frozen=True)
class Undisturbed:
    """The tables of a run that nobody killed, and the seconds from its first stage to its end."""

    folder: Path
    tables: Tables
    length_s: float


def start(folder: Path, api_url: str | None) -> subprocess.Popen[bytes]:
    """`dateline run`, in a process group of its own."""
    server = {"PREFECT_API_URL": api_url} if api_url else {}
    return subprocess.Popen(
        [DATELINE, "run", "--config", "dateline.toml", "--date", "2026-11-20"],
        cwd=folder,
        env=os.environ | server,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def wait_for_the_first_stage(process: subprocess.Popen[bytes]) -> None:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if b"list: " in line:
            return
    pytest.fail(f"the run ended before its first stage: {b''.join(said).decode()}")


def finish(process: subprocess.Popen[bytes]) -> str:
    assert process.stderr is not None
    said = process.stderr.read().decode()
    process.stderr.close()
    process.wait(300)
    return said


def run_to_the_end(folder: Path, api_url: str | None) -> None:
    process = start(folder, api_url)
    said = finish(process)
    assert process.returncode == 0, said


def kill(config: Path, share: float, length_s: float, api_url: str | None) -> Path:
    """The folder that a run left that was killed at this share of its length.

    A run may be quicker than the undisturbed one was; then its own length is the measure.
    """
    for attempt in range(ATTEMPTS):
        folder = config.with_name(f"killed-{share:.2f}-{api_url is None}-{attempt}")
        shutil.copytree(config, folder)
        process = start(folder, api_url)
        wait_for_the_first_stage(process)
        began = time.monotonic()
        timer = Timer(share * length_s, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        finish(process)
        timer.cancel()
        if process.returncode == -signal.SIGKILL:
            return folder
        length_s = time.monotonic() - began
    pytest.fail(f"{ATTEMPTS} runs ended before they could be killed")


@pytest.fixture(scope="module")
def config(served: Newsroom, nights: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but a configuration, to be copied for each run."""
    folder: Path = tmp_path_factory.mktemp("kill") / "config"
    nights.write_config(folder, nights.outlet_files(served, *OUTLETS), data_dir="data")
    return folder


@pytest.fixture(scope="module")
def undisturbed(config: Path, nights: Any, prefect_api_url: str) -> Undisturbed:
    folder = config.with_name("undisturbed")
    shutil.copytree(config, folder)
    process = start(folder, prefect_api_url)
    wait_for_the_first_stage(process)
    began = time.monotonic()
    said = finish(process)
    length_s = time.monotonic() - began
    assert process.returncode == 0, said
    tables = nights.read_tables(folder / "data", without_time_and_place=True)
    return Undisturbed(folder, tables, length_s)


def moments() -> list[float]:
    """Shares of a run's length, one from each tenth of it."""
    draw = random.Random(SEED)
    return [(tenth + draw.random()) / MOMENTS for tenth in range(MOMENTS)]


@pytest.fixture(scope="module")
def ends(
    config: Path, undisturbed: Undisturbed, nights: Any, prefect_api_url: str
) -> dict[float, Tables]:
    """By the moment of the kill, the tables after the second run; two experiments at a time."""

    def end(share: float) -> Tables:
        api_url = None if share == WITHOUT_A_SERVER else prefect_api_url
        folder = kill(config, share, undisturbed.length_s, api_url)
        run_to_the_end(folder, api_url)
        tables: Tables = nights.read_tables(folder / "data", without_time_and_place=True)
        return tables

    shares = [*moments(), WITHOUT_A_SERVER]
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(shares, pool.map(end, shares), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("share", moments(), ids="at {:.0%}".format)
def test_a_killed_run_run_again_ends_as_an_undisturbed_one(
    ends: dict[float, Tables], undisturbed: Undisturbed, share: float
) -> None:
    assert ends[share] == undisturbed.tables


@pytest.mark.slow
def test_a_run_killed_without_a_server_is_continued_too(
    ends: dict[float, Tables], undisturbed: Undisturbed
) -> None:
    assert ends[WITHOUT_A_SERVER] == undisturbed.tables


def test_an_undisturbed_run_leaves_nothing_unfinished_behind(undisturbed: Undisturbed) -> None:
    assert list((undisturbed.folder / "data" / "runs").glob("nightly-*")) == []
    archived = (undisturbed.folder / "data" / "archive").rglob("*")
    assert {f.suffix for f in archived if f.is_file()} == {".gz"}
    assert len(undisturbed.tables["articles"]) == 8
