"""The months' names: those of the widest languages at once, those of any other with its page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from babel.core import Locale, UnknownLocaleError

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


def month_number(name: str, language: str = "") -> int | None:
    """1 to 12; None for what names no month. `language` (BCP 47) is asked first.

    "listopad" is October in Croatian and November in Polish.
    """
    name = name.casefold().strip(".")
    own = _names_in(language.replace("_", "-").partition("-")[0].lower())
    return own.get(name) or _MONTHS.get(name)


@lru_cache(maxsize=8)
def _names_in(language: str) -> Mapping[str, int]:
    """Names and abbreviations in one language, by the Unicode CLDR as babel carries it."""
    if language in ("", "en"):
        return MappingProxyType({})
    try:
        months = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return MappingProxyType({})
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in months[context][width].items():
                found.setdefault(name.casefold().strip("."), number)
    return MappingProxyType(found)
