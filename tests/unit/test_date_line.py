"""Which of the days that a page shows its reader is the day of publication."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from lxml.html import document_fromstring

from tasks.extraction.dates.publication import find_dates
from tasks.extraction.metadata.signals import read_signals

HEADING = "<h1>Board votes to reopen the north pier</h1>"
MASTHEAD = "<header><div class=date>Friday, November 27th 2026</div></header>"
STORY = "<p>The harbour board of Tarnholm met on 3 May 2026 to hear what the divers had found.</p>"
TEASERS = "".join(
    f"<div class=teaser><h3>Other story {n}</h3><span class=date>{n} October 2026</span></div>"
    for n in range(1, 6)
)


def dates_of(body: str, head: str = ""):
    page = f"<html lang=en><head>{head}</head><body>{body}</body></html>"
    return find_dates(read_signals(document_fromstring(page), None))


@pytest.mark.parametrize(
    "shown",
    [
        "<p class=byline>By Mara Feld, November 19, 2026</p>",
        "<p>PUBLISHED: November 19, 2026 at 3:17 p.m. | UPDATED: November 21, 2026 at 5:22 p.m.</p>",
        "<div><span>By </span><a>Mara Feld</a> - <span>November 19, 2026</span></div>",
        "<div class=info><b>19</b> <b>November</b> <b>2026</b></div>",
        "<time datetime=2026-11-19T08:00:00+01:00>5 days ago</time>",
        # What machines are told is of another story; the reader's day counts.
        "<time datetime=2019-09-03>19/11/2026</time>",
        "<p>Updated <time>November 21, 2026</time></p><p>Posted November 19, 2026</p>",
    ],
)
@pytest.mark.parametrize("around", ["{0}{1}{2}", "{1}{0}{2}"])
def test_the_day_beside_the_headline_is_the_articles(shown, around):
    got = dates_of(MASTHEAD + around.format(HEADING, shown, STORY) + TEASERS)
    assert got.published_date == date(2026, 11, 19)


def test_a_day_told_in_the_story_is_not_the_articles_where_the_page_gives_one():
    got = dates_of(f"{HEADING}{STORY}{STORY}<p>Published on 19 November 2026</p>")
    assert got.published_date == date(2026, 11, 19)


def test_the_day_of_an_update_does_not_move_that_of_publication():
    written = '<meta property="article:published_time" content="2026-11-19T21:02:00Z">'
    shown = "<p class=date>Updated on November 20, 2026 1:23 PM</p>"
    got = dates_of(HEADING + shown + STORY, written)
    assert got.published_date == date(2026, 11, 19)


def test_the_time_of_an_update_is_not_that_of_publication():
    written = '<meta property="article:published_time" content="2026-11-19">'
    shown = "<p class=date>Updated on November 19, 2026 6:00 PM EST</p>"
    assert dates_of(HEADING + shown + STORY, written).published_at is None
    shown = "<p>NOV 19, 2026 3:17 PM EST LAST UPDATED NOV 19, 2026 6:00 PM EST</p>"
    assert dates_of(HEADING + shown + STORY, written).published_at == datetime(
        2026, 11, 19, 20, 17, tzinfo=UTC
    )


@pytest.mark.parametrize("name", ["commentary", "has-sidebar", "related-stories-right"])
def test_what_holds_the_headline_is_no_box_beside_it(name):
    got = dates_of(
        f"<div class={name}>{HEADING}<div>19 November 2026</div>{STORY}</div><div>3 May 2020</div>"
    )
    assert got.published_date == date(2026, 11, 19)


def test_the_day_of_an_era_is_seen_on_a_page():
    got = dates_of(f"{HEADING}<p class=date>令和8年11月19日</p>{STORY}")
    assert got.published_date == date(2026, 11, 19)


def test_a_time_in_utc_is_the_desks_by_another_place_that_leaves_out_the_seconds():
    written = "".join(
        f'<meta name="{name}" content="{at}">'
        for name, at in [
            ("article:published_time", "2026-11-20T05:57:50Z"),
            ("date", "2026-11-19 21:57:00 -0800"),
        ]
    )
    got = dates_of(HEADING + STORY, written)
    assert got.published_date == date(2026, 11, 19)
    assert got.published_at == datetime(2026, 11, 20, 5, 57, 50, tzinfo=UTC)


def test_the_time_that_machines_are_told_completes_the_day_that_is_shown():
    got = dates_of(f"{HEADING}<time datetime=2026-11-19T21:30:00-05:00>19 November</time>{STORY}")
    assert got.published_date == date(2026, 11, 19)
    assert got.published_at == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
