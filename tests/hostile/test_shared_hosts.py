"""Outlets that live on one host and are read at once, each by a thread with a loop of its own."""

from __future__ import annotations

import asyncio
import pickle
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from tasks.fetching.archive import open_archive
from tasks.fetching.client import open_fetcher
from tasks.fetching.hosts import Hosts, StoppedError
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.robots_book import RobotsBook
from warehouse.tables.fetches import Candidate, Fetch

PAGE = b"<!doctype html><html><body><p>News.</p></body></html>"
RUN = {"run_id": "run", "night_date": date(2026, 11, 20)}


class Site:
    """A server that notes when each request came and ended, and how many it had at once."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float]] = []
        self.paths: list[str] = []
        self.meanwhile: dict[int, Callable[[], None]] = {}  # by the number of a request
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self.base = ""

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        began = time.monotonic()
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            self.paths.append(handler.path)
            self.meanwhile.get(len(self.paths), int)()
        is_robots = handler.path == "/robots.txt"
        handler.send_response(404 if is_robots else 200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(PAGE)))
        handler.end_headers()
        with self._lock:
            self._at_once -= 1
            self.spans.append((began, time.monotonic()))
        handler.wfile.write(PAGE)


@pytest.fixture
def site():
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.serve(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site.base = f"http://127.0.0.1:{server.server_port}"
        yield site
        server.shutdown()


async def fetch(
    site: Site, folder: Path, outlet: str, pages: int, *, shared: dict, **policy: object
) -> list[Fetch]:
    """The rows of an outlet's pages; `shared` is what it has in common with others."""
    candidates = [
        Candidate(source_id=outlet, url=f"{site.base}/{outlet}/{n}", resource="page")
        for n in range(pages)
    ]
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    own = FetchPolicy(allow_private_addresses=True, **policy)
    with open_archive(folder, source_id=outlet, opened_at=now, **RUN) as archive:
        async with open_fetcher(policy=own, archive=archive, **shared, **RUN) as fetcher:
            return await fetcher.fetch_all(candidates, known={})


def read_at_once(
    site: Site, folder: Path, outlets: Sequence[str], pages: int, **policy: object
) -> list[Fetch]:
    """The rows of outlets that are all on `site`, fetched in threads that share their hosts."""
    shared = {"hosts": Hosts(), "book": RobotsBook(folder)}
    with ThreadPoolExecutor(len(outlets)) as pool:
        reading = [
            pool.submit(asyncio.run, fetch(site, folder, outlet, pages, shared=shared, **policy))
            for outlet in outlets
        ]
    return [row for each in reading for row in each.result()]


def test_outlets_on_one_host_keep_its_delay_together(site, tmp_path):
    rows = read_at_once(site, tmp_path, ["one", "two", "three"], pages=4, delay_s=0.05)
    assert {row.outcome for row in rows} == {"fetched"}
    assert len(site.spans) == 3 * 4 + 1  # one robots.txt for all
    spans = sorted(site.spans)
    assert site.most_at_once == 1
    assert all(later - end >= 0.04 for (_, end), (later, _) in pairwise(spans))
    assert {row.rest_s for row in rows} == {0.05}


def test_outlets_on_one_host_share_its_places(site, tmp_path):
    policy = {"delay_s": 0.0, "per_host_concurrency": 2}
    rows = read_at_once(site, tmp_path, ["one", "two", "three"], pages=20, **policy)
    assert len(rows) == 60
    assert site.most_at_once <= 2


def test_a_run_that_is_stopped_ends_at_once_and_goes_on_from_its_archive(site, tmp_path):
    policy = {"delay_s": 0.0, "per_host_concurrency": 2}
    hosts = Hosts()
    site.meanwhile[5] = hosts.stop
    with pytest.raises(ExceptionGroup) as stopped:
        asyncio.run(fetch(site, tmp_path, "one", 20, shared={"hosts": hosts}, **policy))
    assert stopped.group_contains(StoppedError)
    assert 5 <= len(site.paths) < 10
    (unfinished,) = tmp_path.rglob("*.part")
    assert unfinished.stat().st_size
    rows = asyncio.run(fetch(site, tmp_path, "one", 20, shared={}, **policy))
    assert [row.outcome for row in rows] == ["fetched"] * 20
    twice = [path for path, times in Counter(site.paths).items() if times > 1]
    assert len(set(twice) - {"/robots.txt"}) <= 2  # what was under way


def test_who_waits_for_a_long_rest_notices_that_the_run_is_stopped():
    hosts = Hosts()
    hosts.meet("x.example", 120.0)
    hosts.hold("x.example", 1_000.0)
    assert hosts.take("x.example", 1, 900.0) <= 1.0
    hosts.stop()
    with pytest.raises(StoppedError):
        hosts.take("x.example", 1, 901.0)


def test_a_host_that_was_overrun_the_night_before_starts_slowly_and_is_trusted_again():
    hosts = Hosts({"x.example": 4.0})
    hosts.meet("x.example", 1.0)
    hosts.meet("y.example", 1.0)
    assert (hosts.delay_s("x.example"), hosts.delay_s("y.example")) == (4.0, 1.0)
    rests = set()
    for _ in range(200):
        hosts.note_answer("x.example")
        rests.add(hosts.delay_s("x.example"))
    assert rests == {4.0, 2.0, 1.0}


def test_a_host_that_is_overrun_again_and_again_rests_up_to_a_minute():
    hosts = Hosts()
    hosts.meet("x.example", 0.0)
    assert [hosts.slow_down("x.example") for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    for _ in range(500):
        hosts.note_answer("x.example")
    assert hosts.delay_s("x.example") == 0.0


def test_the_longest_of_the_delays_that_outlets_ask_for_holds():
    hosts = Hosts()
    for delay_s in (1.0, 5.0, 2.0):
        hosts.meet("x.example", delay_s)
    assert hosts.delay_s("x.example") == 5.0


def test_hosts_sent_to_another_process_start_as_remembered():
    hosts = pickle.loads(pickle.dumps(Hosts({"x.example": 8.0})))
    hosts.meet("x.example", 1.0)
    assert hosts.delay_s("x.example") == 8.0
