"""A reannotation killed with SIGKILL, before, in and after its commit, ends as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.settings import Settings

DATELINE = Path(sys.executable).with_name("dateline")
# `dateline` that kills itself, as the kernel would, where the function is called that is named first.
KILLED = """
import importlib, os, signal, sys
module, name = sys.argv.pop(1).split(":")
setattr(importlib.import_module(module), name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
from flows.cli import main
main()
"""
MOMENTS = {
    "before its commit": "flows.reannotation.runs:put_in_place",
    "in its commit": "warehouse.reannotation:insert_missing",  # when the old rows are deleted
    "before its checks": "flows.reannotation.runs:check_night",
}
Tables = dict[str, list[dict[str, Any]]]


def reannotate(
    config: Path, api_url: str, *, killed_at: str | None = None
) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", KILLED, killed_at] if killed_at else [str(DATELINE)]
    return subprocess.run(
        [*program, "reannotate", "--config", str(config)],
        env=os.environ | {"PREFECT_API_URL": api_url},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def read(nights: Any, config: Path) -> Tables:
    """The tables, less what tells of time and place; a copy lies in a place of its own."""
    data_dir = Settings.read(config).data_dir
    tables: Tables = nights.read_tables(data_dir, without_time_and_place=True)
    for run in tables["runs"]:
        del run["config_hash"]
    return tables


@pytest.fixture(scope="module")
def undisturbed(
    collected_night: Any, copy_night: Callable[[Path], Path], nights: Any, prefect_api_url: str
) -> Tables:
    """The tables after a reannotation that nobody killed."""
    config = copy_night(collected_night.data_dir)
    done = reannotate(config, prefect_api_url)
    assert done.returncode == 0, done.stderr
    tables = read(nights, config)
    assert {row["flow"] for row in tables["runs"]} == {"nightly", "reannotate"}
    return tables


@pytest.mark.parametrize("killed_at", MOMENTS.values(), ids=MOMENTS)
def test_a_reannotation_that_was_killed_and_called_again_ends_as_an_undisturbed_one(
    killed_at: str,
    undisturbed: Tables,
    collected_night: Any,
    copy_night: Callable[[Path], Path],
    nights: Any,
    prefect_api_url: str,
) -> None:
    config = copy_night(collected_night.data_dir)
    data_dir = Settings.read(config).data_dir
    killed = reannotate(config, prefect_api_url, killed_at=killed_at)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert list((data_dir / "runs").glob("*-reannotated-1/*"))  # what its steps had finished
    if killed_at != MOMENTS["before its checks"]:
        assert nights.read_tables(data_dir) == collected_night.tables
    again = reannotate(config, prefect_api_url)
    assert again.returncode == 0, again.stderr
    assert read(nights, config) == undisturbed
    assert list((data_dir / "runs").iterdir()) == []
