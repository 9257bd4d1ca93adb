"""A few articles of an outlet, fetched and extracted now, into a folder that is thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from flows.settings import Settings
from flows.stages import fetch_policy, page_limits, zones_of
from tasks.extract_text import extract_text
from tasks.fetch_articles import fetch_articles
from tasks.list_articles import Listed
from tasks.night import Night
from tasks.sources.outlet import Outlet
from warehouse.tables.articles import ArticleRow
from warehouse.tables.fetches import Candidate, Fetch


@dataclass(frozen=True, slots=True)
class Sample:
    """A page as its listing names it, what came of it, and its article where it has one."""

    listed: Candidate
    fetch: Fetch
    article: ArticleRow | None


def trial_night(night_date: date, folder: Path) -> Night:
    """A night that leaves nothing behind but what lies in `folder`."""
    return Night(
        run_id="trial",
        night_date=night_date,
        archive_dir=folder / "archive",
        warehouse_dir=folder / "warehouse",
        results_dir=folder / "results",
    )


def sample_articles(
    outlet: Outlet,
    candidates: Sequence[Candidate],
    *,
    settings: Settings,
    night: Night,
    robots: Sequence[Fetch] = (),
) -> list[Sample]:
    """What comes of each candidate, in their order, by the manners of a real night.

    `robots` are rows of robots.txt files that were asked for already.
    """
    own = tuple(replace(c, source_id=outlet.source_id) for c in candidates)
    policy = replace(fetch_policy(settings), delay_s=outlet.delay_s)
    listed = Listed(outlet, own, tuple(robots))
    # The steps' own functions: a try needs no run, no server and no resuming.
    rows = fetch_articles.fn(listed, policy=policy, night=night, known={})
    pages = tuple(row for row in rows if row.outcome == "fetched" and row.resource == "page")
    zones = zones_of([outlet])
    read = extract_text.fn(pages, night=night, limits=page_limits(settings), time_zones=zones)
    articles = {page.fetch.url: (page.fetch, page.article) for page in read}
    fetches = {row.url: row for row in rows if row.resource == "page"}
    return [Sample(c, *articles.get(c.url, (fetches[c.url], None))) for c in own]
