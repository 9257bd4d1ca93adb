"""Variations of the training text: other casing, other names.

The articles on attribution are American politics of 2016; without other names in their places
the model learns those names instead of the sentence around them.
"""

import random
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from tasks.annotation.training.corpora import Document
from tasks.annotation.training.names import (
    CORPUS_FAMILY,
    CORPUS_GIVEN,
    CORPUS_PLACES,
    FAMILY,
    GIVEN,
    PLACES,
)
from tasks.annotation.words import CAPITALS, INITIAL, LOWER, MIXED, TITLE, Word

_CAPITALISED: Final = re.compile(r"[^\W\d_]{2,}")
_LISTED: Final = ((CORPUS_FAMILY, FAMILY), (CORPUS_GIVEN, GIVEN), (CORPUS_PLACES, PLACES))
_CASES: Final = 7  # the bits of a feature row that hold the case class


def change_words(sentences: list[list[Word]], rng: random.Random) -> list[list[Word]]:
    """Return the sentences with the casing of a few changed: capitals, headline, lower case."""
    return [_change_case(words, rng) for words in sentences]


def _change_case(words: list[Word], rng: random.Random) -> list[Word]:
    draw = rng.random()
    if draw < 0.02:
        return [
            _with_case(word, {TITLE: CAPITALS, LOWER: CAPITALS, MIXED: CAPITALS}) for word in words
        ]
    if draw < 0.05 and len(words) < 30:
        return [_with_case(word, {LOWER: TITLE}) for word in words]
    if draw < 0.06:
        return [_with_case(word, {TITLE: LOWER, CAPITALS: LOWER, INITIAL: LOWER}) for word in words]
    return words


def _with_case(word: Word, changes: dict[int, int]) -> Word:
    case = word.feature & _CASES
    if word.spelling in ("a", "i") and changes.get(LOWER) == CAPITALS:
        return word._replace(feature=word.feature - case + INITIAL)
    return word._replace(feature=word.feature - case + changes.get(case, case))


def swap_names(document: Document, rng: random.Random) -> Document:
    """Return the document with other names of people and places, the same one all through it.

    Entity corpora: about a third of the documents, by their own labels. PolNeAR: six in ten, by a
    list of the names that fill it.
    """
    if document.corpus == "polnear":
        return _swap_listed(document, rng) if rng.random() < 0.6 else document
    return _swap_labelled(document, rng) if rng.random() < 0.35 else document


def _swap_listed(document: Document, rng: random.Random) -> Document:
    names = _Names(rng)
    changes = []
    for found in _CAPITALISED.finditer(document.text):
        name = found.group()
        for listed, choices in _LISTED:
            if name in listed:
                changes.append((*found.span(), names.stand_in(name, choices)))
                break
    return _substitute(document, changes)


def _swap_labelled(document: Document, rng: random.Random) -> Document:
    names = _Names(rng)
    changes = []
    for start, end, label in document.spans:
        words = list(_CAPITALISED.finditer(document.text, start, end))
        if label == "person":
            for at, word in enumerate(words):
                is_given = at == 0 and len(words) > 1
                changes.append(
                    (*word.span(), names.stand_in(word.group(), GIVEN if is_given else FAMILY))
                )
        elif label == "place" and len(words) == 1 and words[0].span() == (start, end):
            changes.append((start, end, names.stand_in(document.text[start:end], PLACES)))
    return _substitute(document, changes)


class _Names:
    """Draws a stand-in for each name once; about half of the names keep their own."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._drawn: dict[str, str] = {}

    def stand_in(self, name: str, choices: Sequence[str]) -> str:
        if name not in self._drawn:
            is_kept = self._rng.random() < 0.4
            self._drawn[name] = name if is_kept else self._rng.choice(choices)
        drawn = self._drawn[name]
        return drawn.upper() if name.isupper() else drawn


def _substitute(document: Document, changes: Sequence[tuple[int, int, str]]) -> Document:
    """Return the document with stretches of its text replaced and all offsets moved along."""
    parts: list[str] = []
    ends, shifts = [-1], [0]
    at = 0
    for start, end, name in changes:
        parts += [document.text[at:start], name]
        ends.append(end)
        shifts.append(shifts[-1] + len(name) - (end - start))
        at = end
    parts.append(document.text[at:])

    def move(offset: int) -> int:
        return offset + shifts[bisect_right(ends, offset) - 1]

    return Document(
        document.corpus,
        "".join(parts),
        tuple((move(start), move(end)) for start, end in document.sentences),
        tuple((move(start), move(end), label) for start, end, label in document.spans),
    )
