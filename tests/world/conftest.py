"""Visits of the world, each made once and then looked at by many tests."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

VISIT = Path(__file__).with_name("visit.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full-world",
        action="store_true",
        help="200 hosts and 10,000 pages, instead of 40 and 800",
    )


def visit(*arguments: str) -> dict[str, Any]:
    """The report of a visit, made by a process of its own so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, str(VISIT), *arguments], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def is_full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full-world", default=False))


@pytest.fixture(scope="session")
def report(is_full: bool) -> dict[str, Any]:
    """What came of one visit; see `report` in visit.py."""
    return visit() if is_full else visit("--hosts=40", "--pages=800", "--speed=100")


@pytest.fixture(scope="session")
def rude_report() -> dict[str, Any]:
    """What came of a visit without manners."""
    return visit("--hosts=40", "--pages=200", "--speed=100", "--rude")
