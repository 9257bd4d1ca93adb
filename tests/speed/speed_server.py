"""The world's server with one host that answers at once, for the measurements of this folder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = Path(__file__).parents[1] / "world" / "server.py"


@contextmanager
def speed_server(pages: int, sizes: tuple[int, int], encoding: str) -> Iterator[list[str]]:
    """The addresses of `pages` pages, HTML of `sizes` (from, to) bytes; served until the end."""
    command = [sys.executable, str(SERVER), "--pages", str(pages), "--encoding", encoding]
    command += ["--sizes", *map(str, sizes)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        said = json.loads(process.stdout.readline())
        yield [f"http://127.0.0.1:{said['port']}{path}" for _, path in said["pages"]]
        process.stdin.close()
