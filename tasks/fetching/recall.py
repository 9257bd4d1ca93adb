"""The robots.txt files that an earlier step of the same run has asked for already."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from yarl import URL

from tasks.fetching.archive import ArchiveError, read_body
from tasks.fetching.robots import Robots, read_robots
from warehouse.tables.fetches import Fetch


def recall_robots(archive_dir: Path, fetches: Iterable[Fetch]) -> dict[URL, Robots]:
    """The rules by origin, read from the archive, so that no host is asked for them twice.

    What cannot be read back is left out: the host is then asked again.
    """
    recalled: dict[URL, Robots] = {}
    for fetch in fetches:
        if fetch.resource != "robots":
            continue
        try:
            body = read_body(archive_dir, fetch) if fetch.outcome == "fetched" else b""
        except ArchiveError:
            continue
        if fetch.outcome in ("fetched", "failed"):
            robots = read_robots(fetch.status_code, body, fetch.reason)
            recalled[URL(fetch.url).origin()] = robots
    return recalled
