"""What a run knows of each host's rhythm, shared by all outlets that are read at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

_MAX_SLOWED_DELAY_S = 60.0
# So many good answers in a row let a host that was overrun be asked twice as fast again.
_CALM_ANSWERS = 50
# While somebody else asks the host, nobody knows for how long: look again after this.
_LOOK_AGAIN_S = 0.05
# Who waits for longer looks up in between, lest a run that was interrupted rest for minutes.
_LOOK_UP_S = 1.0


class StoppedError(Exception):
    """The run was interrupted: nobody is asked anything more."""


@dataclass(slots=True)
class _Host:
    base_delay_s: float  # what outlets and robots.txt ask for
    delay_s: float  # that, or longer since the host was overrun
    next_start: float = 0.0
    busy: int = 0
    calm: int = 0
    failures: int = 0
    closed: str | None = None


class Hosts:
    """The hosts of a run. Safe to use from several threads, each with its own event loop.

    Times are readings of one monotonic clock, in seconds. In another process it starts anew: there
    it cannot be shared.
    """

    def __init__(self, slow_start: Mapping[str, float] | None = None) -> None:
        """`slow_start` gives the rests, in seconds, of hosts that were overrun the night before."""
        self._slow_start = dict(slow_start or {})
        self._hosts: dict[str, _Host] = {}
        self._is_stopped = False
        self._lock = Lock()

    def __reduce__(self) -> tuple[type[Hosts], tuple[dict[str, float]]]:
        """For engines that send arguments to other processes."""
        return Hosts, (self._slow_start,)

    def meet(self, host: str, delay_s: float) -> None:
        """Say that `host` will be asked by somebody who wants it to rest `delay_s` in between."""
        with self._lock:
            known = self._hosts.get(host)
            if known is None:
                slow_s = self._slow_start.get(host, 0.0)
                self._hosts[host] = _Host(delay_s, max(delay_s, slow_s))
            elif delay_s > known.base_delay_s:
                known.base_delay_s = delay_s
                known.delay_s = max(known.delay_s, delay_s)

    def take(self, host: str, at_once: int, now: float) -> float:
        """0 when `host` is yours to ask, until `release`; else the seconds after which to ask again.

        A host with a delay is asked by one at a time, any other by `at_once`. Raises `StoppedError`
        once the run was interrupted.
        """
        with self._lock:
            if self._is_stopped:
                raise StoppedError
            state = self._hosts[host]
            if state.next_start > now:
                return min(state.next_start - now, _LOOK_UP_S)
            if state.busy >= (1 if state.delay_s > 0 else at_once):
                return _LOOK_AGAIN_S
            state.busy += 1
            return 0.0

    def stop(self) -> None:
        """Let nobody ask any host: what was interrupted ends within seconds, to be gone on with."""
        with self._lock:
            self._is_stopped = True

    def release(self, host: str, now: float) -> None:
        """Let the next one ask, after the host's rest."""
        with self._lock:
            state = self._hosts[host]
            state.busy -= 1
            state.next_start = max(state.next_start, now + state.delay_s)

    def hold(self, host: str, until: float) -> None:
        """Let nobody ask before `until`."""
        with self._lock:
            state = self._hosts[host]
            state.next_start = max(state.next_start, until)

    def delay_s(self, host: str) -> float:
        """How long `host` rests between two requests by now."""
        with self._lock:
            return self._hosts[host].delay_s

    def slow_down(self, host: str) -> float:
        """Double the rest of a host that is overrun, from a second up to a minute: the new rest."""
        with self._lock:
            state = self._hosts[host]
            state.calm = 0
            state.delay_s = max(
                state.delay_s, min(max(2 * state.delay_s, 1.0), _MAX_SLOWED_DELAY_S)
            )
            return state.delay_s

    def note_answer(self, host: str) -> None:
        """A host that answers starts counting failures anew, and in time is trusted again."""
        with self._lock:
            state = self._hosts[host]
            state.failures = 0
            state.calm += 1
            if state.calm >= _CALM_ANSWERS and state.delay_s > state.base_delay_s:
                state.calm = 0
                halved = state.delay_s / 2
                state.delay_s = max(state.base_delay_s, halved if halved >= 0.25 else 0.0)

    def note_failure(self, host: str, reason: str, limit: int) -> None:
        """Count a network failure; `limit` in a row close the host."""
        with self._lock:
            state = self._hosts[host]
            state.failures += 1
            if state.failures >= limit:
                state.closed = f"{state.failures} network failures in a row, the last: {reason}"

    def close(self, host: str, reason: str) -> None:
        """Let nobody ask `host` anything more in this run."""
        with self._lock:
            self._hosts[host].closed = reason

    def closed(self, host: str) -> str | None:
        """Why `host` is asked nothing more; None while it is."""
        with self._lock:
            return self._hosts[host].closed
