"""The robots.txt files that have been asked for already: in this run, or on earlier nights."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from yarl import URL

from tasks.fetching.archive import ArchiveError, read_body
from tasks.fetching.robots import Robots, read_robots
from warehouse.tables.fetches import Fetch

_CAME = ("fetched", "listed", "unchanged")


def recall_robots(archive_dir: Path, fetches: Iterable[Fetch]) -> dict[URL, Robots]:
    """The rules by origin, read from the archive, so that no host is asked for them twice.

    What cannot be read back is left out: the host is then asked again.
    """
    rows = (fetch for fetch in fetches if fetch.resource == "robots")
    found = ((URL(row.url).origin(), read_rules(archive_dir, row)) for row in rows)
    return {origin: robots for origin, robots in found if robots is not None}


def read_rules(archive_dir: Path, fetch: Fetch) -> Robots | None:
    """The rules by what came of a robots.txt; None where that says nothing or is not to be had."""
    if fetch.outcome == "failed":
        return read_robots(fetch.status_code, b"", fetch.reason)
    if fetch.outcome not in _CAME:
        return None
    is_empty = fetch.body_bytes is None and fetch.status_code == HTTPStatus.OK
    try:
        body = b"" if is_empty else read_body(archive_dir, fetch)
    except ArchiveError:
        return None
    return read_robots(HTTPStatus.OK, body, None)
