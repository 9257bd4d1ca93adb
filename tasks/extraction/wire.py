"""Messages between the pool and its workers: pickles behind their length, over pipes.

Both ends are our own processes, so a pickle brings nothing that was not trusted before.
"""

from __future__ import annotations

import os
import pickle
import select
import struct
import time

_LENGTH = struct.Struct("!Q")
_CHUNK_BYTES = 1 << 16


class WorkerGoneError(Exception):
    """The other end closed its pipe, or said nothing until the deadline."""


def send(fd: int, message: object, *, deadline: float | None = None) -> None:
    """Writes one message. `deadline` is a `time.monotonic()`; raises WorkerGoneError."""
    packed = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    rest = memoryview(_LENGTH.pack(len(packed)) + packed)
    try:
        while rest:
            _wait(fd, deadline, writing=True)
            rest = rest[os.write(fd, rest[:_CHUNK_BYTES] if deadline else rest) :]
    except OSError as error:
        raise WorkerGoneError(str(error)) from error


def receive(fd: int, *, deadline: float | None = None) -> object:
    """Reads one message; raises WorkerGoneError."""
    length = _LENGTH.unpack(_read(fd, _LENGTH.size, deadline))[0]
    message: object = pickle.loads(_read(fd, length, deadline))  # noqa: S301 - see the module
    return message


def _read(fd: int, size: int, deadline: float | None) -> bytes:
    parts = []
    while size:
        _wait(fd, deadline, writing=False)
        part = os.read(fd, min(size, 1 << 20))
        if not part:
            raise WorkerGoneError("closed")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _wait(fd: int, deadline: float | None, *, writing: bool) -> None:
    """Until the pipe is ready; without a deadline the read or write itself waits."""
    if deadline is None:
        return
    poll = select.poll()  # select() fails on descriptors past 1,023
    poll.register(fd, select.POLLOUT if writing else select.POLLIN)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise WorkerGoneError("silent")
