"""The file under an archive: one gzip member a record, whole or not there."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

# As much of a record is gathered before it is written: most records are one write.
_GATHER_BYTES = 1_000_000
_READ_BYTES = 65_536
_BEGINNING_BYTES = 1_000_000


class MemberFile:
    """Appends members to an open file and writes them through, so that a kill loses none.

    One that `is_held` is written together with the next that is not. A member that cannot be written
    to its end is taken back, and nothing is written after it.
    """

    def __init__(self, out: IO[bytes], path: Path, position: int) -> None:
        """`out` is unbuffered; `position` is where the last whole member ends."""
        self._out = out
        self._path = path
        self._failure: OSError | None = None
        self._held: list[bytes] = []
        self._written = position
        self.position = position

    def append(self, pieces: Iterable[bytes], *, is_held: bool = False) -> tuple[int, int]:
        """Offset and length of a member, given in pieces.

        Raises `OSError` with one line that says what to do.
        """
        if self._failure is not None:
            raise self._failure
        start = end = self.position
        try:
            for data in _gathered(pieces):
                self._held.append(data)
                end += len(data)
                if not is_held or len(data) >= _GATHER_BYTES:
                    self._write_held()
        except OSError as error:
            self._take_back()
            advice = "what came so far is kept; mend this and run the same command again"
            reason = f"{error.strerror}: {advice}"
            self._failure = OSError(error.errno, reason, str(self._path))
            raise self._failure from error
        except BaseException:
            self._take_back()
            raise
        self.position = end
        return start, end - start

    def _write_held(self) -> None:
        """Write what is held. A call to the system costs as much as all else about a small record."""
        data = b"".join(self._held)
        self._held.clear()
        self._write(data)
        self._written += len(data)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:  # an unbuffered file may take less than it is given
            view = view[self._out.write(view) :]

    def _take_back(self) -> None:
        """Cut off what is not whole; a member that was being held has not come to the file."""
        self._written = min(self._written, self.position)
        os.ftruncate(self._out.fileno(), self._written)


def read_members(file: IO[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Offset, length and the beginning of each whole member, from where `file` stands.

    The beginning is a megabyte of content, or what there is. Ends before the first member that is
    torn or damaged: a member counts only when its checksum is right.
    """
    offset, data = file.tell(), b""
    while True:
        gzip, beginning, read = zlib.decompressobj(zlib.MAX_WBITS + 16), [], 0
        room = _BEGINNING_BYTES
        while not gzip.eof:
            data = gzip.unconsumed_tail or data or file.read(_READ_BYTES)
            if not data:
                return
            try:
                piece = gzip.decompress(data, _READ_BYTES)
            except zlib.error:
                return
            read += len(data) - len(gzip.unconsumed_tail) - len(gzip.unused_data)
            data = gzip.unused_data
            beginning.append(piece[:room])
            room -= len(beginning[-1])
        yield offset, read, b"".join(beginning)
        offset += read


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    waiting, size = [], 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _GATHER_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)
