"""The rules of every host that a run meets: from last night where they are fresh, else asked once.

RFC 9309, 2.4: rules are good for 24 hours. 2.3.1.4: a host whose robots.txt cannot be reached is
left alone; after 30 days it may be taken at its last word.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from yarl import URL

from tasks.fetching.archive import ArchiveError, read_body
from tasks.fetching.known import Known
from tasks.fetching.recall import read_rules
from tasks.fetching.robots import Robots
from warehouse.tables.fetches import Fetch, RobotsHistory

FRESH = timedelta(hours=24)
UNREACHABLE_LIMIT = timedelta(days=30)


class RobotsBook:
    """Shared by the steps of a run, from several threads; in another process it starts anew."""

    def __init__(self, archive_dir: Path, histories: Iterable[RobotsHistory] = ()) -> None:
        """`histories` is what earlier nights have; bodies are read when they are needed."""
        self._archive_dir = archive_dir
        self._histories = {URL(h.fetch.url).origin(): h for h in histories}
        self._learnt: dict[URL, Robots] = {}
        self._claimed: set[URL] = set()
        self._lock = Lock()

    def __reduce__(self) -> tuple[type[RobotsBook], tuple[Path, tuple[RobotsHistory, ...]]]:
        """For engines that send arguments to other processes."""
        return RobotsBook, (self._archive_dir, tuple(self._histories.values()))

    def rules(self, origin: URL, now: datetime) -> Robots | None:
        """The rules as learnt in this run, or on an earlier one less than 24 hours ago."""
        with self._lock:
            learnt = self._learnt.get(origin)
        if learnt is not None:
            return learnt
        history = self._histories.get(origin)
        if history is None or now - history.fetch.requested_at > FRESH:
            return None
        return self._last_word(history.fetch)

    def claim(self, origin: URL) -> bool:
        """Whether it is for the caller to ask `origin`, and then to `settle` what came of it."""
        with self._lock:
            if origin in self._claimed:
                return False
            self._claimed.add(origin)
            return True

    def settle(self, origin: URL, robots: Robots | None) -> None:
        """Let the others know the rules; None lets one of them ask."""
        with self._lock:
            if robots is not None:
                self._learnt[origin] = robots
            self._claimed.discard(origin)

    def known(self, origin: URL) -> tuple[Known, bytes]:
        """What to ask on condition of, and the body that stands when that holds."""
        history = self._histories.get(origin)
        if history is None or not (history.fetch.etag or history.fetch.last_modified):
            return Known(), b""
        fetch = history.fetch
        try:
            body = read_body(self._archive_dir, fetch)
        except ArchiveError:
            return Known(), b""
        return Known.by(fetch), body

    def after_long_silence(self, origin: URL, now: datetime) -> Robots | None:
        """The last word of a host, or no rules if it gave none, after 30 days without an answer."""
        history = self._histories.get(origin)
        if history is None or history.unreachable_since is None:
            return None
        if now - history.unreachable_since <= UNREACHABLE_LIMIT:
            return None
        return self._last_word(history.fetch) or Robots()

    def _last_word(self, fetch: Fetch) -> Robots | None:
        """The rules by an earlier answer; None where there was none, or it cannot be read back."""
        robots = read_rules(self._archive_dir, fetch)
        return robots if robots is not None and robots.refusal is None else None
