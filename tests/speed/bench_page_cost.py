"""Where the time of a page goes in the fetch stage, by part.

    python tests/speed/bench_page_cost.py [PAGES]

Samples the stack at every millisecond of CPU that the stage uses (SIGPROF), which costs nothing that
would distort it, and counts each sample for the innermost part of the program on the stack. The
pages are those of `bench_fetching.py`: 30 to 100 kB of HTML, gzipped.
"""

from __future__ import annotations

import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from bench_fetching import SIZES, fetch, measure
from speed_server import speed_server

# By the end of a file's folder or name; the first that matches the innermost frame counts.
PARTS = {
    "tasks/fetching/body.py": "body: inflate, digest, keep",
    "tasks/fetching/warc_record.py": "archive: format records",
    "tasks/fetching/archive/": "archive: decide, write through",
    "tasks/fetching/content.py": "checks of the page",
    "tasks/fetching/opt_out.py": "checks of the page",
    "tasks/fetching/robots.py": "robots, pace, addresses",
    "tasks/fetching/hosts.py": "robots, pace, addresses",
    "tasks/fetching/pace.py": "robots, pace, addresses",
    "tasks/fetching/urls.py": "robots, pace, addresses",
    "tasks/fetching/rows.py": "row of the page",
    "warehouse/tables/": "row of the page",
    "tasks/fetching/": "steps from URL to row",
    "/aiohttp/": "HTTP and event loop",
    "/yarl/": "HTTP and event loop",
    "/asyncio/": "HTTP and event loop",
}
SAMPLE_S = 0.001


def part_of(frame: FrameType | None) -> str:
    """The part that the innermost frame of the program or of its HTTP client belongs to."""
    while frame is not None:
        name = frame.f_code.co_filename
        for ending, part in PARTS.items():
            if ending in name:
                return part
        frame = frame.f_back
    return "start and end"


@contextmanager
def sampled(counts: Counter[str]) -> Iterator[None]:
    """Count the parts at work in the block."""

    def count(_: int, frame: FrameType | None) -> None:
        counts[part_of(frame)] += 1

    before = signal.signal(signal.SIGPROF, count)
    signal.setitimer(signal.ITIMER_PROF, SAMPLE_S, SAMPLE_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    counts: Counter[str] = Counter()
    with speed_server(pages, SIZES, "gzip") as urls:
        measure(fetch, urls[:200])
        with sampled(counts):
            cpu_s, _ = measure(fetch, urls)
    total = counts.total()
    print(f"| part | µs a page | share |\n|---|---|---|   ({pages} pages, {total} samples)")
    for part, count in counts.most_common():
        print(f"| {part} | {cpu_s / pages * 1e6 * count / total:.0f} | {count / total:.0%} |")
    print(f"| all | {cpu_s / pages * 1e6:.0f} | 100% |")


if __name__ == "__main__":
    main()
