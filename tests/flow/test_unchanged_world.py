"""A world in which nothing changed: the second night costs it next to nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

PUBLISHED_AT = datetime(2026, 11, 19, 12, tzinfo=UTC)
FIRST, SECOND, THIRD = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)
PAGES = 20  # an outlet
FAILING = 3  # of these, on the first night


class World:
    """Three outlets under one roof: what they serve, and who asked for what."""

    def __init__(self) -> None:
        self.log: list[tuple[str, int]] = []
        self.is_troubled = True
        self.extra = 0  # items that the first outlet's feed has gained
        self.base = ""

    def answer(self, path: str) -> tuple[int, bytes, bool]:
        """Status, body, and whether the server says how to ask for it conditionally."""
        outlet, _, name = path.strip("/").partition("/")
        if path == "/robots.txt":
            return 200, b"User-agent: *\nDisallow: /none/", True
        if name in ("feed", "sitemap"):
            return 200, self._listing(outlet, name), outlet != "plain"
        if outlet == "feeds" and self.is_troubled and int(name) < FAILING:
            return 503, b"", False
        return 200, page(outlet, name), outlet != "plain"

    def _listing(self, outlet: str, kind: str) -> bytes:
        count = PAGES + (self.extra if outlet == "feeds" else 0)
        urls = [f"{self.base}/{outlet}/{n}" for n in range(count)]
        when = format_datetime(PUBLISHED_AT, usegmt=True)
        if kind == "sitemap":
            rows = "".join(f"<url><loc>{u}</loc><lastmod>2026-11-19</lastmod></url>" for u in urls)
            return f"<urlset>{rows}</urlset>".encode()
        rows = "".join(
            f"<item><title>T</title><link>{u}</link><pubDate>{when}</pubDate></item>" for u in urls
        )
        return f"<rss version='2.0'><channel><title>F</title>{rows}</channel></rss>".encode()


WORDS = [
    "der",
    "die",
    "das",
    "Rat",
    "Stadt",
    "Brücke",
    "Hafen",
    "Fluss",
    "sagte",
    "gestern",
    "morgen",
    "heute",
    "neue",
    "alte",
    "Straße",
    "Schule",
    "Bürger",
    "Haushalt",
    "plant",
    "prüft",
    "baut",
    "verschiebt",
    "eröffnet",
    "und",
    "mit",
    "für",
    "ohne",
    "gegen",
    "wegen",
    "seit",
    "nach",
    "Bericht",
    "Sitzung",
    "Mehrheit",
    "Antrag",
    "Kosten",
    "Jahr",
    "Woche",
    "Monat",
    "Verkehr",
    "Wasser",
    "Strom",
    "Wohnungen",
]


def page(outlet: str, name: str) -> bytes:
    """An article of its own for every address, in a language that nobody has to annotate."""
    draw = random.Random(f"{outlet} {name}")
    title = " ".join(draw.choices(WORDS, k=8))
    text = "".join(f"<p>{' '.join(draw.choices(WORDS, k=30))}.</p>" for _ in range(6))
    return (
        f"<!doctype html><html lang=de><head><title>{title}</title><meta charset=utf-8>"
        f"<meta name=author content='Ana Reyes'>"
        f"<meta property='article:published_time' content='2026-11-19T12:00:00Z'></head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    ).encode()


@contextmanager
def serving(world: World) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body, has_tag = world.answer(self.path)
            tag = f'"{sha256(body).hexdigest()[:16]}"'
            if has_tag and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            world.log.append((self.path, status))
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            if has_tag:
                self.send_header("ETag", tag)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        world.base = f"http://127.0.0.1:{server.server_port}"
        yield
        server.shutdown()


OUTLETS = {
    "feeds": "feeds = ['{base}/feeds/feed']",  # a feed with a tag, and pages with one
    "sitemaps": "sitemaps = ['{base}/sitemaps/sitemap']",
    "plain": "feeds = ['{base}/plain/feed']",  # neither has a tag
}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    world = World()
    with serving(world):
        yield world


@pytest.fixture(scope="module")
def folder(
    world: World, nights: Any, prefect_api_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A data folder with the first night."""
    folder = tmp_path_factory.mktemp("unchanged")
    outlets = {
        name: f'name = "{name}"\n{text.replace("{base}", world.base)}'
        for name, text in OUTLETS.items()
    }
    nights.write_config(folder, outlets, data_dir=folder / "data", more="retries = 0")
    collect(folder, FIRST)
    return folder


def collect(folder: Path, night: date) -> None:
    from flows.nightly import nightly  # noqa: PLC0415 - Prefect takes seconds to import

    nightly(config_file=folder / "dateline.toml", night_date=night)


@pytest.fixture(scope="module")
def second(folder: Path, world: World, nights: Any) -> tuple[Any, list[tuple[str, int]]]:
    """The tables after the second night, and what it asked for; what failed has been mended."""
    world.log.clear()
    world.is_troubled = False
    collect(folder, SECOND)
    return nights.read_tables(folder / "data"), list(world.log)


def test_almost_every_request_is_avoided_or_answered_with_304(second: Any) -> None:
    _, log = second
    mended = {f"/feeds/{n}" for n in range(FAILING)}
    unchanged = [(path, status) for path, status in log if path not in mended]
    in_full = [path for path, status in unchanged if status != 304]
    # The one feed without a tag has to be read to see that it is the same.
    assert in_full == ["/plain/feed"]
    assert len(in_full) <= 0.05 * 3 * PAGES
    assert len(log) < 0.2 * 3 * PAGES


def test_what_failed_is_fetched_although_its_feed_has_not_changed(second: Any) -> None:
    tables, log = second
    assert ("/feeds/feed", 304) in log
    rows = [r for r in tables["fetches"] if r["night_date"] == SECOND and r["resource"] == "page"]
    kept = {row["url"].rpartition("/")[2] for row in rows if row["outcome"] == "kept"}
    assert kept == {str(n) for n in range(FAILING)}
    before = [r for r in tables["fetches"] if r["night_date"] == FIRST and r["outcome"] == "failed"]
    assert {row["error_weight"] for row in before} == {"temporary"}


def test_nothing_new_is_in_the_tables_but_what_had_failed(second: Any) -> None:
    tables, _ = second
    articles = Counter(row["night_date"] for row in tables["articles"])
    assert articles == {FIRST: 3 * PAGES - FAILING, SECOND: FAILING}


def test_when_a_feed_grows_only_what_is_new_is_asked_for_in_full(
    second: Any, folder: Path, world: World, nights: Any
) -> None:
    world.log.clear()
    world.extra = 2
    collect(folder, THIRD)
    in_full = {path for path, status in world.log if status == 200 and path.startswith("/feeds")}
    assert in_full == {"/feeds/feed", f"/feeds/{PAGES}", f"/feeds/{PAGES + 1}"}
    tables = nights.read_tables(folder / "data")
    tonight = [
        r for r in tables["fetches"] if r["night_date"] == THIRD and r["source_id"] == "feeds"
    ]
    outcomes = Counter(row["outcome"] for row in tonight if row["resource"] == "page")
    assert outcomes == {"unchanged": PAGES, "kept": 2}
