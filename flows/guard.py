"""Runs a command for as long as whoever started it lives.

    python -m flows.guard COMMAND ARGUMENT...

Its standard input is a pipe from its starter, which says nothing on it: when the pipe ends, because
the starter closed it or was killed, the command is ended too. No signal could tell of a kill -9.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading

GRACE_S = 30.0  # for the command to end by itself after SIGTERM


def main(command: list[str]) -> int:
    """Return the command's exit status."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_starter, args=(process,), daemon=True).start()
    return process.wait()


def _end_with_starter(process: subprocess.Popen[bytes]) -> None:
    # Unbuffered: Python cannot end while a thread waits inside a buffer of its own.
    os.read(sys.stdin.fileno(), 1)
    process.terminate()
    try:
        process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
