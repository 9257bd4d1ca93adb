"""Which of the pages listed are worth a visit tonight: the fresh ones, the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from tasks.sources.listing import Listing
from warehouse.tables.fetches import Candidate

_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?=[/-])")
_UNDATED = datetime(1, 1, 1, tzinfo=UTC)


def horizon(night_date: date, max_age_days: int) -> datetime | None:
    """The time before which what is listed is too old for the night; None where 0 sets no limit."""
    if max_age_days == 0:
        return None
    return datetime.combine(night_date, time(), UTC) - timedelta(days=max_age_days)


def drop_stale(listing: Listing, since: datetime | None) -> Listing:
    """The listing without what it dates before `since`, which is counted in its notes.

    The later of publication and change decides, for a sitemap of an index its lastmod; where the
    listing gives neither, the day in the page's address. What has no date at all stays: nothing says
    that it is old.
    """
    if since is None:
        return listing
    fresh = tuple(c for c in listing.candidates if _sign_of_life(c, since) >= since)
    stale = len(listing.candidates) - len(fresh)
    if not stale:
        return listing
    what = "sitemaps" if listing.candidates[0].resource == "sitemap" else "pages"
    note = f"{stale} of {len(listing.candidates)} {what} older than {since:%Y-%m-%d} were left"
    return replace(listing, candidates=fresh, notes=(*listing.notes, note))


def newest_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """By publication, else by change; what has neither comes last, in the order listed."""
    return sorted(
        candidates, key=lambda c: c.published_at or c.modified_at or _UNDATED, reverse=True
    )


def _sign_of_life(candidate: Candidate, otherwise: datetime) -> datetime:
    times = [t for t in (candidate.published_at, candidate.modified_at) if t is not None]
    return max(times, default=_time_in_address(candidate.url) or otherwise)


def _time_in_address(url: str) -> datetime | None:
    """The end of the day that many outlets put into a page's address, as in /2026/11/20/."""
    match = _DAY_IN_ADDRESS.search(url)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC) + timedelta(days=1)
    except ValueError:
        return None
