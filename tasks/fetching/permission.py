"""Leave to fetch: what robots.txt allows, how slowly, and what it says of mining."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping

from yarl import URL

from tasks.fetching.download import Download, Downloader, Target
from tasks.fetching.opt_out import reserved, signals_for
from tasks.fetching.robots import MAX_ROBOTS_BYTES, Refusal, Robots, read_robots
from tasks.fetching.robots_book import RobotsBook
from tasks.fetching.rows import Run, row_of_download
from tasks.fetching.urls import host_of
from warehouse.tables.fetches import Candidate, Fetch

_LOOK_AGAIN_S = 0.05


class Permission:
    """Asks each host for its rules once, and answers by them.

    `rows` are those of the robots.txt files that were asked for, by `fetch_id`.
    """

    def __init__(
        self, downloader: Downloader, run: Run, recalled: Mapping[URL, Robots], book: RobotsBook
    ) -> None:
        """`recalled` are rules that an earlier step of the run has read."""
        done = downloader.archive.finished.items()
        self.rows: dict[str, Fetch] = {k: row for k, row in done if row.resource == "robots"}
        self._downloader = downloader
        self._policy = downloader.policy
        self._run = run
        self._recalled = recalled
        self._book = book
        self._robots: dict[URL, Robots] = {}
        self._usage: dict[URL, tuple[tuple[str, str], ...]] = {}
        self._locks: defaultdict[URL, asyncio.Lock] = defaultdict(asyncio.Lock)

    def reserves(self, url: URL) -> Refusal | None:
        """Why the host's robots.txt keeps a page from being mined though it may be fetched."""
        reason = reserved(self.signals(url), self._policy.opt_outs)
        return Refusal("skipped", reason) if reason else None

    def signals(self, url: URL) -> tuple[str, ...]:
        """What the host's robots.txt says of the use of `url`; nothing before it was read."""
        origin = url.origin()
        if origin not in self._robots:
            return ()
        if origin not in self._usage:
            self._usage[origin] = self._robots[origin].signals(self._policy.robot_name)
        usage = self._usage[origin]
        return signals_for(url.raw_path_qs, usage) if usage else ()

    async def refuses(self, url: URL, source_id: str) -> Refusal | None:
        """Why robots.txt keeps `url` from being fetched; its file is asked for once a host."""
        if not self._policy.honour_robots:
            return None
        origin = url.origin()
        if origin in self._robots:
            return self._robots[origin].refuses(str(url), self._policy.robot_name)
        async with self._locks[origin]:
            if origin not in self._robots:
                host = host_of(origin)
                robots = self._recalled.get(origin) or await self._find_robots(origin, source_id)
                self._robots[origin] = self._heed_delay(robots, host)
                if origin in self._recalled:
                    self._downloader.pace.rest(host)  # the earlier step may just have asked it
        return self._robots[origin].refuses(str(url), self._policy.robot_name)

    async def _find_robots(self, origin: URL, source_id: str) -> Robots:
        """The rules as another step or an earlier night has them, else asked for."""
        clock = self._downloader.clock
        while (robots := self._book.rules(origin, clock.now())) is None:
            if self._book.claim(origin):
                try:
                    robots = await self._fetch_robots(origin, source_id)
                finally:
                    self._book.settle(origin, robots)
                break
            await clock.sleep(_LOOK_AGAIN_S)  # another step is asking
        return robots

    async def _fetch_robots(self, origin: URL, source_id: str) -> Robots:
        url = str(origin / "robots.txt")
        candidate = Candidate(source_id=source_id, url=url, resource="robots")
        known, body = self._book.known(origin)
        download = await self._downloader.get(
            Target(
                url=url,
                gate=_open_gate,
                max_bytes=MAX_ROBOTS_BYTES,
                keep_body=True,
                conditions=known.conditions,
                known_place=known.place,
            )
        )
        row = row_of_download(self._run, candidate, download, known)
        self._downloader.archive.write_row(row, record_id=download.record_id)
        self.rows[row.fetch_id] = row
        if download.outcome == "unchanged":
            return read_robots(200, body, None)
        robots = read_robots(_robots_status(download), download.body, download.reason)
        if robots.refusal is not None and download.status_code is not None:
            now = self._downloader.clock.now()
            return self._book.after_long_silence(origin, now) or robots
        return robots

    def _heed_delay(self, robots: Robots, host: str) -> Robots:
        """Rest as long as the host asks; leave it alone where that is too long for a night."""
        delay_s = robots.delay_s(self._policy.robot_name)
        if delay_s > self._policy.max_crawl_delay_s:
            limit = f"more than the {self._policy.max_crawl_delay_s:g} s of this run"
            problem = f"robots.txt asks for {delay_s:g} s between requests, {limit}"
            return Robots(refusal=Refusal("skipped", problem))
        if delay_s > 0:
            self._downloader.pace.ask_delay(host, delay_s)
        return robots


def _robots_status(download: Download) -> int | None:
    """The status of an answer to robots.txt; None when its body broke off, as if none had come."""
    is_answer = download.outcome == "fetched" or len(download.body) >= MAX_ROBOTS_BYTES
    has_failed = download.status_code is not None and download.status_code < 300
    return None if has_failed and not is_answer else download.status_code


async def _open_gate(_: URL) -> Refusal | None:
    """Robots.txt itself needs no leave."""
    return None
