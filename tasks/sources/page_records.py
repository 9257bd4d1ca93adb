"""Which records of a WARC file are pages, and what the others are, so that they can be counted."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from tasks.sources.listing import resolve_url
from tasks.sources.warc import WarcRecord

PAGE_TYPES = ("text/html", "application/xhtml+xml")
# Crawlers and servers that do not know say one of these; then the body has to show what it is.
_VAGUE_TYPES = ("", "application/octet-stream", "text/plain", "unknown/unknown")
_ANSWERS = ("response", "resource", "revisit")
# Kinds of records that say something of another one, and of no URL of their own.
_ATTENDANTS = ("warcinfo", "request", "metadata")


def is_attendant(record: WarcRecord) -> bool:
    """Whether the record only describes others: nobody tried a URL in it."""
    return record.kind in _ATTENDANTS


def page_url(record: WarcRecord) -> str | None:
    """The page's http(s) address without its fragment; None when the record names none."""
    return resolve_url(record.url, "")


def left_out_as(record: WarcRecord) -> str | None:
    """What a record is that cannot be a page, in a word or two; None when it may be one.

    An HTML answer may be one whatever its status, so that a page that failed is accounted for.
    """
    url = page_url(record)
    if record.kind not in _ANSWERS:
        return f"{record.kind or 'unknown'} records"
    if url is None:
        return "without an http(s) address"
    if record.archived_at is None:
        return "without a date"
    if urlsplit(url).path == "/robots.txt":
        return "robots.txt"
    if record.status_code is not None and 300 <= record.status_code < 400:
        return "not modified" if record.status_code == 304 else "redirects"
    return None if _may_be_html(record) else media_type(record) or "without a content type"


def media_type(record: WarcRecord) -> str:
    """The content type without its parameters, in lower case; empty when there is none."""
    return (record.content_type or "").partition(";")[0].strip().lower()[:80]


def day_of(record: WarcRecord, today: date) -> date | None:
    """The UTC day of an answer; None when it gives none, or one that is still to come."""
    at = record.archived_at if record.kind in _ANSWERS else None
    return at.date() if at is not None and at.date() <= today else None


def host_of(url: str) -> str:
    """The host of a URL without `www.`, with its port where one is given; else "unknown"."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "unknown"
    name = (host or "unknown").removeprefix("www.")
    return f"{name}:{port}" if port else name


def _may_be_html(record: WarcRecord) -> bool:
    if media_type(record) in PAGE_TYPES:
        return True
    is_telling = record.kind == "revisit" or record.status_code not in (200, None)
    return media_type(record) in _VAGUE_TYPES and not is_telling
