"""Pages a CPU-second in the fetch stage, beside a plain aiohttp loop on the same pages.

    python tests/speed/bench_fetching.py [PAGES]

The server runs in a process of its own and its time is not counted. Delays are zero, so that the
figure is the cost of the work and not of the manners. Also prints the resident memory on the way:
it should not grow with the number of pages.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
from aiohttp import web

from tasks.fetching.archive import open_archive
from tasks.fetching.client import open_fetcher
from tasks.fetching.policy import FetchPolicy
from warehouse.tables.fetches import Candidate

PAGE_CHARS = 40_000  # the median news page of the page sets is about that long, markup included
CONCURRENCY = 16
WORDS = [
    "talks",
    "border",
    "minister",
    "harbour",
    "vote",
    "court",
    "strike",
    "bridge",
    "river",
    "said",
    "officials",
    "market",
]


def make_page(number: int) -> bytes:
    """A page of its own for each number, about as compressible as real markup."""
    rng = random.Random(number)
    parts = [f"<!doctype html><html><head><title>Page {number}</title></head><body>"]
    size = 0
    while size < PAGE_CHARS:
        text = " ".join(rng.choices(WORDS, k=12))
        parts.append(f'<div class="c-{rng.randrange(10**6)}"><p>{text} {rng.random()}</p></div>')
        size += len(parts[-1])
    return "".join([*parts, "</body></html>"]).encode()


def serve(pipe: Connection, is_compressed: bool) -> None:
    """Serve pages on a free port, which is told through the pipe, until the process is ended."""
    bodies = [make_page(n) for n in range(50)]

    async def page(request: web.Request) -> web.Response:
        body = bodies[int(request.match_info["number"]) % len(bodies)]
        response = web.Response(body=body, content_type="text/html")
        if is_compressed:
            response.enable_compression(web.ContentCoding.gzip)
        return response

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/{number:\\d+}", page)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


@contextmanager
def server(is_compressed: bool):
    """The base address of a server in another process."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs, is_compressed), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


async def plain_loop(urls: list[str]) -> None:
    """What fetching costs when nothing is asked of it: get and read."""
    queue = iter(urls)

    async def work(session: aiohttp.ClientSession) -> None:
        for url in queue:
            async with session.get(url) as response:
                await response.read()

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(work(session) for _ in range(CONCURRENCY)))


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


def cpu_seconds(job) -> float:
    start = time.process_time()
    asyncio.run(job)
    return time.process_time() - start


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    for is_compressed in (False, True):
        kind = "gzip" if is_compressed else "plain"
        with server(is_compressed) as base, tempfile.TemporaryDirectory() as folder:
            urls = [f"{base}/{n}" for n in range(count)]
            plain = cpu_seconds(plain_loop(urls))
            first = cpu_seconds(fetch(urls[: count // 10], Path(folder)))
            before = resident_mb()
            ours = cpu_seconds(fetch(urls, Path(folder)))
            print(
                f"{kind:>6} pages: fetch stage {count / ours:6.0f} pages a CPU-second, "
                f"plain aiohttp loop {count / plain:6.0f} (ratio {plain / ours:.2f}); "
                f"resident {before:.0f} MB after {count // 10} pages, "
                f"{resident_mb():.0f} MB after {count} ({first:.1f} s warm-up)"
            )


if __name__ == "__main__":
    main()
