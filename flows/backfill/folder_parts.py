"""A folder of saved pages cut into parts, each of which is one run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from flows.waves import chunked
from tasks.sources.folder import list_saved_pages
from tasks.sources.page_records import host_of
from warehouse.tables.fetches import Candidate


@dataclass(frozen=True, slots=True)
class FolderPart:
    """Some pages of a folder. Equal pages in an equal place make the same `run_id`.

    The night is the UTC day on which the newest of the files was changed, today at the latest:
    what the pages themselves say of their time is for extraction to find.
    """

    folder: Path
    pages: tuple[Candidate, ...]
    problems: tuple[str, ...]
    run_id: str
    night_date: date


def read_folder(
    folder: Path,
    source_id: str | None,
    outlets: Mapping[str, str],
    *,
    today: date,
    pages_a_part: int,
) -> list[FolderPart]:
    """The parts in the order of paths; `source_id` and `outlets` as in `Reading`.

    A page without an address counts to an outlet that is called as the folder.
    """
    listing = list_saved_pages(folder, source_id="")
    pages = [_with_outlet(page, folder, source_id, outlets) for page in listing.candidates]
    parts = []
    for chunk in chunked(pages, pages_a_part):
        stamps = [Path(page.path or "").stat() for page in chunk]
        newest = max(stamp.st_mtime for stamp in stamps)
        marks = [
            (p.url, p.source_id, s.st_size, s.st_mtime_ns)
            for p, s in zip(chunk, stamps, strict=True)
        ]
        name = hashlib.sha256(repr((str(folder), marks)).encode("utf-8", "backslashreplace"))
        night = min(datetime.fromtimestamp(newest, UTC).date(), today)
        run_id = f"backfill-{name.hexdigest()[:12]}-0"
        parts.append(FolderPart(folder, chunk, listing.problems, run_id, night))
    return parts


def by_outlet(pages: Sequence[Candidate]) -> dict[str, tuple[Candidate, ...]]:
    """The pages of each outlet, by its id."""
    names = dict.fromkeys(page.source_id for page in pages)
    return {name: tuple(p for p in pages if p.source_id == name) for name in names}


def _with_outlet(
    page: Candidate, folder: Path, source_id: str | None, outlets: Mapping[str, str]
) -> Candidate:
    host = folder.name if page.url.startswith("file:") else host_of(page.url)
    return replace(page, source_id=source_id or outlets.get(host, host))
