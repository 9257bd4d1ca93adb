"""A folder of saved pages cut into parts, each of which is one run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from flows.waves import chunked
from tasks.sources.folder import list_saved_pages
from tasks.sources.page_records import host_of
from warehouse.tables.fetches import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPart:
    """Some pages of a folder, the part `number` of `count`. Equal pages in an equal place make the
    same `run_id`.

    The night is the UTC day on which the newest of the files was changed, today at the latest:
    what the pages themselves say of their time is for extraction to find.
    """

    folder: Path
    number: int
    count: int
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
) -> Iterator[FolderPart]:
    """The parts in the order of paths; `source_id` and `outlets` as in `Reading`.

    The folder is listed once, when the first part is asked for; the files of a part are looked at
    when it is its turn. A page without an address counts to an outlet that is called as the folder.
    """
    listing = list_saved_pages(folder, source_id="")
    pages = [_with_outlet(page, folder, source_id, outlets) for page in listing.candidates]
    chunks = chunked(pages, pages_a_part)
    for number, chunk in enumerate(chunks, 1):
        stamps = [_stamp(page) for page in chunk]
        marks = [(p.url, p.source_id, *stamp) for p, stamp in zip(chunk, stamps, strict=True)]
        name = hashlib.sha256(repr((str(folder), marks)).encode("utf-8", "backslashreplace"))
        yield FolderPart(
            folder=folder,
            number=number,
            count=len(chunks),
            pages=chunk,
            problems=listing.problems,
            run_id=f"backfill-{name.hexdigest()[:12]}-0",
            night_date=_newest_day([changed_ns for _, changed_ns in stamps], today),
        )


def _stamp(page: Candidate) -> tuple[int, int]:
    """Size and time of change (ns) of a page's file; zeros for one that has gone since."""
    try:
        found = Path(page.path or "").stat()
    except FileNotFoundError:
        return 0, 0  # the page's row will say so
    return found.st_size, found.st_mtime_ns


def _newest_day(changes_ns: Sequence[int], today: date) -> date:
    newest = max(changes_ns)
    return min(datetime.fromtimestamp(newest / 1e9, UTC).date(), today) if newest else today


def by_outlet(pages: Sequence[Candidate]) -> dict[str, tuple[Candidate, ...]]:
    """The pages of each outlet, by its id."""
    names = dict.fromkeys(page.source_id for page in pages)
    return {name: tuple(p for p in pages if p.source_id == name) for name in names}


def _with_outlet(
    page: Candidate, folder: Path, source_id: str | None, outlets: Mapping[str, str]
) -> Candidate:
    host = folder.name if page.url.startswith("file:") else host_of(page.url)
    return replace(page, source_id=source_id or outlets.get(host, host))
