"""Open an archive file for a step: a new one, or the one that a killed try of the step left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from tasks.fetching.archive.members import MemberFile
from tasks.fetching.archive.places import ENDING, UNFINISHED, ArchiveError
from tasks.fetching.archive.recovery import Recovered, recover
from tasks.fetching.archive.writer import ArchiveWriter


@contextmanager
def open_archive(
    directory: Path,
    *,
    night_date: date,
    run_id: str,
    source_id: str,
    opened_at: datetime,
    part: str = "",
) -> Iterator[ArchiveWriter]:
    """A writer for `<night>/<run>/<outlet>.warc.gz` under `directory`.

    A step that writes beside another of the same outlet and run names its `part`: the file is then
    `<outlet>.<part>.warc.gz`.
    The file has its name only once the step is done, and is on disk by then. Until then it is a
    `.part`: also that is a readable archive, and what a killed step has left of it is taken up by
    the next try, less a last record that was torn. A file that is done is taken up likewise:
    nothing that came is ever written over.
    Raises `OSError` where it cannot be written, `ArchiveError` when a file that was done is damaged.
    """
    name = f"{source_id}.{part}" if part else source_id
    archive_file = f"{night_date.isoformat()}/{run_id}/{name}{ENDING}"
    path = directory / archive_file
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + UNFINISHED)
    recovered = _take_up(path, unfinished, archive_file)
    with unfinished.open("ab", buffering=0) as out:
        out.truncate(recovered.end)
        writer = ArchiveWriter(
            MemberFile(out, unfinished, recovered.end), directory, archive_file, recovered
        )
        try:
            if not recovered.records:
                writer.describe_file(opened_at)
            yield writer
            writer.write_held()
            os.fsync(out.fileno())
        finally:
            if writer.is_empty:
                unfinished.unlink()
    if not writer.is_empty:
        unfinished.replace(path)
        _sync_folder(path.parent)


def _take_up(path: Path, unfinished: Path, archive_file: str) -> Recovered:
    """What an earlier try has left, under the unfinished name."""
    if path.exists():
        with path.open("rb") as file:
            recovered = recover(file, archive_file)
        if recovered.end < path.stat().st_size:
            advice = "move it away to fetch what it held again"
            raise ArchiveError(f"{path}: is damaged at byte {recovered.end}; {advice}")
        path.replace(unfinished)
        return recovered
    if not unfinished.exists():
        return Recovered()
    with unfinished.open("rb") as file:
        return recover(file, archive_file)


def _sync_folder(folder: Path) -> None:
    """Make a rename outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
