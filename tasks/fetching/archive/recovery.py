"""What an unfinished file holds: how far it is whole, the rows that are done, the bodies it has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tasks.fetching.archive.members import read_members
from tasks.fetching.archive.places import Place, locate
from tasks.fetching.archive.rows import ROW_TYPE, ArchivedRow, load_row
from tasks.fetching.warc_record import RECORD_END, digest_of, read_fields
from warehouse.tables.fetches import Fetch

_NOTHING = digest_of([])
_CONTENT_ENCODING = re.compile(rb"^content-encoding:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Original:
    """A record that holds a whole body, as a later revisit refers to it.

    `encoding` is its Content-Encoding: the same bytes under another one are another body.
    """

    place: Place
    record_id: str
    url: str
    date: str
    digest: str
    encoding: str

    @property
    def key(self) -> tuple[str, str]:
        """What a response must have for a revisit to stand in its place."""
        return self.digest, self.encoding


@dataclass(slots=True)
class Recovered:
    """`end` is the byte after the last whole record, `records` how many there are before it."""

    end: int = 0
    records: int = 0
    rows: dict[str, Fetch] = field(default_factory=dict)
    originals: dict[tuple[str, str], Original] = field(default_factory=dict)


def recover(file: IO[bytes], archive_file: str) -> Recovered:
    """What `file`, read from its beginning, holds before the first record that is torn."""
    recovered = Recovered()
    for offset, length, content in read_members(file):
        head = read_fields(content)
        if head is None:
            break
        recovered.end = offset + length
        recovered.records += 1
        row = row_in(head, content)
        if row is not None and not row.is_note:
            recovered.rows[row.fetch.fetch_id] = row.fetch
        original = original_of(head, _encoding_in(content), Place(archive_file, offset, length))
        if original is not None:
            recovered.originals.setdefault(original.key, original)
    return recovered


def read_original(archive_dir: Path, place: Place) -> Original | None:
    """The record at `place`, if it is there and holds a whole body."""
    try:
        with locate(archive_dir, place.archive_file).open("rb") as file:
            file.seek(place.offset)
            _, length, content = next(read_members(file), (0, 0, b""))
    except OSError:
        return None
    head = read_fields(content)
    if head is None or length != place.length:
        return None
    return original_of(head, _encoding_in(content), place)


def original_of(head: dict[str, str], encoding: str, place: Place) -> Original | None:
    """The record of that head as one to refer to; None when it has no whole body of its own."""
    digest = head.get("WARC-Payload-Digest", _NOTHING)
    is_body = head.get("WARC-Type") in ("response", "resource") and "WARC-Truncated" not in head
    if not is_body or digest == _NOTHING:
        return None
    record_id, date = head.get("WARC-Record-ID", ""), head.get("WARC-Date", "")
    return Original(place, record_id, head.get("WARC-Target-URI", ""), date, digest, encoding)


def _encoding_in(content: bytes) -> str:
    """The Content-Encoding in the HTTP head of an uncompressed response record; empty for none."""
    _, _, block = content.partition(RECORD_END)
    found = _CONTENT_ENCODING.search(block.partition(RECORD_END)[0])
    return found[1].decode("latin-1").strip() if found else ""


def row_in(head: dict[str, str], content: bytes) -> ArchivedRow | None:
    """The row that a record has; None when it is another record.

    A row of another version counts as none: its attempt was not done.
    """
    if head.get("Content-Type") != ROW_TYPE:
        return None
    try:
        return load_row(content.partition(RECORD_END)[2].removesuffix(RECORD_END))
    except ValueError:
        return None
