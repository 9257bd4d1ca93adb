"""A night on which much goes wrong: each trouble is a row with its reason, and harms nobody else."""

from __future__ import annotations

import gzip
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import zstandard

from newsroom.articles import load_articles
from newsroom.expectations import expect
from newsroom.outlets import load_outlets
from newsroom.server import Newsroom
from newsroom.site import build_site

HUGE = 200_000_000
BROKEN_FEED = b"<rss version='2.0'><channel><title>Late & loud</title><item><title>Half an it"


class BrokenOutlet(BaseHTTPRequestHandler):
    """A feed that breaks off, and one that is not a feed at all."""

    def do_GET(self) -> None:
        feed = {"/feed.xml": BROKEN_FEED, "/page.xml": b"<html><body><p>Hello.</p></body></html>"}
        body = feed.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def save_pages(folder: Path) -> None:
    """Saved pages of the newsroom in three wrappings, and pages that nobody should have saved."""
    folder.mkdir()
    articles = load_articles(1)
    outlet = load_outlets()["ostra-tribune"]
    site = build_site(outlet, articles, "http://127.0.0.1:1")
    pages = [site.pages[outlet.path_of(a)].body for a in articles if a.outlet == "ostra-tribune"]
    (folder / "a.html").write_bytes(pages[0])
    (folder / "b.html.gz").write_bytes(gzip.compress(pages[1]))
    (folder / "c.html.zst").write_bytes(zstandard.compress(pages[2]))
    (folder / "empty.html").write_bytes(b"")
    (folder / "broken.html.gz").write_bytes(gzip.compress(pages[0])[:200])
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4000))
    (folder / "notes.txt").write_bytes(b"not a page")
    with (folder / "huge.html").open("wb") as huge:
        huge.truncate(HUGE)
    with gzip.open(folder / "bomb.html.gz", "wb", compresslevel=1) as bomb:
        bomb.write(b"<html>")
        for _ in range(HUGE // 10_000_000):
            bomb.write(bytes(10_000_000))


@pytest.fixture(scope="module")
def troubled(
    served: Newsroom,
    nights: Any,
    prefect_api_url: str,
    first_night: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("troubled")
    save_pages(folder / "pages")
    with serving(BrokenOutlet) as broken:
        outlets = {
            **nights.outlet_files(served, "harbour-courier"),
            "broken": f'name = "Broken"\nfeeds = ["{broken}/feed.xml", "{broken}/page.xml"]',
            "gone": f'name = "Gone"\nfeeds = ["http://127.0.0.1:{closed_port()}/feed.xml"]',
            "saved": 'name = "Saved"\nfolders = ["../pages", "../nowhere"]',
        }
        config = nights.write_config(folder / "config", outlets, data_dir=folder / "data")
        shutil.move(folder / "pages", folder / "config" / "pages")
        yield nights.collect(served, config, folder / "data", first_night)


def page_rows(troubled: Any) -> dict[str, dict[str, Any]]:
    return {
        Path(row["url"]).name: row for row in troubled.fetches(source_id="saved", resource="page")
    }


def test_a_malformed_feed_is_a_row_with_a_reason(troubled: Any) -> None:
    feeds = {
        row["url"].rpartition("/")[2]: row
        for row in troubled.fetches(source_id="broken", resource="feed")
    }
    assert set(feeds) == {"feed.xml", "page.xml"}
    for row in feeds.values():
        assert row["outcome"] == "rejected"
        assert "\n" not in row["reason"]
    assert "malformed" in feeds["feed.xml"]["reason"]
    assert "a web page, not a feed" in feeds["page.xml"]["reason"]


def test_an_outlet_that_does_not_answer_is_a_row_with_a_reason(troubled: Any) -> None:
    rows = troubled.fetches(source_id="gone")
    (feed,) = [row for row in rows if row["resource"] == "feed"]
    assert feed["outcome"] == "failed"
    assert "refused" in feed["reason"].lower() or "connect" in feed["reason"].lower()
    assert feed["status_code"] is None


def test_the_other_outlets_are_unharmed(first: Any, troubled: Any) -> None:
    names = ("url", "title", "text", "duplicate_group_id")
    ours, alone = (
        [{n: row[n] for n in names} for row in night.articles(source_id="harbour-courier")]
        for night in (troubled, first)
    )
    own = [{**row, "duplicate_group_id": None} for row in ours]
    assert own == [{**row, "duplicate_group_id": None} for row in alone]
    assert len(own) == 5


def test_saved_pages_are_read_plain_and_compressed(troubled: Any) -> None:
    rows = page_rows(troubled)
    assert [rows[n]["outcome"] for n in ("a.html", "b.html.gz", "c.html.zst")] == ["kept"] * 3
    wanted = {expect(a).title for a in load_articles(1) if a.outlet == "ostra-tribune"}
    assert {row["title"] for row in troubled.articles(source_id="saved")} == wanted


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("empty.html", "empty"),
        ("broken.html.gz", "damaged"),
        ("picture.html", ""),
        ("huge.html", "20"),
        ("bomb.html.gz", "20"),
    ],
)
def test_a_saved_page_that_cannot_be_used_says_why(troubled: Any, page: str, words: str) -> None:
    row = page_rows(troubled)[page]
    assert row["outcome"] == "rejected"
    assert row["reason"]
    assert words in row["reason"]


def test_every_saved_page_and_folder_has_a_row(troubled: Any) -> None:
    assert len(page_rows(troubled)) == 8
    folders = {
        Path(r["url"]).name: r
        for r in troubled.fetches(source_id="saved")
        if r["resource"] != "page"
    }
    assert folders["pages"]["outcome"] == "listed"
    assert folders["nowhere"]["outcome"] == "rejected"
    assert folders["nowhere"]["reason"]


def test_a_huge_page_is_not_kept_in_the_archive(troubled: Any) -> None:
    archived = sum(
        f.stat().st_size for f in (troubled.data_dir / "archive").rglob("*") if f.is_file()
    )
    assert archived < 5_000_000


def test_the_night_ends_with_failures_and_says_so(troubled: Any) -> None:
    (run,) = troubled.tables["runs"]
    assert run["outcome"] == "finished_with_failures"
    found = {c["check_name"] for c in troubled.tables["checks"] if c["violations"]}
    assert "no_listing_failed" in found
