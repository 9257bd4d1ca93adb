"""The times of feeds: as they are written in the wild, and when they are not known."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from made_feeds import item, read


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Fri, 20 Nov 2026 10:00:00 GMT", "10:00"),
        ("20 Nov 2026 10:00 CET", "09:00"),
        ("Fri,20 November 2026 10:00:00 +0530 (IST)", "04:30"),
        ("Vie, 20 nov 2026 10:00:00 -0300", "13:00"),
        ("2026-11-20 10:00:00 +0300", "07:00"),
        ("2026-11-20T10:00:00.123+01:00", "09:00"),
        ("20261120T100000Z", "10:00"),
        ("1795168800", "10:00"),
        ("Nov 20, 2026 10:00 PM UTC", "22:00"),
        ("2026-11-20 10:00 PM UTC", "22:00"),
        ("2026-11-20 10:00:00 EST", "15:00"),
        ("2026-11-20T10:00:00 GMT+0200", "08:00"),
        # No zone, or letters that mean several: the hour is not known.
        ("Fri, 20 Nov 2026 10:00:00", None),
        ("Fri, 20 Nov 2026 10:00:00 IST", None),
        ("2026-11-20T10:00:00", None),
        ("2026-11-20", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_dates_are_read_as_they_are_written_in_the_wild(written, at):
    (candidate,) = read(item(f"<link>/a</link><pubDate>{written}</pubDate>")).candidates
    got = candidate.published_at
    assert (got.strftime("%H:%M") if got else None) == at
    assert got is None or got.date() == datetime(2026, 11, 20, tzinfo=UTC).date()


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Fri, 20 Nov 2026 10:00:00", "04:30"),
        ("2026-11-20T10:00:00", "04:30"),
        ("Nov 20, 2026 1:30 PM", "08:00"),
        ("2026-11-20 01:30 PM", "08:00"),
        ("2026-11-20 10:00:00 IST", "04:30"),
        ("2026-11-20 10:00:00 BST", None),
        # Several zones go by these letters, and this outlet's is one of them.
        ("Fri, 20 Nov 2026 10:00:00 IST", "04:30"),
        ("Fri, 20 Nov 2026 10:00:00 BST", None),
        ("Fri, 20 Nov 2026 10:00:00 +0100", "09:00"),
        ("2026-11-20", None),
    ],
)
def test_a_time_without_an_offset_is_read_by_the_outlets_zone(written, at):
    bodies = [
        item(f"<link>/a</link><pubDate>{written}</pubDate>"),
        json.dumps({"items": [{"url": "/a", "date_published": written}]}),
    ]
    for body in bodies:
        (candidate,) = read(body, zone=ZoneInfo("Asia/Kolkata")).candidates
        got = candidate.published_at
        assert (got.strftime("%H:%M") if got else None) == at


def test_a_day_may_end_at_twenty_four():
    (candidate,) = read(
        item("<link>/a</link><pubDate>Fri, 20 Nov 2026 24:00:00 GMT</pubDate>")
    ).candidates
    assert candidate.published_at == datetime(2026, 11, 21, tzinfo=UTC)


def test_a_time_that_is_none_is_unknown():
    for date in ("when it suits", "Fri, 99 Nov 2026 10:00:00 +0100", "99-99-9999"):
        item = f"<item><link>https://x.example/</link><pubDate>{date}</pubDate></item>"
        listing = read(f"<rss><channel>{item}</channel></rss>")
        assert [c.published_at for c in listing.candidates] == [None]
