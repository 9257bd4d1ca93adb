"""What a person wants to know of a night in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from warehouse.connect import Warehouse
from warehouse.errors import WarehouseError


class Tally(NamedTuple):
    """How often something occurred."""

    what: str
    times: int


class Quoted(NamedTuple):
    """A claim as a reader meets it."""

    speaker: str
    role: str | None
    said: str
    certainty: str
    outlet: str
    title: str | None


class Finding(NamedTuple):
    """A data check that found something."""

    severity: str
    check_name: str
    violations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """One night: counts, why pages were left out, most named, some claims, what needs a hand."""

    run_id: str
    night_date: date
    outcome: str
    total_s: float
    urls_tried: int
    articles_kept: int
    mentions_found: int
    claims_found: int
    outlets: list[Tally]
    left_out: list[Tally]
    people: list[Tally]
    places: list[Tally]
    claims: list[Quoted]
    carried: list[Tally]
    findings: list[Finding]
    silent_outlets: list[str]


def newest_run(warehouse: Warehouse) -> str:
    """The id of the run of the newest night that was collected, else of the newest that was loaded.

    Raises `WarehouseError` when there is none.
    """
    query = """
        SELECT run_id
        FROM runs
        WHERE flow <> 'reannotate'
        ORDER BY flow = 'nightly' DESC, night_date DESC, finished_at DESC
        LIMIT 1
    """
    rows = warehouse.connection.execute(query).fetchall()
    if not rows:
        raise WarehouseError("no night is in the warehouse yet: `dateline run` collects one")
    return str(rows[0][0])


def report_night(warehouse: Warehouse, run_id: str, *, most: int = 6) -> NightReport:
    """The report of a run, each list at most `most` long.

    Raises `WarehouseError` when there is no such run.
    """
    run = _rows(warehouse, _RUN, run_id, run_id)
    if not run:
        raise WarehouseError(f"no run {run_id} in the warehouse")
    night_date, outcome, total_s, tried, kept, mentions, claims = run[0]
    return NightReport(
        run_id=run_id,
        night_date=night_date,
        outcome=outcome,
        total_s=total_s,
        urls_tried=tried,
        articles_kept=kept,
        mentions_found=mentions,
        claims_found=claims,
        outlets=[Tally(*row) for row in _rows(warehouse, _OUTLETS, run_id)],
        left_out=[Tally(*row) for row in _rows(warehouse, _LEFT_OUT, run_id)],
        people=[Tally(*row) for row in _rows(warehouse, _NAMES, run_id, "person", most)],
        places=[Tally(*row) for row in _rows(warehouse, _NAMES, run_id, "place", most)],
        claims=[Quoted(*row) for row in _rows(warehouse, _CLAIMS, run_id, most)],
        carried=[Tally(*row) for row in _rows(warehouse, _CARRIED, run_id, most)],
        findings=[Finding(*row) for row in _rows(warehouse, _FINDINGS, run_id)],
        silent_outlets=[row[0] for row in _rows(warehouse, _SILENT, run_id)],
    )


# Any: the columns of each query below, in the order of the record that they fill.
def _rows(warehouse: Warehouse, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    return warehouse.connection.execute(query, parameters).fetchall()


# Mentions and claims are those that now stand in the night's articles, whichever run found them.
_RUN = """
WITH brought AS (
    SELECT run_id, article_version_id FROM articles WHERE run_id = ?
)
SELECT
    night_date,
    outcome,
    epoch(finished_at - started_at),
    urls_tried,
    (SELECT count(*) FROM brought),
    (SELECT count(*) FROM mentions SEMI JOIN brought USING (article_version_id)),
    (SELECT count(*) FROM claims SEMI JOIN brought USING (article_version_id))
FROM runs
WHERE run_id = ?
"""

_OUTLETS = """
SELECT coalesce(any_value(latest.name), source_id) AS outlet, count(*) AS articles
FROM articles
LEFT JOIN (
    SELECT source_id, arg_max(name, night_date) AS name FROM sources GROUP BY source_id
) AS latest USING (source_id)
WHERE run_id = ?
GROUP BY source_id
ORDER BY articles DESC, outlet
"""

# The part of a reason that many share: an address or a bracket is about one page. A second address
# is told by its article, as long as those are few.
_LEFT_OUT = r"""
WITH left_out AS (
    SELECT
        fetches.outcome,
        coalesce(fetches.reason, 'no reason') AS reason,
        latest_articles.title,
        dense_rank() OVER (PARTITION BY fetches.outcome ORDER BY fetches.article_id) AS article
    FROM fetches
    LEFT JOIN latest_articles
        ON fetches.outcome = 'duplicate' AND latest_articles.article_id = fetches.article_id
    WHERE fetches.run_id = ? AND fetches.outcome NOT IN ('kept', 'listed')
)
SELECT
    CASE
        WHEN outcome <> 'duplicate'
            THEN outcome || ': ' || regexp_replace(reason, '\s*(https?://|\().*', '')
        WHEN article > 3 THEN 'duplicate: the same article as one of many others'
        WHEN title IS NULL THEN 'duplicate: ' || reason
        ELSE 'duplicate: the same article as “' || title || '”'
    END AS what,
    count(*) AS pages
FROM left_out
GROUP BY what
ORDER BY pages DESC, what
"""

_NAMES = """
SELECT entities.name, count(DISTINCT mentions.article_id) AS articles
FROM mentions
INNER JOIN entities USING (entity_id)
INNER JOIN articles USING (article_version_id)
WHERE articles.run_id = ? AND mentions.type = ?
GROUP BY entities.entity_id, entities.name
ORDER BY articles DESC, count(*) DESC, entities.name
LIMIT ?
"""

# One claim a story, two an outlet, and of each kind and firmness in turn: a sample, not a ranking.
_CLAIMS = """
WITH one_a_story AS (
    SELECT who_said_what.*
    FROM who_said_what
    INNER JOIN articles ON articles.article_version_id = who_said_what.article_version_id
    WHERE articles.run_id = ?
        AND who_said_what.speaker IS NOT NULL
        AND who_said_what.role IS NOT NULL
        AND length(who_said_what.said) BETWEEN 60 AND 180
    QUALIFY row_number() OVER (
        PARTITION BY who_said_what.duplicate_group_id
        ORDER BY (who_said_what.certainty = 'certain'), who_said_what.confidence DESC, claim_id
    ) = 1
),
two_an_outlet AS (
    SELECT *
    FROM one_a_story
    QUALIFY row_number() OVER (PARTITION BY outlet ORDER BY confidence DESC, claim_id) <= 2
)
SELECT speaker, role, said, certainty, outlet, title
FROM two_an_outlet
ORDER BY
    row_number() OVER (PARTITION BY certainty, kind ORDER BY confidence DESC, claim_id),
    certainty,
    kind
LIMIT ?
"""

_CARRIED = """
SELECT
    arg_min(
        coalesce(title, canonical_url), {'other': article_id <> duplicate_group_id, 'id': article_id}
    ) AS story,
    count(DISTINCT source_id) AS outlets
FROM articles
WHERE run_id = ?
GROUP BY duplicate_group_id
HAVING outlets > 1
ORDER BY outlets DESC, story
LIMIT ?
"""

_FINDINGS = """
SELECT severity, check_name, violations
FROM checks
WHERE run_id = ? AND violations > 0
ORDER BY severity, check_name
"""

_SILENT = """
SELECT source_health.outlet
FROM source_health
INNER JOIN runs USING (night_date)
SEMI JOIN fetches ON fetches.run_id = runs.run_id AND fetches.source_id = source_health.source_id
WHERE runs.run_id = ? AND source_health.kept + source_health.unchanged = 0
ORDER BY source_health.outlet
"""
