"""Read the rows of `fetches` back from the archive alone, without the network or the warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from tasks.fetching.archive.members import read_members
from tasks.fetching.archive.places import ENDING, UNFINISHED, ArchiveError
from tasks.fetching.archive.recovery import row_in
from tasks.fetching.archive.rows import ROW_TYPE, ArchivedRow, load_row
from tasks.fetching.warc_record import read_fields
from warehouse.tables.fetches import Fetch


@dataclass(frozen=True, slots=True)
class ArchivedRun:
    """A run of a night that is in the archive, with its files in the order of their names."""

    night_date: date
    run_id: str
    files: tuple[Path, ...]

    @property
    def is_unfinished(self) -> bool:
        """Whether the run was killed while it fetched, and never gone on with."""
        return any(file.name.endswith(UNFINISHED) for file in self.files)


def archived_runs(
    archive_dir: Path, first: date = date.min, last: date = date.max
) -> list[ArchivedRun]:
    """The runs of the nights from `first` to `last`, both included, oldest first."""
    runs: list[ArchivedRun] = []
    for folder in sorted(archive_dir.glob("????-??-??/*/")):
        try:
            night = date.fromisoformat(folder.parent.name)
        except ValueError:
            continue  # not a folder of ours
        endings = (ENDING, ENDING + UNFINISHED)
        files = tuple(sorted(file for e in endings for file in folder.glob(f"*{e}")))
        if files and first <= night <= last:
            runs.append(ArchivedRun(night, folder.name, files))
    return runs


def read_run(run: ArchivedRun) -> list[Fetch]:
    """The rows of a run as its fetching left them, outlet by outlet, pages in the order of listing.

    They are what the run had before extraction: a page that came is `fetched`, whatever became of
    it. `read_body` gives its body. An unfinished file has the rows that were whole. Raises
    `ArchiveError` for a finished file that is damaged.
    """
    rows = {row.fetch.fetch_id: row for file in run.files for row in iterate_rows(file)}
    in_order = sorted(rows.values(), key=lambda row: (row.fetch.source_id, row.position))
    return [row.fetch for row in in_order]


def iterate_rows(file: Path) -> Iterator[ArchivedRow]:
    """The rows in one archive file, in the order in which they were done, one at a time in memory.

    A `fetch_id` may come twice, when a step had more to say of an attempt, or tried again what had
    failed when it was killed; the later row holds. Files that other programs wrote, or a Dateline
    without rows in its archive, have none. Raises `ArchiveError` for a file that is damaged, after
    the rows before the damage; an unfinished file is read as far as it is whole.
    """
    try:
        if file.name.endswith(UNFINISHED):
            yield from _whole_rows(file)
            return
        with file.open("rb") as stream:
            for record in ArchiveIterator(
                stream, record_types=WarcRecordType.metadata, parse_http=False
            ):
                if record.headers.get("Content-Type") == ROW_TYPE:
                    yield load_row(record.reader.read())
    except OSError as error:
        raise ArchiveError(f"{file}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ArchiveError(f"{file}: is damaged: {error}") from error


def _whole_rows(file: Path) -> Iterator[ArchivedRow]:
    with file.open("rb") as stream:
        for _, _, content in read_members(stream):
            head = read_fields(content)
            if head is None:
                return
            row = row_in(head, content)
            if row is not None:
                yield row
