"""Keep what came, exactly as it came: WARC 1.1, one compressed file an outlet and run.

Format: ISO 28500:2017; every record is a gzip member of its own, so that one can be read alone.
"""

from __future__ import annotations

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
from typing import IO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.fetching.exchange import Exchange

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
    directory: Path, *, night_date: date, run_id: str, source_id: str, opened_at: datetime
) -> Iterator[ArchiveWriter]:
    """A writer for `<night>/<run>/<outlet>.warc.gz` under `directory`.

    The file has its name only once it is whole: until then it is a `.part`, which the next attempt
    overwrites. Nothing is left when the block raises. Raises `OSError` where it cannot be written.
    """
    archive_file = f"{night_date.isoformat()}/{run_id}/{source_id}.warc.gz"
    path = directory / archive_file
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as out:
            writer = ArchiveWriter(out, archive_file, opened_at)
            yield writer
            out.flush()
            os.fsync(out.fileno())
        if writer.records:
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


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
