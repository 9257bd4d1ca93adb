"""What an unfinished file holds: how far it is whole, the rows that are done, the bodies it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tasks.fetching.archive.members import read_members
from tasks.fetching.archive.places import Place, locate
from tasks.fetching.archive.rows import ROW_TYPE, load_row
from tasks.fetching.warc_record import RECORD_END, digest_of, read_fields
from warehouse.tables.fetches import Fetch

_NOTHING = digest_of([])


@dataclass(frozen=True, slots=True)
class Original:
    """A record that holds a whole body, as a later revisit refers to it."""

    place: Place
    record_id: str
    url: str
    date: str
    digest: str


@dataclass(slots=True)
class Recovered:
    """`end` is the byte after the last whole record, `records` how many there are before it."""

    end: int = 0
    records: int = 0
    rows: dict[str, Fetch] = field(default_factory=dict)
    originals: dict[str, Original] = field(default_factory=dict)


def recover(file: IO[bytes], archive_file: str) -> Recovered:
    """What `file`, read from its beginning, holds before the first record that is torn."""
    recovered = Recovered()
    for offset, length, content in read_members(file):
        head = read_fields(content)
        if head is None:
            break
        recovered.end = offset + length
        recovered.records += 1
        if head.get("Content-Type") == ROW_TYPE:
            _take_row(content, recovered.rows)
        original = original_of(head, Place(archive_file, offset, length))
        if original is not None:
            recovered.originals.setdefault(original.digest, original)
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
    return original_of(head, place) if head and length == place.length else None


def original_of(head: dict[str, str], place: Place) -> Original | None:
    """The record of that head as one to refer to; None when it has no whole body of its own."""
    digest = head.get("WARC-Payload-Digest", _NOTHING)
    is_body = head.get("WARC-Type") in ("response", "resource") and "WARC-Truncated" not in head
    if not is_body or digest == _NOTHING:
        return None
    url, date = head.get("WARC-Target-URI", ""), head.get("WARC-Date", "")
    return Original(place, head.get("WARC-Record-ID", ""), url, date, digest)


def _take_row(content: bytes, rows: dict[str, Fetch]) -> None:
    block = content.partition(RECORD_END)[2].removesuffix(RECORD_END)
    try:
        row = load_row(block)
    except ValueError:
        return  # from another version: the attempt counts as not done
    if not row.is_note:
        rows[row.fetch.fetch_id] = row.fetch
