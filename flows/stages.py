"""The stages of a night: how each is cut into tasks, and how many of those run at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import version

from prefect.futures import PrefectFuture

from flows.progress import StageProgress
from flows.settings import Settings
from flows.waves import chunked, in_waves
from tasks.annotate_articles import AnnotatedArticle, annotate_articles
from tasks.annotation.annotator import load_annotator
from tasks.extract_text import ExtractedPage, PageLimits, extract_text
from tasks.fetching.policy import FetchPolicy
from tasks.night import Night
from tasks.select_articles import select_articles
from tasks.sources.outlet import Outlet
from warehouse.connect import Location, open_warehouse
from warehouse.reannotation import versions_before
from warehouse.state import known_versions, recent_signatures
from warehouse.tables.articles import ArticleRow
from warehouse.tables.fetches import Fetch

OUTLETS_AT_ONCE = 8
CHUNKS_AT_ONCE = 2  # of which one waits while the other's worker processes or threads are busy
NEAR_DUPLICATE_DAYS = 14


def fetch_policy(settings: Settings) -> FetchPolicy:
    """The manners and limits of `settings`, for every outlet that sets none of its own."""
    fetching = settings.fetching
    return FetchPolicy(
        user_agent=f"Dateline/{version('dateline')}",
        contact=fetching.contact or None,
        delay_s=fetching.delay_s,
        per_host_concurrency=fetching.per_host_concurrency,
        total_timeout_s=fetching.total_timeout_s,
        max_body_bytes=fetching.max_body_mb * 1_000_000,
        retries=fetching.retries,
        allow_private_addresses=fetching.allow_private_addresses,
        opt_outs=fetching.opt_outs,
    )


def page_limits(settings: Settings) -> PageLimits:
    """What `settings` let one page cost."""
    extraction = settings.extraction
    return PageLimits(
        workers=extraction.workers,
        page_timeout_s=extraction.page_timeout_s,
        memory_limit_mb=extraction.memory_limit_mb,
    )


def zones_of(outlets: Sequence[Outlet]) -> dict[str, str]:
    """By outlet, the time zone of its times without an offset, where one is configured."""
    return {o.source_id: o.time_zone for o in outlets if o.time_zone is not None}


def extract_pages(
    fetches: Sequence[Fetch],
    settings: Settings,
    night: Night,
    progress: StageProgress,
    *,
    time_zones: Mapping[str, str],
    is_again: bool = False,
) -> list[ExtractedPage]:
    """A verdict for each of `fetches`: an article that is new or changed, or a reason.

    `time_zones` is as `zones_of` gives it. A night that is done again is compared with the nights
    before it, not with itself and later ones.
    """
    limits = page_limits(settings)
    step = extract_text.with_options(result_storage=night.results_dir)

    def submit(chunk: tuple[Fetch, ...]) -> PrefectFuture[list[ExtractedPage]]:
        return step.submit(chunk, night=night, limits=limits, time_zones=time_zones)

    to_do = [f for f in fetches if f.outcome == "fetched" and f.resource == "page"]
    chunks = chunked(to_do, settings.extraction.chunk_pages)
    results = in_waves(submit, chunks, at_once=CHUNKS_AT_ONCE)
    judged = [page for chunk in progress.follow("extract", results, len(chunks)) for page in chunk]
    waiting = {f.fetch_id for f in to_do}
    others = [ExtractedPage(_closed(f), None) for f in fetches if f.fetch_id not in waiting]
    return others + _select(judged, night, is_again=is_again)


def _closed(fetch: Fetch) -> Fetch:
    """A robots.txt that was fetched has done its part when its rules were read."""
    return replace(fetch, outcome="listed") if fetch.outcome == "fetched" else fetch


def _select(
    judged: Sequence[ExtractedPage], night: Night, *, is_again: bool
) -> list[ExtractedPage]:
    sources = sorted({page.fetch.source_id for page in judged})
    around = timedelta(days=NEAR_DUPLICATE_DAYS)
    # Older material is compared with its own time, not with all that came after it.
    span = (night.night_date - around, night.night_date + around)
    with open_warehouse(Location.under(night.warehouse_dir), read_only=True) as warehouse:
        if is_again:
            known = versions_before(warehouse, sources, night.night_date)
        else:
            known = known_versions(warehouse, sources)
        return select_articles(judged, known=known, recent=recent_signatures(warehouse, *span))


def annotate_new(
    pages: Sequence[ExtractedPage], settings: Settings, night: Night, progress: StageProgress
) -> list[AnnotatedArticle]:
    """The new and changed articles of `pages` with their mentions, entities and claims."""
    return annotate_rows([p.article for p in pages if p.article], settings, night, progress)


def annotate_rows(
    articles: Sequence[ArticleRow], settings: Settings, night: Night, progress: StageProgress
) -> list[AnnotatedArticle]:
    """The articles with their mentions, entities and claims, which are rows of the night's run."""
    annotation = settings.annotation
    model = load_annotator(annotation.annotator).model
    step = annotate_articles.with_options(result_storage=night.results_dir)

    def submit(chunk: tuple[ArticleRow, ...]) -> PrefectFuture[list[AnnotatedArticle]]:
        return step.submit(
            chunk,
            night=night,
            annotator=annotation.annotator,
            model=model,
            workers=annotation.workers,
        )

    chunks = chunked(articles, annotation.chunk_articles)
    results = in_waves(submit, chunks, at_once=CHUNKS_AT_ONCE)
    done = progress.follow("annotate", results, len(chunks))
    return [article for chunk in done for article in chunk]
