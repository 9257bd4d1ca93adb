"""Runs thousands of pages through `extract_lines` and watches memory, the slowest page, the lines.

    DATELINE_DATA=... python tests/evaluation/evaluate_endurance.py [--pages 10000] [--workers 1]

The pages of `DATELINE_DATA/pages/<set>` are repeated until there are enough. Printed for each
thousand: pages a wall second, the slowest page (wall seconds between two lines, so with one worker
the page's own time), and the most memory held at once by this process and its workers together
(resident, in MB; read from /proc after each line, so Linux only). At the end: lines in and out,
and how many pages said something else when they came again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from tasks.extraction.filter import extract_lines

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Stretch:
    """What a thousand pages cost."""

    started: float
    slowest_s: float = 0.0
    slowest_page: str = ""
    most_bytes: int = 0
    largest_worker_bytes: int = 0

    def note(self, page: str, took_s: float, resident: Sequence[int]) -> None:
        """Takes the time of one page, and what was resident after it: ours, then each worker's."""
        if took_s > self.slowest_s:
            self.slowest_s, self.slowest_page = took_s, page
        self.most_bytes = max(self.most_bytes, sum(resident))
        self.largest_worker_bytes = max(self.largest_worker_bytes, *resident[1:], 0)


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


def resident_bytes() -> list[int]:
    """Resident bytes of this process and then of each of its children."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    sizes = []
    for pid in ["self", *children]:
        try:
            sizes.append(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES)
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended between the two reads
    return sizes


def endure(lines: Sequence[str], pages: int, workers: int, every: int) -> Course:
    """Prints a row every `every` pages; what the pages said."""
    ids = [json.loads(line)["id"] for line in lines]
    course, stretch = Course(), Stretch(time.monotonic())
    answers = extract_lines(islice(cycle(lines), pages), folder=Path(), workers=workers)
    for page, (line, took_s) in zip(cycle(ids), _timed(answers), strict=False):
        course.note(page, line)
        stretch.note(page, took_s, resident_bytes())
        if course.lines % every == 0:
            _print_row(course.lines, every, stretch)
            stretch = Stretch(time.monotonic())
    return course


def _timed(answers: Iterator[str]) -> Iterator[tuple[str, float]]:
    """Each line with the wall seconds that it was waited for."""
    before = time.monotonic()
    for line in answers:
        yield line, time.monotonic() - before
        before = time.monotonic()


def _print_row(done: int, every: int, stretch: Stretch) -> None:
    rate = every / (time.monotonic() - stretch.started)
    print(
        f"{done:7}  {rate:6.1f}  {stretch.slowest_s:7.2f}  {stretch.most_bytes / 1e6:8.0f}  "
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
    print("  pages  page/s  slowest s  all MB  worker MB  slowest page")
    course = endure(lines, options.pages, options.workers, options.every)
    print(
        f"{course.lines} lines for {options.pages} pages; {course.rejected_by_limit} pages ended by "
        f"a limit; {len(course.changed)} pages said something else when they came again"
    )
    sys.exit(course.lines != options.pages)


if __name__ == "__main__":
    main()
