"""Golden files: what is known to differ from the newsroom's expectations, a file an outlet."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent


@pytest.fixture
def compare_golden(request: pytest.FixtureRequest) -> Callable[[str, dict[str, Any]], None]:
    """Compares with `<name>.json`, or writes it with --write-golden."""
    is_writing = request.config.getoption("--write-golden")

    def compare(name: str, found: dict[str, Any]) -> None:
        file = FOLDER / f"{name}.json"
        if is_writing:
            text = json.dumps(found, indent=2, ensure_ascii=False, sort_keys=True)
            file.write_text(text + "\n", encoding="utf-8")
        wanted = json.loads(file.read_text(encoding="utf-8"))
        assert found == wanted, f"run `make golden` and read the diff of {file.name}"

    return compare
