"""One writer at a time: a file lock that the kernel drops when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from warehouse.errors import WarehouseError


@contextmanager
def hold_writer_lock(path: Path) -> Iterator[None]:
    """Holds the writer's lock on `path` for the length of the block.

    Raises `WarehouseError` naming the holder's process and since when, or why the file cannot be
    opened. The file stays behind when the lock goes: removing it would let two writers in.
    """
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise WarehouseError(f"cannot write to {path.parent}: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WarehouseError(_describe_holder(path)) from error
        _let_children_go(file)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def _describe_holder(path: Path) -> str:
    holder = path.read_text(encoding="utf-8").strip() or "unknown"
    since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return (
        f"another writer is at work in {path.parent}: process {holder}, "
        f"since {since:%Y-%m-%d %H:%M:%S} UTC; try again when it has ended"
    )


def _let_children_go(file: IO[str]) -> None:
    # A forked child shares the lock: were the writer killed, its orphans would keep it for ever.
    reference = weakref.ref(file)

    def close_in_child() -> None:
        held = reference()
        if held is not None:
            held.close()

    os.register_at_fork(after_in_child=close_in_child)
