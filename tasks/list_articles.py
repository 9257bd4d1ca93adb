"""Step: what an outlet's feeds, sitemaps, URL lists and folders name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from prefect import task
from prefect.context import TaskRunContext

from tasks.extraction.canonical_url import canonical_url
from tasks.fetching.archive import ArchiveWriter, open_archive
from tasks.fetching.client import open_fetcher
from tasks.fetching.hosts import Hosts
from tasks.fetching.known import Known
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.recall import recall_robots
from tasks.fetching.retry import HARD
from tasks.fetching.robots_book import RobotsBook
from tasks.fetching.rows import Run, row_of_unasked
from tasks.night import Night, content_key
from tasks.read_listings import online_listings, read_listings, read_local
from tasks.sources.choice import horizon, newest_first
from tasks.sources.outlet import Outlet
from warehouse.tables.fetches import Candidate, Fetch


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
        listing, row = read_local(path, outlet, night)
        found += listing.candidates
        rows.append(row)
    candidates = newest_first(_distinct(found))
    return Listed(outlet, tuple(candidates), tuple(rows))


def rest_outlet(outlet: Outlet, night: Night, reason: str) -> Listed:
    """The outlet with a row for each listing that is not asked for tonight, and no page."""
    run, at = Run(night.run_id, night.night_date), datetime.now(UTC)
    rows = [
        row_of_unasked(run, listing, at=at, outcome="skipped", reason=reason)
        for listing in online_listings(outlet)
    ]
    return Listed(outlet, (), tuple(rows))


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
        found, rows = await read_listings(fetcher, online_listings(outlet), known, since, zone)
        return found, rows + fetcher.robots_fetches


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
