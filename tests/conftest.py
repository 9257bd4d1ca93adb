"""What every test may rely on: no network but loopback, and Prefect set up away from the user's own."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from socket import inet_aton
from typing import Any

import pytest

from flows.orchestration import prepare_prefect

DATELINE = Path(sys.executable).with_name("dateline")
COMMAND_TIMEOUT_S = 300
LOCAL_NAMES = frozenset({"", "localhost", "testserver"})

outside: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden", action="store_true", help="Write the golden files instead of comparing."
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes a minute or more; run all the same")
    # Prefect reads these at its first import, which may be any test's.
    home = tempfile.TemporaryDirectory(prefix="dateline-prefect-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    os.environ["PREFECT_HOME"] = home.name
    os.environ.pop("PREFECT_API_URL", None)
    for name in [n for n in os.environ if n.startswith("DATELINE_") and n != "DATELINE_DATA"]:
        del os.environ[name]
    prepare_prefect()
    sys.addaudithook(_refuse_the_outside)


def _refuse_the_outside(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""  # a text is a socket on disk
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if not _is_local(name):
        outside.append(f"{event} {name}")
        raise PermissionError(f"tests reach loopback only, not {name}")


def _is_local(name: str) -> bool:
    if name in LOCAL_NAMES:
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        try:
            address = ip_address(inet_aton(name))  # 0x7f000001 and its like
        except OSError:
            return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(autouse=True)
def no_network_but_loopback() -> Iterator[None]:
    """Fails the test that looks up or connects to another machine, even if it hides the error.

    What a fixture of the session or a module did before is counted against the first test there.
    """
    yield
    reached = ", ".join(sorted(set(outside)))
    outside.clear()
    assert not reached, f"the test reached for the network: {reached}"


@pytest.fixture(scope="session")
def prefect_api_url() -> Iterator[str]:
    """One Prefect server for all flows of the session; it takes seconds to start."""
    # Prefect takes seconds to import, and most tests need none of it.
    from prefect.settings import get_current_settings  # noqa: PLC0415
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415

    with prefect_test_harness(server_startup_timeout=120):
        url = get_current_settings().api.url
        assert url is not None
        yield url


@pytest.fixture(scope="session")
def dateline() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the installed command: `dateline("sql", "SELECT 1", cwd=folder)`."""
    return _run_dateline


def _run_dateline(
    *arguments: str | Path, cwd: Path, given: str | bytes = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [DATELINE, *map(str, arguments)],
        cwd=cwd,
        input=given if isinstance(given, bytes) else given.encode(),
        capture_output=True,
        env=os.environ | environment,
        timeout=COMMAND_TIMEOUT_S,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


@pytest.fixture(scope="session")
def first_night() -> date:
    return date(2026, 11, 20)


@pytest.fixture(scope="session")
def collected(
    tmp_path_factory: pytest.TempPathFactory, first_night: date
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A folder in which `dateline run` collected the embedded demo, and what the command said.

    No Prefect server is running for it. The folder is shared: tests read from it and write beside.
    """
    folder = tmp_path_factory.mktemp("collected")
    return folder, _run_dateline("run", "--date", str(first_night), cwd=folder)


@dataclass
class Memory:
    """Resident memory of this process, watched by a thread: its growth at the most, in bytes."""

    growth: int = 0
    _done: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def watched(self) -> Iterator[Memory]:
        """Watch for the length of the block."""
        gc.collect()
        before = self._resident()
        thread = threading.Thread(target=self._watch, args=(before,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._done.set()
            thread.join()

    def _watch(self, before: int) -> None:
        while not self._done.wait(0.002):
            self.growth = max(self.growth, self._resident() - before)

    @staticmethod
    def _resident() -> int:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()


@pytest.fixture
def memory() -> Memory:
    """Watches memory: `with memory.watched(): ...`, then `memory.growth`."""
    return Memory()
