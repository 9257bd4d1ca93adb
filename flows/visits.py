"""What a night asks of its outlets: their listings first, then the pages that are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from prefect.futures import PrefectFuture

from flows.progress import StageProgress
from flows.settings import Settings
from flows.stages import OUTLETS_AT_ONCE, fetch_policy
from flows.waves import in_waves
from tasks.choose_pages import Chosen, choose_pages
from tasks.fetch_articles import fetch_articles
from tasks.fetching.hosts import Hosts
from tasks.fetching.known import Known
from tasks.fetching.revisits import WAITING_DAYS
from tasks.fetching.robots_book import RobotsBook
from tasks.list_articles import Listed, list_articles, rest_outlet
from tasks.night import Night
from tasks.sources.outlet import Outlet
from warehouse.connect import Location, open_warehouse
from warehouse.histories import (
    known_listings,
    known_sitemaps,
    page_histories,
    recent_rests,
    resting_outlets,
    robots_histories,
)
from warehouse.tables.fetches import Fetch

SLOW_START_DAYS = 7
ROBOTS_DAYS = 60  # a host that was silent for 30 of them is taken at its last word
MIN_SLOW_START_S = 0.25


def meet_hosts(settings: Settings, night: Night) -> Hosts:
    """The hosts of the run. Those that were overrun of late start with half of their last rest."""
    since = night.night_date - timedelta(days=SLOW_START_DAYS)
    with open_warehouse(Location.under(night.warehouse_dir), read_only=True) as warehouse:
        rests = recent_rests(warehouse, since)
    usual_s = max(settings.fetching.delay_s, MIN_SLOW_START_S)
    return Hosts({host: rest / 2 for host, rest in rests.items() if rest / 2 > usual_s})


def recall_rules(night: Night) -> RobotsBook:
    """What earlier nights have of robots.txt, host by host."""
    since = night.night_date - timedelta(days=ROBOTS_DAYS)
    with open_warehouse(Location.under(night.warehouse_dir), read_only=True) as warehouse:
        return RobotsBook(night.archive_dir, robots_histories(warehouse, since))


def list_outlets(
    outlets: Sequence[Outlet],
    settings: Settings,
    night: Night,
    progress: StageProgress,
    *,
    hosts: Hosts,
    book: RobotsBook,
) -> list[Listed]:
    """What each outlet's feeds, sitemaps, lists and folders name.

    An outlet that has failed for days is left to rest on some nights; its rows say since when.
    """
    step = list_articles.with_options(result_storage=night.results_dir)
    policy = fetch_policy(settings)
    known = _known_listings([outlet.source_id for outlet in outlets], night)
    resting = _rest(outlets, night)
    asked = [outlet for outlet in outlets if outlet.source_id not in resting]

    def submit(outlet: Outlet) -> PrefectFuture[Listed]:
        own = replace(policy, delay_s=outlet.delay_s)
        return step.submit(
            outlet,
            policy=own,
            night=night,
            known=known[outlet.source_id],
            hosts=hosts,
            book=book,
        )

    results = in_waves(submit, asked, at_once=OUTLETS_AT_ONCE, stop=hosts.stop)
    return [*progress.follow("list", results, len(asked)), *resting.values()]


def _rest(outlets: Sequence[Outlet], night: Night) -> dict[str, Listed]:
    """The outlets that are not asked tonight. What lies on this machine is always read."""
    with open_warehouse(Location.under(night.warehouse_dir), read_only=True) as warehouse:
        failing = resting_outlets(warehouse, night.night_date)
    return {
        outlet.source_id: rest_outlet(
            outlet,
            night,
            f"outlet rests, since it failed too often (since {failing[outlet.source_id].since}, "
            f"asked again on {failing[outlet.source_id].next_try_date})",
        )
        for outlet in outlets
        if outlet.source_id in failing and not (outlet.url_lists or outlet.folders)
    }


def _known_listings(source_ids: Sequence[str], night: Night) -> dict[str, dict[str, Known]]:
    with open_warehouse(Location.under(night.warehouse_dir), read_only=True) as warehouse:
        known = {}
        for source_id in source_ids:
            sitemaps = known_sitemaps(warehouse, source_id)
            known[source_id] = {
                url: Known.by(response, sitemaps=sitemaps.get(url, ()))
                for url, response in known_listings(warehouse, source_id).items()
            }
        return known


def fetch_outlets(
    listed: Sequence[Listed],
    settings: Settings,
    night: Night,
    progress: StageProgress,
    *,
    hosts: Hosts,
    book: RobotsBook,
) -> list[Fetch]:
    """Every URL tried or left out: the listings themselves, then the pages they name."""
    step = fetch_articles.with_options(result_storage=night.results_dir)
    policy = fetch_policy(settings)
    chosen = _choose(listed, night)

    def submit(each: Chosen) -> PrefectFuture[list[Fetch]]:
        own = replace(policy, delay_s=each.listed.outlet.delay_s)
        return step.submit(
            each.listed, policy=own, night=night, known=each.known, hosts=hosts, book=book
        )

    results = in_waves(submit, chosen, at_once=OUTLETS_AT_ONCE, stop=hosts.stop)
    pages = list(progress.follow("fetch", results, len(chosen)))
    return [f for each in chosen for f in each.listed.fetches] + [f for page in pages for f in page]


def _choose(listed: Sequence[Listed], night: Night) -> list[Chosen]:
    failed_since = night.night_date - timedelta(days=WAITING_DAYS)
    with open_warehouse(Location.under(night.warehouse_dir), read_only=True) as warehouse:
        return [
            choose_pages(
                each,
                page_histories(
                    warehouse,
                    each.outlet.source_id,
                    [candidate.url for candidate in each.candidates],
                    failed_since=failed_since,
                ),
                night,
            )
            for each in listed
        ]
