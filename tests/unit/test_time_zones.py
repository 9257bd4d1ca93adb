"""Times without an offset, read in the outlet's own time zone."""

from __future__ import annotations

import pytest

from tasks.extraction.dates.written_times import UnknownZoneError, zoned_clock
from tasks.extraction.page import extract_page

TEXT = "".join(
    f"<p>The harbour board of Ostra said on day {n} that the northern quay would stay closed "
    "until divers had looked at its foundations, and that ferries would sail from the old pier.</p>"
    for n in range(6)
)
PAGE = "<html><head><title>Quay closed</title>{head}</head><body><h1>Quay closed</h1>{shown}{text}"
META = '<meta property="article:published_time" content="{}">'


def published(head="", shown="", zone=None):
    body = PAGE.format(head=head, shown=shown, text=TEXT).encode()
    got = extract_page(body, url="https://quay.example/a", time_zone=zone)
    at = got.published_at
    return at.isoformat() if at else None, got.published_date and got.published_date.isoformat()


@pytest.mark.parametrize(
    ("written", "zone", "at"),
    [
        ("2026-11-20T23:30:00", "America/New_York", "2026-11-20T23:30:00-05:00"),
        ("2026-07-20T23:30:00", "America/New_York", "2026-07-20T23:30:00-04:00"),
        ("2026-11-20 05:15", "Asia/Kolkata", "2026-11-20T05:15:00+05:30"),
        ("2026-11-20 07:28 PM", "America/New_York", "2026-11-20T19:28:00-05:00"),
        ("2026-11-20 07:28 PM IST", "Asia/Kolkata", "2026-11-20T19:28:00+05:30"),
        ("2026-11-20 07:28 IST", "America/New_York", None),
        # The page's own offset is never overruled.
        ("2026-11-20 10:00:00 EST", "Europe/Berlin", "2026-11-20T10:00:00-05:00"),
        ("2026-11-20T10:00:00 GMT+0200", "Asia/Tokyo", "2026-11-20T10:00:00+02:00"),
        ("2026-11-20T23:30:00+01:00", "Asia/Tokyo", "2026-11-20T23:30:00+01:00"),
        # The hour that comes twice is its first; a day alone gets no hour.
        ("2026-10-25T02:30:00", "Europe/Berlin", "2026-10-25T02:30:00+02:00"),
        ("2026-11-20", "Europe/Berlin", None),
        ("2026-11-20T23:30:00", None, None),
    ],
)
def test_a_time_without_an_offset_is_that_of_the_outlets_zone(written, zone, at):
    assert published(META.format(written), zone=zone) == (at, written[:10])


def test_a_time_that_only_a_reader_sees_is_read_where_the_zone_is_known():
    shown = '<p class="date">Friday 20 November 2026, 9.10pm</p>'
    assert published(shown=shown) == (None, "2026-11-20")
    assert published(shown=shown, zone="Africa/Nairobi") == (
        "2026-11-20T21:10:00+03:00",
        "2026-11-20",
    )


def test_letters_that_mean_several_zones_are_read_where_the_outlets_is_one_of_them():
    shown = '<p class="date">20 Nov 2026, 07:28 PM IST</p>'
    assert published(shown=shown) == (None, "2026-11-20")
    assert published(shown=shown, zone="Asia/Kolkata") == (
        "2026-11-20T19:28:00+05:30",
        "2026-11-20",
    )
    assert published(shown=shown, zone="America/New_York") == (None, "2026-11-20")


@pytest.mark.parametrize(
    ("shown", "at"),
    [
        ("Feb 6, 2026 at 12:55 pm ET", "2026-02-06T12:55:00-05:00"),
        ("Jul 6, 2026 at 6:00 a.m. PT", "2026-07-06T06:00:00-07:00"),
    ],
)
def test_american_letters_without_a_season_are_read_by_the_date(shown, at):
    assert published(shown=f"<time>{shown}</time>") == (at, at[:10])


@pytest.mark.parametrize(
    ("written", "shown", "day"),
    [
        ("2026-11-20T00:04:00Z", ["19 November 2026"], "2026-11-19"),
        ("2026-11-20T21:30:00Z", ["21 November 2026"], "2026-11-21"),
        # Nowhere is it that day at that time: what is shown tells of something else.
        ("2026-11-20T13:03:00Z", ["19 November 2026"], "2026-11-20"),
        ("2026-11-20T09:00:00Z", ["21 November 2026"], "2026-11-20"),
        # Of several days that are shown, the one that the time gives.
        ("2026-11-20T17:16:00Z", ["21 November 2026", "20 November 2026"], "2026-11-20"),
    ],
)
def test_the_day_that_a_reader_sees_is_the_desks_where_it_can_be(written, shown, day):
    dates = "".join(f'<p class="date">{text}</p>' for text in shown)
    assert published(META.format(written), dates)[1] == day


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("Thursday 19 November 2026, 09:05", "09:05"),
        ("19 de noviembre de 2026 às 14h05", "14:05"),
        ("19. november 2026 kl. 09.05", "09:05"),
        ("12:05 am", "00:05"),
        ("12.30 p.m.", "12:30"),
        ("19.11.2026", None),
        ("20.11 2026", None),
        ("下午3:15", "15:15"),
        ("오전 10:30", "10:30"),
        ("上午12:05", "00:05"),
        ("05:23 م", "17:23"),
        ("3:15 μ.μ.", "15:15"),
        ("3:15 p. m.", "15:15"),
        ("16:40 PM", "16:40"),
        ("10:30 EST", "10:30-0500"),
        ("10:30 (UTC+2)", "10:30+0200"),
        ("25:61", None),
    ],
)
def test_a_clock_is_read_as_people_write_it(text, clock):
    got = zoned_clock(text)
    assert (got.strftime("%H:%M%z") if got else None) == clock


def test_a_zone_whose_letters_mean_several_is_not_guessed():
    with pytest.raises(UnknownZoneError):
        zoned_clock("10:30 IST")
