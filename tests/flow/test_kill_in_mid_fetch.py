"""Listing and fetching killed with SIGKILL go on from the archive: nothing is asked for twice.

The server holds its answers at a chosen request, so that the kill comes at a known moment, and what
was asked for is read from the server's own log. Prefect's import makes each run take seconds.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tasks.fetching.archive import archived_runs, read_body, read_run

PAGES = 40
AT_ONCE = 2
TOOLS = Path(sys.executable).parent

# What the nightly flow does in its first two stages, without the flow: one outlet, by the steps.
STEPS = """
import json, sys
from datetime import date
from pathlib import Path
from tasks.fetch_articles import fetch_articles
from tasks.fetching.policy import FetchPolicy
from tasks.list_articles import list_articles
from tasks.night import Night
from tasks.sources.outlet import Outlet

base, folder = sys.argv[1], Path(sys.argv[2])
night = Night(
    run_id="run", night_date=date(2026, 11, 20), archive_dir=folder / "archive",
    warehouse_dir=folder, results_dir=folder,
)
outlet = Outlet(
    source_id="outlet", name="Outlet", feeds=(base + "/feed1", base + "/feed2"),
    articles_a_night=100, delay_s=0.0,
)
policy = FetchPolicy(delay_s=0.0, per_host_concurrency=2, allow_private_addresses=True, retries=0)
listed = list_articles.fn(outlet, policy=policy, night=night, known={})
rows = fetch_articles.fn(listed, policy=policy, night=night, known={})
pages = [row for row in rows if row.resource == "page"]
print(json.dumps([[row.url, row.outcome] for row in pages]))
"""


@dataclass
class Site:
    """Two feeds of twenty pages each. At the path `hold_at` and from then on, answers are held."""

    hold_at: str
    log: list[str] = field(default_factory=list)
    is_held: threading.Event = field(default_factory=threading.Event)
    is_released: threading.Event = field(default_factory=threading.Event)
    base: str = ""

    def body(self, path: str) -> tuple[str, bytes]:
        if path.startswith("/feed"):
            first = 20 * (int(path[-1]) - 1)
            items = "".join(
                f"<item><title>Page {n}</title><link>{self.base}/page/{n}</link></item>"
                for n in range(first, first + 20)
            )
            return "text/xml", f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
        if path == "/robots.txt":
            return "text/plain", b"User-agent: *\nAllow: /"
        return "text/html", f"<!doctype html><html><body><p>{path}</p></body></html>".encode()

    def answer(self, path: str) -> tuple[str, bytes]:
        self.log.append(path)
        if path == self.hold_at:
            self.is_held.set()
        if self.is_held.is_set():
            self.is_released.wait(60)
        return self.body(path)


def serve(site: Site) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content_type, body = site.answer(self.path)
            try:
                self.send_response(200)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@dataclass
class Killed:
    """A run that was killed and run again: what the first left, and what the second said."""

    site: Site
    folder: Path
    asked_before: list[str]
    left: bytes
    rows: list[list[str]]


def start(site: Site, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", STEPS, site.base, folder], stdout=subprocess.PIPE
    )


@pytest.fixture(scope="module", params=["/feed2", "/page/25"])
def killed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Killed]:
    """Killed while the path of the parameter was being asked for."""
    folder = tmp_path_factory.mktemp("killed")
    site = Site(request.param)
    server = serve(site)
    try:
        first = start(site, folder)
        assert site.is_held.wait(60), "the run did not get as far as the moment of its kill"
        first.send_signal(signal.SIGKILL)
        first.communicate()
        asked = list(site.log)
        (unfinished,) = folder.rglob("*.part")
        left = unfinished.read_bytes()
        site.is_released.set()
        second = start(site, folder)
        said, _ = second.communicate(timeout=120)
        assert second.returncode == 0
        yield Killed(site, folder, asked, left, json.loads(said))
    finally:
        server.shutdown()
        server.server_close()


def test_what_a_killed_run_leaves_is_a_readable_archive(killed: Killed, tmp_path: Path) -> None:
    file = tmp_path / "left.warc.gz"
    file.write_bytes(killed.left)
    with file.open("rb") as stream:
        urls = {
            record.rec_headers.get_header("WARC-Target-URI")
            for record in ArchiveIterator(stream, check_digests="raise")
            if record.rec_type == "response"
        }
    # Nothing that had been answered is missing.
    answered = set(killed.asked_before[: -2 * AT_ONCE])
    if killed.site.hold_at == "/feed2":
        assert f"{killed.site.base}/feed1" in urls
    else:
        pages = {path for path in answered if path.startswith("/page")}
        assert pages <= {url.removeprefix(killed.site.base) for url in urls}


def test_nothing_is_asked_for_twice_but_what_was_in_flight(killed: Killed) -> None:
    twice = {path for path, times in Counter(killed.site.log).items() if times > 1}
    assert killed.site.hold_at in twice
    assert len(twice) <= AT_ONCE
    assert twice <= set(killed.asked_before[-2 * AT_ONCE :])


def test_every_page_is_a_row(killed: Killed) -> None:
    expected = [[f"{killed.site.base}/page/{n}", "fetched"] for n in range(PAGES)]
    assert sorted(killed.rows) == sorted(expected)


def test_the_archive_is_whole_in_the_end(killed: Killed) -> None:
    assert list(killed.folder.rglob("*.part")) == []
    files = sorted(killed.folder.rglob("*.warc.gz"))
    assert [file.name for file in files] == ["outlet.listing.warc.gz", "outlet.warc.gz"]
    for tool in (["warcio", "check"], ["fastwarc", "check", "-q"]):
        for file in files:
            done = subprocess.run(
                [TOOLS / tool[0], *tool[1:], file], capture_output=True, check=False
            )
            assert done.returncode == 0, done.stdout
    (run,) = archived_runs(killed.folder / "archive")
    rows = read_run(run)
    pages = [row for row in rows if row.resource == "page"]
    assert [[row.url, row.outcome] for row in pages] == killed.rows
    for row in rows:
        body = killed.site.body(row.url.removeprefix(killed.site.base))[1]
        assert read_body(killed.folder / "archive", row) == body
