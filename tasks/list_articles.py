"""Step: what an outlet's feeds, sitemaps, URL lists and folders name."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import task
from prefect.context import TaskRunContext

from tasks.extraction.canonical_url import canonical_url
from tasks.fetching.archive import ArchiveWriter, open_archive
from tasks.fetching.client import Fetcher, open_fetcher
from tasks.fetching.hosts import Hosts
from tasks.fetching.known import Known
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.recall import recall_robots
from tasks.fetching.retry import HARD
from tasks.fetching.robots_book import RobotsBook
from tasks.fetching.rows import Run, row_of_saved_page, row_of_unasked
from tasks.night import Night, content_key
from tasks.sources.choice import drop_stale, horizon, newest_first
from tasks.sources.feed import read_feed
from tasks.sources.folder import list_saved_pages
from tasks.sources.listing import Listing
from tasks.sources.outlet import Outlet
from tasks.sources.sitemap import read_sitemap
from tasks.sources.url_list import read_url_list
from warehouse.tables.fetches import Candidate, Fetch
from warehouse.tables.sources import SourceRow

# An index of indexes that goes on for ever must end somewhere.
MAX_LISTINGS = 200
# Enough for any night: what a sitemap of the whole archive lists must not fill memory or tables.
MAX_CANDIDATES = 50_000


@dataclass(frozen=True, slots=True)
class Listed:
    """An outlet's candidates, and the rows of what was read or skipped so far."""

    outlet: Outlet
    candidates: tuple[Candidate, ...]
    fetches: tuple[Fetch, ...]


def _result_key(context: TaskRunContext, arguments: dict[str, object]) -> str:  # noqa: ARG001 - Prefect's signature
    outlet, night = arguments["outlet"], arguments["night"]
    assert isinstance(outlet, Outlet)
    assert isinstance(night, Night)
    return content_key("list", outlet.source_id, [night.run_id, outlet])


@task(
    name="list articles",
    task_run_name="list {outlet.source_id}",
    cache_key_fn=_result_key,
    persist_result=True,
    result_serializer="pickle",
)
def list_articles(
    outlet: Outlet,
    *,
    policy: FetchPolicy,
    night: Night,
    known: Mapping[str, Known],
    hosts: Hosts | None = None,
    book: RobotsBook | None = None,
) -> Listed:
    """What the outlet lists tonight, the newest first, as far as its age limit allows.

    A listing that cannot be read is a row with a reason. `known` is what earlier nights have on its
    listings: one that has not changed names nothing new. `hosts` and `book` are shared by the run's
    steps. A step that was killed goes on from what it has in the archive; listings that failed are
    asked for again.
    """
    with open_archive(
        night.archive_dir,
        night_date=night.night_date,
        run_id=night.run_id,
        source_id=outlet.source_id,
        opened_at=datetime.now(UTC),
        part="listing",
    ) as archive:
        listed = _list(outlet, policy, night, known=known, archive=archive, hosts=hosts, book=book)
        archive.conclude(listed.fetches)
    return listed


def _list(
    outlet: Outlet,
    policy: FetchPolicy,
    night: Night,
    *,
    known: Mapping[str, Known],
    archive: ArchiveWriter,
    hosts: Hosts | None,
    book: RobotsBook | None,
) -> Listed:
    found: list[Candidate] = []
    rows: list[Fetch] = []
    if outlet.feeds or outlet.sitemaps:
        reading = _read_online(
            outlet, policy, night, known=known, archive=archive, hosts=hosts, book=book
        )
        found, rows = asyncio.run(reading)
    for path in dict.fromkeys((*outlet.url_lists, *outlet.folders)):
        listing, row = _read_local(path, outlet, night)
        found += listing.candidates
        rows.append(row)
    candidates = newest_first(_distinct(found))
    return Listed(outlet, tuple(candidates), tuple(rows))


def rest_outlet(outlet: Outlet, night: Night, reason: str) -> Listed:
    """The outlet with a row for each listing that is not asked for tonight, and no page."""
    run, at = Run(night.run_id, night.night_date), datetime.now(UTC)
    rows = [
        row_of_unasked(run, listing, at=at, outcome="skipped", reason=reason)
        for listing in _online_listings(outlet)
    ]
    return Listed(outlet, (), tuple(rows))


def source_row(outlet: Outlet, night: Night) -> SourceRow:
    """The outlet as configured for this run."""
    described = (
        outlet.name,
        outlet.home_url,
        outlet.language,
        outlet.country,
        outlet.time_zone,
        outlet.listings,
    )
    return SourceRow(
        source_id=outlet.source_id,
        config_hash=hashlib.sha256(repr(described).encode()).hexdigest()[:16],
        run_id=night.run_id,
        night_date=night.night_date,
        name=outlet.name,
        home_url=outlet.home_url,
        language=outlet.language,
        country=outlet.country,
        time_zone=outlet.time_zone,
        listings=outlet.listings,
    )


async def _read_online(
    outlet: Outlet,
    policy: FetchPolicy,
    night: Night,
    *,
    known: Mapping[str, Known],
    archive: ArchiveWriter,
    hosts: Hosts | None,
    book: RobotsBook | None,
) -> tuple[list[Candidate], list[Fetch]]:
    """The pages that feeds and sitemaps list, and the rows of all that was asked for."""
    done = archive.finished.values()
    # A file that is not there is an answer; one that could not be had is asked for again.
    read = (row for row in done if row.outcome != "failed" or row.error_weight == HARD)
    async with open_fetcher(
        policy=policy,
        archive=archive,
        run_id=night.run_id,
        night_date=night.night_date,
        robots=recall_robots(night.archive_dir, read),
        hosts=hosts,
        book=book,
    ) as fetcher:
        since = horizon(night.night_date, outlet.max_age_days)
        zone = ZoneInfo(outlet.time_zone) if outlet.time_zone else None
        found, rows = await _read_listings(fetcher, _online_listings(outlet), known, since, zone)
        return found, rows + fetcher.robots_fetches


async def _read_listings(
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


def _read_local(path: Path, outlet: Outlet, night: Night) -> tuple[Listing, Fetch]:
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


def _online_listings(outlet: Outlet) -> list[Candidate]:
    """The feeds and sitemaps to ask for, each once, however often it is configured."""
    urls = dict.fromkeys(
        [(url, "feed") for url in outlet.feeds] + [(url, "sitemap") for url in outlet.sitemaps]
    )
    return [Candidate(source_id=outlet.source_id, url=u, resource=kind) for u, kind in urls]


def _distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The first candidate of each address, whatever tracking its other listings add.

    It takes over the date of another listing where its own gives none.
    """
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        key = canonical_url(candidate.url, None)
        if first.setdefault(key, candidate).listed_at is None and candidate.listed_at is not None:
            first[key] = replace(
                first[key],
                published_at=candidate.published_at,
                modified_at=candidate.modified_at,
            )
    return list(first.values())
