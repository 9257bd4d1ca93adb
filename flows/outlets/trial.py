"""A try of one outlet: what a night would get of it now, and whether that is as it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from flows.demo import open_newsroom
from flows.outlets.sampling import Sample, sample_articles, trial_night
from flows.settings import Settings, read_outlets
from flows.stages import fetch_policy
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.recall import recall_robots
from tasks.list_articles import Listed, list_articles
from tasks.night import Night
from tasks.sources.outlet import Outlet
from warehouse.connect import Location, open_warehouse
from warehouse.histories import page_histories
from warehouse.tables.fetches import Fetch

LISTINGS = ("feed", "sitemap", "url_list", "folder")


@dataclass(frozen=True, slots=True)
class HostRules:
    """What robots.txt of a host says of us: pages listed, those forbidden, seconds of rest."""

    host: str
    pages: int
    forbidden: int
    rest_s: float
    refusal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of an outlet's try. `listed` counts pages by the listing that names them.

    `known` of the pages were fetched on earlier nights, `over_cap` are more than one night takes;
    `opt_outs` are the signals against text and data mining that were met.
    """

    outlet: Outlet
    listings: tuple[Fetch, ...]
    listed: dict[str, int]
    pages: int
    known: int
    over_cap: int
    rules: tuple[HostRules, ...]
    opt_outs: tuple[str, ...]
    samples: tuple[Sample, ...]

    @property
    def verdict(self) -> tuple[bool, str]:
        """Whether the outlet can be collected as it is configured, and why or why not."""
        unread = [row for row in self.listings if row.outcome not in ("listed", "unchanged")]
        if not self.pages:
            said = f": {unread[0].reason}" if unread else ""
            return False, f"not usable: no listing gave a page{said}"
        good = [s for s in self.samples if s.article is not None]
        if not good:
            reason = self.samples[0].fetch.reason if self.samples else None
            return False, f"not usable: none of {len(self.samples)} pages is an article ({reason})"
        dated = sum(s.article is not None and s.article.published_date is not None for s in good)
        told = f"{len(good)} of {len(self.samples)} pages are articles, {dated} of them dated"
        if unread:
            told += f"; {len(unread)} of {len(self.listings)} listings could not be read"
        is_fine = not unread and 2 * len(good) > len(self.samples) and dated == len(good)
        return True, f"{'good' if is_fine else 'usable, look at it'}: {told}"


def try_outlet(
    settings: Settings, source_id: str, night_date: date, folder: Path, *, samples: int
) -> Trial:
    """List the outlet, one of those configured, and extract the newest pages; nothing is stored."""
    night = trial_night(night_date, folder)
    with open_newsroom(settings, night_date) as base_urls:
        outlets = {outlet.source_id: outlet for outlet in read_outlets(settings, base_urls)}
        outlet = outlets[source_id]
        policy = replace(fetch_policy(settings), delay_s=outlet.delay_s)
        listed = list_articles.fn(outlet, policy=policy, night=night, known={})
        taken = sample_articles(
            outlet,
            listed.candidates[:samples],
            settings=settings,
            night=night,
            robots=listed.fetches,
        )
    return _judge(listed, taken, policy, night, _known_urls(settings, listed))


def _judge(
    listed: Listed, taken: Sequence[Sample], policy: FetchPolicy, night: Night, known: set[str]
) -> Trial:
    named = Counter(_as_url(c.listed_in or "") for c in listed.candidates)
    pages = len(listed.candidates)
    rows = (*listed.fetches, *(sample.fetch for sample in taken))
    return Trial(
        outlet=listed.outlet,
        listings=tuple(row for row in listed.fetches if row.resource in LISTINGS),
        listed=dict(named),
        pages=pages,
        known=len(known),
        over_cap=max(0, pages - len(known) - listed.outlet.articles_a_night),
        rules=tuple(_rules(listed, policy, night)),
        opt_outs=tuple(sorted({row.opt_out for row in rows if row.opt_out})),
        samples=tuple(taken),
    )


def _as_url(listing: str) -> str:
    """A listing by the address that its own row has: a file's is its path as a URL."""
    return listing if "://" in listing else Path(listing).as_uri()


def _rules(listed: Listed, policy: FetchPolicy, night: Night) -> list[HostRules]:
    by_host: dict[str, list[str]] = {}
    for candidate in listed.candidates:
        by_host.setdefault(urlsplit(candidate.url).netloc, []).append(candidate.url)
    found = []
    for origin, robots in recall_robots(night.archive_dir, listed.fetches).items():
        host = urlsplit(str(origin)).netloc
        urls = by_host.get(host, [])
        forbidden = sum(robots.refuses(url, policy.robot_name) is not None for url in urls)
        refusal = robots.refusal.reason if robots.refusal else None
        rest_s = max(robots.delay_s(policy.robot_name), policy.delay_s)
        found.append(HostRules(host, len(urls), forbidden, rest_s, refusal))
    return found


def _known_urls(settings: Settings, listed: Listed) -> set[str]:
    """What earlier nights fetched of the pages listed; nothing where there is no warehouse yet."""
    location = Location.under(settings.warehouse_dir)
    if not Path(location.catalog).exists():
        return set()
    with open_warehouse(location, read_only=True) as warehouse:
        urls = [candidate.url for candidate in listed.candidates]
        source_id = listed.outlet.source_id
        histories = page_histories(warehouse, source_id, urls, failed_since=date.max)
    return set(urls) & set(histories)
