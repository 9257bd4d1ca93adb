"""Keep what came, exactly as it came, and read it back: WARC 1.1, a file an outlet and run.

Format: ISO 28500:2017; every record is a gzip member of its own, so that one can be read alone.
"""

from __future__ import annotations

import hashlib
import io
import os
import uuid
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from warehouse.tables.fetches import Fetch

if TYPE_CHECKING:  # who only reads the archive needs no HTTP client
    from tasks.fetching.exchange import Exchange

MAX_BODY_BYTES = 60_000_000  # above every limit of fetching: what is larger is not ours
# Level 1 takes a third of the time of level 6 for a tenth more bytes; bodies mostly come compressed.
_GZIP_LEVEL = 1
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
        self._out = _GzipMembers(out)
        self._writer = WARCWriter(self._out, gzip=False, warc_version="1.1")
        self._record_numbers = count()
        self.archive_file = archive_file
        self.records = 0
        fields = {
            "software": "dateline",
            "format": "WARC File Format 1.1",
            "isPartOf": archive_file,
        }
        info = self._writer.create_warcinfo_record(Path(archive_file).name, fields)
        info.rec_headers.replace_header("WARC-Record-ID", self._record_id())
        info.rec_headers.replace_header("WARC-Date", _warc_date(opened_at))
        self._writer.write_record(info)

    def write_exchange(self, exchange: Exchange) -> Place:
        """Archive a response and the request that brought it; the place is the response's."""
        response_id = self._record_id()
        headers = self._record_headers(response_id, exchange.requested_at)
        if exchange.truncated:
            headers["WARC-Truncated"] = exchange.truncated
        http = StatusAndHeaders(
            f"{exchange.status} {exchange.phrase}", _archived_headers(exchange), exchange.version
        )
        raw, length = exchange.body.raw, exchange.body.raw_bytes
        raw.seek(0)
        place = self._write("response", exchange.url, headers, raw, length, http=http)
        headers = self._record_headers(self._record_id(), exchange.requested_at)
        headers["WARC-Concurrent-To"] = response_id
        target = _request_target(exchange.url)
        http = StatusAndHeaders(f"GET {target}", list(exchange.request_headers), "")
        http.statusline, http.protocol = f"{target} HTTP/1.1", "GET"
        self._write("request", exchange.url, headers, io.BytesIO(), 0, http=http)
        return place

    def write_saved_page(self, url: str, body: IO[bytes], length: int, saved_at: datetime) -> Place:
        """Archive a page that was read from a file, as a resource record."""
        headers = self._record_headers(self._record_id(), saved_at)
        body.seek(0)
        return self._write("resource", url, headers, body, length, content_type="text/html")

    def _write(
        self,
        kind: str,
        url: str,
        headers: Mapping[str, str],
        payload: IO[bytes],
        length: int,
        *,
        http: StatusAndHeaders | None = None,
        content_type: str = "",
    ) -> Place:
        offset = self._out.position
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=payload,
            length=length,
            warc_content_type=content_type,
            warc_headers_dict=dict(headers),
            http_headers=http,
        )
        self._writer.write_record(record)
        self.records += 1
        return Place(self.archive_file, offset, self._out.position - offset)

    def _record_headers(self, record_id: str, at: datetime) -> dict[str, str]:
        return {"WARC-Record-ID": record_id, "WARC-Date": _warc_date(at)}

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


class _GzipMembers:
    """A stream that warcio writes records to: each `flush` ends a record's gzip member."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._compressor = self._begin()
        self.position = 0

    def write(self, data: bytes) -> None:
        self._put(self._compressor.compress(data))

    def flush(self) -> None:
        self._put(self._compressor.flush())
        self._compressor = self._begin()

    def _put(self, data: bytes) -> None:
        self._out.write(data)
        self.position += len(data)

    @staticmethod
    def _begin() -> zlib._Compress:
        return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)


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
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


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
