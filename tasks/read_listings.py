"""Read listings: feeds and sitemaps over the network, URL lists and folders of saved pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from tasks.fetching.client import Fetcher
from tasks.fetching.known import Known
from tasks.fetching.rows import Run, row_of_saved_page
from tasks.night import Night
from tasks.sources.choice import drop_stale, newest_first
from tasks.sources.feed import read_feed
from tasks.sources.folder import list_saved_pages
from tasks.sources.listing import Listing
from tasks.sources.outlet import Outlet
from tasks.sources.sitemap import read_sitemap
from tasks.sources.url_list import read_url_list
from warehouse.tables.fetches import Candidate, Fetch

# An index of indexes that goes on for ever must end somewhere.
MAX_LISTINGS = 200
# Enough for any night: what a sitemap of the whole archive lists must not fill memory or tables.
MAX_CANDIDATES = 50_000


def online_listings(outlet: Outlet) -> list[Candidate]:
    """The feeds and sitemaps to ask for, each once, however often it is configured."""
    urls = dict.fromkeys(
        [(url, "feed") for url in outlet.feeds] + [(url, "sitemap") for url in outlet.sitemaps]
    )
    return [Candidate(source_id=outlet.source_id, url=u, resource=kind) for u, kind in urls]


async def read_listings(
    fetcher: Fetcher,
    listings: Sequence[Candidate],
    known: Mapping[str, Known],
    since: datetime | None,
    zone: tzinfo | None,
) -> tuple[list[Candidate], list[Fetch]]:
    """The pages that `listings` and the sitemaps of an index among them list, and a row for each."""
    waiting = deque(listings)
    asked = {candidate.url for candidate in waiting}
    found: list[Candidate] = []
    rows: list[Fetch] = []
    while waiting and len(rows) < MAX_LISTINGS and len(found) < MAX_CANDIDATES:
        listing, row = await _read_one(fetcher, waiting.popleft(), known, since, zone)
        rows.append(row)
        found += [c for c in listing.candidates if c.resource == "page"]
        further = [c for c in listing.candidates if c.resource == "sitemap"]
        # An index may name itself, or one that names it.
        waiting += [c for c in newest_first(further) if c.url not in asked]
        asked.update(c.url for c in further)
    if waiting:
        rows[-1] = _with_notes(rows[-1], f"{len(waiting)} listings more than a night reads")
    return found, rows


async def _read_one(
    fetcher: Fetcher,
    candidate: Candidate,
    known: Mapping[str, Known],
    since: datetime | None,
    zone: tzinfo | None,
) -> tuple[Listing, Fetch]:
    before = known.get(candidate.url)
    row, body = await fetcher.fetch_listing(candidate, known=before)
    if before is not None and row.outcome == "unchanged":
        return Listing(_sitemaps_of(candidate, before), ()), row
    if body is None:
        return Listing((), ()), row
    read = read_sitemap if candidate.resource == "sitemap" else read_feed
    url = row.final_url or candidate.url
    listing = read(body, url=url, source_id=candidate.source_id, zone=zone)
    row = _with_problems(row, listing)
    fresh = drop_stale(listing, since)
    # By the address that the listing's own row has, wherever that redirects to: it is how the next
    # night finds what an index named.
    named = tuple(replace(c, listed_in=candidate.url) for c in fresh.candidates)
    return replace(fresh, candidates=named), _with_notes(row, *fresh.notes)


def read_local(path: Path, outlet: Outlet, night: Night) -> tuple[Listing, Fetch]:
    """A URL list or a folder of saved pages."""
    source_id = outlet.source_id
    is_folder = path.is_dir()
    try:
        if is_folder:
            listing = list_saved_pages(path, source_id=source_id)
        else:
            listing = read_url_list(path.read_bytes(), listed_in=str(path), source_id=source_id)
    except OSError as error:
        listing = Listing((), (f"cannot be read: {error.strerror}",))
    row = row_of_saved_page(
        Run(night.run_id, night.night_date),
        Candidate(
            source_id=source_id, url=path.as_uri(), resource="folder" if is_folder else "url_list"
        ),
        read_at=datetime.now(UTC),
        elapsed_ms=0,
        outcome="listed",
        reason=None,
    )
    return listing, _with_notes(_with_problems(row, listing), *listing.notes)


def _with_problems(row: Fetch, listing: Listing) -> Fetch:
    """A listing with problems says so; one of which nothing could be read is rejected."""
    if not listing.problems:
        return row
    reason = "; ".join(listing.problems)[:500]
    return replace(row, outcome="listed" if listing.candidates else "rejected", reason=reason)


def _with_notes(row: Fetch, *notes: str) -> Fetch:
    """The row with what was left on purpose added to its reason."""
    said = [row.reason] if row.reason else []
    return replace(row, reason="; ".join([*said, *notes])[:500] or None)


def _sitemaps_of(index: Candidate, known: Known) -> tuple[Candidate, ...]:
    """What an index that has not changed named before: those sitemaps may have changed."""
    return tuple(replace(index, url=url, listed_in=index.url) for url in known.sitemaps)
