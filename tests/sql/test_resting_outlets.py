"""An outlet that failed for days is not asked on every night, and its rows say so."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from flows.progress import LogProgress
from flows.settings import Settings
from flows.visits import list_outlets, meet_hosts, recall_rules
from tasks.night import Night
from tasks.sources.outlet import Outlet
from warehouse.connect import open_warehouse
from warehouse.write import commit_night

MONDAY = date(2026, 3, 2)
FEED = "https://harbour-times.example/feed"


@pytest.fixture
def list_after(location, newsroom, tmp_path):
    """What is listed of an outlet on the night after these, on each of which its feed failed."""

    def run(nights: int, **outlet: object):
        with open_warehouse(location) as warehouse:
            for n in range(nights):
                night = MONDAY + timedelta(days=n)
                failed = newsroom.make_fetch(
                    night, FEED, "failed", resource="feed", error_weight="temporary", rest_s=8.0
                )
                commit_night(warehouse, newsroom.make_night(night, [], [failed]))
        directory = Path(location.catalog).parent
        night = Night("run", MONDAY + timedelta(days=nights), tmp_path, directory, tmp_path)
        settings = Settings()
        hosts = meet_hosts(settings, night)
        given = {"feeds": (FEED,)} | outlet
        outlets = [Outlet(source_id="harbour-times", name="Harbour Times", **given)]
        listed = list_outlets(
            outlets, settings, night, LogProgress(), hosts=hosts, book=recall_rules(night)
        )
        return listed, hosts

    return run


def test_an_outlet_that_failed_three_nights_rests_on_the_fourth(list_after):
    (listed,), _ = list_after(3)
    (row,) = listed.fetches
    assert (row.url, row.outcome, row.attempts, row.error_weight) == (FEED, "skipped", 0, None)
    assert row.reason == (
        "outlet rests, since it failed too often (since 2026-03-02, asked again on 2026-03-06)"
    )
    assert listed.candidates == ()


def test_a_host_that_was_overrun_starts_with_half_of_its_last_rest(list_after):
    _, hosts = list_after(3)
    hosts.meet("harbour-times.example", 1.0)
    assert hosts.delay_s("harbour-times.example") == 4.0
