"""Runs thousands of pages through `extract_lines` and watches memory, the slowest page, the lines.

    DATELINE_DATA=... python tests/evaluation/evaluate_endurance.py [--pages 10000] [--workers 1]

The pages of `DATELINE_DATA/pages/<set>` are repeated until there are enough. Printed for each
thousand: pages a CPU second of the workers, the slowest page (the workers' CPU seconds between two
lines, so with one worker the page's own), and the most memory held at once by this process and its
workers together (resident, in MB; all read from /proc after each line, so Linux only). At the end: lines in and out,
and how many pages said something else when they came again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from tasks.extraction.filter import extract_lines

_PAGE_BYTES, _TICKS_A_SECOND = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


@dataclass
class Stretch:
    """What a thousand pages cost."""

    cpu_s: float = 0.0
    slowest_s: float = 0.0
    slowest_page: str = ""
    most_bytes: int = 0
    largest_worker_bytes: int = 0

    def note(self, page: str, took_s: float, own_bytes: int, workers: Mapping[int, Worker]) -> None:
        """Takes one page's CPU time, and what was resident after it."""
        self.cpu_s += took_s
        if took_s > self.slowest_s:
            self.slowest_s, self.slowest_page = took_s, page
        resident = [worker.resident_bytes for worker in workers.values()]
        self.most_bytes = max(self.most_bytes, own_bytes + sum(resident))
        self.largest_worker_bytes = max(self.largest_worker_bytes, *resident, 0)


@dataclass
class Course:
    """What the pages said so far."""

    first_said: dict[str, bytes] = field(default_factory=dict)
    lines: int = 0
    rejected_by_limit: int = 0
    changed: set[str] = field(default_factory=set)

    def note(self, page: str, line: str) -> None:
        """Takes one line of output, of the page whose turn it is."""
        row = json.loads(line)
        assert row["id"] == page, f"the line of {row['id']} came in the place of {page}'s"
        self.lines += 1
        self.rejected_by_limit += row["extractor"] == "none"
        said = hashlib.sha256(line.encode("utf-8", "backslashreplace")).digest()
        if self.first_said.setdefault(page, said) != said:
            self.changed.add(page)


def input_lines(root: Path, sets: Sequence[str]) -> list[str]:
    """One line of input a page of the sets, in a fixed order."""
    lines = []
    for name in sets:
        for row in map(json.loads, (root / name / "gold.jsonl").read_text("utf-8").splitlines()):
            path = root / name / "pages" / f"{row['id']}.html.zst"
            lines.append(
                json.dumps({"id": f"{name}/{row['id']}", "url": row["url"], "path": str(path)})
            )
    return lines


class Worker(NamedTuple):
    """What the kernel says of a child process."""

    cpu_s: float
    resident_bytes: int


def look_at_workers() -> dict[int, Worker]:
    """The children of this process, by process id."""
    found = {}
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        try:
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended between the two reads
        cpu_s = (int(stat[11]) + int(stat[12])) / _TICKS_A_SECOND
        found[int(pid)] = Worker(cpu_s, int(stat[21]) * _PAGE_BYTES)
    return found


def endure(lines: Sequence[str], pages: int, workers: int, every: int) -> Course:
    """Prints a row every `every` pages; what the pages said."""
    ids = [json.loads(line)["id"] for line in lines]
    course, stretch, before = Course(), Stretch(), look_at_workers()
    answers = extract_lines(islice(cycle(lines), pages), folder=Path(), workers=workers)
    for page, line in zip(cycle(ids), answers, strict=False):
        now = look_at_workers()
        # A worker that is new has also spent what starting costs; its first page is left out.
        took_s = sum(now[pid].cpu_s - before[pid].cpu_s for pid in now.keys() & before.keys())
        course.note(page, line)
        own_bytes = int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES
        stretch.note(page, took_s, own_bytes, now)
        if course.lines % every == 0:
            _print_row(course.lines, every, stretch)
            stretch = Stretch()
        before = now
    return course


def _print_row(done: int, every: int, stretch: Stretch) -> None:
    rate = every / stretch.cpu_s if stretch.cpu_s else 0.0
    print(
        f"{done:7}  {rate:9.1f}  {stretch.slowest_s:7.2f}  {stretch.most_bytes / 1e6:8.0f}  "
        f"{stretch.largest_worker_bytes / 1e6:9.0f}  {stretch.slowest_page}",
        flush=True,
    )


def main() -> None:
    """Prints the course of the run; exit status 1 when a page gave no line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--every", type=int, default=1000, help="pages between two rows")
    options = parser.parse_args()
    if "DATELINE_DATA" not in os.environ:
        sys.exit("evaluate_endurance: set DATELINE_DATA to the folder that holds pages/<set>")
    root = Path(os.environ["DATELINE_DATA"]) / "pages"
    lines = input_lines(root, sorted(p.parent.name for p in root.glob("*/gold.jsonl")))
    print(f"{len(lines)} pages, repeated to {options.pages}; {options.workers} workers")
    print("  pages  page/cpu-s  slowest  all MB  worker MB  slowest page")
    course = endure(lines, options.pages, options.workers, options.every)
    print(
        f"{course.lines} lines for {options.pages} pages; {course.rejected_by_limit} pages ended by "
        f"a limit; {len(course.changed)} pages said something else when they came again"
    )
    sys.exit(course.lines != options.pages)


if __name__ == "__main__":
    main()
