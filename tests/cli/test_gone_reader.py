"""`dateline … | head`: whoever has seen enough hears no complaint."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.connect import Location, open_warehouse

DATELINE = Path(sys.executable).with_name("dateline")
MANY = "SELECT range AS n, repeat('x', 80) AS x FROM range(100000)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse in which nothing is stored yet."""
    made = tmp_path_factory.mktemp("gone")
    with open_warehouse(Location.under(made / "dateline-data" / "warehouse")):
        return made


@pytest.mark.parametrize("format_", ["table", "csv", "json", "parquet"])
def test_a_reader_who_goes_after_the_first_line_ends_the_command_without_a_word(
    folder: Path, format_: str
) -> None:
    command = [DATELINE, "sql", "--format", format_, MANY]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as asked:
        assert asked.stdout is not None
        assert asked.stderr is not None
        assert asked.stdout.read(10)
        asked.stdout.close()
        assert asked.stderr.read() == b""
    assert asked.returncode == 1
