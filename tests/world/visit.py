"""Visit the whole world once, as a night would, and print what came of it as JSON.

    python tests/world/visit.py [--hosts 200] [--pages 10000] [--speed 50] [--rude]

A process of its own, so that its memory is the fetch stage's. The world's seconds pass `--speed`
times as fast as ours; delays, Retry-After and crawl delays are the world's. As in a night, every
outlet has a thread, an archive file and a fetcher, eight at a time. A rude visitor promises the same
and keeps nothing of it: by it the judge shows that it would see a breach.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import aiohttp
from judge import Manners, count_habits, judge
from plan import AGENT, LIMIT_BYTES, Plan, make_plan
from server import START, Entry
from yarl import URL

from tasks.fetching.archive import open_archive
from tasks.fetching.client import open_fetcher
from tasks.fetching.clock import Clock
from tasks.fetching.hosts import Hosts
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.robots import Robots
from warehouse.tables.fetches import Candidate, Fetch

OUTLETS_AT_ONCE = 8
MARKS = (1_000, 5_000, 10_000)
CONTACT = "https://desk.example/bot"
RUN = {"run_id": "world", "night_date": date(2026, 11, 20)}


class Loopback(aiohttp.abc.AbstractResolver):
    """Every name is here."""

    async def resolve(self, host, port=0, family=socket.AF_INET):
        family = socket.AF_INET
        return [
            {"hostname": host, "host": "127.0.0.1", "port": port, "family": family,
             "proto": 0, "flags": socket.AI_NUMERICHOST}
        ]  # fmt: skip

    async def close(self) -> None:
        """Nothing is held."""


@dataclass
class Visit:
    """A visit under way: what it is to see, and what it has."""

    plan: Plan
    port: int
    clock: Clock
    folder: Path
    is_rude: bool = False
    hosts: Hosts = field(default_factory=Hosts)  # what is known of them, for all outlets
    rows: dict[str, Fetch] = field(default_factory=dict)
    memory_mb: dict[int, float] = field(default_factory=dict)

    def policy(self, names: Sequence[str]) -> FetchPolicy:
        """An outlet of brisk hosts sets no delay."""
        is_brisk = all(self.plan.hosts[name].kind == "brisk" for name in names)
        return FetchPolicy(
            user_agent=AGENT,
            contact=CONTACT,
            delay_s=0.0 if is_brisk else 1.0,
            per_host_concurrency=3,
            max_body_bytes=LIMIT_BYTES,
            allow_private_addresses=True,
        )

    def policy_in_fact(self, names: Sequence[str]) -> FetchPolicy:
        """What the visitor does, which is what it promises unless it is rude."""
        promised = self.policy(names)
        return replace(promised, delay_s=0.0, per_host_concurrency=6) if self.is_rude else promised

    def rules_known(self, names: Sequence[str]) -> dict[URL, Robots]:
        """A rude visitor takes it that nobody has rules."""
        return {URL(self.url(name, "/")).origin(): Robots() for name in names if self.is_rude}

    def manners(self) -> dict[str, Manners]:
        """What that policy promises each host: with a delay, one request at a time."""
        return {
            name: Manners(
                p.delay_s, 1 if p.delay_s else p.per_host_concurrency, p.user_agent_header
            )
            for names in self.plan.outlets
            for p in [self.policy(names)]
            for name in names
        }

    def run(self) -> None:
        """All outlets, a few at a time."""
        with ThreadPoolExecutor(OUTLETS_AT_ONCE) as pool:
            numbered = range(len(self.plan.outlets))
            for rows in pool.map(lambda n: asyncio.run(self._fetch(n)), numbered):
                self.rows.update({row.url: row for row in rows})
                for mark in {*MARKS, len(self.plan.pages)}:
                    if len(self.rows) >= mark and mark not in self.memory_mb:
                        self.memory_mb[mark] = resident_mb()

    async def _fetch(self, number: int) -> list[Fetch]:
        names, source_id = self.plan.outlets[number], f"outlet-{number}"
        candidates = [
            Candidate(source_id=source_id, url=self.url(host.name, page.path), resource="page")
            for host, page in self.plan.listed_by(number)
        ]
        opened_at = self.clock.now()
        with open_archive(self.folder, source_id=source_id, opened_at=opened_at, **RUN) as archive:
            async with open_fetcher(
                policy=self.policy_in_fact(names),
                archive=archive,
                clock=self.clock,
                resolver=Loopback(),
                robots=self.rules_known(names),
                hosts=self.hosts,
                **RUN,
            ) as fetcher:
                return await fetcher.fetch_all(candidates, known={})

    def url(self, name: str, path: str) -> str:
        return f"http://{name}:{self.port}{path}"


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / 1e6, 1)


def world_clock(epoch: float, speed: float) -> Clock:
    """The world's time, as its server counts it."""

    def elapsed() -> float:
        return (time.monotonic() - epoch) * speed

    return Clock(
        now=lambda: START + timedelta(seconds=elapsed()),
        monotonic=elapsed,
        sleep=lambda seconds: asyncio.sleep(seconds / speed),
    )


def report(visit: Visit, log: list[Entry], cpu_s: float) -> dict[str, object]:
    """What is asserted, and what is good to know; `wrong` are rows that do not say what happened."""
    wrong = []
    for host, page in visit.plan.pages:
        row = visit.rows.get(visit.url(host.name, page.path))
        outcome = row.outcome if row else "no row"
        if outcome != page.outcome and (page.outcome or outcome in ("fetched", "no row")):
            reason = row.reason if row else None
            due = page.outcome or "not fetched"
            wrong.append(f"{host.kind} {host.name}{page.path} is {outcome}, not {due}: {reason}")
    return {
        "pages": len(visit.plan.pages),
        "rows": len(visit.rows),
        "outcomes": dict(Counter(row.outcome for row in visit.rows.values())),
        "wrong": wrong,
        "breaches": judge(log, visit.plan, visit.manners()),
        "requests": len(log),
        "requests by kind of host": count_habits(log, visit.plan),
        "statuses": dict(Counter(str(entry.status) for entry in log)),
        "most at once": max(entry.at_once for entry in log),
        "memory_mb": visit.memory_mb,
        "cpu_s": round(cpu_s, 1),
    }


def visit_world(hosts: int, pages: int, speed: float, *, rude: bool) -> dict[str, object]:
    """Start the world, visit it, stop it, and judge by its log."""
    epoch = time.monotonic()
    plan = make_plan(1, hosts, pages)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = {"hosts": hosts, "pages": pages, "speed": speed, "epoch": epoch}
        arguments["log"] = folder / "log"
        server = [sys.executable, str(Path(__file__).with_name("server.py"))]
        server += [f"--{name}={value}" for name, value in arguments.items()]
        with subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            port = json.loads(process.stdout.readline())["port"]
            visit = Visit(plan, port, world_clock(epoch, speed), folder, rude)
            begun = time.process_time()
            visit.run()
            cpu_s = time.process_time() - begun
            process.stdin.close()
            process.wait()
        log = [Entry(*json.loads(line)) for line in (folder / "log").read_text().splitlines()]
    return report(visit, log, cpu_s)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--speed", type=float, default=50.0)
    parser.add_argument("--rude", action="store_true")
    print(json.dumps(visit_world(**vars(parser.parse_args())), indent=1))


if __name__ == "__main__":
    main()
