"""What reading a WARC file costs before extraction: time, and memory that must not grow with it.

    python tests/speed/bench_backfill.py [MEGABYTES]

Writes files of a tenth of the size and of the whole size, one page to five images as a crawl has
them, reads each to its end as `dateline backfill` does, in stretches of 1,000 pages, in a process
of its own, and prints what that took. Bodies are random, so they do not compress.
"""

from __future__ import annotations

import gzip
import io
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SEED = 20261123
PAGES_A_STRETCH = 1_000


def member(kind: str, body: bytes) -> bytes:
    """One answer as a gzip member."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    record = writer.create_warc_record(
        "https://gazette.example/story",
        "response",
        payload=io.BytesIO(body),
        http_headers=http,
        warc_headers_dict={"WARC-Date": "2024-03-01T00:00:00Z"},
    )
    writer.write_record(record)
    return gzip.compress(out.getvalue(), 1)


def write_crawl(path: Path, megabytes: int) -> None:
    noise = Random(SEED).randbytes(150_000)
    words = noise.hex().encode()[:60_000]
    page = member("text/html", b"<!doctype html><html><body><p>" + words)
    block = page + member("image/jpeg", noise) * 5
    with path.open("wb") as file:
        for _ in range(megabytes * 1_000_000 // len(block)):
            file.write(block)


def read_crawl(path: Path) -> str:
    """Read the whole file in this process: a line of figures."""
    from tasks.read_warc import Reading, read_warc  # noqa: PLC0415 - not in the parent

    begun, pages, start, is_last = time.process_time(), 0, 0, False
    while not is_last:
        reading = Reading(
            path=path,
            start=start,
            run_id=f"bench-{start}",
            source_id="bench",
            outlets={},
            since=None,
            today=date(2026, 11, 23),
            max_pages=PAGES_A_STRETCH,
            max_body_bytes=20_000_000,
        )
        stretch = read_warc.fn(reading, read_at=datetime.now(UTC))
        pages += len(stretch.fetches) - 1
        start, is_last = stretch.end, stretch.is_last
    cpu_s = time.process_time() - begun
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    size_mb = path.stat().st_size / 1e6
    return (
        f"{size_mb:6.0f} MB  {pages:6} pages  {cpu_s:5.1f} CPU-s  {size_mb / cpu_s:4.0f} MB a CPU-s"
        f"  peak memory {peak_mb:4.0f} MB"
    )


def main() -> None:
    if sys.argv[1:2] == ["--read"]:
        print(read_crawl(Path(sys.argv[2])))
        return
    megabytes = int(sys.argv[1]) if sys.argv[1:] else 1_000
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        for size in (max(1, megabytes // 10), megabytes):
            path = Path(folder) / f"crawl-{size}.warc.gz"
            write_crawl(path, size)
            subprocess.run([sys.executable, __file__, "--read", str(path)], check=True)


if __name__ == "__main__":
    main()
