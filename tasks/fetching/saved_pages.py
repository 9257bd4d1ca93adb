"""Take a saved page from disk as if it had been fetched: decompressed, weighed, archived."""

from __future__ import annotations

import gzip
import zlib
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import zstandard

from tasks.fetching.archive import Archived, ArchiveWriter
from tasks.fetching.body import Body, BodyError
from tasks.fetching.clock import Clock
from tasks.fetching.content import page_problem
from tasks.fetching.known import Known
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.rows import Run, row_of_saved_page
from warehouse.tables.fetches import Candidate, Fetch

_CHUNK_BYTES = 65_536
# A frame that wants a larger window than zstd's own default limit is refused, not obeyed.
_MAX_ZSTD_WINDOW_BYTES = 1 << 27


class _Readable(Protocol):
    """What plain, gzip and zstd files have in common."""

    def read(self, size: int, /) -> bytes: ...


def fetch_saved_page(
    candidate: Candidate,
    *,
    run: Run,
    policy: FetchPolicy,
    archive: ArchiveWriter,
    known: Known,
    clock: Clock,
) -> Fetch:
    """The row of the page at `candidate.path` (`.html`, `.html.gz`, `.html.zst`).

    A page that is missing, damaged, too large or no page is a row with the reason; one whose body
    is known is unchanged and not archived again. `OSError` only when the archive cannot be written.
    """
    read_at, start = clock.now(), clock.monotonic()
    archived: Archived | None = None
    with Body(encoding=None, max_bytes=policy.max_body_bytes, keep_decoded=False) as body:
        outcome, reason = _judge(Path(candidate.path or ""), body, known)
        if outcome == "fetched":
            archived = archive.write_saved_page(candidate.url, body.raw, body.raw_bytes, read_at)
    is_whole = outcome in ("fetched", "unchanged")
    row = row_of_saved_page(
        run,
        candidate,
        read_at=read_at,
        elapsed_ms=max(0, round((clock.monotonic() - start) * 1000)),
        outcome=outcome,
        reason=reason,
        body_bytes=body.body_bytes or None,
        payload_digest=body.digest if is_whole else None,
        place=archived.place if archived else known.place if outcome == "unchanged" else None,
        article_id=known.article_id if outcome == "unchanged" else None,
    )
    archive.write_row(row, record_id=archived.record_id if archived else None)
    return row


def _judge(path: Path, body: Body, known: Known) -> tuple[str, str | None]:
    """Fill `body` from the file; outcome and reason."""
    outcome, reason = _read(path, body)
    if outcome != "fetched":
        return outcome, reason
    problem = page_problem("text/html", body.head)
    if problem is not None:
        return "rejected", problem
    if body.digest == known.payload_digest:
        return "unchanged", "same bytes as when it was last read"
    return "fetched", None


def _read(path: Path, body: Body) -> tuple[str, str | None]:
    """Fill `body` from the file; outcome and reason."""
    try:
        with ExitStack() as stack:
            stream = _open(path, stack)
            while chunk := stream.read(_CHUNK_BYTES):
                body.add(chunk)
    except BodyError as error:
        return "rejected", str(error)
    except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
        return "rejected", f"compressed file is damaged: {' '.join(str(error).split())[:120]}"
    except OSError as error:
        return "failed", f"file cannot be read: {error.strerror or error}"
    return "fetched", None


def _open(path: Path, stack: ExitStack) -> _Readable:
    raw = stack.enter_context(path.open("rb"))
    ending = path.suffix.lower()
    if ending == ".gz":
        return stack.enter_context(gzip.GzipFile(fileobj=raw))
    if ending == ".zst":
        decompressor = zstandard.ZstdDecompressor(max_window_size=_MAX_ZSTD_WINDOW_BYTES)
        return stack.enter_context(
            decompressor.stream_reader(raw, read_across_frames=True, closefd=False)
        )
    return raw
