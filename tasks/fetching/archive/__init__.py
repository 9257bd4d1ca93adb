"""The archive: every exchange as it was, in WARC 1.1 (ISO 28500:2017), a file an outlet and run.

A file is its own journal. Beside the exchanges that an attempt took lies a metadata record with the
attempt's row of `fetches`: a killed step goes on from there, and `read_run` gives a whole night
back without the network or the warehouse.
"""

from tasks.fetching.archive.opening import open_archive
from tasks.fetching.archive.places import ArchiveError, Place
from tasks.fetching.archive.reader import read_body
from tasks.fetching.archive.replay import ArchivedRun, archived_runs, iterate_rows, read_run
from tasks.fetching.archive.rows import ArchivedRow
from tasks.fetching.archive.writer import Archived, ArchiveWriter

__all__ = [
    "ArchiveError",
    "ArchiveWriter",
    "Archived",
    "ArchivedRow",
    "ArchivedRun",
    "Place",
    "archived_runs",
    "iterate_rows",
    "open_archive",
    "read_body",
    "read_run",
]
