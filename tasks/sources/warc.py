"""List the records of a WARC file of any size: our own archive's, CC-NEWS, any other crawler's.

Format: ISO 28500:2017. Plain, or compressed (gzip, zstd) record by record as the standard's annex D
says. Bodies are passed over, so that the file streams past in constant memory.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import zstandard
from fastwarc.warc import ArchiveIterator
from fastwarc.warc import WarcRecord as ParsedRecord

WARC_ENDINGS = (".warc", ".warc.gz", ".warc.zst")
_BLOCK_BYTES = 1_000_000
_FIRST_YEAR = 1990
_OPENING = b"WARC/"
_OPENING_BYTES = 4_096
_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"


class WarcError(Exception):
    """A file that cannot be read as WARC: one line that says which, why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRecord:
    """One record as its headers describe it; `length` bytes of the file from `offset` hold it.

    `kind` is WARC's type. Status, validators and content type are those of the HTTP answer in it;
    the content type of a resource is the record's own. Null is what the record does not say.
    """

    offset: int
    length: int
    kind: str
    url: str | None
    archived_at: datetime | None
    is_truncated: bool
    status_code: int | None
    phrase: str
    content_type: str | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Damage:
    """Between `offset`, where the last record began that was read, and `end` one could not be."""

    offset: int
    end: int
    reason: str
    is_damaged: bool = True  # else the file ends too early


def list_records(path: Path, *, start: int = 0) -> Iterator[WarcRecord | Damage]:
    """Every record from byte `start`, at which one must begin; damage where there is some.

    After damage the next record that opens well is looked for, so a broken record costs itself.
    Raises `WarcError` when the file cannot be read, is no WARC, or is compressed as a whole.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            while start < size:
                start = yield from _list_to_damage(file, start, size, path)
    except OSError as error:
        raise WarcError(f"{path}: cannot be read: {error.strerror or error}") from error


def refuse_non_warc(path: Path) -> None:
    """Raises `WarcError` when `path` cannot be read, is empty, or does not begin with a record."""
    if next(list_records(path), None) is None:
        raise WarcError(f"{path}: is empty")


def _list_to_damage(
    file: IO[bytes], start: int, size: int, path: Path
) -> Generator[WarcRecord | Damage, None, int]:
    """Records up to damage or the end; returns the byte at which to go on."""
    pending: WarcRecord | None = None
    rest = Damage(start, size, "breaks off in mid-record", is_damaged=False)
    file.seek(start)
    try:
        for parsed in ArchiveIterator(file, parse_http=True):
            record = _describe(parsed)
            if pending is not None:
                if pending.offset == 0:
                    _refuse_whole_compression(file, record.offset, path)
                yield replace(pending, length=record.offset - pending.offset)
            pending = record
    except (OSError, ValueError) as error:
        go_on = _find_next(file, (pending.offset if pending else start) + 1, size)
        if pending is None and start == 0 and go_on == size:
            raise WarcError(_not_a_warc(path)) from error
        rest = Damage(start, go_on, f"is damaged: {' '.join(str(error).split())[:100]}")
    yield from _close(file, pending, replace(rest, offset=pending.offset) if pending else rest)
    return rest.end


def _close(file: IO[bytes], last: WarcRecord | None, rest: Damage) -> Iterator[WarcRecord | Damage]:
    """The last record before damage or the end, if it is whole, and the damage, if there is any."""
    if last is None or not _is_whole(file, last.offset):
        yield rest
        return
    # A reader does not say that the file breaks off within the headers of one record more.
    torn = rest.end if rest.is_damaged else _find_next(file, last.offset + 1, rest.end)
    yield replace(last, length=torn - last.offset)
    if rest.is_damaged:
        yield rest
    elif torn < rest.end:
        yield replace(rest, offset=torn)


def _describe(parsed: ParsedRecord) -> WarcRecord:
    headers, http = parsed.headers, parsed.http_headers
    own_type = headers.get("Content-Type")
    return WarcRecord(
        offset=parsed.stream_pos,
        length=0,
        kind=(headers.get("WARC-Type") or "").lower(),
        url=(headers.get("WARC-Target-URI") or "").strip(" <>") or None,
        archived_at=_read_date(headers.get("WARC-Date")),
        is_truncated=headers.get("WARC-Truncated") is not None,
        status_code=http.status_code if http else None,
        phrase=(http.reason_phrase or "") if http else "",
        content_type=(http.get("Content-Type") if http else own_type) or None,
        etag=http.get("ETag") if http else None,
        last_modified=http.get("Last-Modified") if http else None,
    )


def _read_date(value: str | None) -> datetime | None:
    """A WARC-Date (W3C profile of ISO 8601) in UTC; one without a zone is in UTC already.

    None for one that cannot be read, or that is older than the web.
    """
    try:
        time = datetime.fromisoformat((value or "").strip())
        time = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return time if time.year >= _FIRST_YEAR else None


def _is_whole(file: IO[bytes], offset: int) -> bool:
    """Whether the record at `offset` has all the bytes that its header promises."""
    file.seek(offset)
    try:
        for record in ArchiveIterator(file, parse_http=False):
            # The header's own number: the parser takes a header that is cut off for one that ends.
            promised, found = record.headers.get("Content-Length"), 0
            while piece := record.reader.read(_BLOCK_BYTES):
                found += len(piece)
            return promised is not None and promised.strip() == str(found)
    except (OSError, ValueError):
        return False
    return False


def _refuse_whole_compression(file: IO[bytes], offset: int, path: Path) -> None:
    """Raises `WarcError` where records share a compressed stream: none could be read alone."""
    opening = os.pread(file.fileno(), len(_ZSTD), 0)
    for magic in (_GZIP, _ZSTD):
        at_record = os.pread(file.fileno(), len(magic), offset)
        if opening.startswith(magic) and at_record != magic:
            raise WarcError(
                f"{path}: is compressed as a whole, not record by record; "
                "`warcio recompress OLD NEW` makes a file that can be read"
            )


def _find_next(file: IO[bytes], start: int, size: int) -> int:
    """Where the next record opens at or after `start`; `size` when there is none."""
    opening = os.pread(file.fileno(), len(_ZSTD), 0)
    magic = next((m for m in (_GZIP, _ZSTD) if opening.startswith(m)), _OPENING)
    while start < size:
        block = os.pread(file.fileno(), _BLOCK_BYTES, start)
        found = block.find(magic)
        while found >= 0:
            if _opens_record(os.pread(file.fileno(), _OPENING_BYTES, start + found), magic):
                return start + found
            found = block.find(magic, found + 1)
        # The last bytes may be the first of a magic number that goes on in the next block.
        start += max(1, len(block) - len(magic) + 1)
    return size


def _opens_record(data: bytes, magic: bytes) -> bool:
    is_cut_short = len(data) < _OPENING_BYTES
    try:
        if magic == _GZIP:
            data = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(data, 16)
            if is_cut_short and not data:
                return True  # the file ends before the first letter of what could be a record
        elif magic == _ZSTD:
            data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    except (zlib.error, zstandard.ZstdError):
        return False
    return data.startswith((b"WARC/0.", b"WARC/1."))


def _not_a_warc(path: Path) -> str:
    return f"{path}: is not a WARC file ({', '.join(WARC_ENDINGS)})"
