"""Feeds damaged pages to the extraction pool for as long as it is told to.

    python tests/evaluation/fuzz_extraction.py --minutes 60 --keep build/fuzz [--seed 1]

Pages are the demo newsroom's and, where DATELINE_DATA names a folder, those of its page sets. A
find is a page that broke the extractor, killed its worker, ran into a limit, took more than
--slow CPU seconds, or whose record breaks what every record promises. It is written to the --keep
folder and printed with the reason; the same seed gives the same pages. Exit status 1 with finds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard
from page_mutations import mutate

from newsroom.articles import load_articles
from newsroom.outlets import load_outlets
from newsroom.site import build_site
from tasks.extraction.filter import written_line
from tasks.extraction.job import Limits
from tasks.extraction.pool import ExtractionPool, Page
from tasks.extraction.record import OUT_OF_MEMORY, Extracted

_URLS = (None, "https://post.example/world/big-ferry-fire", "http://[", "x" * 5000, "//", "\ud800")
_TYPES = (None, "text/html; charset=utf-8", "text/html; charset=utf-16", "text/html; charset=\0")
_ROW_EVERY_S = 60.0


@dataclass(frozen=True)
class Damaged:
    """One damaged page, and how it came about."""

    name: str
    body: bytes
    url: str | None
    content_type: str | None
    damage: list[str]


def whole_pages() -> list[bytes]:
    """The pages to be damaged, in a fixed order."""
    articles = load_articles(2)
    pages = []
    for outlet in load_outlets().values():
        site = build_site(outlet, articles, "http://127.0.0.1:8041")
        pages += [page.body for _, page in sorted(site.pages.items())]
    if "DATELINE_DATA" in os.environ:
        root = Path(os.environ["DATELINE_DATA"]) / "pages"
        for file in sorted(root.glob("*/pages/*.html.zst")):
            pages.append(zstandard.ZstdDecompressor().decompressobj().decompress(file.read_bytes()))
    return pages


def damaged_pages(pages: list[bytes], seed: int) -> Iterator[Damaged]:
    """Damaged pages without end; the nth depends on the seed and n only."""
    number = 0
    while True:
        rng = random.Random(f"{seed}-{number}")
        body, damage = mutate(rng.choice(pages), rng)
        url, content_type = rng.choice(_URLS), rng.choice(_TYPES)
        yield Damaged(f"{seed}-{number}", body, url, content_type, damage)
        number += 1


def fault_of(got: Extracted, took_s: float, slow_s: float) -> str | None:
    """What is wrong with the answer to a page; None when nothing is."""
    reason = got.reason or ""
    if "failed on it" in reason or got.extractor == "none" or reason == OUT_OF_MEMORY:
        return reason
    if took_s > slow_s:
        return f"took {took_s:.1f} CPU-s"
    if (got.status == "rejected") != bool(reason):
        return f"{got.status} with the reason {got.reason!r}"
    if "\n" in reason:
        return "a reason of several lines"
    try:
        json.loads(written_line("x", got)).get("text").encode("utf-8")
    except (ValueError, TypeError) as error:
        return f"cannot be written: {error!r}"
    controls = [c for c in got.text + (got.title or "") if c < " " and c not in "\n\t"]
    return f"control characters: {set(controls)}" if controls else None


def fuzz(pages: list[bytes], options: argparse.Namespace) -> tuple[int, Counter[str]]:
    """How many pages were tried, and how often each fault was found; prints a row a minute."""
    finds: Counter[str] = Counter()
    start, row_s, slowest_s, done = time.monotonic(), _ROW_EVERY_S, 0.0, 0
    with ExtractionPool(1, Limits(options.limit, options.memory_mb)) as pool:
        for done, page in enumerate(damaged_pages(pages, options.seed)):
            passed_s = time.monotonic() - start
            if passed_s > options.minutes * 60:
                break
            if passed_s > row_s:
                row_s += _ROW_EVERY_S
                row = f"{done} pages  {finds.total()} finds  slowest {slowest_s:.1f} CPU-s"
                print(f"{passed_s / 60:5.0f} min  {row}", flush=True)
            before_s = _workers_cpu_s()
            (got,) = pool.extract([Page(page.name, page.url, page.body, page.content_type)])
            took_s = _workers_cpu_s() - before_s if done else 0.0  # the first also starts it
            slowest_s = max(slowest_s, took_s)
            fault = fault_of(got, took_s, options.slow)
            if fault is not None:
                finds[fault] += 1
                _keep(page, fault, options.keep)
    return done, finds


def _workers_cpu_s() -> float:
    """CPU seconds that the pool's process has used so far: a busy machine makes no page slow."""
    ticks = 0
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just been replaced
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _keep(page: Damaged, fault: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{page.name}.html").write_bytes(page.body)
    size = f"{len(page.body)} bytes"
    print(f"FIND {page.name}: {fault}; {size}; url {page.url!r:.40}; {page.damage}", flush=True)


def main() -> None:
    """Prints each find, and how many pages were tried."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="folder for finds")
    parser.add_argument("--slow", type=float, default=5.0, help="CPU seconds that are too many")
    parser.add_argument(
        "--limit", type=float, default=10.0, help="CPU seconds until a page is ended"
    )
    parser.add_argument("--memory-mb", type=int, default=1000, help="memory limit of the worker")
    done, finds = fuzz(whole_pages(), options := parser.parse_args())
    print(
        f"{done} pages in {options.minutes:g} minutes, seed {options.seed}: {finds.total()} finds"
    )
    for fault, times in finds.most_common():
        print(f"{times:6}  {fault}")
    sys.exit(bool(finds))


if __name__ == "__main__":
    main()
