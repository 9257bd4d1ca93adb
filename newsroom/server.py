"""Serves the outlets on loopback, each on a port of its own, as hosts are apart in the world."""

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from aiohttp import web

from newsroom.article import Article
from newsroom.articles import load_versions, select_night
from newsroom.listings import Entry
from newsroom.outlets import Outlet, load_outlets
from newsroom.site import Page, Site, build_site

LOOPBACK: Final = "127.0.0.1"

Handler = Callable[[web.BaseRequest], Awaitable[web.Response]]


@dataclass(frozen=True)
class Request:
    """One request as the server saw it; `time_s` is the clock's reading when it arrived."""

    outlet: str
    path: str
    user_agent: str
    time_s: float
    status: int


class Newsroom:
    """The outlets as they are served now; `serve` makes one."""

    def __init__(
        self,
        versions: Sequence[Article],
        outlets: Sequence[Outlet],
        ports: Sequence[int],
        clock: Callable[[], float],
    ) -> None:
        self.base_urls: dict[str, str] = {
            outlet.outlet: f"http://{LOOPBACK}:{port}"
            for outlet, port in zip(outlets, ports, strict=True)
        }
        self.requests: list[Request] = []
        self._versions = list(versions)
        self._outlets = list(outlets)
        self._clock = clock
        self._sites: dict[str, Site] = {}

    def publish(self, night: int) -> None:
        """Put the sites of `night` (1 or 2) in the place of those served so far."""
        articles = select_night(self._versions, night)
        self._sites = {
            outlet.outlet: build_site(outlet, articles, self.base_urls[outlet.outlet])
            for outlet in self._outlets
        }

    @property
    def entries(self) -> list[Entry]:
        """Every page that some feed or sitemap announces now, with what a fetch of it meets."""
        return [entry for site in self._sites.values() for entry in site.entries]

    def answer(self, outlet: str, request: web.BaseRequest) -> web.Response:
        """The response of `outlet` to one request, which is noted in `requests`."""
        site = self._sites[outlet]
        page = site.find_page(request.path_qs)
        response = _respond(page, request, is_gzipped=site.outlet.is_gzipped)
        agent = request.headers.get("User-Agent", "")
        seen = Request(outlet, request.path_qs, agent, self._clock(), response.status)
        self.requests.append(seen)
        return response


@contextmanager
def serve(
    night: int, port: int = 0, *, clock: Callable[[], float] = time.monotonic
) -> Iterator[Newsroom]:
    """A newsroom on loopback with the sites of `night` (1 or 2), until the context ends.

    The outlets take the ports from `port` upwards, or any free ones when it is 0. Raises OSError
    when a port is taken and ArticleError when an article breaks the format.
    """
    versions, outlets = load_versions(), list(load_outlets().values())
    with ExitStack() as stack:
        sockets = [
            stack.enter_context(socket.create_server((LOOPBACK, port + place if port else 0)))
            for place in range(len(outlets))
        ]
        ports = [listener.getsockname()[1] for listener in sockets]
        newsroom = Newsroom(versions, outlets, ports, clock)
        newsroom.publish(night)
        stack.enter_context(_run_in_thread(newsroom, sockets))
        yield newsroom


@contextmanager
def _run_in_thread(newsroom: Newsroom, sockets: Sequence[socket.socket]) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="newsroom", daemon=True)
    thread.start()
    try:
        runners = asyncio.run_coroutine_threadsafe(_start(newsroom, sockets), loop).result()
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(_stop(runners), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _start(newsroom: Newsroom, sockets: Sequence[socket.socket]) -> list[web.ServerRunner]:
    runners = []
    for outlet, listener in zip(newsroom.base_urls, sockets, strict=True):
        runner = web.ServerRunner(web.Server(_handler(newsroom, outlet)), shutdown_timeout=1.0)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        runners.append(runner)
    return runners


async def _stop(runners: Sequence[web.ServerRunner]) -> None:
    for runner in runners:
        await runner.cleanup()


def _handler(newsroom: Newsroom, outlet: str) -> Handler:
    async def handle(request: web.BaseRequest) -> web.Response:
        return newsroom.answer(outlet, request)

    return handle


def _respond(page: Page, request: web.BaseRequest, *, is_gzipped: bool) -> web.Response:
    headers = {"Content-Type": page.content_type, "Cache-Control": "max-age=60"}
    if page.location:
        headers["Location"] = page.location
    if page.status == 200:
        headers["ETag"] = page.etag
        if page.changed_at:
            headers["Last-Modified"] = _http_date(page.changed_at)
        if _is_unchanged(page, request):
            return web.Response(status=304, headers=headers)
    body = page.body
    if is_gzipped and body and page.content_type != "application/gzip":
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, mtime=0)
    return web.Response(status=page.status, headers=headers, body=body)


def _is_unchanged(page: Page, request: web.BaseRequest) -> bool:
    known = request.headers.get("If-None-Match")
    if known is not None:  # RFC 9110, 13.1.3: the date counts only where there is no tag
        return page.etag in (tag.strip().removeprefix("W/") for tag in known.split(","))
    since = request.headers.get("If-Modified-Since")
    if since is None or page.changed_at is None:
        return False
    try:
        return page.changed_at <= parsedate_to_datetime(since)
    except ValueError:
        return False


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
