"""Contents brought into line with quotation marks, which are surer than any tagger."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from tasks.annotation.annotation import Span
from tasks.annotation.claims.layout import Piece
from tasks.annotation.quotation import Quotation

_AGREEMENT: Final = 0.6  # of a quotation's characters, tagged as content
_SLACK: Final = 3  # characters between a tagged boundary and the mark that it should be at
_RELATIVE_PRONOUN: Final = re.compile(r"(?<=\w),?\s+(?:who|whom|whose|which|that)$", re.IGNORECASE)


def snap_to_quotations(
    text: str,
    pieces: Iterable[Piece],
    sentences: Sequence[Span],
    quotations: Sequence[Quotation],
) -> list[Piece]:
    """Return the pieces with contents moved to the quotation marks that they nearly reach.

    A content that covers most of a quotation takes all of it, marks included; one that runs over
    the end of a sentence outside of quotation marks ends there. Sources and cues stay; a content
    never grows over one.
    """
    ends = [end for _, end in sentences if not _is_inside(end, quotations)]
    pieces = sorted((_cut(text, piece, ends) for piece in pieces), key=lambda piece: piece.start)
    fixed = [piece.span for piece in pieces if piece.part != "content"]
    snapped: list[Piece] = []
    for piece in pieces:
        if piece.part != "content":
            snapped.append(piece)
            continue
        content = _snap(text, piece, _touching(piece, quotations), fixed)
        if snapped and snapped[-1].part == "content" and content.start < snapped[-1].end:
            before = snapped.pop()
            content = replace(before, end=max(before.end, content.end))
        snapped.append(content)
    return snapped


def _is_inside(at: int, quotations: Sequence[Quotation]) -> bool:
    first = bisect_right(quotations, at, key=lambda quotation: quotation.end)
    return first < len(quotations) and quotations[first].start < at


def _cut(text: str, piece: Piece, ends: Sequence[int]) -> Piece:
    """Return a content up to the first of `ends` inside it, without its full stop.

    A source loses the relative pronoun that opens the clause after it.
    """
    if piece.part == "source":
        pronoun = _RELATIVE_PRONOUN.search(text[piece.start : piece.end])
        return replace(piece, end=piece.start + pronoun.start()) if pronoun else piece
    after = bisect_right(ends, piece.start)
    if piece.part != "content" or after == len(ends) or ends[after] >= piece.end:
        return piece
    end = ends[after] - (text[ends[after] - 1] == ".")
    return replace(piece, end=end) if end > piece.start else piece


def _touching(piece: Piece, quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    first = bisect_left(quotations, piece.start - _SLACK, key=lambda quotation: quotation.end)
    return takewhile(lambda quotation: quotation.start < piece.end + _SLACK, quotations[first:])


def _snap(text: str, piece: Piece, quotations: Iterable[Quotation], fixed: Sequence[Span]) -> Piece:
    start, end = piece.span
    for quotation in quotations:
        shared = min(end, quotation.end) - max(start, quotation.start)
        if shared < _AGREEMENT * (quotation.end - quotation.start):
            continue
        wide = (min(start, quotation.start), max(end, quotation.end))
        if not _meets(wide, piece.span, fixed):
            start, end = wide
    return replace(piece, start=start, end=end) if text[start:end].strip() else piece


def _meets(wide: Span, narrow: Span, fixed: Sequence[Span]) -> bool:
    """Tell whether growing from `narrow` to `wide` runs into a source or cue."""
    first = bisect_left(fixed, wide[0], key=lambda span: span[1])
    for start, end in fixed[first:]:
        if start >= wide[1]:
            return False
        if not (narrow[0] <= start and end <= narrow[1]) and start < wide[1] and end > wide[0]:
            return True
    return False
