"""Times as pages write them for machines: ISO 8601 and its misspellings, RFC 5322, seconds, words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from tasks.extraction.dates.written_dates import written_day
from tasks.extraction.dates.written_times import UnknownZoneError, zoned_clock

EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time on it as far as it is given: aware (`at`), or `local` without an offset.

    `letters` are those of a zone that stand with a local time and mean several: "IST".
    """

    day: date
    at: datetime | None = None
    local: datetime | None = None
    letters: str | None = None

    @property
    def is_utc(self) -> bool:
        """Whether the time is in UTC, which is a system's clock rather than the desk's."""
        return self.at is not None and not self.at.utcoffset()

    @property
    def is_day_only(self) -> bool:
        """Whether it has no time of day."""
        return self.at is None and self.local is None


# As the Americans write them all the year round.
_AMERICAN = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T\s_|]+(\d{2})[:h]?(\d{2})(?::?(\d{2}))?(?:[.,](\d{1,9}))?)?"
    r"\s*(Z|(?:UTC|GMT)?(?:[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))|UTC|GMT)?", re.IGNORECASE,
)  # fmt: skip


def parse_time(raw: str, zone: tzinfo | None = None, language: str = "") -> Moment | None:
    """What `raw` means; None where it names no day between 1990 and 2100.

    A time without an offset is read by `zone` where that is given. `language` (BCP 47) is that of
    the page, for months and the order of day and month.
    """
    raw = raw.strip()
    try:
        moment = _parsed(raw, language)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment is None or not EARLIEST <= moment.day < LATEST:
        return None
    at = None if zone is None else placed(moment, zone)
    return moment if at is None else Moment(moment.day, at=at)


def placed(moment: Moment, zone: tzinfo) -> datetime | None:
    """The moment's time in `zone`; None where it has none, or letters by which `zone` does not go."""
    if moment.local is None:
        return moment.at
    at = place_in(zone, moment.local)
    name = moment.local.replace(tzinfo=zone).tzname()
    return at if moment.letters in (None, name) else None


def place_in(zone: tzinfo, naive: datetime) -> datetime:
    """A time as clocks in `zone` showed it, with the offset of that moment; the first if two."""
    offset = naive.replace(tzinfo=zone).utcoffset()
    return naive.replace(tzinfo=None if offset is None else timezone(offset))


def _parsed(raw: str, language: str) -> Moment | None:
    if _EPOCH.fullmatch(raw):
        at = datetime.fromtimestamp(int(raw[:10]), UTC)
        return Moment(at.date(), at=at)
    if match := _ISO.match(raw):
        moment, rest = _from_iso(match), raw[match.end() :].lstrip()
        # "2026-11-19 07:28 PM IST": what follows the clock changes what it means.
        is_more = moment.local is not None and rest[:1].isalpha()
        return (is_more and written_moment(raw, language)) or moment
    try:
        moment = _moment(parsedate_to_datetime(raw))
    except (ValueError, TypeError, IndexError, OverflowError):
        return written_moment(raw, language)
    # It reads JavaScript's "GMT+0200" as a time without an offset.
    return moment if moment.at is not None else written_moment(raw, language) or moment


def written_moment(text: str, language: str = "") -> Moment | None:
    """The first day that a text for people names, with the time beside it; None without a day."""
    day = written_day(text, language)
    if day is None:
        return None
    try:
        clock = zoned_clock(text)
    except UnknownZoneError as error:
        local = datetime.combine(day, error.clock)
        american = _AMERICAN.get(error.letters)
        if american is not None:
            return Moment(day, at=place_in(ZoneInfo(american), local))
        return Moment(day, local=local, letters=error.letters)
    return Moment(day) if clock is None else _moment(datetime.combine(day, clock))


def _moment(time: datetime) -> Moment:
    if time.tzinfo is None:
        return Moment(time.date(), local=time)
    return Moment(time.date(), at=time)


def _from_iso(match: re.Match[str]) -> Moment:
    year, month, day, hour, minute, second, _, zone = match.groups()
    if hour is None:
        return Moment(date(int(year), int(month), int(day)))
    midnight = datetime(int(year), int(month), int(day))  # noqa: DTZ001 - the offset follows
    # 24:00 is the end of its day, by ISO 8601 the beginning of the next.
    time = midnight + timedelta(hours=int(hour), minutes=int(minute), seconds=int(second or 0))
    if int(hour) > 24 or int(minute) > 59 or int(second or 0) > 60:
        raise ValueError("no time of day")
    if zone is None:
        return _moment(time)
    offset = zone.lstrip("UTCGMutcgm")
    return _moment(time.replace(tzinfo=UTC if offset in ("", "Z", "z") else _offset(offset)))


def _offset(written: str) -> timezone:
    digits = written[1:].replace(":", "").ljust(4, "0")
    length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-length if written[0] == "-" else length)
