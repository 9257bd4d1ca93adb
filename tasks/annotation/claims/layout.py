"""Where the tagged pieces of a text stand: their order, sentences, paragraphs and quotations."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tasks.annotation.annotation import Span
from tasks.annotation.quotation import Quotation

Part = Literal["source", "cue", "content"]

_WORD: Final = re.compile(r"\w+")
_BREAK: Final = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A tagged span; `score` is the tagger's confidence, 0 to 1."""

    start: int
    end: int
    part: Part
    score: float = 1.0

    @property
    def span(self) -> Span:
        """The half-open offsets of the piece."""
        return (self.start, self.end)


class Layout:
    """The pieces of a text in order, with look-ups by offset."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Span],
        quotations: Sequence[Quotation],
        pieces: Iterable[Piece],
    ) -> None:
        self.text = text
        self.sentences = sentences
        self.quotations = quotations
        self.pieces = sorted(pieces, key=lambda piece: (piece.start, piece.end, piece.part))
        self._places = {piece: place for place, piece in enumerate(self.pieces)}
        self._sentence_starts = [start for start, _ in sentences]
        self._quotation_starts = [quotation.start for quotation in quotations]
        self._breaks = [found.start() for found in _BREAK.finditer(text)]
        self._word_starts = [word.start() for word in _WORD.finditer(text)]

    def place(self, piece: Piece) -> int:
        """The position of `piece` among all pieces."""
        return self._places[piece]

    def sentence(self, at: int) -> int:
        """The number of the sentence that holds offset `at`, or of the last one before it."""
        return max(0, bisect_right(self._sentence_starts, at) - 1)

    def paragraph(self, at: int) -> int:
        """How many line breaks stand before offset `at`."""
        return bisect_right(self._breaks, at)

    def quotation(self, at: int) -> Quotation | None:
        """The quotation that holds offset `at`."""
        index = bisect_right(self._quotation_starts, at) - 1
        if index < 0 or self.quotations[index].end <= at:
            return None
        return self.quotations[index]

    def between(self, one: Piece, other: Piece) -> str:
        """The text between two pieces, whichever comes first; empty where they overlap."""
        first, second = (one, other) if one.start <= other.start else (other, one)
        return self.text[first.end : second.start]

    def count_words(self, one: Piece, other: Piece) -> int:
        """How many words begin between two pieces; none where they overlap."""
        first, second = (one, other) if one.start <= other.start else (other, one)
        return max(0, self.words_before(second.start) - self.words_before(first.end))

    def words_before(self, at: int) -> int:
        """How many words begin before offset `at`."""
        return bisect_left(self._word_starts, at)

    def neighbour(self, piece: Piece, step: Literal[-1, 1]) -> Piece | None:
        """The piece next to `piece` in the given direction, if it is in the same paragraph."""
        place = self.place(piece) + step
        if not 0 <= place < len(self.pieces):
            return None
        other = self.pieces[place]
        return other if self.paragraph(other.start) == self.paragraph(piece.start) else None
