"""What the servers' own log says of a visit's manners. Every finding is a line; none is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plan import KINDS, Host, Plan
from server import Entry

# Hosts whose robots.txt means that nothing else may be asked of them.
SHUT = {"unreadable", "hidden", "eternal"}
# Both processes take time from one clock; what is left is the rounding of dates to microseconds.
ROUNDING_S = 0.001


@dataclass(frozen=True)
class Manners:
    """What the visitor promises an outlet's hosts; `agent` is its whole User-Agent header."""

    delay_s: float
    at_once: int
    agent: str


def judge(log: Sequence[Entry], plan: Plan, promised: dict[str, Manners]) -> dict[str, list[str]]:
    """The breaches by kind; `promised` is by host."""
    by_host: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(log):
        by_host[entry.host].append(entry)
    found: dict[str, list[str]] = {
        "robots": [], "delay": [], "at once": [], "retry-after": [], "agent": []
    }  # fmt: skip
    for name, entries in by_host.items():
        host, manners = plan.hosts[name], promised[name]
        found["robots"] += robots_breaches(host, entries)
        found["delay"] += delay_breaches(host, entries, manners)
        found["retry-after"] += early_returns(entries)
        found["at once"] += [said(e) for e in entries if e.at_once > manners.at_once]
        found["agent"] += [said(e) for e in entries if e.agent != manners.agent]
    return found


def robots_breaches(host: Host, entries: Sequence[Entry]) -> Iterator[str]:
    """Forbidden paths; pages before the rules were there; rules asked for more often than by each
    of the two outlets that may list a host.
    """
    read_at, times_read = None, 0
    for entry in entries:
        if entry.path == "/robots.txt":
            if times_read == 2:
                yield f"asked again: {said(entry)}"
            if entry.status in (200, 404):
                read_at, times_read = read_at or entry.end, times_read + 1
        elif read_at is None or entry.start < read_at or host.kind in SHUT:
            yield f"without leave: {said(entry)}"
        elif host.pages[entry.path].is_forbidden:
            yield f"forbidden: {said(entry)}"


def delay_breaches(host: Host, entries: Sequence[Entry], manners: Manners) -> Iterator[str]:
    """Requests that came sooner after the end of another than visitor or robots.txt said."""
    asked_s = host.delay_s if host.kind == "patient" else 0.0
    delay_s = max(manners.delay_s, asked_s)
    if delay_s == 0:
        return
    for before, after in pairwise(entries):
        rest_s = after.start - before.end
        if rest_s < delay_s - ROUNDING_S:
            yield f"{rest_s:.3f} s instead of {delay_s:g} s: {said(after)}"


def early_returns(entries: Sequence[Entry]) -> Iterator[str]:
    """Requests that came before the host wanted to be asked again."""
    again_at = 0.0
    for entry in entries:
        if entry.start < again_at - ROUNDING_S:
            yield f"{again_at - entry.start:.3f} s early: {said(entry)}"
        again_at = max(again_at, entry.again_at)


def said(entry: Entry) -> str:
    """One line of the log."""
    return f"{entry.start:.3f} {entry.host}{entry.path} {entry.status} ({entry.at_once} at once)"


def count_habits(log: Iterable[Entry], plan: Plan) -> dict[str, int]:
    """How often the log shows each kind of host asked: that the world was there to be met."""
    counts = dict.fromkeys(KINDS, 0)
    for entry in log:
        counts[plan.hosts[entry.host].kind] += 1
    return counts
