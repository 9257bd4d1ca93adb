"""The rows of `fetches` that downloads and saved pages become."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from tasks.fetching.archive import Place
from tasks.fetching.download import Download
from tasks.fetching.known import Known
from tasks.fetching.retry import weigh
from warehouse.tables.fetches import Candidate, Fetch


@dataclass(frozen=True, slots=True)
class Run:
    """The run that rows belong to."""

    run_id: str
    night_date: date


def fetch_id(run_id: str, candidate: Candidate) -> str:
    """Identity of an attempt: a hash of run, outlet, resource and URL, 32 hex digits."""
    parts = (run_id, candidate.source_id, candidate.resource, candidate.url)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def row_of_download(run: Run, candidate: Candidate, download: Download, known: Known) -> Fetch:
    """The row of a URL that was asked for, or that was not allowed to be."""
    is_unchanged = download.outcome == "unchanged"
    archived = download.archived
    place = archived.place if archived else None
    is_same_body = is_unchanged and archived is not None and archived.is_revisit
    return Fetch(
        fetch_id=fetch_id(run.run_id, candidate),
        run_id=run.run_id,
        night_date=run.night_date,
        source_id=candidate.source_id,
        url=candidate.url,
        resource=candidate.resource,
        listed_in=candidate.listed_in,
        requested_at=download.requested_at,
        final_url=download.final_url,
        status_code=download.status_code,
        content_type=download.content_type,
        body_bytes=download.body_bytes,
        elapsed_ms=download.elapsed_ms,
        attempts=download.attempts,
        # A 304 need not repeat its validators; those that brought it are still good.
        etag=download.etag or (known.etag if is_unchanged else None),
        last_modified=download.last_modified or (known.last_modified if is_unchanged else None),
        # A 304 brings no body: it stands for the one that is known, and the place is that one's.
        payload_digest=download.payload_digest or (known.payload_digest if is_same_body else None),
        archive_file=place.archive_file if place else None,
        archive_offset=place.offset if place else None,
        archive_length=place.length if place else None,
        outcome=download.outcome,
        reason=download.reason,
        article_id=known.article_id if is_unchanged else None,
        error_weight=download.weight
        or weigh(download.outcome, download.status_code, is_temporary=download.is_temporary),
        listed_modified_at=candidate.listed_at,
        rest_s=download.rest_s,
        opt_out=", ".join(download.signals) or None,
    )


def row_of_unasked(
    run: Run,
    candidate: Candidate,
    *,
    at: datetime,
    outcome: str,
    reason: str,
    error_weight: str | None = None,
    article_id: str | None = None,
) -> Fetch:
    """The row of a URL that was listed and not asked for."""
    row = row_of_saved_page(
        run,
        candidate,
        read_at=at,
        elapsed_ms=0,
        outcome=outcome,
        reason=reason,
        article_id=article_id,
    )
    return replace(row, attempts=0, elapsed_ms=None, error_weight=error_weight)


def row_of_saved_page(
    run: Run,
    candidate: Candidate,
    *,
    read_at: datetime,
    elapsed_ms: int,
    outcome: str,
    reason: str | None,
    body_bytes: int | None = None,
    payload_digest: str | None = None,
    place: Place | None = None,
    article_id: str | None = None,
) -> Fetch:
    """The row of a page that was read from a file."""
    return Fetch(
        fetch_id=fetch_id(run.run_id, candidate),
        run_id=run.run_id,
        night_date=run.night_date,
        source_id=candidate.source_id,
        url=candidate.url,
        resource=candidate.resource,
        listed_in=candidate.listed_in,
        requested_at=read_at,
        final_url=candidate.url if body_bytes is not None else None,
        status_code=None,
        content_type=None,
        body_bytes=body_bytes,
        elapsed_ms=elapsed_ms,
        attempts=1,
        etag=None,
        last_modified=None,
        payload_digest=payload_digest,
        archive_file=place.archive_file if place else None,
        archive_offset=place.offset if place else None,
        archive_length=place.length if place else None,
        outcome=outcome,
        reason=reason,
        article_id=article_id,
        error_weight=weigh(outcome, None, is_temporary=True),
        listed_modified_at=candidate.listed_at,
    )
