"""Days written for people: "Thursday 19 November 2026", "19.11.2026", in addresses "/2026/11/19/"."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from tasks.extraction.dates.cldr_dates import named_day
from tasks.extraction.dates.month_names import month_number

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>[^\W\d_]{3,12})"
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?[\s/-]+(?:de\s+|d['’])?{_MONTH}\.?,?[\s/-]+(?:de[l]?\s+)?{_YEAR}"
)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}")
_YEAR_THEN_NAME = re.compile(
    rf"\b{_YEAR}(?:\.|\s?m\.|\.?\s?gada)?[\s-]+(?:(?P<month>[^\W\d_]{{3,12}})\.?[\s-]+(?P<day>\d{{1,2}})(?!\d)|"
    r"(?P<day_first>\d{1,2})\.?\s+(?P<late_month>[^\W\d_]{3,12}))"
)
_YEAR_FIRST = re.compile(
    # No blank parts it from a word in Korean or Chinese: "입력2026.11.19".
    rf"(?<![\da-zA-Z_]){_YEAR}\s?[-/.年년]\s?(?P<month>\d{{1,2}})\s?[-/.月월]\s?(?P<day>\d{{1,2}})(?!\d)"
)
_NUMBERS = re.compile(
    rf"(?<![\d.])(?P<one>\d{{1,2}})\s?(?P<mark>[./-])\s?(?P<two>\d{{1,2}})\s?(?P=mark)\s?{_YEAR}(?!\d)"
)
# Two digits of a year: only where both marks are points and all parts have two digits.
_SHORT_NUMBERS = re.compile(
    r"(?<![\d.])(?P<one>\d\d)(?P<mark>\.)(?P<two>\d\d)\.(?P<year>[0-4]\d)(?![\d.])"
)
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|[1-9](?=[/_-]))[/_-]?([0-3]\d|[1-9](?=/))(?=\D|$)"
)
# Inside the last part: "ferry-sinks-2026-11-19", "ferry-sinks-20261119-p5abc".
_IN_NAME = re.compile(r"[-_/]t?(20\d\d)([-_]?)(0[1-9]|1[0-2])\2([0-3]\d)(?=[-_./?]|$)")
_NAMED_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/([a-z]{3})/([0-3]?\d)/")
# Where "11/19/2026" is the way to write; elsewhere the day stands first.
_MONTH_FIRST_LANGUAGES = frozenset({"en-us", "es-us", "en-ph", "fil-ph"})


# Marks of direction, that stand between digits and are not seen.
_UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))
# Years counted from another beginning: the Buddhist era of Thailand, reigns, the Republic of China.
_BUDDHIST = re.compile(r"(?<!\d)2[45]\d\d(?!\d)")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_OF_AN_ERA = re.compile(r"(令和|平成|民國|民国)\s?(\d{1,3}|元)\s?年")
_BEFORE_ERA = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}


def written_day(text: str, language: str = "") -> date | None:
    """The first day that a short text names; None when it names none.

    `language` (BCP 47, as the page declares it) knows its months, and whether the month is first
    in "02/06/2026".
    """
    text = _in_common_years(_in_common_digits(text), language)
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST, _YEAR_THEN_NAME):
        for match in pattern.finditer(text):
            if (day := _day_in(match, language)) is not None:
                return day
    if (day := named_day(text, language)) is not None:
        return day
    numbers = _NUMBERS.search(text) or _SHORT_NUMBERS.search(text)
    if numbers is None:
        return None
    one, two, year = (int(numbers[part]) for part in ("one", "two", "year"))
    days = [_day(year, two, one), _day(year, one, two)]
    if numbers["mark"] == "/" and language.replace("_", "-").lower() in _MONTH_FIRST_LANGUAGES:
        days.reverse()
    return next((day for day in days if day is not None), None)


def _in_common_digits(text: str) -> str:
    text = text.translate(_UNSEEN)
    if text.isascii():
        return text
    return re.sub(r"[^\x00-\x7f]", lambda m: str(unicodedata.decimal(m[0], m[0])), text)


def _in_common_years(text: str, language: str) -> str:
    if language.startswith("th") or _THAI.search(text):
        text = _BUDDHIST.sub(lambda match: str(int(match[0]) - 543), text)
    return _OF_AN_ERA.sub(
        lambda m: f"{_BEFORE_ERA[m[1]] + (1 if m[2] == '元' else int(m[2]))}年", text
    )


def _day_in(match: re.Match[str], language: str) -> date | None:
    parts = match.groupdict()
    month = parts["month"] or parts["late_month"]
    number = int(month) if month.isdigit() else month_number(month, language)
    day = parts["day"] or parts["day_first"]
    return _day(int(match["year"]), number, int(day)) if number else None


def day_in_address(url: str | None) -> date | None:
    """The day in an address, as many outlets put it; None without one."""
    if not url:
        return None
    if match := _IN_ADDRESS.search(url):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NAMED_IN_ADDRESS.search(url):
        return _day(int(match[1]), month_number(match[2]) or 0, int(match[3]))
    if match := _IN_NAME.search(url):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
