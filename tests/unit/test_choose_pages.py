"""Of all that an outlet lists, the pages that are asked for tonight, and a reason for the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tasks import choose_pages as step
from tasks.choose_pages import choose_pages
from tasks.fetching.rows import Run, row_of_unasked
from tasks.list_articles import Listed
from tasks.night import Night
from tasks.sources.outlet import Outlet
from warehouse.tables.fetches import Candidate, PageHistory

TONIGHT, LAST_NIGHT = date(2026, 11, 20), date(2026, 11, 19)
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def choose(tmp_path):
    """Chooses from pages listed under these names; names asked for, and rows by name."""

    def run(*names, histories=(), outcome="listed", cap=500):
        night = Night("run", TONIGHT, tmp_path, tmp_path, tmp_path)
        feed = Candidate(source_id="x", url="feed", resource="feed")
        row = row_of_unasked(Run("run", TONIGHT), feed, at=NOW, outcome=outcome, reason="")
        pages = tuple(Candidate(source_id="x", url=name, resource="page") for name in names)
        outlet = Outlet(source_id="x", name="X", articles_a_night=cap)
        by_url = {history.url: history for history in histories}
        chosen = choose_pages(Listed(outlet, pages, (row,)), by_url, night)
        rows = {f.url: (f.outcome, f.reason, f.error_weight) for f in chosen.listed.fetches}
        return [c.url for c in chosen.listed.candidates], rows, chosen.known

    return run


def history(url, weight=None, **values):
    nothing = dict.fromkeys(PageHistory.__dataclass_fields__)
    given = {"first_night": LAST_NIGHT, "last_night": LAST_NIGHT, "nights_failed": 1}
    return PageHistory(**(nothing | given | {"url": url, "error_weight": weight} | values))


def test_the_cap_keeps_the_first_and_the_rest_wait_with_a_reason(choose, monkeypatch):
    monkeypatch.setattr(step, "MAX_OVER_CAP_ROWS", 2)
    asked, rows, _ = choose("a", "b", "c", "d", "e", "f", cap=3)
    assert asked == ["a", "b", "c"]
    over_cap = ("skipped", "over the outlet's cap of 3 articles a night", "temporary")
    assert rows["d"] == rows["e"] == over_cap
    assert "f" not in rows
    assert rows["feed"][1] == "1 more pages over the outlet's cap have no row"


def test_known_pages_take_nothing_of_the_cap(choose):
    old = history("old", first_night=date(2026, 11, 1), article_id="a1")
    asked, rows, _ = choose("old", "a", "b", histories=[old], cap=2)
    assert asked == ["a", "b"]
    assert rows["old"][0] == "unchanged"


def test_what_failed_before_comes_after_what_is_listed(choose):
    asked, _, known = choose("a", histories=[history("waiting", "temporary", etag="e")])
    assert asked == ["a", "waiting"]
    assert known["waiting"].etag == "e"


def test_what_failed_before_waits_on_while_the_outlet_does_not_answer(choose):
    asked, rows, _ = choose(histories=[history("waiting", "temporary")], outcome="failed")
    assert (asked, set(rows)) == ([], {"feed"})
