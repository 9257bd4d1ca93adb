"""Times in any offset and zone keep their day and moment; names survive how bylines join them."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from tasks.extraction.dates.machine_times import parse_time
from tasks.extraction.dates.publication import Dates, find_dates
from tasks.extraction.dates.written_dates import written_day
from tasks.extraction.dates.written_times import UnknownZoneError, zoned_clock
from tasks.extraction.metadata.signals import read_signals
from tasks.extraction.names import is_person, split_names

HOURS = [*range(-12, 15), -9.5, -3.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75]
OFFSETS = st.sampled_from(HOURS).map(lambda hours: timedelta(hours=hours))
LOCAL_TIMES = st.datetimes(
    datetime(1995, 1, 2),  # noqa: DTZ001 - clocks on a wall
    datetime(2035, 12, 30),  # noqa: DTZ001
).map(lambda moment: moment.replace(microsecond=0))
ZONES = st.sampled_from(
    ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland", "Africa/Nairobi"]
)
_LANGUAGES = (
    "en de fr es it pt nl sv pl cs hu ro uk ru be sr sr-Latn hr mk sq lt lv et fi el tr az kk mn ka "
    "hy he ar ur hi bn pa gu mr ne ta te kn ml si th lo km my vi id ja ko zh sw am eu ca ga mt"
)
LANGUAGES = st.sampled_from(_LANGUAGES.split())


def dates_of(published: str, zone: str | None = None, **more: str) -> Dates:
    node = {"@type": "NewsArticle", "datePublished": published, **more}
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    tree = document_fromstring(f"<html><head>{script}</head><body><p>Text.</p></body></html>")
    return find_dates(read_signals(tree, None), ZoneInfo(zone) if zone else None)


@given(LOCAL_TIMES, OFFSETS.filter(bool), st.none() | ZONES)
def test_the_offset_on_the_page_decides_the_day_whatever_the_outlets_zone(local, offset, zone):
    written = local.replace(tzinfo=timezone(offset))
    got = dates_of(written.isoformat(), zone)
    assert got.published_date == local.date()
    assert got.published_at == written
    assert got.published_at.utcoffset() == offset


@given(LOCAL_TIMES, ZONES)
def test_a_time_in_utc_falls_on_the_day_at_the_outlets_desk(moment, zone):
    got = dates_of(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), zone)
    assert got.published_at == moment.replace(tzinfo=UTC)
    assert got.published_date == moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


@given(LOCAL_TIMES, OFFSETS.filter(bool))
def test_the_offset_of_another_time_on_the_page_tells_where_the_desk_is(local, offset):
    at = local.replace(tzinfo=timezone(offset))
    changed = (at + timedelta(hours=30)).isoformat()
    node = {"@type": "NewsArticle", "datePublished": at.astimezone(UTC).isoformat()}
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    head = f'{script}<meta property="article:modified_time" content="{changed}">'
    tree = document_fromstring(f"<html><head>{head}</head><body><p>Text.</p></body></html>")
    got = find_dates(read_signals(tree, None))
    assert got.published_date == local.date()
    assert got.modified_at == at + timedelta(hours=30)


@given(LOCAL_TIMES, OFFSETS)
def test_a_time_is_the_same_in_every_way_that_machines_write_it(local, offset):
    at = local.replace(tzinfo=timezone(offset))
    compact = f"{at:%Y%m%dT%H%M%S%z}"
    ways = [at.isoformat(), at.isoformat(" "), compact, f"{at:%Y-%m-%d %H:%M:%S %z}"]
    ways += [format_datetime(at), f"{at:%a %b %d %Y %H:%M:%S GMT%z} (some place)"]
    for written in ways:
        moment = parse_time(written)
        assert moment is not None
        assert (moment.at, moment.day) == (at, local.date()), written


@given(LOCAL_TIMES.map(datetime.date), LANGUAGES, st.sampled_from(["long", "medium", "full"]))
def test_a_day_is_read_in_the_words_of_the_pages_language(day, language, length):
    written = format_date(day, length, locale=Locale.parse(language, sep="-"))
    assert written_day(written, language) in (day, None)
    if length != "medium":  # which some languages write in numbers of two digits
        assert written_day(written, language) == day


@given(st.times(), st.sampled_from(["%H:%M", "%I:%M %p", "%I.%M %p", "um %H:%M Uhr", "%Hh%M"]))
def test_a_clock_is_read_in_every_way_that_people_write_it(time, pattern):
    assert zoned_clock(time.strftime(pattern)) == time.replace(second=0, microsecond=0)


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_dates(text):
    parse_time(text)
    written_day(text, text)
    with suppress(UnknownZoneError):
        zoned_clock(text)


# "And" with a capital parts names in titles as well, and is nobody's.
WORDS = (
    st.text("abcdefghijklmnoprstuvwz", min_size=3, max_size=8)
    .map(str.capitalize)
    .filter(lambda word: word != "And")
)
NAMES = st.tuples(WORDS, WORDS).map(" ".join).filter(is_person)


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.data())
def test_names_come_out_of_a_byline_as_they_went_in(names, data):
    assume(all(split_names(name) == [name] for name in names))
    joint = data.draw(st.sampled_from([", ", " and ", "; ", " & ", "\n", " | ", " und "]))
    start = data.draw(st.sampled_from(["", "By ", "Von ", "Written by ", "BY: "]))
    byline = start + joint.join(names) + data.draw(st.sampled_from(["", ".", " (in Tarnholm)"]))
    assert split_names(byline) == names


@settings(max_examples=200)
@given(st.text(max_size=120))
def test_splitting_any_byline_gives_names_without_marks_around_them(byline):
    for name in split_names(byline):
        assert name
        assert name == name.strip()
