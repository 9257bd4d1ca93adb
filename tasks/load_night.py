"""Step: one atomic commit of everything the night brought, and the checks over it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from prefect import task

from tasks.annotate_articles import AnnotatedArticle
from tasks.night import Night
from tasks.sources.outlet import Outlet
from warehouse.check import run_checks, store_checks
from warehouse.connect import Location, open_warehouse
from warehouse.tables import ARTICLES, CLAIMS, ENTITIES, FETCHES, MENTIONS, RUNS, SOURCES
from warehouse.tables.checks import CheckRow
from warehouse.tables.entities import EntityRow
from warehouse.tables.fetches import Fetch
from warehouse.tables.runs import RunRow
from warehouse.tables.sources import SourceRow
from warehouse.write import commit_night


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What a run knows of itself when its rows are ready."""

    flow: str
    is_whole: bool  # False for a run that was killed and never finished its fetching
    started_at: datetime
    finished_at: datetime
    fetch_s: float
    extract_s: float
    annotate_s: float
    config_hash: str
    annotator: str


@task(name="load night")
def load_night(
    *,
    night: Night,
    facts: RunFacts,
    sources: Sequence[SourceRow],
    fetches: Sequence[Fetch],
    annotated: Sequence[AnnotatedArticle],
) -> RunRow:
    """The row of the run that is now in the warehouse, with everything that belongs to it."""
    run = _run_row(night, facts, fetches, annotated)
    rows = {
        RUNS: [run],
        SOURCES: list(sources),
        FETCHES: list(fetches),
        ARTICLES: [a.article for a in annotated],
        MENTIONS: [m for a in annotated for m in a.mentions],
        ENTITIES: first_of_each(annotated),
        CLAIMS: [c for a in annotated for c in a.claims],
    }
    with open_warehouse(Location.under(night.warehouse_dir)) as warehouse:
        commit_night(warehouse, rows)
    return run


@task(name="check night")
def check_night(*, night: Night) -> list[CheckRow]:
    """The results of the data checks over the night, stored beside it."""
    with open_warehouse(Location.under(night.warehouse_dir)) as warehouse:
        results = run_checks(warehouse, night.run_id, checked_at=datetime.now(UTC))
        store_checks(warehouse, results)
    return results


def source_row(outlet: Outlet, night: Night) -> SourceRow:
    """The outlet as configured for this run."""
    described = (
        outlet.name,
        outlet.home_url,
        outlet.language,
        outlet.country,
        outlet.time_zone,
        outlet.listings,
    )
    return SourceRow(
        source_id=outlet.source_id,
        config_hash=hashlib.sha256(repr(described).encode()).hexdigest()[:16],
        run_id=night.run_id,
        night_date=night.night_date,
        name=outlet.name,
        home_url=outlet.home_url,
        language=outlet.language,
        country=outlet.country,
        time_zone=outlet.time_zone,
        listings=outlet.listings,
    )


def _run_row(
    night: Night, facts: RunFacts, fetches: Sequence[Fetch], annotated: Sequence[AnnotatedArticle]
) -> RunRow:
    outcomes = Counter(f.outcome for f in fetches)
    return RunRow(
        run_id=night.run_id,
        flow=facts.flow,
        night_date=night.night_date,
        started_at=facts.started_at,
        finished_at=facts.finished_at,
        outcome="finished"
        if facts.is_whole and not _is_listing_lost(fetches)
        else "finished_with_failures",
        urls_tried=len(fetches),
        articles_kept=len(annotated),
        urls_unchanged=outcomes["unchanged"] + outcomes["duplicate"],
        urls_rejected=outcomes["rejected"],
        urls_failed=outcomes["failed"],
        urls_skipped=outcomes["skipped"],
        mentions_found=sum(len(a.mentions) for a in annotated),
        claims_found=sum(len(a.claims) for a in annotated),
        fetch_s=facts.fetch_s,
        extract_s=facts.extract_s,
        annotate_s=facts.annotate_s,
        config_hash=facts.config_hash,
        dateline_version=version("dateline"),
        annotator=facts.annotator,
    )


def _is_listing_lost(fetches: Sequence[Fetch]) -> bool:
    """Whether a feed, sitemap, list or folder could not be read, so that articles are missing.

    A page that fails is a row like any other; a page that nobody listed leaves none.
    """
    lost = ("failed", "rejected", "skipped")
    return any(f.outcome in lost and f.resource not in ("page", "robots") for f in fetches)


def first_of_each(annotated: Sequence[AnnotatedArticle]) -> list[EntityRow]:
    """Entities of the night once each; the longest name of those that share an identity."""
    found: dict[str, EntityRow] = {}
    for entity in (e for a in annotated for e in a.entities):
        kept = found.get(entity.entity_id)
        if kept is None or len(entity.name) > len(kept.name):
            found[entity.entity_id] = entity
    return list(found.values())
