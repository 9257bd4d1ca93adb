"""A guarded command ends with whoever started it, however that ended."""

import os
import subprocess
import sys

import pytest

WAIT_FOREVER = "import os, signal; print(os.getpid(), flush=True); signal.pause()"
STARTER = (
    "import subprocess, sys; subprocess.Popen([sys.executable, '-m', 'flows.guard', *sys.argv[1:]],"
    " stdin=subprocess.PIPE).wait()"
)


def test_a_command_ends_when_its_starter_is_killed() -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER,
         sys.executable, "-c", WAIT_FOREVER],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    starter.kill()
    assert starter.stdout.read() == b"", "reads on until every process that holds it has ended"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_command_that_ends_by_itself_gives_its_status() -> None:
    command = [sys.executable, "-m", "flows.guard", sys.executable, "-c", "raise SystemExit(7)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as guard:
        assert guard.wait(60) == 7
