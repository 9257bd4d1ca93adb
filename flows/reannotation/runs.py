"""New models over the stored text, or over the archive: one run that was collected at a time.

As one run was one commit, doing it again is one commit: readers see its old rows or its new ones.
"""

# No postponed annotations here: Prefect loads this file by its path and reads them at run time.
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner
from rich.console import Console

from flows.leftovers import finish_left_runs
from flows.preparation import begin_run, plan_run, read_outlets_offline
from flows.progress import stage_progress
from flows.settings import Settings
from flows.stages import CHUNKS_AT_ONCE, annotate_rows, extract_pages, zones_of
from tasks.annotate_articles import AnnotatedArticle
from tasks.annotation.annotator import load_annotator
from tasks.extract_text import ExtractedPage
from tasks.extraction.record import Kind
from tasks.load_night import check_night
from tasks.night import Night
from tasks.replace_rows import RedoingFacts, Redone, put_in_place
from warehouse.connect import Location, open_warehouse
from warehouse.reannotation import CollectedRun, stored_articles, stored_pages
from warehouse.state import is_finished, read_run
from warehouse.tables.articles import ArticleRow
from warehouse.tables.fetches import Fetch

# Prefect's own annotation, ignored where it is used, does not admit its own thread runner.
_RUNNER: ThreadPoolTaskRunner[object] = ThreadPoolTaskRunner(max_workers=CHUNKS_AT_ONCE)


@flow(name="reannotate", task_runner=_RUNNER)  # type: ignore[arg-type]
def reannotate_texts(
    *,
    config_file: Path,
    collected: str,
    night_date: date,
    run_id: str,
    source_id: str | None,
    everything: bool,
) -> int:
    """Annotate the stored texts of the run `collected` anew, as the run `run_id`.

    Those that the configured annotator was the last to read are left alone, if not `everything`.
    Returns how many could not be read again: none.
    """
    settings, started_at = Settings.read(config_file), datetime.now(UTC)
    model = load_annotator(settings.annotation.annotator).model
    night = begin_run(plan_run(settings, run_id, night_date))
    # As a writer, so that a warehouse of an older Dateline has all the columns that are read.
    with open_warehouse(Location.under(night.warehouse_dir)) as warehouse:
        articles = stored_articles(
            warehouse, collected, source_id=source_id, other_than=None if everything else model
        )
    annotated, annotate_s = _annotate(articles, settings, night)
    versions = [article.article_version_id for article in articles]
    redone = Redone(annotated=annotated, articles_gone=versions, annotations_gone=versions)
    _commit(settings, night, redone, started_at, extract_s=0.0, annotate_s=annotate_s)
    return 0


@flow(name="reannotate from archive", task_runner=_RUNNER)  # type: ignore[arg-type]
def reannotate_pages(
    *,
    config_file: Path,
    collected: str,
    night_date: date,
    run_id: str,
    source_id: str | None,
    everything: bool,
) -> int:
    """How many pages of the run `collected` could not be read again, and so stay as they were.

    Every page that extraction has judged is taken from the archive and judged anew. A page keeps
    its article or its verdict where its bytes are gone or the extractor fails on them.
    """
    settings, started_at = Settings.read(config_file), datetime.now(UTC)
    model = load_annotator(settings.annotation.annotator).model
    night = begin_run(plan_run(settings, run_id, night_date))
    # As a writer: see above.
    with open_warehouse(Location.under(night.warehouse_dir)) as warehouse:
        stored = stored_articles(warehouse, collected, source_id=source_id, other_than=None)
        pages = stored_pages(warehouse, collected, source_id=source_id)
    by_fetch = {article.fetch_id: article for article in stored}
    begun = time.monotonic()
    again = _extract(pages, settings, replace(night, run_id=collected))
    judged = [page for page in again if not _is_lost(page)]
    extract_s = time.monotonic() - begun
    same, anew = _sort_out([p.article for p in judged if p.article], stored, model, everything)
    annotated, annotate_s = _annotate(anew, settings, night)
    fetch_ids = {page.fetch.fetch_id for page in judged}
    gone = {a.article_version_id for fetch_id, a in by_fetch.items() if fetch_id in fetch_ids}
    if judged:
        redone = Redone(
            annotated=annotated,
            restored=same,
            fetches=[page.fetch for page in judged],
            articles_gone=gone,
            annotations_gone=gone - {a.article_version_id for a in same},
        )
        _commit(settings, night, redone, started_at, extract_s=extract_s, annotate_s=annotate_s)
    return len(again) - len(judged)


def redo_run(
    config_file: Path,
    run: CollectedRun,
    *,
    source_id: str | None,
    from_archive: bool,
    everything: bool,
) -> str:
    """Do a collected run again, as a run of its own; a line that says what came of it."""
    run_id = f"{run.run_id}-reannotated-{run.times_redone + 1}"
    redo = reannotate_pages if from_archive else reannotate_texts
    lost = redo(
        config_file=config_file,
        collected=run.run_id,
        night_date=run.night_date,
        run_id=run_id,
        source_id=source_id,
        everything=everything,
    )
    settings = Settings.read(config_file)
    finish_left_runs(settings)
    location = Location.under(settings.warehouse_dir.resolve())
    with open_warehouse(location, read_only=True) as warehouse:
        if not is_finished(warehouse, run_id):
            return f"{run.night_date}  {run.run_id}: nothing could be read again; left as it was"
        row = read_run(warehouse, run_id)
    remark = f"; {lost} pages could not be read again and stay as they were" if lost else ""
    found = f"{row.mentions_found} mentions, {row.claims_found} claims"
    return f"{run.night_date}  {run.run_id}: {found}{remark}"


def _extract(pages: Sequence[Fetch], settings: Settings, night: Night) -> list[ExtractedPage]:
    """New verdicts on the pages that extraction has judged before."""
    again = [
        replace(page, outcome="fetched", reason=None, article_id=None)
        for page in pages
        if page.outcome == "kept" or _was_judged(page)
    ]
    zones = zones_of(read_outlets_offline(settings))
    with stage_progress(Console(stderr=True), is_passing=True) as progress:
        return extract_pages(again, settings, night, progress, time_zones=zones, is_again=True)


def _was_judged(page: Fetch) -> bool:
    """Whether extraction rejected the page, and not fetching: its reasons open with a kind."""
    return (page.reason or "").partition(":")[0] in get_args(Kind)


def _is_lost(page: ExtractedPage) -> bool:
    return page.fetch.outcome == "rejected" and (page.fetch.reason or "").startswith("error:")


def _sort_out(
    articles: Sequence[ArticleRow], stored: Sequence[ArticleRow], model: str, everything: bool
) -> tuple[list[ArticleRow], list[ArticleRow]]:
    """Articles whose text this model has read already, with what it said of them; and the others."""
    before = {a.article_version_id: a for a in stored if a.annotator == model and not everything}
    same = [
        replace(
            article,
            annotation_outcome=old.annotation_outcome,
            annotator=old.annotator,
            duplicate_group_id=old.duplicate_group_id,
        )
        for article in articles
        if (old := before.get(article.article_version_id)) is not None
    ]
    return same, [a for a in articles if a.article_version_id not in before]


def _annotate(
    articles: Sequence[ArticleRow], settings: Settings, night: Night
) -> tuple[list[AnnotatedArticle], float]:
    """The articles read anew, and the seconds that took."""
    begun = time.monotonic()
    with stage_progress(Console(stderr=True), is_passing=True) as progress:
        annotated = annotate_rows(articles, settings, night, progress)
    return annotated, time.monotonic() - begun


def _commit(
    settings: Settings,
    night: Night,
    redone: Redone,
    started_at: datetime,
    *,
    extract_s: float,
    annotate_s: float,
) -> None:
    facts = RedoingFacts(
        started_at=started_at,
        finished_at=datetime.now(UTC),
        extract_s=extract_s,
        annotate_s=annotate_s,
        config_hash=settings.content_hash,
        annotator=load_annotator(settings.annotation.annotator).model,
    )
    put_in_place(night=night, facts=facts, redone=redone)
    check_night(night=night)
    shutil.rmtree(night.results_dir, ignore_errors=True)
