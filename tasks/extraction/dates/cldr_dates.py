"""Days as a language writes them, by the patterns of the Unicode CLDR that babel carries.

For the many languages whose dates are more than day, month's name and year side by side: "2020. gada
5. janvāris", "5 tháng 1, 2020", "5 בינואר 2020".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import tokenize_pattern

# Scripts by which a text without a declared language, or with another one, is told: by the first
# word of the Unicode names of its letters.
_OF_SCRIPT: Mapping[str, tuple[str, ...]] = {
    "DEVANAGARI": ("hi", "mr", "ne"), "BENGALI": ("bn", "as"), "GURMUKHI": ("pa",),
    "GUJARATI": ("gu",), "ORIYA": ("or",), "TAMIL": ("ta",), "TELUGU": ("te",),
    "KANNADA": ("kn",), "MALAYALAM": ("ml",), "SINHALA": ("si",), "THAI": ("th",),
    "LAO": ("lo",), "KHMER": ("km",), "MYANMAR": ("my",), "HEBREW": ("he",), "ARABIC": ("ar", "fa", "ur"),
    "GEORGIAN": ("ka",), "ARMENIAN": ("hy",), "ETHIOPIC": ("am",), "GREEK": ("el",),
}  # fmt: skip
_LENGTHS = ("long", "medium", "full")
_MOST_CHARS = 200
# Hindi writes the nasal of its months in two ways, the CLDR in the second.
_OTHER_SPELLING = ("म्ब", "ंब")


def named_day(text: str, language: str) -> date | None:
    """The first day that a short text names in the words of `language`, or of its own script.

    None when it names none. `language` is BCP 47; one that the CLDR has not is passed over.
    """
    text = text[:_MOST_CHARS].casefold().replace(*_OTHER_SPELLING)
    for spoken in dict.fromkeys((language.replace("_", "-").lower(), *_languages_of(text))):
        months = _months_of(spoken)
        for match in (m for pattern in _patterns_of(spoken) for m in pattern.finditer(text)):
            parts = match.groupdict()
            number = parts.get("number") or months[_bare(parts["month"])]
            try:
                return date(int(parts["year"]), int(number), int(parts["day"]))
            except ValueError:
                continue
    return None


def _languages_of(text: str) -> tuple[str, ...]:
    letter = next((char for char in text if char.isalpha() and not char.isascii()), "")
    return _OF_SCRIPT.get(unicodedata.name(letter, "").partition(" ")[0], ()) if letter else ()


def _locale(language: str) -> Locale | None:
    """The language's in the CLDR, without its country or script where it is not known with them."""
    for tag in (language, language.partition("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return None


@lru_cache(maxsize=64)
def _months_of(language: str) -> Mapping[str, int]:
    """The names of months, in full and shortened, without points."""
    locale = _locale(language)
    found: dict[str, int] = {}
    for context in ("format", "stand-alone") if locale else ():
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items() if locale else ():
                found.setdefault(_bare(name.casefold()), number)
    return {name: number for name, number in found.items() if not name.isdigit()}


def _bare(name: str) -> str:
    return name.strip(" .").replace(*_OTHER_SPELLING)


@lru_cache(maxsize=64)
def _patterns_of(language: str) -> tuple[re.Pattern[str], ...]:
    """Those of the language's date formats that have a word in them; what is all numbers is not."""
    locale, names = _locale(language), sorted(_months_of(language), key=len, reverse=True)
    if locale is None:
        return ()
    month = "|".join(map(re.escape, names)) or "(?!)"
    formats = dict.fromkeys(locale.date_formats[length].pattern for length in _LENGTHS)
    tokens = [tokenize_pattern(pattern) for pattern in formats]
    return tuple(
        re.compile(r"(?<!\d)" + "".join(_piece(token, month) for token in parts) + r"(?!\d)")
        for parts in tokens
        if any(map(_is_word, parts))
    )


def _is_word(token: tuple[str, str | tuple[str, int]]) -> bool:
    kind, value = token
    if isinstance(value, str):
        return kind == "chars" and any(map(str.isalpha, value))
    return value[0] in "ML" and value[1] > 2


def _piece(token: tuple[str, str | tuple[str, int]], month: str) -> str:
    """The regular expression for a part of a CLDR pattern; weekday and era may lack."""
    _, value = token
    if isinstance(value, str):
        return "".join(map(_literal, re.findall(r"\w+|[^\w\s]|\s+", value.casefold())))
    field, width = value
    if field in "yu":
        return r"(?:năm\s)?(?P<year>(?:19|20)\d\d)"  # "year", in Vietnamese
    if field in "ML":
        return rf"(?P<month>{month})\.?" if width > 2 else r"(?P<number>1[0-2]|0?[1-9])"
    return r"(?P<day>[12]\d|3[01]|0?[1-9])" if field == "d" else r"(?:[^\d\s]{1,8})?"


def _literal(chars: str) -> str:
    """Words as they are; marks and blanks may lack."""
    if chars[0].isalnum():
        return re.escape(chars)
    return r"[\s.,،]*" if chars.isspace() or chars in ".,،" else f"(?:{re.escape(chars)})?"
