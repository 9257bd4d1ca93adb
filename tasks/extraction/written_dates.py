"""Days and times for people: "Thursday 19 November 2026, 9:05 pm", in addresses "/2026/11/19/"."""

from __future__ import annotations

import re
from datetime import date, time

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro januari styczeń stycznia января janv ene gen ocak يناير",
            "feb february februar février febrero febbraio fevereiro februari luty lutego февраля févr fev şubat فبراير",
            "mar march märz mars marzo março maart marzec marca марта mär mart مارس",
            "apr april avril abril aprile kwiecień kwietnia апреля avr abr nisan أبريل",
            "may mai mayo maggio maio mei maj maja мая mag mayıs مايو",
            "jun june juni juin junio giugno junho czerwiec czerwca июня giu haziran يونيو",
            "jul july juli juillet julio luglio julho lipiec lipca июля juil lug temmuz يوليو",
            "aug august août agosto augustus augusti sierpień sierpnia августа ago ağustos أغسطس",
            "sep sept september septembre septiembre settembre setembro wrzesień września сентября set eylül سبتمبر",
            "oct october oktober octobre octubre ottobre outubro październik października октября okt ott out ekim أكتوبر",
            "nov november novembre noviembre novembro listopad listopada ноября kasım نوفمبر",
            "dec december dezember décembre diciembre dicembre dezembro grudzień grudnia декабря dez déc dic aralık ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|º)?\s+(?:de\s+)?(?P<month>[^\W\d_]{{3,12}})\.?,?\s+(?:de[l]?\s+)?{_YEAR}"
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<month>[^\W\d_]{{3,12}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}"
)
_YEAR_FIRST = re.compile(
    rf"\b{_YEAR}\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})(?!\d)"
)
_NUMBERS = re.compile(
    rf"(?<!\d)(?P<one>\d{{1,2}})(?P<mark>[./-])(?P<two>\d{{1,2}})[./-]{_YEAR}(?!\d)"
)
# A point parts hours from minutes only where a word says so: 20.11 may as well be a day.
_CLOCK = re.compile(
    r"(?:(?<![\d.:/-])(?P<hour>[01]?\d|2[0-3])(?:[:h]|[.](?=\d\d\s*[AaPp]\.?[Mm]\b))"
    r"|\b(?:kl|klo|um|ore|alle)\b\.?\s*(?P<said_hour>[01]?\d|2[0-3])[.])"
    r"(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d./-])"
    r"\s*(?P<half>[AaPp]\.?[Mm]\b\.?)?\s*(?P<zone>\(?(?:[A-Z]{2,5}\b|[+-]\d))?"
)
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|[1-9](?=[/_-]))[/_-]?([0-3]\d|[1-9](?=/))(?=\D|$)"
)
_NAMED_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/([a-z]{3})/([0-3]?\d)/")


def written_day(text: str) -> date | None:
    """The first day that a short text names; None when it names none."""
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            month = match["month"]
            number = int(month) if month.isdigit() else _MONTHS.get(month.casefold())
            if number and (day := _day(int(match["year"]), number, int(match["day"]))):
                return day
    if numbers := _NUMBERS.search(text):
        one, two, year = (int(numbers[part]) for part in ("one", "two", "year"))
        # Day first, as most of the world writes; a slash with a middle above 12 is American.
        return _day(year, two, one) or _day(year, one, two)
    return None


def written_clock(text: str) -> time | None:
    """The first time of day that a short text names; None when none, or one of a named zone."""
    for match in _CLOCK.finditer(text):
        hour, half = int(match["hour"] or match["said_hour"]), (match["half"] or "")[:1].lower()
        if match["zone"] or (half and not 1 <= hour <= 12):
            return None
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        return time(hour, int(match["minute"]))
    return None


def day_in_address(url: str | None) -> date | None:
    """The day in an address' path, as many outlets put it; None without one."""
    if url and (match := _IN_ADDRESS.search(url)):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if url and (match := _NAMED_IN_ADDRESS.search(url)):
        return _day(int(match[1]), _MONTHS.get(match[2], 0), int(match[3]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
