"""Quotations that only their layout attributes: "“…” – Ana Ruiz" and "From Ana Ruiz: “…”"."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tasks.annotation.annotation import Span
from tasks.annotation.claims.layout import Piece
from tasks.annotation.quotation import Quotation

_NAME: Final = r"(?:[A-Z][\w.’'-]*)(?:,?[ \xa0]+[\w.’'()-]+){0,7}"
_SIGNED: Final = re.compile(
    rf"[ \xa0]*\n?\n?[ \xa0]*(?P<cue>[―—–]|--?)[ \xa0]*(?P<source>{_NAME}?)[ \xa0.]*(?:\n|\Z)"
)
_ANNOUNCED: Final = re.compile(rf"(?:\A|\n)(?:From[ \xa0]+)?(?P<source>{_NAME})(?P<cue>:)\s+\Z")
_LONGEST_LINE: Final = 120  # characters; what is longer is a sentence
_SHORTEST: Final = 4  # words of a quotation; a dash after fewer mostly goes on with the sentence
_SCORE: Final = 0.8


def add_signatures(
    text: str, pieces: Iterable[Piece], quotations: Sequence[Quotation]
) -> list[Piece]:
    """Return the pieces with those added that a signature or a name before a colon makes sure.

    Where the tagger has marked something at the place already, its mark stays.
    """
    kept = sorted(pieces, key=lambda piece: piece.start)
    taken = [piece.span for piece in kept]
    for quotation in quotations:
        if len(text[quotation.start : quotation.end].split()) < _SHORTEST:
            continue
        for match in _find_signature(text, quotation):
            new = [
                Piece(quotation.start, quotation.end, "content", _SCORE),
                Piece(*match.span("cue"), "cue", _SCORE),
                Piece(*match.span("source"), "source", _SCORE),
            ]
            kept.extend(piece for piece in new if not _meets(piece.span, taken))
    return sorted(kept, key=lambda piece: piece.start)


def _find_signature(text: str, quotation: Quotation) -> Iterator[re.Match[str]]:
    """Yield the signature after the quotation, or the name before it."""
    after = _SIGNED.match(text, quotation.end)
    if after:
        yield after
        return
    line = max(text.rfind("\n", 0, quotation.start), quotation.start - _LONGEST_LINE, 0)
    before = _ANNOUNCED.search(text, line, quotation.start)
    if before:
        yield before


def _meets(span: Span, taken: Sequence[Span]) -> bool:
    first = bisect_left(taken, span[0] + 1, key=lambda other: other[1])
    return first < len(taken) and taken[first][0] < span[1]
