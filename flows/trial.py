"""A try of one outlet: its listings and a few of its articles, into a folder that is thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from flows.demo import open_newsroom
from flows.settings import Settings, SettingsError, read_outlets
from flows.stages import fetch_policy, page_limits, zones_of
from tasks.extract_text import ExtractedPage, extract_text
from tasks.fetch_articles import fetch_articles
from tasks.list_articles import list_articles
from tasks.night import Night


def try_outlet(
    settings: Settings, source_id: str, night_date: date, folder: Path, *, samples: int
) -> Iterator[str]:
    """Lines that say what the outlet's listings gave and what came of its first pages.

    Raises `SettingsError` when there is no such outlet.
    """
    night = Night(
        run_id="trial",
        night_date=night_date,
        archive_dir=folder / "archive",
        warehouse_dir=folder / "warehouse",
        results_dir=folder / "results",
    )
    with open_newsroom(settings, night_date) as base_urls:
        outlets = {outlet.source_id: outlet for outlet in read_outlets(settings, base_urls)}
        if source_id not in outlets:
            raise SettingsError(f"no outlet {source_id}; there are {', '.join(outlets)}")
        outlet = outlets[source_id]
        policy = replace(fetch_policy(settings), delay_s=outlet.delay_s)
        # The steps' own functions: a try needs no run, no server and no resuming.
        listed = list_articles.fn(outlet, policy=policy, night=night, known={})
        for row in listed.fetches:
            yield f"{row.outcome:9} {row.resource:8} {row.url}" + _because(row.reason)
        yield f"{len(listed.candidates)} articles listed; the first {samples} of them:"
        few = replace(listed, candidates=listed.candidates[:samples])
        fetches = fetch_articles.fn(few, policy=policy, night=night, known={})
    fetched = tuple(f for f in fetches if f.outcome == "fetched" and f.resource == "page")
    for fetch in fetches:
        if fetch.resource == "page" and fetch.outcome != "fetched":
            yield f"{fetch.outcome:9} {fetch.url}" + _because(fetch.reason)
    limits, zones = page_limits(settings), zones_of([outlet])
    for page in extract_text.fn(fetched, night=night, limits=limits, time_zones=zones):
        yield from _describe(page)


def _describe(page: ExtractedPage) -> Iterator[str]:
    article = page.article
    if article is None:
        yield f"{page.fetch.outcome:9} {page.fetch.url}" + _because(page.fetch.reason)
        return
    when = article.published_at or article.published_date or "no date"
    yield f"{page.fetch.outcome:9} {article.canonical_url}"
    yield f"          {article.title or 'no title'} | {', '.join(article.authors) or 'no author'}"
    yield f"          {when} | {article.language or 'language unknown'} | {article.text_chars} characters"


def _because(reason: str | None) -> str:
    return f" ({reason})" if reason else ""
