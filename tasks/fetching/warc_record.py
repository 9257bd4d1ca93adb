"""One WARC 1.1 record as one gzip member, in as few steps as the format allows.

Formats: ISO 28500:2017, RFC 1951 (deflate), RFC 1952 (gzip). Written here because the archive is
the dearest part of a fetch: docs/decisions/0015-the-cost-of-a-page.md has the measurement.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, product
from struct import Struct
from typing import IO

from isal import isal_zlib

Fields = Sequence[tuple[str, str]]

# Level 1 takes a third of the time of level 6 for a tenth more bytes.
_GZIP_LEVEL = 1
# A small record is stored: to set a compressor up costs more than all the rest of its writing, and
# would save a few hundred bytes.
_SMALL_BYTES = 4_096
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_STORED_BYTES = 65_535  # the most that a stored block of deflate holds
_STORED_HEAD = Struct("<BHH").pack  # whether it is the last; length; that with all bits turned
_LAST = 1
_TRAILER = Struct("<II").pack  # checksum and length
_PIECE_BYTES = 1 << 20
# Two digits of base 32 (RFC 4648) at a time: `base64.b32encode` takes eight times as long.
_BASE_32 = ["".join(pair) for pair in product("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", repeat=2)]
RECORD_END = b"\r\n\r\n"
PAYLOAD_DIGEST = "WARC-Payload-Digest"


@dataclass(frozen=True, slots=True)
class Block:
    """What a record holds: `head` (an HTTP head, say; may be empty), then the payload.

    Of `payload` the first `payload_bytes` are taken. `is_compressed` says that they would not get
    smaller, as those of a page that came with a Content-Encoding.
    """

    head: bytes = b""
    payload: IO[bytes] = field(default_factory=io.BytesIO)
    payload_bytes: int = 0
    is_compressed: bool = False

    def pieces(self) -> Iterator[bytes]:
        """The payload, from its beginning, in pieces of bounded size."""
        self.payload.seek(0)
        left = self.payload_bytes
        while left:
            piece = self.payload.read(min(left, _PIECE_BYTES))
            if not piece:
                raise EOFError(f"{left} bytes fewer to archive than were counted")
            left -= len(piece)
            yield piece


def format_record(fields: Fields, block: Block) -> Iterator[bytes]:
    """The pieces of the gzip member; the block's length is added to `fields`.

    So is its digest where there is one of the payload: what carries no page is guarded enough by the
    member's own checksum.
    """
    # What fits into one piece is read once; more is read once for its digest and once to write it.
    pieces = list(block.pieces()) if block.payload_bytes <= _PIECE_BYTES else None
    fields = [*fields, ("Content-Length", str(len(block.head) + block.payload_bytes))]
    if any(name == PAYLOAD_DIGEST for name, _ in fields):
        content = block.pieces() if pieces is None else pieces
        fields.append(("WARC-Block-Digest", digest_of(chain((block.head,), content))))
    head = b"WARC/1.1\r\n" + format_fields(fields) + b"\r\n" + block.head
    is_stored = block.is_compressed or len(head) + block.payload_bytes <= _SMALL_BYTES
    if pieces is not None and is_stored:
        return iter((_store_whole(b"".join((head, *pieces, RECORD_END))),))
    pack = _store if is_stored else _compress
    return pack(chain((head,), block.pieces() if pieces is None else pieces, (RECORD_END,)))


def read_fields(record: bytes) -> dict[str, str] | None:
    """The fields of a record, uncompressed, from its beginning; None when it is no WARC record."""
    head, end, _ = record.partition(RECORD_END)
    version, *lines = head.decode("utf-8", errors="replace").split("\r\n")
    if not end or not version.startswith("WARC/1."):
        return None
    return dict(pair for line in lines if len(pair := line.split(": ", 1)) == 2)


def digest_of(pieces: Iterable[bytes]) -> str:
    """The digest that WARC files customarily give: sha1 in base 32."""
    sha1 = hashlib.sha1(usedforsecurity=False)
    for piece in pieces:
        sha1.update(piece)
    number = int.from_bytes(sha1.digest())
    return "sha1:" + "".join([_BASE_32[number >> bit & 1023] for bit in range(150, -1, -10)])


def format_fields(fields: Fields, encoding: str = "utf-8") -> bytes:
    """Named fields, a line each; a line break inside a value cannot begin another field."""
    text = "".join([f"{name}: {value}\r\n" for name, value in fields])
    if text.count("\n") != len(fields) or text.count("\r") != len(fields):
        text = "".join([f"{name}: {' '.join(value.split())}\r\n" for name, value in fields])
    return text.encode(encoding, "surrogateescape")


def _compress(pieces: Iterable[bytes]) -> Iterator[bytes]:
    compressor = isal_zlib.compressobj(_GZIP_LEVEL, isal_zlib.DEFLATED, isal_zlib.MAX_WBITS + 16)
    for piece in pieces:
        yield compressor.compress(piece)
    yield compressor.flush()


def _store_whole(content: bytes) -> bytes:
    """A gzip member in which `content` stands as it is, mostly in one block."""
    size = len(content)
    if size > _STORED_BYTES:
        return b"".join(_store((content,)))
    block = _STORED_HEAD(_LAST, size, size ^ 0xFFFF)
    return b"".join((_GZIP_HEAD, block, content, _TRAILER(zlib.crc32(content), size)))


def _store(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same, piece by piece."""
    yield _GZIP_HEAD
    checksum = length = 0
    for piece in pieces:
        checksum, length = zlib.crc32(piece, checksum), length + len(piece)
        for start in range(0, len(piece), _STORED_BYTES):
            part = piece[start : start + _STORED_BYTES]
            yield _STORED_HEAD(0, len(part), len(part) ^ 0xFFFF)
            yield part
    yield _STORED_HEAD(_LAST, 0, 0xFFFF) + _TRAILER(checksum, length & 0xFFFFFFFF)
