"""When it was published and last changed; the page's own offset decides the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from htmldate import find_date

from tasks.extraction.dates.date_line import LIKELY, DateLine, find_date_lines
from tasks.extraction.dates.desk_zone import find_desk_zone
from tasks.extraction.dates.machine_times import (
    LATEST,
    Moment,
    parse_time,
    placed,
)
from tasks.extraction.dates.written_dates import day_in_address
from tasks.extraction.metadata.jsonld import texts_of
from tasks.extraction.metadata.signals import Signals


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
_QUARTER = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)  # one place may give the seconds and another not
_WESTERNMOST, _EASTERNMOST = timedelta(hours=-12), timedelta(hours=14)
_MOST_SHOWN = 3
_MOST_TAG_CHARS = 35  # of a language; RFC 5646 has no longer one that is in use


def find_dates(signals: Signals, zone: tzinfo | None = None) -> Dates:
    """From what the page says to machines; its address and visible date where that is silent.

    A time in UTC often comes from a system and not from the desk: the day is then that of the desk,
    by `zone`, by what the page shows the reader, or by the page's other times. `zone` is the
    outlet's: by it a time without an offset is read, also one that only the visible date gives.
    """
    language = (signals.tree.get("lang") or "")[:_MOST_TAG_CHARS]
    published = _parsed(_published(signals), zone, language)
    if not published:
        return _shown_dates(signals, zone, language)
    first = _agreed(published)
    is_system_time = first.is_utc and not published[0].is_day_only
    day = _desk_day(signals, first, zone, language) if is_system_time else first.day
    at = first.at or _shown_time(find_date_lines(signals.tree, language), day, zone)
    changed = _agreed(_parsed(_modified(signals), zone, language) or [Moment(day)]).at
    return Dates(at, day, None if changed == at else changed)


def _parsed(texts: Iterator[str], zone: tzinfo | None, language: str) -> list[Moment]:
    return [moment for raw in texts if (moment := parse_time(raw, zone, language)) is not None]


def _agreed(moments: Sequence[Moment]) -> Moment:
    """The first's day, with the first time of day that means the same day; the desk's, if several.

    A time in UTC gets the offset in which another source gives the same time, or that it must have
    for a source without an offset to be the same time.
    """
    first = moments[0]
    at = next((m.at for m in moments if m.at and abs(m.day - first.day).days <= 1), None)
    if at is None:
        return first
    if not at.utcoffset():
        at = _local(at, moments)
    return Moment(first.day if first.is_day_only else at.date(), at)


def _local(at: datetime, moments: Sequence[Moment]) -> datetime:
    for moment in moments:
        if moment.at is not None and not moment.is_utc and abs(moment.at - at) < _MINUTE:
            return at.astimezone(moment.at.tzinfo)
    for moment in moments:
        if moment.local is not None:
            offset = moment.local - at.replace(tzinfo=None)
            if offset and abs(offset) <= timedelta(hours=14) and not offset % _QUARTER:
                return at.astimezone(timezone(offset))
    return at


def _desk_day(signals: Signals, published: Moment, zone: tzinfo | None, language: str) -> date:
    """The day of a time in UTC at the desk: the same or a neighbouring one."""
    assert published.at is not None
    if zone is not None:
        return published.at.astimezone(zone).date()
    # Where on earth a desk may be when it is that time in UTC.
    first, last = ((published.at + offset).date() for offset in (_WESTERNMOST, _EASTERNMOST))
    named = day_in_address(signals.url or signals.declared_url)
    if named is None:
        lines = find_date_lines(signals.tree, language)[:_MOST_SHOWN]
        shown = [line.moment.day for line in lines if line.weight >= LIKELY and not line.is_update]
        # A page may show other days as well: the day in UTC is among them only if it is the desk's.
        named = published.day if published.day in shown else next(iter(shown), None)
    if named is not None and first <= named <= last:
        return named
    desk = find_desk_zone(signals)
    return published.day if desk is None else published.at.astimezone(desk).date()


def _shown_dates(signals: Signals, zone: tzinfo | None, language: str) -> Dates:
    """What the address says, else the line that tells it, else htmldate's quick search.

    Without any of these the likeliest of the other days that a reader sees.
    """
    lines = find_date_lines(signals.tree, language)
    day = (
        day_in_address(signals.url or signals.declared_url)
        or next((line.moment.day for line in lines if line.weight >= LIKELY), None)
        or _searched_day(signals)
        or next((line.moment.day for line in lines), None)
    )
    at = None if day is None else _shown_time(lines, day, zone)
    return Dates(at, day, None)


def _searched_day(signals: Signals) -> date | None:
    # Its extensive search loads dateparser, which takes seconds.
    found = find_date(
        signals.tree,
        url=signals.url,
        original_date=True,
        extensive_search=False,
        max_date=LATEST.isoformat(),
    )
    return date.fromisoformat(found) if found else None


def _shown_time(lines: Sequence[DateLine], day: date, zone: tzinfo | None) -> datetime | None:
    """The time of publication that stands beside `day` where a reader sees it."""
    likely = (line.moment for line in lines if line.weight >= LIKELY and not line.is_update)
    for moment in (moment for moment in likely if moment.day == day):
        at = moment.at if zone is None else placed(moment, zone)
        if at is not None:
            return at
    return None


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
