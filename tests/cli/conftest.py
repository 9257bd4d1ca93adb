"""The command line as a person meets it: what it prints, and how it says no."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def refused(dateline: Command, tmp_path: Path) -> Callable[..., str]:
    """Runs a command that must fail by the user's doing: the one line that it says."""

    def run(*arguments: str | Path, cwd: Path = tmp_path, **environment: str) -> str:
        done = dateline(*arguments, cwd=cwd, **environment)
        lines = done.stderr.splitlines()
        assert done.returncode == 2, done.stderr
        assert len(lines) == 1, done.stderr
        assert lines[0].startswith("dateline: ")
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
        return lines[0]

    return run


@pytest.fixture
def write_config(tmp_path: Path) -> Callable[..., Path]:
    """Writes a configuration with one outlet: its own lines, the outlet's, and the outlet's name."""

    def write(lines: str = "", outlet: str | None = 'name = "Here"\nfeeds = []') -> Path:
        sources = tmp_path / "sources"
        sources.mkdir(exist_ok=True)
        if outlet is not None:
            (sources / "here.toml").write_text(outlet)
        config = tmp_path / "mine.toml"
        config.write_text(lines)
        return config

    return write
