"""Politeness in process: how many requests a host gets at once, and how long it rests between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field

from tasks.fetching.clock import Clock
from tasks.fetching.hosts import Hosts
from tasks.fetching.policy import FetchPolicy

_NO_TURN: AbstractAsyncContextManager[None] = nullcontext()


@dataclass(slots=True)
class _Queue:
    """Who waits for a host in this event loop."""

    slots: asyncio.Semaphore
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pace:
    """One step's way to its hosts. Belongs to one event loop; `hosts` may be shared with others."""

    def __init__(self, policy: FetchPolicy, clock: Clock, hosts: Hosts | None = None) -> None:
        """Nothing is limited before the first turn."""
        self._policy = policy
        self._clock = clock
        self._hosts = hosts or Hosts()
        self._everywhere = asyncio.Semaphore(policy.max_concurrency)
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until `host` may be asked, then hold its place for the length of the request.

        A host with a delay is asked one request at a time, and rests from the end of each: this
        way its own log never shows two requests closer than the delay, however slow the network.
        """
        queue = self._queue(host)
        at_once = self._policy.per_host_concurrency
        async with queue.slots, queue.turn if self._hosts.delay_s(host) > 0 else _NO_TURN:
            while wait_s := self._hosts.take(host, at_once, self._clock.monotonic()):
                await self._clock.sleep(wait_s)
            try:
                async with self._everywhere:
                    yield
            finally:
                self._hosts.release(host, self._clock.monotonic())

    def ask_delay(self, host: str, delay_s: float) -> None:
        """Rest at least `delay_s` between requests to `host` from now on."""
        self._queue(host)
        if delay_s > self._hosts.delay_s(host):
            self._hosts.hold(host, self._clock.monotonic() + delay_s)
        self._hosts.meet(host, delay_s)

    def hold(self, host: str, wait_s: float) -> None:
        """Send nothing to `host` for `wait_s` from now."""
        self._queue(host)
        self._hosts.hold(host, self._clock.monotonic() + wait_s)

    def rest(self, host: str) -> None:
        """Begin a rest of `host` now, as after a request."""
        self.hold(host, self.rest_s(host))

    def rest_s(self, host: str) -> float:
        """Seconds that `host` rests between two requests by now."""
        self._queue(host)
        return self._hosts.delay_s(host)

    def slow_down(self, host: str) -> None:
        """Rest longer between requests to a host that says it is overrun."""
        self.hold(host, self._hosts.slow_down(host))

    def close(self, host: str, reason: str) -> None:
        """Ask nothing more of `host` in this run."""
        self._hosts.close(host, reason)

    def closed(self, host: str) -> str | None:
        """Why `host` is asked nothing more; None while it is."""
        self._queue(host)
        return self._hosts.closed(host)

    def note_failure(self, host: str, reason: str) -> None:
        """Count a network failure; too many in a row close the host."""
        self._hosts.note_failure(host, reason, self._policy.host_failure_limit)

    def note_answer(self, host: str) -> None:
        """A host that answers starts counting failures anew."""
        self._hosts.note_answer(host)

    def _queue(self, host: str) -> _Queue:
        if host not in self._queues:
            self._hosts.meet(host, self._policy.delay_s)
            self._queues[host] = _Queue(asyncio.Semaphore(self._policy.per_host_concurrency))
        return self._queues[host]
