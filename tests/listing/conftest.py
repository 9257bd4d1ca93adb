"""Sites on loopback, as outlets have them: pages by path, and a log of what was asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Site:
    """`pages` by path: text or bytes, whose kind is guessed, or a status. `{base}` is its address.

    `moved` gives, by path, where it redirects to.
    """

    pages: dict[str, str | bytes | int] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    base: str = ""

    def answer(self, path: str) -> tuple[int, str, bytes]:
        self.asked.append(path)
        if path in self.moved:
            return 301, "text/plain", b""
        page = self.pages.get(path, 404)
        if isinstance(page, int):
            return page, "text/plain", b""
        body = page.replace("{base}", self.base).encode() if isinstance(page, str) else page
        if body.startswith(b"\x1f\x8b"):
            return 200, "application/gzip", body
        head = body[:200].lower()
        is_page = b"<html" in head or b"<!doctype html" in head
        kind = "text/html" if is_page else "text/xml" if head.startswith(b"<") else "text/plain"
        return 200, f"{kind}; charset=utf-8", body


@pytest.fixture
def make_site() -> Iterator[Callable[..., Site]]:
    """Serves `pages` until the test ends."""
    servers: list[ThreadingHTTPServer] = []

    def make(pages: dict[str, str | bytes | int]) -> Site:
        site = Site(pages)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = site.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                if self.path in site.moved:
                    self.send_header("Location", site.moved[self.path])
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        site.base = f"http://127.0.0.1:{server.server_address[1]}"
        return site

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()
