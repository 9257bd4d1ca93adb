"""Variations of the training text: other casing, other names.

The articles on attribution are American politics of 2016; without other names in their places
the model learns those names instead of the sentence around them.
"""

import random
from dataclasses import replace

from tasks.annotation.training.corpora import Document
from tasks.annotation.words import CAPITALS, INITIAL, LOWER, MIXED, TITLE, Word

_CASES = 7  # the bits of a feature row that hold the case class


def change_words(sentences: list[list[Word]], rng: random.Random) -> list[list[Word]]:
    """Return the sentences with the casing of a few changed: capitals, headline, lower case.

    About half of the sentences of tokenised corpora lose or keep their paragraph start, so that
    one-line paragraphs and long ones are both seen.
    """
    return [_change_case(words, rng) for words in sentences]


def _change_case(words: list[Word], rng: random.Random) -> list[Word]:
    draw = rng.random()
    if draw < 0.02:
        return [_with_case(word, {TITLE: CAPITALS, LOWER: CAPITALS, MIXED: CAPITALS}) for word in words]
    if draw < 0.05 and len(words) < 30:
        return [_with_case(word, {LOWER: TITLE}) for word in words]
    if draw < 0.06:
        return [_with_case(word, {TITLE: LOWER, CAPITALS: LOWER, INITIAL: LOWER}) for word in words]
    return words


def _with_case(word: Word, changes: dict[int, int]) -> Word:
    case = word.feature & _CASES
    if word.spelling in ("a", "i") and changes.get(LOWER) == CAPITALS:
        return replace(word, feature=word.feature - case + INITIAL)
    return replace(word, feature=word.feature - case + changes.get(case, case))


def swap_names(document: Document, rng: random.Random) -> Document:
    """Return the document as it is."""
    return document
