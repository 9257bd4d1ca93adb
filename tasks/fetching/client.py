"""Fetch the listings and pages of one outlet, within the policy, every URL accounted for."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import aiohttp
from yarl import URL

from tasks.fetching.addresses import socket_factory
from tasks.fetching.archive import ArchiveWriter
from tasks.fetching.clock import Clock, system_clock
from tasks.fetching.content import page_problem
from tasks.fetching.download import Download, Downloader, Target
from tasks.fetching.exchange import PeerResponse
from tasks.fetching.hosts import Hosts
from tasks.fetching.known import Known
from tasks.fetching.pace import Pace
from tasks.fetching.permission import Permission
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.robots import Refusal, Robots
from tasks.fetching.robots_book import RobotsBook
from tasks.fetching.rows import Run, fetch_id, row_of_download
from tasks.fetching.saved_pages import fetch_saved_page
from tasks.fetching.urls import host_of, read_address
from warehouse.tables.fetches import Candidate, Fetch

_UNKNOWN = Known()


class Fetcher:
    """Fetches for one outlet and run; made by `open_fetcher`.

    What it learns of a host (robots.txt, its rhythm, that it does not answer) holds for all it
    fetches. `robots_fetches` are the rows of the robots.txt files that it asked for. What an earlier
    try of the step had done, by the archive, is not asked for again: its rows are given as they were.
    """

    def __init__(self, downloader: Downloader, run: Run, permission: Permission) -> None:
        """Asks for nothing yet."""
        self._permission = permission
        self._downloader = downloader
        self._archive = downloader.archive
        self._policy = downloader.policy
        self._run = run

    @property
    def robots_fetches(self) -> list[Fetch]:
        """See the class."""
        return list(self._permission.rows.values())

    async def fetch_listing(
        self, candidate: Candidate, *, known: Known | None = None
    ) -> tuple[Fetch, bytes | None]:
        """The row of a feed or sitemap (or home page), and its decoded body when it is new.

        The outcome is `listed` when a body came, else unchanged, rejected, failed or skipped.
        """
        done = self._archive.finished.get(fetch_id(self._run.run_id, candidate))
        if done is not None and done.outcome not in ("failed", "skipped"):
            return done, self._recall_listing(done)
        is_sitemap = candidate.resource == "sitemap"
        limit = self._policy.max_sitemap_bytes if is_sitemap else self._policy.max_feed_bytes
        known = known or _UNKNOWN
        download = await self._download(candidate, known, max_bytes=limit, keep_body=True)
        body = download.body
        if download.outcome == "fetched":
            _mark_if_known(download, known)
        if download.outcome == "fetched" and not body.strip():
            download.end("rejected", "body is empty")
        if download.outcome == "fetched":
            download.end("listed", None)
        row = row_of_download(self._run, candidate, download, known)
        self._archive.write_row(row, record_id=download.record_id)
        return row, body if download.outcome == "listed" else None

    def _recall_listing(self, row: Fetch) -> bytes | None:
        """The body of a listing that an earlier try of the step has read."""
        return self._archive.read_body(row) if row.outcome == "listed" else None

    async def fetch_all(
        self, candidates: Iterable[Candidate], *, known: Mapping[str, Known]
    ) -> list[Fetch]:
        """One row for each candidate, in their order; for a URL given twice, one row.

        `known` is by URL as listed. Candidates with a `path` are read from disk. Never raises for
        a page; `OSError` when the archive cannot be written.
        """
        wanted = {fetch_id(self._run.run_id, c): c for c in candidates}
        rows: dict[str, Fetch] = {}
        queues: defaultdict[str, deque[Candidate]] = defaultdict(deque)
        self._archive.expect(wanted)
        for key, candidate in wanted.items():
            if key in self._archive.finished:
                rows[key] = self._archive.finished[key]
            elif candidate.path is not None:
                rows[key] = self._read_saved(candidate, known.get(candidate.url, _UNKNOWN))
            else:
                address, _ = read_address(candidate.url)
                queues[host_of(address) if address else ""].append(candidate)
        try:
            async with asyncio.TaskGroup() as group:
                for queue in queues.values():
                    for _ in range(min(self._policy.per_host_concurrency, len(queue))):
                        group.create_task(self._work(queue, known, rows))
        except* OSError as failures:
            raise failures.exceptions[0] from None
        return [rows[key] for key in wanted]

    async def _work(
        self, queue: deque[Candidate], known: Mapping[str, Known], rows: dict[str, Fetch]
    ) -> None:
        """Fetch one host's pages until none is left."""
        while queue:
            candidate = queue.popleft()
            row = await self._fetch_page(candidate, known.get(candidate.url, _UNKNOWN))
            rows[row.fetch_id] = row

    async def _fetch_page(self, candidate: Candidate, known: Known) -> Fetch:
        limit = self._policy.max_body_bytes
        download = await self._download(candidate, known, max_bytes=limit, keep_body=False)
        if download.outcome == "fetched":
            problem = page_problem(download.content_type, download.head)
            if problem is not None:
                download.end("rejected", problem)
            else:
                _mark_if_known(download, known)
        address, _ = read_address(candidate.url)
        if address is not None:
            download.signals += self._permission.signals(address)
        row = row_of_download(self._run, candidate, download, known)
        self._archive.write_row(row, record_id=download.record_id)
        return row

    def _read_saved(self, candidate: Candidate, known: Known) -> Fetch:
        return fetch_saved_page(
            candidate,
            run=self._run,
            policy=self._policy,
            archive=self._archive,
            known=known,
            clock=self._downloader.clock,
        )

    async def _download(
        self, candidate: Candidate, known: Known, *, max_bytes: int, keep_body: bool
    ) -> Download:
        is_page = candidate.resource == "page"

        async def gate(url: URL) -> Refusal | None:
            refusal = await self._permission.refuses(url, candidate.source_id)
            return self._permission.reserves(url) if refusal is None and is_page else refusal

        return await self._downloader.get(
            Target(
                url=candidate.url,
                gate=gate,
                max_bytes=max_bytes,
                keep_body=keep_body,
                conditions=known.conditions,
                known_place=known.place,
                is_mined=is_page,
            )
        )


@asynccontextmanager
async def open_fetcher(
    *,
    policy: FetchPolicy,
    archive: ArchiveWriter,
    run_id: str,
    night_date: date,
    clock: Clock | None = None,
    resolver: aiohttp.abc.AbstractResolver | None = None,
    robots: Mapping[URL, Robots] | None = None,
    hosts: Hosts | None = None,
    book: RobotsBook | None = None,
) -> AsyncIterator[Fetcher]:
    """A fetcher for one outlet and run, with its own connections, closed at the end.

    `robots` are rules that an earlier step of the run has asked for (`recall_robots`). `hosts` is
    what the run's other fetchers share, so that outlets on one host are gentle together; `book` has
    the rules that they and earlier nights have found.
    `resolver` replaces the system's name look-up; whatever it answers, addresses are checked.
    """
    clock = clock or system_clock()
    async with _open_session(policy, resolver) as session:
        pace = Pace(policy, clock, hosts)
        downloader = Downloader(session, policy, pace, archive, clock)
        run = Run(run_id, night_date)
        permission = Permission(downloader, run, robots or {}, book or RobotsBook(Path()))
        yield Fetcher(downloader, run, permission)


def _open_session(
    policy: FetchPolicy, resolver: aiohttp.abc.AbstractResolver | None
) -> aiohttp.ClientSession:
    """Connections by the policy: nothing decoded, no cookies, no second request by themselves."""
    connector = aiohttp.TCPConnector(
        limit=policy.max_concurrency,
        resolver=resolver,
        ttl_dns_cache=300,
        socket_factory=socket_factory(allow_private=policy.allow_private_addresses),
    )
    session = aiohttp.ClientSession(
        connector=connector,
        # What a page sets is forgotten: no visit is to be recognised by the next.
        cookie_jar=aiohttp.DummyCookieJar(),
        response_class=PeerResponse,
        auto_decompress=False,  # done by `Body`, with a limit, so that the archive has it as sent
        headers={
            "User-Agent": policy.user_agent_header,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": "gzip, deflate",
        },
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=policy.connect_timeout_s),
    )
    # A second request on aiohttp's own account would come without the rest that its host is due.
    session._retry_connection = False  # noqa: SLF001 - there is no public way to say it
    return session


def _mark_if_known(download: Download, known: Known) -> None:
    """A body that is byte for byte the last one is no news, whatever the server says."""
    if known.payload_digest is not None and download.payload_digest == known.payload_digest:
        download.end("unchanged", "same bytes as when it was last fetched")
