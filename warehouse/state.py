"""What the next night needs to know of the nights before."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

import pyarrow as pa

from warehouse.connect import Warehouse
from warehouse.tables.runs import RUNS, RunRow

# Signatures held at once while `recent_signatures` streams; each is half a kilobyte.
SIGNATURES_PER_BATCH = 4096


class KnownSignature(NamedTuple):
    """The signature of an article's newest text, and the group of near duplicates that it is in."""

    article_id: str
    duplicate_group_id: str
    text_signature: str


class KnownEntity(NamedTuple):
    """An entity's canonical name and type."""

    name: str
    type: str


def is_finished(warehouse: Warehouse, run_id: str) -> bool:
    """Whether the run has been committed, and with it every row it wrote."""
    query = "SELECT count(*) FROM runs WHERE run_id = ?"
    return bool(warehouse.connection.execute(query, [run_id]).fetchall()[0][0])


def is_checked(warehouse: Warehouse, run_id: str) -> bool:
    """Whether the results of the data checks over the run are stored."""
    query = "SELECT count(*) FROM checks WHERE run_id = ?"
    return bool(warehouse.connection.execute(query, [run_id]).fetchall()[0][0])


def read_run(warehouse: Warehouse, run_id: str) -> RunRow:
    """The row of a run that has been committed."""
    columns = ", ".join(column.name for column in RUNS.columns)
    query = f"SELECT {columns} FROM runs WHERE run_id = ?"  # noqa: S608 - names from the contract
    (row,) = warehouse.connection.execute(query, [run_id]).to_arrow_table().to_pylist()
    return RunRow(**row)


def known_versions(warehouse: Warehouse, source_ids: Collection[str]) -> dict[str, str]:
    """article_id to content_hash of the newest version, for the articles of these outlets."""
    query = """
        SELECT article_id, articles.content_hash
        FROM articles
        SEMI JOIN latest_articles USING (article_version_id)
        WHERE source_id IN (SELECT unnest(?::VARCHAR[]))
    """
    return dict(warehouse.connection.execute(query, [list(source_ids)]).fetchall())


def recent_signatures(
    warehouse: Warehouse, since: date, until: date = date.max
) -> Iterator[KnownSignature]:
    """The newest versions of articles of the nights from `since` to `until`, one at a time.

    Texts too short to compare have no signature and are left out. Only those nights are read.
    Streams on a cursor of its own: other queries may run while it is read.
    """
    query = """
        WITH newest AS (
            SELECT article_id, night_date, duplicate_group_id, text_signature
            FROM articles
            WHERE night_date BETWEEN ? AND ?
            QUALIFY row_number() OVER (
                PARTITION BY article_id
                ORDER BY night_date DESC, modified_at DESC NULLS LAST, article_version_id DESC
            ) = 1
        )
        SELECT article_id, duplicate_group_id, text_signature
        FROM newest
        WHERE text_signature IS NOT NULL
        ORDER BY night_date, article_id
    """
    with warehouse.connection.cursor() as cursor:
        cursor.execute("USE dateline")
        reader: pa.RecordBatchReader = cursor.execute(query, [since, until]).to_arrow_reader(
            SIGNATURES_PER_BATCH
        )
        for batch in reader:
            yield from map(KnownSignature, *(column.to_pylist() for column in batch.columns))


def known_entities(warehouse: Warehouse) -> dict[str, KnownEntity]:
    """entity_id to name and type, for every entity ever seen."""
    query = "SELECT entity_id, name, type FROM entities"
    rows = warehouse.connection.execute(query).fetchall()
    return {entity_id: KnownEntity(name, type_) for entity_id, name, type_ in rows}
