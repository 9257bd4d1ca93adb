"""What a backfill needs to know of what was loaded before it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from warehouse.connect import Warehouse


class LoadedStretch(NamedTuple):
    """A stretch of a WARC file that is in the warehouse: its night, and the byte after it."""

    night_date: date
    end: int


def loaded_stretch(warehouse: Warehouse, run_id: str) -> LoadedStretch | None:
    """What the run read of its WARC file; None when the run is not in the warehouse."""
    query = """
        SELECT night_date, archive_offset + archive_length
        FROM fetches
        WHERE run_id = ? AND resource = 'warc'
    """
    rows = warehouse.connection.execute(query, [run_id]).fetchall()
    return LoadedStretch(*rows[0]) if rows else None


def stored_versions(
    warehouse: Warehouse, night_date: date, version_ids: Collection[str]
) -> set[str]:
    """Those of `version_ids` that are versions of articles which that night has on record."""
    query = """
        SELECT article_version_id
        FROM articles
        WHERE night_date = ? AND article_version_id IN (SELECT unnest(?::VARCHAR[]))
    """
    rows = warehouse.connection.execute(query, [night_date, list(version_ids)]).fetchall()
    return {row[0] for row in rows}
