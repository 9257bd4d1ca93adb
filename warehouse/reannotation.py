"""What is on record of earlier extraction and annotation, and new results in the place of old ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import duckdb

from warehouse.arrow import to_arrow, to_records
from warehouse.connect import Warehouse
from warehouse.refuse import refuse_broken_rows
from warehouse.state import is_finished
from warehouse.tables import ARTICLES, CLAIMS, ENTITIES, FETCHES, MENTIONS, RUNS
from warehouse.tables.articles import ArticleRow
from warehouse.tables.contract import Table
from warehouse.tables.fetches import Fetch
from warehouse.tables.runs import RunRow
from warehouse.write import in_one_transaction, insert_missing


class CollectedRun(NamedTuple):
    """A run that brought articles: how many, how many of them an older model or extractor read,
    which models those were, and how often the run has been done again.
    """

    run_id: str
    night_date: date
    articles: int
    outdated: int
    annotators: list[str]
    times_redone: int


_COLLECTED = """
WITH readings AS (
    SELECT
        articles.run_id,
        articles.night_date,
        coalesce(articles.annotator, runs.annotator, 'unknown') AS annotator,
        articles.extractor
    FROM articles
    LEFT JOIN runs USING (run_id)
    WHERE
        articles.night_date BETWEEN $first AND $last
        AND articles.source_id = coalesce($source_id, articles.source_id)
)
SELECT
    run_id,
    night_date,
    count(*),
    count(*) FILTER (annotator <> $annotator OR extractor <> coalesce($extractor, extractor)),
    list_sort(list(DISTINCT annotator)),
    (SELECT count(*) FROM runs WHERE starts_with(run_id, readings.run_id || '-reannotated-'))
FROM readings
GROUP BY run_id, night_date
ORDER BY night_date, run_id
"""


def collected_runs(
    warehouse: Warehouse,
    first: date,
    last: date,
    *,
    source_id: str | None,
    annotator: str,
    extractor: str | None,
) -> list[CollectedRun]:
    """The runs of the nights from `first` to `last` that have articles, the oldest first.

    An article is outdated when `annotator` was not the last to read it, or when `extractor` is
    given and its text is another's. `source_id` None means every outlet.
    """
    values = {
        "first": first,
        "last": last,
        "source_id": source_id,
        "annotator": annotator,
        "extractor": extractor,
    }
    rows = warehouse.connection.execute(_COLLECTED, values).fetchall()
    return [CollectedRun(*row) for row in rows]


def stored_articles(
    warehouse: Warehouse, run_id: str, *, source_id: str | None, other_than: str | None
) -> list[ArticleRow]:
    """The versions that the run brought, with the model that read each, in the order of their ids.

    `other_than` leaves out those which that annotator was the last to read.
    """
    columns = ", ".join(f"articles.{c.name}" for c in ARTICLES.columns if c.name != "annotator")
    query = f"""
        SELECT {columns}, coalesce(articles.annotator, runs.annotator) AS annotator
        FROM articles
        LEFT JOIN runs USING (run_id)
        WHERE
            articles.run_id = $run_id
            AND articles.source_id = coalesce($source_id, articles.source_id)
            AND coalesce(articles.annotator, runs.annotator, 'unknown')
                <> coalesce($other_than, 'none at all')
        ORDER BY article_version_id
    """  # noqa: S608 - names from the contract
    values = {"run_id": run_id, "source_id": source_id, "other_than": other_than}
    return to_records(ARTICLES, warehouse.connection.execute(query, values).to_arrow_table())


def stored_pages(warehouse: Warehouse, run_id: str, *, source_id: str | None) -> list[Fetch]:
    """The run's pages that brought a body which was archived, in the order of their ids."""
    columns = ", ".join(column.name for column in FETCHES.columns)
    query = f"""
        SELECT {columns}
        FROM fetches
        WHERE
            run_id = $run_id
            AND source_id = coalesce($source_id, source_id)
            AND resource = 'page'
            AND outcome IN ('kept', 'rejected')
            AND archive_file IS NOT NULL
            AND payload_digest IS NOT NULL
        ORDER BY fetch_id
    """  # noqa: S608 - names from the contract
    values = {"run_id": run_id, "source_id": source_id}
    return to_records(FETCHES, warehouse.connection.execute(query, values).to_arrow_table())


def versions_before(
    warehouse: Warehouse, source_ids: Collection[str], night: date
) -> dict[str, str]:
    """article_id to content_hash of the newest version of the nights before `night`."""
    query = """
        SELECT
            article_id,
            max_by(
                content_hash,
                (night_date, coalesce(modified_at, '-infinity'::TIMESTAMPTZ), article_version_id)
            )
        FROM articles
        WHERE night_date < ? AND source_id IN (SELECT unnest(?::VARCHAR[]))
        GROUP BY article_id
    """
    return dict(warehouse.connection.execute(query, [night, list(source_ids)]).fetchall())


# Any: each table's rows are of its own record type.
def replace_rows(
    warehouse: Warehouse,
    run: RunRow,
    rows: Mapping[Table, Sequence[Any]],
    *,
    articles_gone: Collection[str],
    annotations_gone: Collection[str],
) -> bool:
    """True when new rows stand in the place of old ones; False when the run is already there.

    In one transaction: the articles and the annotations of the given versions go, so do the fetches
    that come again, then everything in `rows` is added, and the run. Past states keep the old rows.
    Raises `WarehouseError` when rows break their contract or writing fails; nothing changes then.
    """
    new = {table: to_arrow(table, some) for table, some in {**rows, RUNS: [run]}.items()}
    for table, some in new.items():
        refuse_broken_rows(table, some)
    if is_finished(warehouse, run.run_id):
        return False
    fetches_gone = [fetch.fetch_id for fetch in rows.get(FETCHES, ())]
    with in_one_transaction(warehouse) as connection:
        _delete(connection, ARTICLES, "article_version_id", articles_gone, run.night_date)
        for table in (MENTIONS, CLAIMS):
            _delete(connection, table, "article_version_id", annotations_gone, run.night_date)
        _delete(connection, FETCHES, "fetch_id", fetches_gone, run.night_date)
        for table in (RUNS, FETCHES, ARTICLES, MENTIONS, ENTITIES, CLAIMS):
            if table in new and len(new[table]):
                insert_missing(connection, table, new[table])
    return True


def _delete(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    column: str,
    ids: Collection[str],
    night: date,
) -> None:
    if not ids:
        return
    # The night lets the scan skip the files of other months.
    statement = f"""
        DELETE FROM {table.name}
        WHERE night_date = ? AND {column} IN (SELECT unnest(?::VARCHAR[]))
    """  # noqa: S608 - names from the contract
    connection.execute(statement, [night, list(ids)])
