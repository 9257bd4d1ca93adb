"""Write the exchanges of an outlet's run, and beside them the rows that they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from tasks.fetching.archive.members import MemberFile
from tasks.fetching.archive.places import Place
from tasks.fetching.archive.reader import read_body
from tasks.fetching.archive.recovery import Original, Recovered, original_of, read_original
from tasks.fetching.archive.rows import ROW_TYPE, dump_row
from tasks.fetching.archive.visits import (
    NOT_MODIFIED,
    SAME_PAYLOAD,
    Fields,
    opening_fields,
    request_fields,
    request_head,
    response_fields,
    response_head,
    revisit_fields,
)
from tasks.fetching.warc_record import (
    PAYLOAD_DIGEST,
    Block,
    digest_of,
    format_fields,
    format_record,
)
from warehouse.tables.fetches import Fetch

if TYPE_CHECKING:  # who only reads the archive needs no HTTP client
    from tasks.fetching.exchange import Exchange

_FIELDS_TYPE = ("Content-Type", "application/warc-fields")


@dataclass(frozen=True, slots=True)
class Archived:
    """A visit in the archive: where its body lies, and the id of its own record.

    `is_revisit`: the body lay there before, and the visit's own record only refers to it.
    """

    place: Place
    record_id: str
    is_revisit: bool = False


class ArchiveWriter:
    """Writes the records of one outlet and run; made by `open_archive`.

    `finished` are the rows, by `fetch_id`, of the attempts that are done: those of an earlier try
    of the step that was killed, and those written since. Every method that writes raises `OSError`
    where the file cannot be written; nothing can be written after that.
    """

    def __init__(
        self, members: MemberFile, archive_dir: Path, archive_file: str, recovered: Recovered
    ) -> None:
        """`archive_file` is the final name relative to the archive, as rows will give it."""
        self._members = members
        self._archive_dir = archive_dir
        self._archive_file = archive_file
        self._rows = recovered.rows
        self._originals = recovered.originals
        self._records = recovered.records
        # A UUID of version 5 whose last part counts the file's records.
        self._id_stem = str(uuid5(NAMESPACE_URL, archive_file))[:-12]
        self._positions: dict[str, int] = {}

    @property
    def finished(self) -> Mapping[str, Fetch]:
        """See the class."""
        return self._rows

    def write_held(self) -> None:
        """Write what waits to be written together with a row."""
        self._members.append(())

    @property
    def is_empty(self) -> bool:
        """Whether nothing but the file's description of itself is in it."""
        return self._records <= 1

    def describe_file(self, opened_at: datetime) -> None:
        """Write the warcinfo record that opens a file."""
        about = [
            ("software", "dateline"),
            ("format", "WARC File Format 1.1"),
            ("isPartOf", self._archive_file),
        ]
        fields = opening_fields("warcinfo", self._record_id(), opened_at)
        fields += [("WARC-Filename", Path(self._archive_file).name), _FIELDS_TYPE]
        self._append(fields, Block(head=format_fields(about)))

    def expect(self, fetch_ids: Iterable[str]) -> None:
        """Say in which order the URLs were listed, since their rows may come in another."""
        self._positions = {key: position for position, key in enumerate(fetch_ids)}

    def read_body(self, row: Fetch) -> bytes:
        """The body of one of the `finished` rows; see `read_body` of the archive."""
        return read_body(self._archive_dir, row)

    def write_exchange(self, exchange: Exchange, *, known: Place | None = None) -> Archived:
        """Archive a response and the request that brought it.

        `known` is where the body lies that the URL had when it was last fetched. A body that lies
        there or in this file already is not written again: a revisit record with the headers of
        this response refers to it, as for a 304.
        """
        encoding = (exchange.header("Content-Encoding") or "").strip()
        block = Block(
            head=response_head(exchange),
            payload=exchange.body.raw,
            payload_bytes=exchange.body.raw_bytes,
            is_compressed=bool(encoding),
        )
        fields = self._opening("response", exchange.requested_at, exchange.url)
        fields += response_fields(exchange, block)
        if exchange.status == 304:
            original = read_original(self._archive_dir, known) if known else None
            visit = self._write_visit(fields, block, encoding, original, NOT_MODIFIED)
        else:
            key = dict(fields)[PAYLOAD_DIGEST], encoding
            original = None if exchange.truncated else self._find_original(key, known)
            visit = self._write_visit(fields, block, encoding, original, SAME_PAYLOAD)
        fields = self._opening("request", exchange.requested_at, exchange.url)
        fields += request_fields(exchange, visit.record_id)
        # The row of a good answer follows at once; what else came may be followed by a long wait.
        self._append(
            fields, Block(head=request_head(exchange)), is_held=exchange.status in (200, 304)
        )
        return visit

    def write_saved_page(
        self, url: str, body: IO[bytes], length: int, saved_at: datetime
    ) -> Archived:
        """Archive a page that was read from a file, as a resource record."""
        block = Block(payload=body, payload_bytes=length)
        digest = digest_of(block.pieces())
        fields = self._opening("resource", saved_at, url)
        fields += [(PAYLOAD_DIGEST, digest), ("Content-Type", "text/html")]
        original = self._find_original((digest, ""), None)
        return self._write_visit(fields, block, "", original, SAME_PAYLOAD)

    def write_failure(self, url: str, requested_at: datetime, reason: str, elapsed_ms: int) -> None:
        """Archive that a request brought no response, and why."""
        about = [("fetchTimeMs", str(elapsed_ms)), ("failure", reason)]
        fields = [*self._opening("metadata", requested_at, url), _FIELDS_TYPE]
        self._append(fields, Block(head=format_fields(about)))

    def write_row(self, row: Fetch, *, record_id: str | None = None) -> None:
        """Keep the row of an attempt: from now on, the attempt is done.

        `record_id` is of the last visit that it took.
        """
        self._write_row(row, record_id, is_note=False)
        self._rows[row.fetch_id] = row

    def conclude(self, rows: Iterable[Fetch]) -> None:
        """Keep rows that come of no attempt, or say more than the row of the attempt did."""
        for row in rows:
            if self._rows.get(row.fetch_id) != row:
                self._write_row(row, None, is_note=True)

    def _write_row(self, row: Fetch, record_id: str | None, *, is_note: bool) -> None:
        fields = self._opening("metadata", row.requested_at, row.url)
        fields += [("WARC-Concurrent-To", record_id)] if record_id else []
        data = dump_row(row, self._positions.get(row.fetch_id), is_note=is_note)
        self._append([*fields, ("Content-Type", ROW_TYPE)], Block(head=data))

    def _find_original(self, key: tuple[str, str], known: Place | None) -> Original | None:
        """The record that has the body of that digest and encoding: in this file, or where it was."""
        original = self._originals.get(key)
        if original is None and known is not None:
            original = read_original(self._archive_dir, known)
        return original if original is not None and original.key == key else None

    def _write_visit(
        self, fields: Fields, block: Block, encoding: str, original: Original | None, profile: str
    ) -> Archived:
        """Write the record, or a revisit in its stead when `original` has its body."""
        named = dict(fields)
        record_id = named["WARC-Record-ID"]
        if original is not None:
            fields = revisit_fields(fields, original, profile)
            self._append(fields, Block(head=block.head), is_held=True)
            return Archived(original.place, record_id, is_revisit=True)
        place = self._append(fields, block, is_held=True)
        own = original_of(named, encoding, place)
        if own is not None:
            self._originals.setdefault(own.key, own)
        return Archived(place, record_id)

    def _append(self, fields: Fields, block: Block, *, is_held: bool = False) -> Place:
        offset, length = self._members.append(format_record(fields, block), is_held=is_held)
        self._records += 1
        return Place(self._archive_file, offset, length)

    def _opening(self, kind: str, at: datetime, url: str) -> Fields:
        return opening_fields(kind, self._record_id(), at, url)

    def _record_id(self) -> str:
        """An id that follows from the file and the order in it, so that equal runs write equal records."""
        return f"<urn:uuid:{self._id_stem}{self._records:012x}>"
