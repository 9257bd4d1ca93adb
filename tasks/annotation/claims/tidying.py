"""Tagged pieces put right where sentences and quotation marks leave no doubt."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from tasks.annotation.annotation import Span
from tasks.annotation.claims.layout import Piece
from tasks.annotation.quotation import Quotation

_RELATIVE_PRONOUN: Final = re.compile(r"(?<=\w),?\s+(?:who|whom|whose|which|that)$", re.IGNORECASE)
_STATEMENT: Final = re.compile(r"[^\w\s]+[A-Z].*[.?!,…][^\w\s]?$", re.DOTALL)
_BEFORE_STATEMENT: Final = re.compile(r"(?:\A|\n|[.?!…,:][\"”’»]?)\s*$")
_SCORE: Final = 0.7


def tidy_pieces(
    text: str,
    pieces: Iterable[Piece],
    sentences: Sequence[Span],
    quotations: Sequence[Quotation],
) -> list[Piece]:
    """Return the pieces in order, none running over the end of a sentence.

    A sentence that ends inside of quotation marks goes on. A source loses the relative pronoun
    that opens the clause after it. A quoted statement that nothing was tagged in is a content.
    """
    ends = [end for _, end in sentences if not _is_inside(end, quotations)]
    kept = sorted((_cut(text, piece, ends) for piece in pieces), key=lambda piece: piece.start)
    kept.extend(_find_untagged_statements(text, [piece.span for piece in kept], quotations))
    return sorted(kept, key=lambda piece: piece.start)


def _is_inside(at: int, quotations: Sequence[Quotation]) -> bool:
    first = bisect_right(quotations, at, key=lambda quotation: quotation.end)
    return first < len(quotations) and quotations[first].start < at


def _cut(text: str, piece: Piece, ends: Sequence[int]) -> Piece:
    """Return a piece up to the first of `ends` inside it, without its full stop."""
    after = bisect_right(ends, piece.start)
    if after < len(ends) and ends[after] < piece.end:
        end = ends[after] - (text[ends[after] - 1] == ".")
        piece = replace(piece, end=max(end, piece.start + 1))
    if piece.part == "source":
        pronoun = _RELATIVE_PRONOUN.search(text[piece.start : piece.end])
        return replace(piece, end=piece.start + pronoun.start()) if pronoun else piece
    return piece


def _find_untagged_statements(
    text: str, taken: Sequence[Span], quotations: Iterable[Quotation]
) -> Iterator[Piece]:
    """Yield a content for each quotation that is a sentence or stands after one or a comma."""
    for quotation in quotations:
        first = bisect_left(taken, quotation.start + 1, key=lambda span: span[1])
        is_taken = first < len(taken) and taken[first][0] < quotation.end
        before = text[max(0, quotation.start - 4) : quotation.start]
        is_statement = _STATEMENT.match(text, quotation.start, quotation.end)
        if not is_taken and is_statement and _BEFORE_STATEMENT.search(before):
            yield Piece(quotation.start, quotation.end, "content", _SCORE)
