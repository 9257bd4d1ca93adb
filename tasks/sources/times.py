"""The times that feeds and sitemaps give: ISO 8601, RFC 822, and what goes for them in the wild."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz

_ISO = re.compile(
    r"(?P<day>\d{4}-?\d{2}-?\d{2})[T\s]\s*(?P<clock>\d{2}:?\d{2}(?::?\d{2})?)(?:[.,]\d+)?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?|UTC|GMT)?",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
# Abbreviations that mean one offset wherever they are written; those of RFC 822 among them.
# IST and BST are not: each is the name of several zones.
_HOURS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "ART": -3, "BRT": -3,
    "WET": 0, "WEST": 1, "WAT": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3,
    "CAT": 2, "SAST": 2, "EAT": 3, "MSK": 3, "PKT": 5, "WIB": 7, "HKT": 8, "SGT": 8, "JST": 9,
    "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_ZONE = re.compile(
    r"\s(?:(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)(?:\s*\([^)]*\))?|(?P<word>[A-Z]{1,4}))$"
)
_LETTERS = re.compile(r"\s([A-Z]{1,4})$")
_HALF_DAY = re.compile(r"\d\s?([ap])\.?m\b", re.IGNORECASE)
_MAX_CHARS = 64
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def read_time(value: str | None, zone: tzinfo | None = None) -> datetime | None:
    """A time in UTC; None when it is missing, has no known offset, or is no time of our age.

    A time without an offset is read by `zone`, the outlet's, and so is one whose letters mean several
    zones of which that is one. Without `zone` such a time counts as unknown, and a bare date does
    always: it has no time, and midnight would be an invention.
    """
    text = " ".join(value.split()) if value and len(value) <= _MAX_CHARS else ""
    try:
        time = _read(text, zone) if text else None
        at = time.astimezone(UTC) if time is not None and time.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
    return at if at is not None and _EARLIEST <= at < _LATEST else None


def read_moment(value: str | None, zone: tzinfo | None = None) -> datetime | None:
    """The time, or the beginning (UTC) of a day that has no time or one of which no zone is known.

    For comparisons only: is it the same as last night, is it older than a month?
    """
    at = read_time(value, zone)
    if at is not None or not value or len(value) > _MAX_CHARS:
        return at
    iso, parts = _DAY.match(value.strip()), parsedate_tz(value)
    day = iso[0] if iso else "{:04}-{:02}-{:02}".format(*parts[:3]) if parts else ""
    return read_time(f"{day}T00:00:00Z")


def _read(text: str, zone: tzinfo | None) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if iso := _ISO.match(text):
        return _read_iso(iso, zone)
    return _read_rfc822(text, zone)


def _read_iso(iso: re.Match[str], zone: tzinfo | None) -> datetime | None:
    """ISO 8601, also with "PM" and the letters of a zone behind, as RFC 822 has them."""
    letters = (iso["zone"] or "").upper()
    offset = "+00:00" if letters in ("Z", "UTC", "GMT") else letters.lstrip("UTCGM")
    time = datetime.fromisoformat(f"{iso['day']}T{iso['clock']}{offset}")
    if time.tzinfo is not None:
        return time
    time = time.replace(hour=_hour_of_day(time.hour, iso.string))
    return _in_zone(time, iso.string, zone)


def _read_rfc822(text: str, zone: tzinfo | None) -> datetime | None:
    """RFC 822, also with the abbreviations of more zones, and with a day that ends at 24:00."""
    parts = parsedate_tz(text)
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    hour = _hour_of_day(hour, text)
    is_end = hour == 24 and not minute and not second
    clock = timedelta(days=1) if is_end else timedelta()
    time = datetime(year, month, day, 0 if is_end else hour, minute, second, tzinfo=UTC) + clock
    return _in_zone(time, text, zone)


def _hour_of_day(hour: int, text: str) -> int:
    """0 to 24 of an hour that "AM" or "PM" may follow; some write "16:40 PM"."""
    half = _HALF_DAY.search(text)
    if half is None or not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if half[1] in "pP" else 0)


def _in_zone(time: datetime, text: str, zone: tzinfo | None) -> datetime:
    """The time with the offset that `text` ends in, else that of `zone` where it may be meant."""
    offset = _offset(text)
    return time.replace(
        tzinfo=_local_zone(text, time, zone) if offset is None else timezone(offset)
    )


def _local_zone(text: str, time: datetime, zone: tzinfo | None) -> tzinfo | None:
    """`zone` for a time without letters, or with those by which `zone` goes at that time."""
    letters = _LETTERS.search(_HALF_DAY.sub("", text))
    if letters is None or zone is None:
        return zone
    return zone if time.replace(tzinfo=zone).tzname() == letters[1] else None


def _offset(text: str) -> timedelta | None:
    """The offset from UTC that a time ends in; None without one (the email package says 0 then)."""
    match = _ZONE.search(text)
    if match is None or (match["word"] and match["word"] not in _HOURS):
        return None
    if match["word"]:
        return timedelta(hours=_HOURS[match["word"]])
    size = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    return -size if match["sign"] == "-" else size
