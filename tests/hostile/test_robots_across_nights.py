"""What a publisher's log shows of robots.txt over several nights (RFC 9309)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.fetching.recall import recall_robots
from tasks.fetching.robots_book import RobotsBook
from warehouse.tables.fetches import Candidate, RobotsHistory

RULES = b"User-agent: *\nDisallow: /private"
# The visitor's clock stands still at this.
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def nights(visitor, make_server):
    """Visits a page and a forbidden one twice; `hours` is how old the first visit's rules are by then,
    `came` the outcome of their row.

    `then` is what robots.txt answers on the second visit. Gives the rows of the second visit and
    the server's log of it.
    """

    def run(
        hours: float,
        *,
        tag: str = "",
        then: bytes | None = None,
        silent_days: float = 0,
        came: str = "listed",
    ):
        headers = {"ETag": tag} if tag else {}
        answers = iter([visitor.respond(RULES, content_type="text/plain", **headers)])

        async def robots(asked, writer):
            first = next(answers, None)
            return first or then or visitor.respond(RULES, content_type="text/plain")

        async def visits():
            async with make_server(visitor.respond(), robots) as server:
                pages = [
                    Candidate(source_id="outlet", url=server.base + path, resource="page")
                    for path in ("/a", "/private/b")
                ]
                async with visitor.fetcher(server.time) as fetcher:
                    await fetcher.fetch_all(pages, known={})
                    (row,) = fetcher.robots_fetches
                asked_before = len(server.log)
                aged = replace(row, outcome=came, requested_at=NOW - timedelta(hours=hours))
                since = NOW - timedelta(days=silent_days) if silent_days else None
                book = RobotsBook(visitor.archive_dir, [RobotsHistory(aged, since)])
                visitor.night_date += timedelta(days=1)
                async with visitor.fetcher(server.time, book=book, retries=0) as fetcher:
                    rows = await fetcher.fetch_all(pages, known={})
                return rows, server.log[asked_before:], fetcher.robots_fetches

        return asyncio.run(visits())

    return run


def outcomes(rows) -> list[str]:
    return [row.outcome for row in rows]


def test_rules_of_less_than_a_day_are_not_asked_for_again(nights):
    rows, log, robots = nights(23.9)
    assert outcomes(rows) == ["fetched", "skipped"]
    assert [asked.path for asked in log] == ["/a"]
    assert robots == []


def test_older_rules_are_asked_for_on_condition_and_stand_when_nothing_changed(nights, visitor):
    unchanged = visitor.respond(b"", status="304 Not Modified")
    rows, log, robots = nights(24.1, tag='"v1"', then=unchanged)
    assert [asked.path for asked in log] == ["/robots.txt", "/a"]
    assert log[0].headers["If-None-Match"] == '"v1"'
    assert outcomes(rows) == ["fetched", "skipped"]
    assert outcomes(robots) == ["unchanged"]
    # Also a step that is killed and tried again has them from there.
    (rules,) = recall_robots(visitor.archive_dir, robots).values()
    assert rules.refuses("/private/b", "Dateline")


def test_rules_that_could_not_be_used_are_no_rules_of_last_night(nights):
    rows, log, _ = nights(1, came="rejected")
    assert [asked.path for asked in log] == ["/robots.txt", "/a"]
    assert outcomes(rows) == ["fetched", "skipped"]


def test_new_rules_are_obeyed(nights, visitor):
    stricter = visitor.respond(b"User-agent: *\nDisallow: /", content_type="text/plain")
    rows, log, _ = nights(24.1, then=stricter)
    assert [asked.path for asked in log] == ["/robots.txt"]
    assert outcomes(rows) == ["skipped", "skipped"]


@pytest.mark.parametrize(("silent_days", "asked"), [(0, []), (29.9, []), (30.1, ["/a"])])
def test_a_host_whose_robots_txt_fails_is_left_alone_for_thirty_days(
    nights, visitor, silent_days, asked
):
    broken = visitor.respond(b"", status="503 Busy")
    rows, log, _ = nights(24 * 40, then=broken, silent_days=silent_days)
    assert [each.path for each in log] == ["/robots.txt", *asked]
    # Then its last word counts, which forbids the other page.
    assert rows[1].outcome == "skipped"


def test_redirects_of_robots_txt_are_followed_five_times(visitor):
    hops = iter(range(1, 9))

    async def robots(asked, writer):
        return visitor.respond(b"", status="301 Moved", Location=f"/rules/{next(hops)}")

    async def answer(asked, writer):
        if asked.path == "/rules/5":
            return visitor.respond(RULES, content_type="text/plain")
        if asked.path.startswith("/rules/"):
            return visitor.respond(b"", status="301 Moved", Location=f"/rules/{next(hops)}")
        return visitor.respond()

    night = visitor.visit(answer, ["/a", "/private/b"], robots=robots)
    assert night.rows["/a"].outcome == "fetched"
    assert night.outcome("/private/b") == ("skipped", "robots.txt does not allow it")
