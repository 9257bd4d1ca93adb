"""Step: new readings of a run's articles in the place of the old ones, in one commit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from prefect import task

from tasks.annotate_articles import AnnotatedArticle
from tasks.load_night import first_of_each
from tasks.night import Night
from warehouse.connect import Location, open_warehouse
from warehouse.reannotation import replace_rows
from warehouse.tables import ARTICLES, CLAIMS, ENTITIES, FETCHES, MENTIONS, Table
from warehouse.tables.articles import ArticleRow
from warehouse.tables.fetches import Fetch
from warehouse.tables.runs import RunRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Redone:
    """What takes the place of what.

    `annotated` are articles that were read anew, `restored` those whose row alone is new; `fetches`
    are pages with a new verdict. The versions in `articles_gone` and the mentions and claims of
    those in `annotations_gone` are taken away first, those of the new rows included.
    """

    annotated: Sequence[AnnotatedArticle]
    restored: Sequence[ArticleRow] = ()
    fetches: Sequence[Fetch] = ()
    articles_gone: Collection[str]
    annotations_gone: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedoingFacts:
    """What a reannotation knows of itself when its rows are ready."""

    started_at: datetime
    finished_at: datetime
    extract_s: float
    annotate_s: float
    config_hash: str
    annotator: str


@task(name="replace rows")
def put_in_place(*, night: Night, facts: RedoingFacts, redone: Redone) -> RunRow:
    """The row of the reannotation, which is now in the warehouse.

    Articles and fetches stay rows of the run that brought them; mentions and claims are rows of
    the run that found them.
    """
    run = _run_row(night, facts, redone)
    # Any: each table's rows are of its own record type.
    rows: dict[Table, list[Any]] = {
        FETCHES: list(redone.fetches),
        ARTICLES: [*redone.restored, *(a.article for a in redone.annotated)],
        MENTIONS: [m for a in redone.annotated for m in a.mentions],
        ENTITIES: first_of_each(redone.annotated),
        CLAIMS: [c for a in redone.annotated for c in a.claims],
    }
    with open_warehouse(Location.under(night.warehouse_dir)) as warehouse:
        replace_rows(
            warehouse,
            run,
            rows,
            articles_gone=redone.articles_gone,
            annotations_gone=redone.annotations_gone,
        )
    return run


def _run_row(night: Night, facts: RedoingFacts, redone: Redone) -> RunRow:
    return RunRow(
        run_id=night.run_id,
        flow="reannotate",
        night_date=night.night_date,
        started_at=facts.started_at,
        finished_at=facts.finished_at,
        outcome="finished",
        urls_tried=0,
        articles_kept=0,
        urls_unchanged=0,
        urls_rejected=0,
        urls_failed=0,
        urls_skipped=0,
        mentions_found=sum(len(a.mentions) for a in redone.annotated),
        claims_found=sum(len(a.claims) for a in redone.annotated),
        fetch_s=0.0,
        extract_s=facts.extract_s,
        annotate_s=facts.annotate_s,
        config_hash=facts.config_hash,
        dateline_version=version("dateline"),
        annotator=facts.annotator,
    )
