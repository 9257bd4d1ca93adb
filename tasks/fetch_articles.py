"""Step: the pages of one outlet, fetched or read from disk, and archived as they came."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from prefect import task
from prefect.context import TaskRunContext

from tasks.fetching.archive import open_archive
from tasks.fetching.client import open_fetcher
from tasks.fetching.hosts import Hosts
from tasks.fetching.known import Known
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.recall import recall_robots
from tasks.fetching.robots_book import RobotsBook
from tasks.list_articles import Listed
from tasks.night import Night, content_key
from warehouse.tables.fetches import Fetch


def _result_key(context: TaskRunContext, arguments: dict[str, object]) -> str:  # noqa: ARG001 - Prefect's signature
    listed, night = arguments["listed"], arguments["night"]
    assert isinstance(listed, Listed)
    assert isinstance(night, Night)
    urls = [(c.url, c.path) for c in listed.candidates]
    return content_key("fetch", listed.outlet.source_id, [night.run_id, *urls])


@task(
    name="fetch articles",
    task_run_name="fetch {listed.outlet.source_id}",
    cache_key_fn=_result_key,
    persist_result=True,
    result_serializer="pickle",
)
def fetch_articles(
    listed: Listed,
    *,
    policy: FetchPolicy,
    night: Night,
    known: Mapping[str, Known],
    hosts: Hosts | None = None,
    book: RobotsBook | None = None,
) -> list[Fetch]:
    """One row for each candidate of `listed`, and one for each robots.txt that it has no row of yet.

    `known` is what earlier nights know, by URL as listed; `hosts` and `book` are shared by the
    run's steps. A step that was killed goes on from what it has in the archive. Retries are the
    fetcher's, request by request.
    """
    if not listed.candidates and not _left_out(listed):
        return []
    return asyncio.run(_fetch(listed, policy, night, known, hosts=hosts, book=book))


def _left_out(listed: Listed) -> list[Fetch]:
    """The rows of pages that are not asked for: by them the archive accounts for every page listed."""
    return [row for row in listed.fetches if row.resource == "page"]


async def _fetch(
    listed: Listed,
    policy: FetchPolicy,
    night: Night,
    known: Mapping[str, Known],
    *,
    hosts: Hosts | None,
    book: RobotsBook | None,
) -> list[Fetch]:
    with open_archive(
        night.archive_dir,
        night_date=night.night_date,
        run_id=night.run_id,
        source_id=listed.outlet.source_id,
        opened_at=datetime.now(UTC),
    ) as archive:
        archive.conclude(_left_out(listed))
        async with open_fetcher(
            policy=policy,
            archive=archive,
            run_id=night.run_id,
            night_date=night.night_date,
            robots=recall_robots(night.archive_dir, (*listed.fetches, *archive.finished.values())),
            hosts=hosts,
            book=book,
        ) as fetcher:
            rows = await fetcher.fetch_all(listed.candidates, known=known)
    # Rules that listing asked for and that could not be recalled were asked for a second time.
    told = {row.fetch_id for row in listed.fetches}
    return rows + [row for row in fetcher.robots_fetches if row.fetch_id not in told]
