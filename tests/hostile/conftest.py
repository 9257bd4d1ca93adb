"""Loopback servers that behave as told, and a fetcher to let loose on them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tasks.fetching.archive import open_archive
from tasks.fetching.client import Fetcher, open_fetcher
from tasks.fetching.clock import Clock
from tasks.fetching.known import Known
from tasks.fetching.policy import FetchPolicy
from warehouse.tables.fetches import Candidate, Fetch

NIGHT = date(2026, 11, 20)
PAGE = b"<!doctype html><html><head><title>A page</title></head><body><p>News.</p></body></html>"


@dataclass
class Asked:
    """One request as the server saw it; `at` is the fake clock's time."""

    path: str
    headers: dict[str, str]
    at: float
    at_once: int


@dataclass
class FakeTime:
    """Time that passes only when somebody sleeps."""

    seconds: float = 0.0
    sleeps: list[float] = field(default_factory=list)

    def clock(self) -> Clock:
        start = datetime(2026, 11, 20, 3, tzinfo=UTC)

        async def sleep(seconds: float) -> None:
            self.sleeps.append(seconds)
            self.seconds += seconds
            await asyncio.sleep(0)

        return Clock(
            now=lambda: start + timedelta(seconds=self.seconds),
            monotonic=lambda: self.seconds,
            sleep=sleep,
        )


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[bytes | None]]


@dataclass
class Server:
    """A raw HTTP/1.1 server. What `answer` returns is sent as it is, and the connection closed."""

    answer: Answer
    time: FakeTime
    robots: Answer | bytes
    ssl: object = None
    log: list[Asked] = field(default_factory=list)
    base: str = ""
    _busy: int = 0

    @asynccontextmanager
    async def running(self):
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.ssl)
        port = server.sockets[0].getsockname()[1]
        self.base = f"{'https' if self.ssl else 'http'}://127.0.0.1:{port}"
        try:
            yield self
        finally:
            server.close()

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    async def _answer_robots(self, asked: Asked, writer: asyncio.StreamWriter) -> bytes | None:
        if isinstance(self.robots, bytes):
            return self.robots
        return await self.robots(asked, writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            self._busy += 1
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            asked = Asked(head[0].split(" ")[1], headers, self.time.seconds, self._busy)
            self.log.append(asked)
            answer = self.answer if asked.path != "/robots.txt" else self._answer_robots
            sent = await answer(asked, writer)
            if sent is not None:
                writer.write(sent)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._busy -= 1
            writer.close()


def respond(
    body: bytes = PAGE,
    *,
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    **headers: str,
) -> bytes:
    """A whole response; header names are given with underscores for dashes."""
    fields = {"Content-Type": content_type, "Content-Length": str(len(body)), "Connection": "close"}
    fields.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class Tricks:
    """What hostile servers do: for `answer`, or in place of the end of a response."""

    HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

    @staticmethod
    def in_pieces(*pieces: bytes, then=None) -> Answer:
        """Send the pieces, then do `then(writer)`; by default close the connection."""

        async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            if then is not None:
                await then(writer)

        return answer

    @staticmethod
    async def hang(writer: asyncio.StreamWriter) -> None:
        """Keep the connection open, a byte now and then, until the client has had enough."""
        while not writer.is_closing():
            await asyncio.sleep(0.01)
            writer.write(b"x")
            await writer.drain()

    @staticmethod
    async def flood(writer: asyncio.StreamWriter) -> None:
        """Send for as long as anybody reads."""
        while not writer.is_closing():
            writer.write(b"x" * 65_536)
            await writer.drain()

    @staticmethod
    async def reset(writer: asyncio.StreamWriter) -> None:
        """Break the connection off."""
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0"
        )
        writer.transport.abort()


NO_ROBOTS = respond(b"", status="404 Not Found")


@dataclass
class Night:
    """What came of a visit: rows by path (or whole URL), the server's log, the archive's folder."""

    rows: dict[str, Fetch]
    robots: list[Fetch]
    server: Server
    archive_dir: Path
    time: FakeTime

    def outcome(self, path: str) -> tuple[str, str | None]:
        row = self.rows[path]
        return row.outcome, row.reason


@dataclass
class Visitor:
    """Runs a server and fetches from it. `robots` is a whole response, as `respond` makes it."""

    archive_dir: Path
    respond: Callable[..., bytes] = respond
    page: bytes = PAGE
    night_date: date = NIGHT

    def visit(
        self,
        answer: Answer | bytes,
        paths: Sequence[str] = ("/a",),
        *,
        robots: Answer | bytes = NO_ROBOTS,
        known: dict[str, Known] | None = None,
        ssl: object = None,
        resolver: object = None,
        **policy: object,
    ) -> Night:
        """Fetch `paths` (or whole URLs; `{base}` is the server's) and say what came of it."""
        return asyncio.run(self._visit(answer, paths, robots, known or {}, ssl, resolver, policy))

    async def _visit(self, answer, paths, robots, known, ssl, resolver, policy) -> Night:
        async def always(_: Asked, __: asyncio.StreamWriter) -> bytes:
            return answer

        time = FakeTime()
        server = Server(always if isinstance(answer, bytes) else answer, time, robots, ssl)
        async with server.running():
            urls = [
                (p if "://" in p else "{base}" + p).replace("{base}", server.base) for p in paths
            ]
            candidates = [Candidate(source_id="outlet", url=u, resource="page") for u in urls]
            by_url = {server.base + path: value for path, value in known.items()}
            async with self.fetcher(time, resolver=resolver, **policy) as fetcher:
                rows = await fetcher.fetch_all(candidates, known=by_url)
            by_path = dict(zip(paths, rows, strict=True))
            return Night(by_path, fetcher.robots_fetches, server, self.archive_dir, time)

    @asynccontextmanager
    async def fetcher(
        self, time: FakeTime, *, resolver=None, robots=None, book=None, **policy: object
    ):
        """A fetcher with defaults for loopback: no delay, short limits, fake time."""
        limits = {
            "delay_s": 0.0,
            "allow_private_addresses": True,
            "first_byte_timeout_s": 5.0,
            "total_timeout_s": 5.0,
        }
        clock = time.clock()
        run = {"run_id": "run", "night_date": self.night_date}
        with open_archive(
            self.archive_dir, source_id="outlet", opened_at=clock.now(), **run
        ) as archive:
            async with open_fetcher(
                policy=FetchPolicy(**{**limits, **policy}),
                archive=archive,
                clock=clock,
                resolver=resolver,
                robots=robots,
                book=book,
                **run,
            ) as fetcher:
                assert isinstance(fetcher, Fetcher)
                yield fetcher


@pytest.fixture
def tricks() -> type[Tricks]:
    """The above, since test folders are no packages to import from."""
    return Tricks


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    """Fetches from servers that a test describes; archives into the test's folder."""
    return Visitor(tmp_path / "archive")


@pytest.fixture
def make_server() -> Callable[..., object]:
    """Starts a server from an answer (or what gives one) and a whole response for robots.txt."""

    def make(answer: Answer | bytes, robots: bytes | None = None):
        async def always(_: Asked, __: asyncio.StreamWriter) -> bytes:
            return answer

        given = always if isinstance(answer, bytes) else answer
        return Server(given, FakeTime(), robots or NO_ROBOTS).running()

    return make
