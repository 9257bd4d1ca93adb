"""When it was published and last changed; the page's own offset decides the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timezone, tzinfo
from email.utils import parsedate_to_datetime
from itertools import islice

from htmldate import find_date

from tasks.extraction.metadata.jsonld import texts_of
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.metadata.visible import visible_dates
from tasks.extraction.written_dates import day_in_address, written_clock, written_day

_EARLIEST = date(1990, 1, 1)
_LATEST = date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Dates:
    """See `Extracted`: the time only with an offset or a known zone, the day as the page has it."""

    published_at: datetime | None
    published_date: date | None
    modified_at: datetime | None


_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time",
    "datepublished", "article:published", "publishdate", "publish-date", "publish_date",
    "pubdate", "parsely-pub-date", "sailthru.date", "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created", "dc.date", "dcterms.date", "date", "article.published", "originalpublicationdate",
    "article_date_original", "publication_date", "citation_publication_date", "article:post_time",
    "iptc:date", "vr:published_time", "lp:published_at", "created", "dc.created",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "last-modified",
    "dcterms.modified", "dc.date.modified", "lastmod", "article:modified", "datemodified",
)  # fmt: skip


def find_dates(signals: Signals, zone: tzinfo | None = None) -> Dates:
    """From what the page says to machines; its address and visible date where that is silent.

    A time in UTC often comes from a system and not from the desk: where the page shows the reader
    the day before or after, that is its day. `zone` is the outlet's: by it a time without an offset
    is read, also one that only the visible date gives.
    """
    published = [p for raw in _published(signals) if (p := parse_time(raw, zone)) is not None]
    modified = [p for raw in _modified(signals) if (p := parse_time(raw, zone)) is not None]
    at, day = _agreed(published)
    if day is None:
        day = _shown_day(signals)
    elif at is not None and not at.utcoffset():
        day = _desk_day(signals, day)
    if at is None and day is not None and zone is not None:
        at = _shown_time(signals, day, zone)
    changed, _ = _agreed(modified)
    return Dates(at, day, None if changed == at else changed)


def _desk_day(signals: Signals, day: date) -> date:
    """The neighbouring day that the address or the visible date names, else `day`."""
    shown = [day_in_address(signals.url or signals.declared_url)]
    shown += [written_day(text) for text in islice(visible_dates(signals.tree), 3)]
    named = next((d for d in shown if d is not None), day)
    return named if abs(named - day).days == 1 else day


def _shown_time(signals: Signals, day: date, zone: tzinfo) -> datetime | None:
    """The time of day that stands beside `day` where a reader sees it, in the outlet's zone."""
    for text in islice(visible_dates(signals.tree), 3):
        if written_day(text) == day and (clock := written_clock(text)) is not None:
            return place_in(zone, datetime.combine(day, clock))
    return None


def place_in(zone: tzinfo, naive: datetime) -> datetime:
    """A time as clocks in `zone` showed it, with the offset of that moment; the first if two."""
    offset = naive.replace(tzinfo=zone).utcoffset()
    return naive.replace(tzinfo=None if offset is None else timezone(offset))


def _shown_day(signals: Signals) -> date | None:
    """From the address, else htmldate's quick search, else the first date that a reader sees."""
    if found := day_in_address(signals.url or signals.declared_url):
        return found
    # Its extensive search loads dateparser, which takes seconds.
    searched = find_date(
        signals.tree,
        url=signals.url,
        original_date=True,
        extensive_search=False,
        max_date=_LATEST.isoformat(),
    )
    if searched:
        return date.fromisoformat(searched)
    days = map(written_day, visible_dates(signals.tree))
    return next((day for day in days if day is not None and _EARLIEST <= day < _LATEST), None)


def _published(signals: Signals) -> Iterator[str]:
    yield from texts_of(signals.article.get("datePublished"), "@value")
    for name in _PUBLISHED:
        yield from signals.meta.get(name, ())[:1]
    yield from signals.microdata.get("datepublished", ())[:1]
    for node in signals.nodes:
        yield from texts_of(node.get("datePublished"), "@value")
        yield from texts_of(node.get("uploadDate"), "@value")
    yield from texts_of(signals.article.get("dateCreated"), "@value")
    for element in signals.tree.iter("time"):
        if element.get("pubdate") is not None or "publish" in (element.get("class") or ""):
            yield element.get("datetime") or ""


def _modified(signals: Signals) -> Iterator[str]:
    yield from texts_of(signals.article.get("dateModified"), "@value")
    for name in _MODIFIED:
        yield from signals.meta.get(name, ())[:1]
    yield from signals.microdata.get("datemodified", ())[:1]


def _agreed(times: list[tuple[datetime | None, date]]) -> tuple[datetime | None, date | None]:
    """The first source's day, with the first time of day that means the same day."""
    if not times:
        return None, None
    day = times[0][1]
    at = next(
        (at for at, its_day in times if at is not None and abs(its_day - day).days <= 1), None
    )
    return at, at.date() if at is not None else day


_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T\s_]+(\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,](\d{1,9}))?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?", re.IGNORECASE,
)  # fmt: skip


def parse_time(raw: str, zone: tzinfo | None = None) -> tuple[datetime | None, date] | None:
    """A machine-readable time: aware time and day; None if unreadable.

    The time is None where there is only a day, or no offset and no `zone` to read it by.
    """
    raw = raw.strip()
    try:
        if _EPOCH.fullmatch(raw):
            at = datetime.fromtimestamp(int(raw[:10]), UTC)
            return at, at.date()
        match = _ISO.match(raw)
        parsed = _from_iso(match) if match else parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        day = written_day(raw)
        return (None, day) if day is not None and _EARLIEST <= day < _LATEST else None
    if not _EARLIEST <= parsed.date() < _LATEST:
        return None
    if parsed.tzinfo is None and zone is not None and not (match and match[4] is None):
        parsed = place_in(zone, parsed)
    return (parsed if parsed.tzinfo else None), parsed.date()


def _from_iso(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, _, zone = match.groups()
    offset = ""
    if zone and hour:
        offset = "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone
    time_of_day = f"{hour or '00'}:{minute or '00'}:{second or '00'}"
    return datetime.fromisoformat(f"{year}-{month}-{day}T{time_of_day}{offset}")
