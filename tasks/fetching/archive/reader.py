"""Read bodies back from the archive."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from tasks.fetching.archive.places import ArchiveError, locate
from warehouse.tables.fetches import Fetch

MAX_BODY_BYTES = 60_000_000  # above every limit of fetching: what is larger is not ours


def read_body(archive_dir: Path, fetch: Fetch) -> bytes:
    """The body that `fetch` brought, as the server meant it: transfer and content coding undone.

    For a page that had not changed, that is the body it stands for, of an earlier night.
    Raises `ArchiveError` when the fetch has none, when the file is missing or damaged, and when
    the body is not the one whose digest the fetch gives.
    """
    file, offset, length = fetch.archive_file, fetch.archive_offset, fetch.archive_length
    if file is None or offset is None or length is None:
        raise ArchiveError(f"{fetch.url}: was not archived: {fetch.reason or fetch.outcome}")
    path = locate(archive_dir, file)
    where = f"{path} at byte {offset}"
    record = _read_record(path, offset, length, where)
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
