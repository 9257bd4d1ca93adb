"""Times of day written for people: "9.05 pm", "14h05", "um 07:39 Uhr", "10:30 EST", "18:00 (UTC+2)"."""

from __future__ import annotations

import re
from datetime import time, timedelta, timezone

# A point parts hours from minutes only where a word says so: 20.11 may as well be a day.
_CLOCK = re.compile(
    r"(?:(?<![\d.:/-])(?P<hour>[01]?\d|2[0-3])(?:[:h]|[.](?=\d\d\s*[AaPp]\.?[Mm]\b))"
    r"|\b(?:kl|klo|um|ore|alle)\b\.?\s*(?P<said_hour>[01]?\d|2[0-3])[.])"
    r"(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?![\d./-])"
    r"\s*(?P<half>[AaPp]\.?\s?[Mm]\b\.?|[πμ]\.?\s?μ\b\.?|[صم](?!\w))?"
    r"\s*\(?(?P<zone>(?:GMT|UTC)?\s?[+\u2212-]\d{1,2}(?::?\d\d)?|[A-Z]{2,5}\b)?"
)
# "Afternoon" and "morning", that Chinese, Japanese and Korean put before the hour.
_HALF_BEFORE = re.compile(r"(?:(下午|晚上|午後|오후)|上午|早上|午前|오전)\s*(?=\d)")
_OF_THE_AFTERNOON = frozenset("pPμم")
_OFFSET = re.compile(r"([+\u2212-])(\d{1,2}):?(\d\d)?$")
# Hours from UTC by abbreviation. Left out for having several meanings: IST, CST and AST, among others.
_HOURS = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "WAT": 1, "CEST": 2,
    "MESZ": 2, "EET": 2, "SAST": 2, "CAT": 2, "EEST": 3, "EAT": 3, "MSK": 3, "TRT": 3, "GST": 4,
    "PKT": 5, "NPT": 5.75, "WIB": 7, "ICT": 7, "WITA": 8, "SGT": 8, "HKT": 8, "AWST": 8, "WIT": 9,
    "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "NST": -3.5, "NDT": -2.5,
    "ADT": -3, "BRT": -3, "ART": -3, "EDT": -4, "EST": -5, "CDT": -5, "MDT": -6, "MST": -7,
    "PDT": -7, "PST": -8, "AKDT": -8, "AKST": -9, "HST": -10,
}  # fmt: skip


class UnknownZoneError(ValueError):
    """A time with the name of a zone that means several, or none that is known: its `letters`.

    `clock` is the time of day without them.
    """

    def __init__(self, letters: str, clock: time) -> None:
        super().__init__(letters)
        self.letters, self.clock = letters, clock


def zoned_clock(text: str) -> time | None:
    """The first time of day that a short text names, aware where a zone stands with it.

    None when it names none. Raises UnknownZoneError.
    """
    match = _CLOCK.search(text)
    if match is None:
        return None
    before = _HALF_BEFORE.search(text[: match.end()])
    is_afternoon = bool(before and before[1]) or (match["half"] or "")[:1] in _OF_THE_AFTERNOON
    hour = int(match["hour"] or match["said_hour"])
    if (match["half"] or before) and 1 <= hour <= 12:  # some write "16:40 PM"
        hour = hour % 12 + 12 * is_afternoon
    clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    return clock.replace(tzinfo=_zone(match["zone"], clock))


def _zone(written: str | None, clock: time) -> timezone | None:
    """The offset that "+0530", "UTC+2" or "EST" means; None for a word in capitals that is no zone."""
    if not written:
        return None
    if offset := _OFFSET.search(written):
        sign = 1 if offset[1] == "+" else -1
        length = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if length > timedelta(hours=14):
            raise UnknownZoneError(written, clock)
        return timezone(sign * length)
    if written in _HOURS:
        return timezone(timedelta(hours=_HOURS[written]))
    if len(written) in (2, 3, 4) and written.endswith("T"):
        raise UnknownZoneError(written, clock)
    return None
