"""Contents brought into line with quotation marks, which are surer than any tagger."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from tasks.annotation.annotation import Span
from tasks.annotation.claims.layout import Piece
from tasks.annotation.quotation import Quotation

_AGREEMENT: Final = 0.6  # of a quotation's characters, tagged as content
_SLACK: Final = 3  # characters between a tagged boundary and the mark that it should be at


def snap_to_quotations(
    text: str, pieces: Sequence[Piece], quotations: Sequence[Quotation]
) -> list[Piece]:
    """Return the pieces, in order as given, with contents moved to quotation marks nearly reached.

    A content that covers most of a quotation takes all of it, marks included. Sources and cues
    stay; a content never grows over one.
    """
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
