"""Politeness in process: how many requests a host gets at once, and how long it rests between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tasks.fetching.clock import Clock
from tasks.fetching.policy import FetchPolicy

_MAX_SLOWED_DELAY_S = 60.0


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    delay_s: float
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0.0
    failures: int = 0
    closed: str | None = None


class Pace:
    """The hosts of a run, each with its own rhythm. Belongs to one event loop."""

    def __init__(self, policy: FetchPolicy, clock: Clock) -> None:
        """Nothing is limited before the first turn."""
        self._policy = policy
        self._clock = clock
        self._everywhere = asyncio.Semaphore(policy.max_concurrency)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until `host` may be asked, then hold its place for the length of the request.

        A host with a delay is asked one request at a time, and rests from the end of each: this
        way its own log never shows two requests closer than the delay, however slow the network.
        """
        state = self._host(host)
        async with state.slots:
            async with state.turn:
                while (wait_s := state.next_start - self._clock.monotonic()) > 0:
                    await self._clock.sleep(wait_s)
                if state.delay_s > 0:
                    try:
                        async with self._everywhere:
                            yield
                    finally:
                        self.rest(host)
                    return
            async with self._everywhere:
                yield

    def ask_delay(self, host: str, delay_s: float) -> None:
        """Rest at least `delay_s` between requests to `host` from now on."""
        state = self._host(host)
        if delay_s > state.delay_s:
            state.delay_s = delay_s
            self.hold(host, delay_s)

    def hold(self, host: str, wait_s: float) -> None:
        """Send nothing to `host` for `wait_s` from now."""
        state = self._host(host)
        state.next_start = max(state.next_start, self._clock.monotonic() + wait_s)

    def rest(self, host: str) -> None:
        """Begin a rest of `host` now, as after a request."""
        self.hold(host, self._host(host).delay_s)

    def slow_down(self, host: str) -> None:
        """Double the rest of a host that says it is overrun, from one second up to a minute."""
        state = self._host(host)
        self.ask_delay(host, min(max(2 * state.delay_s, 1.0), _MAX_SLOWED_DELAY_S))

    def close(self, host: str, reason: str) -> None:
        """Ask nothing more of `host` in this run."""
        self._host(host).closed = reason

    def closed(self, host: str) -> str | None:
        """Why `host` is asked nothing more; None while it is."""
        return self._host(host).closed

    def note_failure(self, host: str, reason: str) -> None:
        """Count a network failure; too many in a row close the host."""
        state = self._host(host)
        state.failures += 1
        if state.failures >= self._policy.host_failure_limit:
            state.closed = f"{state.failures} network failures in a row, the last: {reason}"

    def note_answer(self, host: str) -> None:
        """A host that answers starts counting failures anew."""
        self._host(host).failures = 0

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            slots = asyncio.Semaphore(self._policy.per_host_concurrency)
            self._hosts[host] = _Host(slots, self._policy.delay_s)
        return self._hosts[host]
