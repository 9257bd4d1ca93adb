"""A response's body as it arrives: kept raw for the archive, decoded within limits, weighed."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zlib
from collections.abc import Iterator
from typing import IO, Self

# zlib's interface at twice its speed: half of what a page costs beside its transfer.
from isal import isal_zlib

_SPOOL_BYTES = 1_000_000  # larger bodies wait on disk, so that many at once do not fill memory
_PIECE_BYTES = 262_144  # most pages in one piece
_ZLIB_HEADER_BYTES = 2
_GZIP_MEMBER = 0x1F  # first byte of a gzip member
_HEAD_BYTES = 65_536  # what is looked at before a page is archived: magic, opt-outs
# Of a body that breaks a limit, this much is archived: enough to see what it was.
_CUT_BYTES = 1_000_000


class BodyError(Exception):
    """A body that breaks a limit or its own encoding. The text is a reason for the fetch's row.

    `truncated` is WARC's word for why the rest was not taken; None when all was.
    """

    def __init__(self, reason: str, *, truncated: str | None) -> None:
        """See the class."""
        super().__init__(reason)
        self.truncated = truncated


class Body:
    """One body. `add` raises `BodyError` at the byte that breaks a limit, and keeps what came.

    `raw` holds the bytes as sent, content encoding included; `digest`, `body_bytes`, `head` and,
    if asked for, `decoded` are of the body after content decoding.
    """

    def __init__(self, *, encoding: str | None, max_bytes: int, keep_decoded: bool) -> None:
        """`encoding` is one that `is_known_encoding` knows."""
        self.raw: IO[bytes] = io.BytesIO()
        self.raw_bytes = 0
        self.body_bytes = 0
        self.head = b""
        self._max_bytes = max_bytes
        self._pieces: list[bytes] | None = [] if keep_decoded else None
        self._hash = hashlib.sha256()
        self._decoder = _decoder_for(encoding)

    def add(self, chunk: bytes) -> None:
        """Take the next bytes as sent."""
        self._keep(chunk)
        if self._decoder is None:
            self._add_decoded(chunk)
        else:
            for piece in self._decoder.decode(chunk):
                self._add_decoded(piece)

    def end(self) -> None:
        """Say that the body is complete; `BodyError` when its encoding says otherwise."""
        if self._decoder is not None and self.raw_bytes and not self._decoder.is_complete:
            raise BodyError("compressed body is cut off", truncated=None)

    def cut(self) -> None:
        """Shorten what is archived of a body that was not taken whole."""
        if self.raw_bytes > _CUT_BYTES:
            self.raw.truncate(_CUT_BYTES)
            self.raw_bytes = _CUT_BYTES

    def __enter__(self) -> Self:
        """The body itself; it is freed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Free what waits on disk."""
        self.raw.close()

    @property
    def digest(self) -> str:
        """sha256 of the decoded body, in hex."""
        return self._hash.hexdigest()

    @property
    def decoded(self) -> bytes:
        """The decoded body; empty when it was not to be kept."""
        return b"".join(self._pieces or ())

    def _keep(self, chunk: bytes) -> None:
        if not self.raw_bytes and len(chunk) <= _SPOOL_BYTES:
            self.raw = io.BytesIO(chunk)  # most bodies come in one: it is shared, not copied
            self.raw.seek(0, io.SEEK_END)
        else:
            if self.raw_bytes <= _SPOOL_BYTES < self.raw_bytes + len(chunk):
                self._move_to_disk()
            self.raw.write(chunk)
        self.raw_bytes += len(chunk)

    def _move_to_disk(self) -> None:
        self.raw.seek(0)
        kept = self.raw.read()
        # SIM115: the file outlives this function; `__exit__` closes it.
        self.raw = tempfile.TemporaryFile()  # noqa: SIM115
        self.raw.write(kept)

    def _add_decoded(self, piece: bytes) -> None:
        room = self._max_bytes - self.body_bytes
        self.body_bytes += len(piece)
        if len(self.head) < _HEAD_BYTES:
            self.head = (self.head + piece)[:_HEAD_BYTES]
        self._hash.update(piece)
        if self._pieces is not None:
            self._pieces.append(piece[:room])
        if len(piece) > room:
            raise BodyError(f"body is larger than {self._max_bytes} bytes", truncated="length")


class _Inflater:
    """gzip (also of several members) and deflate (zlib or bare), in pieces of bounded size."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._zlib = isal_zlib.decompressobj(wbits)
        self._opening: bytes | None = b"" if wbits == zlib.MAX_WBITS else None

    @property
    def is_complete(self) -> bool:
        return self._zlib.eof

    def decode(self, data: bytes) -> Iterator[bytes]:
        if self._opening is not None:
            data = self._opening + data
            if len(data) < _ZLIB_HEADER_BYTES:
                self._opening = data
                return
            self._opening = None
            self._choose_deflate(data)
        is_more = False  # what came last filled its piece, so that there may be more behind it
        while data or is_more:
            if self._zlib.eof:
                if not data or data[0] != _GZIP_MEMBER:
                    return  # padding after the last member, as gzip itself ignores it
                self._zlib = isal_zlib.decompressobj(self._wbits)
            try:
                piece = self._zlib.decompress(data, _PIECE_BYTES)
            except isal_zlib.error as error:  # type: ignore[misc]  # its stub calls it an object
                reason = f"compressed body is damaged: {error}"
                raise BodyError(reason, truncated="unspecified") from error
            data = self._zlib.unused_data or self._zlib.unconsumed_tail
            is_more = len(piece) == _PIECE_BYTES
            if piece:
                yield piece

    def _choose_deflate(self, opening: bytes) -> None:
        """Some servers send bare deflate, without the zlib header that RFC 9110 asks for."""
        has_header = opening[0] & 0x0F == zlib.DEFLATED and int.from_bytes(opening[:2]) % 31 == 0
        if not has_header:
            self._wbits = -zlib.MAX_WBITS
            self._zlib = isal_zlib.decompressobj(self._wbits)


_WBITS = {
    "gzip": zlib.MAX_WBITS + 16,
    "x-gzip": zlib.MAX_WBITS + 16,
    "deflate": zlib.MAX_WBITS,
    "identity": None,
    "": None,
}


def is_known_encoding(encoding: str | None) -> bool:
    """Whether a Content-Encoding header names one that requests ask for, or none."""
    return (encoding or "").strip().lower() in _WBITS


def _decoder_for(encoding: str | None) -> _Inflater | None:
    wbits = _WBITS[(encoding or "").strip().lower()]
    return None if wbits is None else _Inflater(wbits)
