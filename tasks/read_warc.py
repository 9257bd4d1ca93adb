"""Step: a stretch of a WARC file as rows of fetches; the pages stay where they lie."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from prefect import task

from tasks.fetching.archive import ArchiveError
from tasks.fetching.archived_body import read_archived_body
from tasks.fetching.content import page_problem
from tasks.sources.page_records import (
    PAGE_TYPES,
    day_of,
    host_of,
    is_attendant,
    left_out_as,
    media_type,
    page_url,
)
from tasks.sources.warc import Damage, WarcRecord, list_records
from warehouse.tables.fetches import Fetch

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Which stretch of which file to read, and for whom.

    `source_id` is the outlet of every page; when it is None, a page's outlet is that of its host in
    `outlets`, and else the host itself. `since` is the night of the stretch before.
    """

    path: Path
    start: int
    run_id: str
    source_id: str | None
    outlets: Mapping[str, str]
    since: date | None
    today: date
    max_pages: int
    max_body_bytes: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of one night, the file's own first; the next stretch begins at byte `end`."""

    night_date: date
    fetches: tuple[Fetch, ...]
    end: int
    is_last: bool


@dataclass(slots=True)
class _Found:
    """What was met so far. `left_out` counts records that are no page, by what they are."""

    rows: list[Fetch] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


@task(name="read WARC file", task_run_name="read {reading.path.name} from {reading.start}")
def read_warc(reading: Reading, *, read_at: datetime) -> Stretch:
    """The next stretch: at most `max_pages` pages, and none of a later day than its first.

    Each HTML answer is a row, whatever its status; images, scripts, redirects and their like are
    counted in the file's own row. A page's night is the UTC day of its WARC-Date, or the latest day
    before it in the file: pages out of order stay with their neighbours. Raises `WarcError` when
    the file cannot be read. Not kept for resuming: it takes seconds and gives the same every time.
    """
    found, night, end, is_last = _Found(), reading.since, reading.start, True
    for item in list_records(reading.path, start=reading.start):
        if isinstance(item, Damage):
            found.problems.append(f"{item.reason} after byte {item.offset}")
            end = item.end
            continue
        day = day_of(item, reading.today)
        is_later = day is not None and night is not None and day > night
        if len(found.rows) >= reading.max_pages or (found.rows and is_later):
            is_last = False
            break
        night = day if day is not None and (night is None or is_later) else night
        _take(item, reading, found)
        end = item.offset + item.length
    night = night or reading.today
    rows = (_file_row(reading, found, end, read_at), *found.rows)
    return Stretch(night, tuple(replace(r, night_date=night) for r in rows), end, is_last)


def _take(record: WarcRecord, reading: Reading, found: _Found) -> None:
    """Add the record's row, or count the record."""
    if is_attendant(record):
        return
    what = left_out_as(record)
    row = _judge(_page_row(record, reading), record, reading) if what is None else None
    if row is not None:
        found.rows.append(row)
    else:
        found.left_out[what or media_type(record) or "without a content type"] += 1


def _judge(row: Fetch, record: WarcRecord, reading: Reading) -> Fetch | None:
    """The row with its outcome; None when the body shows that it is no page after all."""
    if record.kind == "revisit":
        reason = "revisit record: the same body as in an earlier record"
        return replace(row, outcome="unchanged", reason=reason)
    if record.status_code not in (200, None):
        reason = f"HTTP {record.status_code} {record.phrase[:80]}".strip()
        return replace(row, outcome="failed", reason=reason)
    if record.is_truncated:
        return replace(row, outcome="rejected", reason="body was cut when it was archived")
    place = (reading.path, record.offset, record.length)
    try:
        body = read_archived_body(*place, max_bytes=reading.max_body_bytes)
    except ArchiveError as error:
        return replace(row, outcome="rejected", reason=str(error))
    digest = hashlib.sha256(body).hexdigest() if body else None
    row = replace(row, body_bytes=len(body) or None, payload_digest=digest)
    problem = page_problem(record.content_type, body[:2_048])
    if problem is not None and media_type(record) not in PAGE_TYPES:
        return None
    return row if problem is None else replace(row, outcome="rejected", reason=problem)


def _page_row(record: WarcRecord, reading: Reading) -> Fetch:
    url = page_url(record) or ""
    host = host_of(url)
    assert record.archived_at is not None
    row = _row(
        reading,
        source_id=reading.source_id or reading.outlets.get(host, host),
        url=url,
        resource="page",
        requested_at=record.archived_at,
        place=(record.offset, record.length),
    )
    return replace(
        row,
        listed_in=reading.path.as_uri(),
        final_url=url,
        status_code=record.status_code,
        content_type=record.content_type,
        etag=record.etag,
        last_modified=record.last_modified,
    )


def _file_row(reading: Reading, found: _Found, end: int, read_at: datetime) -> Fetch:
    """The row of the stretch itself: what was left out, and what could not be read."""
    counts = found.left_out.most_common(_MOST_NAMED)
    others = found.left_out.total() - sum(number for _, number in counts)
    named = [f"{number} {what}" for what, number in counts] + [f"{others} others"] * bool(others)
    remarks = [*found.problems[:3], *(["left out: " + ", ".join(named)] if named else [])]
    row = _row(
        reading,
        source_id=reading.source_id or reading.path.name,
        url=reading.path.as_uri(),
        resource="warc",
        requested_at=read_at,
        place=(reading.start, end - reading.start),
    )
    # What is lost of a file is for a person to look at, as a feed that failed is.
    outcome = "failed" if found.problems else "listed"
    return replace(row, outcome=outcome, reason="; ".join(remarks) or None)


def _row(
    reading: Reading,
    *,
    source_id: str,
    url: str,
    resource: str,
    requested_at: datetime,
    place: tuple[int, int],
) -> Fetch:
    """A row with what all share; `place` is offset and length in the file."""
    parts = (reading.run_id, source_id, resource, url, str(place[0]))
    identity = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Fetch(
        fetch_id=identity,
        run_id=reading.run_id,
        night_date=reading.today,
        source_id=source_id,
        url=url,
        resource=resource,
        listed_in=None,
        requested_at=requested_at,
        final_url=None,
        status_code=None,
        content_type=None,
        body_bytes=None,
        elapsed_ms=None,
        attempts=1,
        etag=None,
        last_modified=None,
        payload_digest=None,
        archive_file=str(reading.path),
        archive_offset=place[0],
        archive_length=place[1],
        outcome="fetched",
        reason=None,
        article_id=None,
    )
