# ruff: noqa: SIM905 - word lists read best as running text
"""Acronyms that a text introduces in brackets: "Institute for Border Studies (IBS)".

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text" (2003), with whole words instead of single letters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tasks.annotation.annotation import Span

_BRACKETED: Final = re.compile(r"\((?:the )?([^\W\d_][\w&.\-]{1,9}?)(?:,[^()]{0,60})?\)")
_WORD: Final = re.compile(r"[\w'’\-]+")
_MINOR: Final = frozenset("of for the and in on to de la du des del et y e der und".split())
_SPARE_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Introduction:
    """An acronym in brackets and the name before it that it stands for."""

    acronym: Span
    name: Span


def find_introductions(text: str) -> Iterator[Introduction]:
    """Yield the acronyms that `text` introduces, in order."""
    for found in _BRACKETED.finditer(text):
        letters = re.sub(r"[^\w]", "", found.group(1))
        if sum(char.isupper() for char in letters) < max(2, len(letters) - 2):
            continue
        name = _find_name(text, found.start(), letters.lower())
        if name is not None:
            yield Introduction(found.span(1), name)


def _find_name(text: str, bracket: int, letters: str) -> Span | None:
    """Return the shortest run of words before the bracket whose initials give the letters."""
    before = [found.span() for found in _WORD.finditer(text, max(0, bracket - 160), bracket)]
    if not before or text[before[-1][1] : bracket].strip():
        return None
    for count in range(1, min(len(before), len(letters) + _SPARE_WORDS) + 1):
        words = before[-count:]
        gap = text[words[0][1] : words[1][0]] if count > 1 else ""
        if any(mark in gap for mark in ".;:()\n"):
            return None
        if _spells([text[start:end] for start, end in words], letters):
            return words[0][0], before[-1][1]
    return None


def _spells(words: list[str], letters: str) -> bool:
    if not words[0][0].isupper() or words[0].lower() in _MINOR:
        return False
    initials = [part[0].lower() for word in words for part in re.split(r"[-‐]", word) if part]
    major = [
        part[0].lower()
        for word in words
        if word.lower() not in _MINOR
        for part in re.split(r"[-‐]", word)
        if part
    ]
    return letters in {"".join(initials), "".join(major)} or _is_within(letters, words)


def _is_within(letters: str, words: list[str]) -> bool:
    """Tell whether the letters run through the words, each word giving at least its initial."""
    place = 0
    for word in words:
        lower = word.lower()
        if lower in _MINOR and letters[place : place + 1] != lower[0]:
            continue
        if letters[place : place + 1] != lower[0]:
            return False
        place += 1
        inner = lower.find(letters[place], 1) if place < len(letters) else -1
        if inner > 0 and word is words[-1]:
            place += 1
    return place == len(letters) and len(words) > 1
