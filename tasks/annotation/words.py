"""The tagger's words: their spans, their spelling for the encoder, and their features.

A word is a run of letters and digits, or a single other character, so every boundary between
letters and punctuation can be a boundary of a mention. The encoder is uncased: what the case of
a word says, whether it opens a paragraph and whether it stands in quotation marks travel beside
it as one small number, the row of the encoder's type embedding.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from tasks.annotation.dateline import find_dateline_end
from tasks.annotation.quotation import find_quotations

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|\S")

LOWER: Final = 0
TITLE: Final = 1
CAPITALS: Final = 2
MIXED: Final = 3
DIGITS: Final = 4
INITIAL: Final = 5
MARK: Final = 6
UNCASED: Final = 7
OPENS_PARAGRAPH: Final = 8
QUOTED: Final = 16
FEATURE_ROWS: Final = 32

_SPELLING: Final = {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}


class Word(NamedTuple):
    """A word at `start:end`, as the encoder spells it, with its feature row (0 to 31)."""

    start: int
    end: int
    spelling: str
    feature: int


def split_words(text: str, sentences: Sequence[tuple[int, int]]) -> list[list[Word]]:
    """Return the words of each sentence. Text outside the sentences is left out.

    What follows a dateline opens its paragraph anew: it belongs to no source or content before it.
    """
    quotations = find_quotations(text)
    marks = {q.start for q in quotations} | {q.end - 1 for q in quotations if q.is_closed}
    beyond = len(text) + 1
    spans = chain(((q.start, q.end) for q in quotations), [(beyond, beyond)])
    quoted_from, quoted_to = next(spans)
    result: list[list[Word]] = []
    previous_end = -1
    for start, end in sentences:
        opens = previous_end < 0 or "\n" in text[previous_end:start]
        openings = {start, find_dateline_end(text, start)} if opens else set()
        previous_end = end
        words: list[Word] = []
        for found in _WORD.finditer(text, start, end):
            first, last = found.span()
            written = found[0]
            while quoted_to <= first:
                quoted_from, quoted_to = next(spans)
            feature = case_class(written)
            if quoted_from <= first:
                feature += QUOTED
            if first in openings:
                feature += OPENS_PARAGRAPH
            spelling = '"' if first in marks else _SPELLING.get(written, written)
            words.append(Word(first, last, spelling, feature))
        result.append(words)
    return result


@lru_cache(maxsize=16384)
def case_class(word: str) -> int:
    """Return what the capitals of `word` say, as one of the eight classes above."""
    if any(char.isdigit() for char in word):
        return DIGITS
    if not any(char.isalpha() for char in word):
        return MARK
    if word.islower():
        return LOWER
    if word.isupper():
        return INITIAL if len(word) == 1 else CAPITALS
    if word[0].isupper() and word[1:].islower():
        return TITLE
    return MIXED if any(char.isupper() for char in word) else UNCASED
