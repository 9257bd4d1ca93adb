"""Serve the world on loopback from a process of its own, and write down who asked what and when.

    python tests/world/server.py --log FILE [--hosts N --pages N | --sizes LOW HIGH]

The first line on stdout is JSON: the port and the pages as `[host, path]`. The server runs until its
stdin is closed, then writes the log: a JSON list a request, as `Entry` names its parts.

Time is the world's: seconds since `--epoch` (of the monotonic clock) times `--speed`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from math import ceil
from pathlib import Path
from typing import NamedTuple

from pages import render
from plan import LIMITED_GAP_S, RETRY_AFTER_S, Host, Page, Plan, make_plan, make_speed_plan

START = datetime(2026, 11, 20, 3, tzinfo=UTC)  # the world's time at its epoch
SLOW_S = 2.0  # a slow page: so long to the head, and as long to the second half of the body


class Entry(NamedTuple):
    """One request; times in world seconds.

    `end` is when the last of the answer was handed over, `at_once` how many requests of the host
    were under way when this one came, itself included; `status` 0 means that none was sent;
    `again_at` is when the answer allows the next request, 0 when it does not say.
    """

    start: float
    end: float
    host: str
    path: str
    status: int
    at_once: int
    agent: str
    again_at: float


@dataclass
class World:
    """What the connections share. Times are of the world."""

    plan: Plan
    now: Callable[[], float]
    speed: float
    log: list[Entry] = field(default_factory=list)
    busy: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    last_end: dict[str, float] = field(default_factory=dict)

    def host(self, name: str) -> Host:
        """The host of that name; the only one, whatever it is called, where there is but one."""
        return self.plan.hosts.get(name) or next(iter(self.plan.hosts.values()))


class Connection(asyncio.Protocol):
    """One connection: request after request, answered as the plan says."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.transport: asyncio.Transport
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        if self.received.endswith(b"\r\n\r\n"):
            head, self.received = self.received.decode("latin-1"), b""
            self.answer(head.split("\r\n"))

    def answer(self, lines: list[str]) -> None:
        fields = dict(line.split(": ", 1) for line in lines[1:] if line)
        world, path = self.world, lines[0].split(" ")[1]
        host = world.host(fields["Host"].partition(":")[0])
        world.busy[host.name] += 1
        world.asked[f"{host.name}{path}"] += 1
        agent, at_once = fields.get("User-Agent", ""), world.busy[host.name]
        asked = Asked(self, host, path, agent, world.now(), at_once)
        if path == "/robots.txt":
            answer_robots(asked)
        else:
            answer_page(asked, host.pages.get(path))


@dataclass
class Asked:
    """A request under way."""

    connection: Connection
    host: Host
    path: str
    agent: str
    start: float
    at_once: int
    again_at: float = 0.0

    @property
    def world(self) -> World:
        return self.connection.world

    def send(self, status: str, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer."""
        self.end(status, head_of(status, len(body), headers) + body)

    def end(self, status: str, data: bytes, *, close: bool = False) -> None:
        """Hand over the last of the answer, which begins with `status`, and note the request."""
        world, host = self.world, self.host.name
        # Noted before it is sent: the visitor cannot have it sooner.
        end = world.last_end[host] = world.now()
        code = int(status.partition(" ")[0])
        seen = (self.at_once, self.agent, self.again_at)
        world.log.append(Entry(self.start, end, host, self.path, code, *seen))
        world.busy[host] -= 1
        self.connection.transport.write(data)
        if close:
            self.connection.transport.close()

    def refuse(self, status: str, retry_after: str, again_at: float) -> None:
        """Send the visitor away until `again_at`, which `retry_after` says in its way."""
        self.again_at = again_at
        self.send(status, Retry_After=retry_after)

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        """Do `what` after so many seconds of the world."""
        asyncio.get_running_loop().call_later(seconds / self.world.speed, what)


def head_of(status: str, length: int, headers: dict[str, str]) -> bytes:
    fields = {
        "Server": "world",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(length),
    }
    fields.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def answer_robots(asked: Asked) -> None:
    """The host's rules, or what it does instead."""
    host = asked.host
    if host.kind == "unreadable":
        asked.send("503 Service Unavailable")
    elif host.kind == "hidden":
        asked.end("0", b"", close=True)
    elif host.rules is None:
        asked.send("404 Not Found", b"none")
    else:
        asked.send("200 OK", host.rules.encode(), Content_Type="text/plain")


def answer_page(asked: Asked, page: Page | None) -> None:
    """The page by its habit; too soon for a limited host is a refusal."""
    world, kind = asked.world, asked.host.kind
    if page is None:
        asked.send("404 Not Found", b"<html>no such page")
        return
    is_soon = asked.start - world.last_end.get(asked.host.name, -LIMITED_GAP_S) < LIMITED_GAP_S
    if kind == "limited" and is_soon:
        asked.refuse("429 Too Many Requests", str(RETRY_AFTER_S), asked.start + RETRY_AFTER_S)
    elif kind == "busy" and is_soon:
        at = ceil(world.now()) + RETRY_AFTER_S
        date = format_datetime(START + timedelta(seconds=at), usegmt=True)
        asked.refuse("503 Service Unavailable", date, at)
    else:
        HABITS[page.habit](asked, page)


def give(asked: Asked, page: Page) -> None:
    asked.end("200", whole(page))


def whole(page: Page) -> bytes:
    """Head and body of a page."""
    body = render(page.number, page.html_bytes, page.encoding)
    coding = {} if page.encoding == "identity" else {"Content-Encoding": page.encoding}
    headers = {**coding, "Vary": "Accept-Encoding", "ETag": f'"{page.number}"'}
    return head_of("200 OK", len(body), headers) + body


def give_slowly(asked: Asked, page: Page) -> None:
    data = whole(page)
    half = len(data) // 2

    def first() -> None:
        asked.connection.transport.write(data[:half])
        asked.later(SLOW_S, lambda: asked.end("200", data[half:]))

    asked.later(SLOW_S, first)


def fail_first(asked: Asked, page: Page) -> None:
    if asked.world.asked[f"{asked.host.name}{page.path}"] == 1:
        asked.send("500 Internal Server Error")
    else:
        give(asked, page)


def move(asked: Asked, page: Page) -> None:
    port = asked.connection.transport.get_extra_info("sockname")[1]
    target = page.target
    if target.startswith("//"):
        name, _, path = target[2:].partition("/")
        target = f"http://{name}:{port}/{path}"
    asked.send("301 Moved Permanently", Location=target)


HABITS: dict[str, Callable[[Asked, Page], None]] = {
    "page": give,
    "forbidden": give,  # it would be given, to whom does not ask robots.txt
    "huge": give,
    "slow": give_slowly,
    "fails_first": fail_first,
    "fails": lambda asked, page: asked.send("500 Internal Server Error"),
    "gone": lambda asked, page: asked.send("410 Gone"),
    "binary": lambda asked, page: asked.send("200 OK", b"%PDF-1.7\n" + bytes(3_000)),
    "silent": lambda asked, page: asked.end("0", b"", close=True),
    "breaks": lambda asked, page: asked.end("200", whole(page)[:-900], close=True),
    "moves": move,
    "tomorrow": lambda asked, page: asked.refuse("429 Not Today", "86400", asked.start + 86_400),
}


async def serve(world: World) -> None:
    """Say where, then serve until stdin is closed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(world), "127.0.0.1", 0, backlog=1_000)
    listed = [[host.name, page.path] for host, page in world.plan.pages]
    print(json.dumps({"port": server.sockets[0].getsockname()[1], "pages": listed}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--epoch", type=float, default=time.monotonic())
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--sizes", type=int, nargs=2, help="one fast host; bytes of HTML, from, to")
    parser.add_argument("--encoding", default="gzip", help="of the one fast host")
    parser.add_argument("--log", type=Path)
    return parser.parse_args()


def main() -> None:
    args = read_arguments()
    if args.sizes:
        plan = make_speed_plan(args.seed, args.pages, tuple(args.sizes), args.encoding)
    else:
        plan = make_plan(args.seed, args.hosts, args.pages)
    world = World(plan, lambda: (time.monotonic() - args.epoch) * args.speed, args.speed)
    asyncio.run(serve(world))
    if args.log:
        args.log.write_text("\n".join(json.dumps(entry) for entry in world.log))


if __name__ == "__main__":
    main()
