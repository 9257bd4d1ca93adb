"""Where things lie in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ENDING = ".warc.gz"
# What a file's name ends with until its step is done.
UNFINISHED = ".part"


class ArchiveError(Exception):
    """An archive that cannot be read: one line that says which file, where and why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies: file relative to the archive, byte offset, bytes of its gzip member."""

    archive_file: str
    offset: int
    length: int


def locate(archive_dir: Path, archive_file: str) -> Path:
    """The file of that name, or what there is of it while its step is not done."""
    path = archive_dir / archive_file
    unfinished = path.with_name(path.name + UNFINISHED)
    return unfinished if not path.exists() and unfinished.exists() else path
