"""Pages a CPU-second in the fetch stage, beside a plain aiohttp loop on the same pages.

    python tests/speed/bench_fetching.py [PAGES]

Pages are HTML, each its own, gzipped as most servers send them: of 30 to 100 kB, then of 100 to 300,
between which the middle half of the news pages lies that the extraction is measured on; and of 30 to
100 kB as they are.
The server runs in a process of its own and its time is not counted. Delays are zero, so that the
figure is the cost of the work and not of the manners. Every line is the median of rounds in turn:

- plain loop: get, and read the whole body, decompressed; no robots, no limits, nothing kept
- with warcio: the same, and each response and request written to a WARC file
- fetch stage: as a night does it, with robots, limits, checks, digests, rows and the archive
"""

from __future__ import annotations

import asyncio
import io
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp
from speed_server import speed_server
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.fetching.archive import open_archive
from tasks.fetching.client import open_fetcher
from tasks.fetching.policy import FetchPolicy
from warehouse.tables.fetches import Candidate

SIZES = (30_000, 100_000)
LARGE = (100_000, 300_000)
CONCURRENCY = 16
ROUNDS = 3  # in turn, so that other work on the machine meets all alike

Job = Callable[[list[str], Path], Awaitable[None]]


async def plain_loop(urls: list[str], folder: Path) -> None:
    """What fetching costs when nothing is asked of it: get and read."""
    queue = iter(urls)

    async def work(session: aiohttp.ClientSession) -> None:
        for url in queue:
            async with session.get(url) as response:
                await response.read()

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(work(session) for _ in range(CONCURRENCY)))


async def plain_loop_with_warcio(urls: list[str], folder: Path) -> None:
    """The loop that keeps what it gets, as the library's own examples do."""
    queue = iter(urls)

    async def work(session: aiohttp.ClientSession, writer: WARCWriter) -> None:
        for url in queue:
            async with session.get(url) as response:
                body = await response.read()
            if response.headers.get("Content-Encoding") == "gzip":
                zlib.decompress(body, zlib.MAX_WBITS + 16)
            head = StatusAndHeaders(
                f"{response.status} {response.reason}", list(response.headers.items()), "HTTP/1.1"
            )
            answer = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), length=len(body), http_headers=head
            )
            sent = list(response.request_info.headers.items())
            head = StatusAndHeaders(
                f"GET {response.url.path_qs} HTTP/1.1", sent, is_http_request=True
            )
            writer.write_request_response_pair(
                writer.create_warc_record(url, "request", http_headers=head), answer
            )

    with (folder / "plain.warc.gz").open("wb") as file:
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            await asyncio.gather(*(work(session, WARCWriter(file)) for _ in range(CONCURRENCY)))


async def fetch(urls: list[str], folder: Path) -> None:
    """The stage as a night runs it: robots, limits, checks, rows and the archive."""
    policy = FetchPolicy(
        delay_s=0.0,
        per_host_concurrency=CONCURRENCY,
        max_concurrency=CONCURRENCY,
        allow_private_addresses=True,
    )
    run = {"run_id": "bench", "night_date": date(2026, 11, 20)}
    candidates = [Candidate(source_id="bench", url=url, resource="page") for url in urls]
    with open_archive(folder, source_id="bench", opened_at=datetime.now(UTC), **run) as archive:
        async with open_fetcher(policy=policy, archive=archive, **run) as fetcher:
            rows = await fetcher.fetch_all(candidates, known={})
    missed = [row for row in rows if row.outcome != "fetched"]
    if missed:
        sys.exit(f"{len(missed)} pages were not fetched: {missed[0].reason}")


JOBS: dict[str, Job] = {
    "plain loop": plain_loop,
    "with warcio": plain_loop_with_warcio,
    "fetch stage": fetch,
}


def measure(job: Job, urls: list[str]) -> tuple[float, float]:
    """CPU and wall seconds of one round."""
    with tempfile.TemporaryDirectory() as folder:
        cpu, wall = time.process_time(), time.perf_counter()
        asyncio.run(job(urls, Path(folder)))
        return time.process_time() - cpu, time.perf_counter() - wall


def compare(encoding: str, sizes: tuple[int, int], count: int) -> None:
    with speed_server(count, sizes, encoding) as urls:
        for job in JOBS.values():
            measure(job, urls[: count // 10])  # connections, imports and caches are warm
        rounds = [{name: measure(job, urls) for name, job in JOBS.items()} for _ in range(ROUNDS)]
    for name in JOBS:
        cpu = statistics.median(seconds[name][0] for seconds in rounds)
        wall = statistics.median(seconds[name][1] for seconds in rounds)
        share = statistics.median(seconds["plain loop"][0] / seconds[name][0] for seconds in rounds)
        print(
            f"{encoding:>8} {sizes[0] // 1000}-{sizes[1] // 1000} kB {name:<11} {count / cpu:7.0f} pages a CPU-second "
            f"{cpu / count * 1e3:6.3f} ms CPU {wall / count * 1e3:6.3f} ms wall a page, "
            f"{share:5.2f} of the plain loop's speed"
        )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    for encoding, sizes in (("gzip", SIZES), ("gzip", LARGE), ("identity", SIZES)):
        compare(encoding, sizes, count)


if __name__ == "__main__":
    main()
