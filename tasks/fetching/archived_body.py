"""The body of one record of any WARC file, as the server meant it."""

from __future__ import annotations

import io
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from tasks.fetching.archive import ArchiveError

_KINDS = WarcRecordType.response | WarcRecordType.resource


def read_archived_body(path: Path, offset: int, length: int, *, max_bytes: int) -> bytes:
    """The decoded body of the response or resource in `length` bytes of `path` from `offset`.

    Raises `ArchiveError` when the record is damaged or the body larger than `max_bytes`.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = io.BytesIO(file.read(length))
        for found in ArchiveIterator(record, record_types=_KINDS, auto_decode="all"):
            body: bytes = found.reader.read(max_bytes + 1)
            if len(body) > max_bytes:
                raise ArchiveError(f"body is larger than {max_bytes} bytes")
            return body
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ArchiveError(f"archived body cannot be decoded: {reason}") from error
    raise ArchiveError("no response is archived there")
