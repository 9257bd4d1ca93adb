"""Keep what came, exactly as it came, and read it back: WARC 1.1, a file an outlet and run.

Format: ISO 28500:2017; every record is a gzip member of its own, so that one can be read alone.
"""

from __future__ import annotations

import hashlib
import io
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, WarcRecordType

from tasks.fetching.warc_record import Block, Fields, format_fields, format_record
from warehouse.tables.fetches import Fetch

if TYPE_CHECKING:  # who only reads the archive needs no HTTP client
    from tasks.fetching.exchange import Exchange

MAX_BODY_BYTES = 60_000_000  # above every limit of fetching: what is larger is not ours
# Coding of the transfer, undone before a body is archived; kept under another name, as Nutch and
# Common Crawl do, so that no reader tries to undo it again.
_TRANSFER_HEADERS = {
    "transfer-encoding": "X-Crawler-Transfer-Encoding",
    "content-length": "X-Crawler-Content-Length",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies: file relative to the archive, byte offset, bytes of its gzip member."""

    archive_file: str
    offset: int
    length: int


class ArchiveWriter:
    """Writes the records of one outlet and run; made by `open_archive`."""

    def __init__(self, out: IO[bytes], archive_file: str, opened_at: datetime) -> None:
        """`archive_file` is the final name relative to the archive, as rows will give it."""
        self._out = out
        self._position = out.tell()
        self._record_numbers = count()
        self.archive_file = archive_file
        self.records = 0
        about = format_fields(
            [
                ("software", "dateline"),
                ("format", "WARC File Format 1.1"),
                ("isPartOf", archive_file),
            ]
        )
        fields = [
            *self._record_fields("warcinfo", opened_at),
            ("WARC-Filename", Path(archive_file).name),
            ("Content-Type", "application/warc-fields"),
        ]
        self._write(fields, Block(head=about))

    def write_exchange(self, exchange: Exchange) -> Place:
        """Archive a response and the request that brought it; the place is the response's."""
        place, response_id = self._write_response(exchange)
        fields = [
            *self._record_fields("request", exchange.requested_at, exchange.url),
            ("WARC-Concurrent-To", response_id),
            ("Content-Type", "application/http; msgtype=request"),
        ]
        start = f"GET {_request_target(exchange.url)} HTTP/1.1\r\n".encode()
        self._write(fields, Block(head=start + format_fields(exchange.request_headers) + b"\r\n"))
        return place

    def write_saved_page(self, url: str, body: IO[bytes], length: int, saved_at: datetime) -> Place:
        """Archive a page that was read from a file, as a resource record."""
        fields = [*self._record_fields("resource", saved_at, url), ("Content-Type", "text/html")]
        self.records += 1
        return self._write(fields, Block(payload=body, payload_bytes=length))

    def _write_response(self, exchange: Exchange) -> tuple[Place, str]:
        """The place of the record, and its id."""
        fields = self._record_fields("response", exchange.requested_at, exchange.url)
        if exchange.truncated:
            fields.append(("WARC-Truncated", exchange.truncated))
        fields.append(("Content-Type", "application/http; msgtype=response"))
        start = f"{exchange.version} {exchange.status} {exchange.phrase}\r\n"
        headers = format_fields(_archived_headers(exchange), "latin-1")
        block = Block(
            head=start.encode("utf-8", "surrogateescape") + headers + b"\r\n",
            payload=exchange.body.raw,
            payload_bytes=exchange.body.raw_bytes,
            is_compressed=exchange.header("Content-Encoding") is not None,
        )
        self.records += 1
        return self._write(fields, block), fields[1][1]

    def _write(self, fields: Fields, block: Block) -> Place:
        offset = self._position
        for piece in format_record(fields, block):
            self._out.write(piece)
            self._position += len(piece)
        return Place(self.archive_file, offset, self._position - offset)

    def _record_fields(
        self, kind: str, at: datetime, url: str | None = None
    ) -> list[tuple[str, str]]:
        target = [("WARC-Target-URI", url)] if url else []
        fields = [("WARC-Type", kind), ("WARC-Record-ID", self._record_id())]
        return [*fields, ("WARC-Date", _warc_date(at)), *target]

    def _record_id(self) -> str:
        """An id that follows from the file and the order in it, so that equal runs write equal records."""
        seed = f"{self.archive_file}#{next(self._record_numbers)}"
        return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}>"


@contextmanager
def open_archive(
    directory: Path,
    *,
    night_date: date,
    run_id: str,
    source_id: str,
    opened_at: datetime,
    part: str = "",
) -> Iterator[ArchiveWriter]:
    """A writer for `<night>/<run>/<outlet>.warc.gz` under `directory`.

    A step that writes beside another of the same outlet and run names its `part`: the file is then
    `<outlet>.<part>.warc.gz`.
    The file has its name only once it is whole: until then it is a `.part`, which the next attempt
    overwrites. Nothing is left when the block raises. Raises `OSError` where it cannot be written.
    """
    name = f"{source_id}.{part}" if part else source_id
    archive_file = f"{night_date.isoformat()}/{run_id}/{name}.warc.gz"
    path = directory / archive_file
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as out:
            writer = ArchiveWriter(out, archive_file, opened_at)
            yield writer
            out.flush()
            os.fsync(out.fileno())
        if writer.records:
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _archived_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """The headers as sent, save those that the body as archived would belie."""
    is_recoded = exchange.header("Transfer-Encoding") is not None
    is_cut = exchange.header("Content-Length") not in (None, str(exchange.body.raw_bytes))
    renamed = _TRANSFER_HEADERS if is_recoded or is_cut else {}
    return [(renamed.get(name.lower(), name), value) for name, value in exchange.headers]


def _request_target(url: str) -> str:
    """Path and query of a URL, as the request line gave them."""
    return "/" + url.partition("://")[2].partition("#")[0].partition("/")[2]


def _warc_date(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


class ArchiveError(Exception):
    """A body that cannot be read back: one line that says which file, where and why."""


def read_body(archive_dir: Path, fetch: Fetch) -> bytes:
    """The body that `fetch` brought, as the server meant it: transfer and content coding undone.

    Raises `ArchiveError` when the fetch has none, when the file is missing or damaged, and when
    the body is not the one whose digest the fetch gives.
    """
    file, offset, length = fetch.archive_file, fetch.archive_offset, fetch.archive_length
    if file is None or offset is None or length is None:
        raise ArchiveError(f"{fetch.url}: was not archived: {fetch.reason or fetch.outcome}")
    where = f"{archive_dir / file} at byte {offset}"
    record = _read_record(archive_dir / file, offset, length, where)
    body = _decode(record, where)
    if fetch.payload_digest is None:
        raise ArchiveError(f"{where}: holds no whole body of {fetch.url}: {fetch.reason}")
    if hashlib.sha256(body).hexdigest() != fetch.payload_digest:
        raise ArchiveError(f"{where}: is not the body that was fetched from {fetch.url}")
    return body


def _read_record(path: Path, offset: int, length: int, where: str) -> bytes:
    """The compressed record; `ArchiveError` when there is less of it than there was."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = file.read(length)
    except OSError as error:
        raise ArchiveError(f"{where}: cannot be read: {error.strerror}") from error
    if len(record) < length:
        raise ArchiveError(f"{where}: file ends in mid-record")
    return record


def _decode(record: bytes, where: str) -> bytes:
    kinds = WarcRecordType.response | WarcRecordType.resource
    try:
        for found in ArchiveIterator(io.BytesIO(record), record_types=kinds, auto_decode="all"):
            body: bytes = found.reader.read(MAX_BODY_BYTES + 1)
            if len(body) > MAX_BODY_BYTES:
                raise ArchiveError(f"{where}: body is larger than {MAX_BODY_BYTES} bytes")
            return body
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{where}: record is damaged: {error}") from error
    raise ArchiveError(f"{where}: no response is archived there")
