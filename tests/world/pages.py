"""Pages of the world as a server sends them: each its own, and cheap to make while it is asked."""

from __future__ import annotations

import random
import zlib
from functools import cache

_WORDS = [
    "talks",
    "border",
    "minister",
    "harbour",
    "vote",
    "court",
    "strike",
    "bridge",
    "river",
    "said",
    "officials",
    "market",
    "council",
    "report",
    "evening",
    "workers",
    "region",
    "water",
    "energy",
    "schools",
    "announced",
    "decision",
    "after",
    "before",
    "against",
    "hundred",
    "million",
    "Tuesday",
    "committee",
    "hospital",
    "parliament",
    "station",
    "prices",
    "harvest",
]
_TAIL_STEP = 2_000  # sizes are rounded to this, so that few tails need to be made
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


def render(number: int, html_bytes: int, encoding: str) -> bytes:
    """The body of page `number` as sent: about `html_bytes` of HTML in that content encoding.

    Its opening is made now, the rest of it was compressed once for all pages of its size.
    """
    opening = _opening(number)
    tail, packed = _tail(html_bytes // _TAIL_STEP * _TAIL_STEP)
    if encoding == "identity":
        return opening + tail
    # A full flush ends at a whole byte and forgets what it has seen: what follows can be anything.
    compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = compressor.compress(opening) + compressor.flush(zlib.Z_FULL_FLUSH) + packed
    if encoding == "deflate":
        checksum = zlib.adler32(tail, zlib.adler32(opening))
        return b"\x78\x9c" + data + checksum.to_bytes(4, "big")
    checksum = zlib.crc32(tail, zlib.crc32(opening))
    length = len(opening) + len(tail)
    return _GZIP_HEAD + data + checksum.to_bytes(4, "little") + length.to_bytes(4, "little")


def _opening(number: int) -> bytes:
    rng = random.Random(number)
    title = " ".join(rng.choices(_WORDS, k=8)).capitalize()
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="canonical" href="https://world.test/{number}"></head><body><h1>{title}</h1>'
    ).encode()


@cache
def _tail(size: int) -> tuple[bytes, bytes]:
    """HTML of that size, about as compressible as real news pages (4.7 times); also deflated."""
    rng = random.Random(size)
    parts: list[str] = []
    length = 0
    while length < size:
        text = " ".join(rng.choices(_WORDS, k=14))
        parts.append(
            f'<div class="block block--{rng.randrange(40)}" data-id="{rng.randrange(10**16):016x}">'
            f'<p>{text}, <a href="/news/{rng.randrange(10**6)}">{rng.choice(_WORDS)}</a>.</p></div>\n'
        )
        length += len(parts[-1])
    tail = "".join([*parts, "</body></html>"]).encode()
    compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return tail, compressor.compress(tail) + compressor.flush()
