"""What speaks for a link: features of a pair of tagged pieces, as names for a linear ranker."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final, Literal

from tasks.annotation.annotation import Span
from tasks.annotation.claims.layout import Layout, Piece

_CONJUNCTION: Final = re.compile(r"\b(?:and|but|while)\b", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.?!][\"”’»]?(?=\s)")
_SENTENCE_ENDS: Final = tuple(mark + quote for mark in ".?!" for quote in ("", *'"”’»'))
_LETTERS: Final = {"source": "S", "cue": "C", "content": "T"}
_OPENING_MARKS: Final = "\"“„«‘'"
_CUE_KINDS: Final = {
    "according to": "according",
    "per": "according",
    ":": "mark",
    "―": "mark",
    "—": "mark",
    "–": "mark",
    "said": "said",
    "says": "said",
    "told": "told",
    "asked": "said",
    "added": "said",
    "wrote": "said",
}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the features say of one piece alone."""

    sentence: int
    first_word: int  # how many words begin before it
    next_word: int  # how many begin before its end
    neighbours: tuple[str, str]  # before it and after it
    cue: str


class LinkFeatures:
    """Describes the links of one layout; what concerns one piece alone is worked out once."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._letters = "".join(_LETTERS[piece.part] for piece in layout.pieces)
        self._facts = [_describe_piece(layout, piece) for piece in layout.pieces]
        self._contents: dict[int, tuple[bool, str, str, bool]] = {}
        self._conjunctions = [found.span() for found in _CONJUNCTION.finditer(layout.text)]
        self._ends = [found.span() for found in _SENTENCE_END.finditer(layout.text)]

    def describe(self, anchor: Piece, candidate: Piece) -> list[str]:
        """Return the features of a link from `anchor` to `candidate`, which do not overlap.

        Every feature says on which side the candidate stands, so that one set of weights serves
        "Ruiz said" and "said Ruiz".
        """
        place, other = self._layout.place(anchor), self._layout.place(candidate)
        own, its = self._facts[place], self._facts[other]
        if other < place:
            side, start, end = "before", candidate.end, anchor.start
            count, between = own.first_word - its.next_word, self._letters[other + 1 : place][:4]
            beyond, behind = its.neighbours[0], own.neighbours[1]
        else:
            side, start, end = "after", anchor.end, candidate.start
            count, between = its.first_word - own.next_word, self._letters[place + 1 : other][:4]
            beyond, behind = its.neighbours[1], own.neighbours[0]
        gap = self._layout.text[start:end]
        cue = own.cue if anchor.part == "cue" else its.cue
        features = [
            f"{side} between={between}",
            f"{side} words={_size(count)}",
            f"{side} sentences={max(-4, min(4, its.sentence - own.sentence))}",
            f"{side} paragraphs={min(3, gap.count(chr(10)))}",
            f"{side} gap={self._gap_kind(gap, start, end, count)}",
            # What stands beyond the candidate, where it might belong instead, and beyond the anchor.
            f"{side} beyond={beyond}",
            f"{side} behind={behind}",
            f"{side} cue={cue}",
        ]
        if anchor.part == "content":
            is_quoted, ending, opening, has_that = self._content(place, anchor)
            features += [
                f"{side} quoted={is_quoted} ending={ending}",
                f"{side} quoted={is_quoted} opening={opening} {between[:2]}",
                f"{side} that={has_that}",
                f"{side} kind={cue} quoted={is_quoted}",
            ]
        return features

    def _content(self, place: int, content: Piece) -> tuple[bool, str, str, bool]:
        if place not in self._contents:
            self._contents[place] = _content_kind(self._layout, content)
        return self._contents[place]

    def _gap_kind(self, gap: str, start: int, end: int, words: int) -> str:
        if words <= 0:
            return f"only {gap.strip()[:2]}"
        marks = "".join([mark for mark in ",;:" if mark in gap])
        conjunction = "and" if _has_inside(self._conjunctions, start, end) else ""
        is_end = gap.endswith(_SENTENCE_ENDS) or _has_inside(self._ends, start, end)
        return f"{marks}{'.' if is_end else ''} {conjunction}"


def _has_inside(found: list[Span], start: int, end: int) -> bool:
    """Tell whether one of the spans, which are in order, lies in `start:end`."""
    at = bisect_left(found, (start, start))
    return at < len(found) and found[at][1] <= end


def _describe_piece(layout: Layout, piece: Piece) -> _Facts:
    return _Facts(
        layout.sentence(piece.start),
        layout.words_before(piece.start),
        layout.words_before(piece.end),
        (_neighbour_kind(layout, piece, -1), _neighbour_kind(layout, piece, 1)),
        _cue_kind(layout, piece),
    )


def _size(count: int) -> str:
    for limit in (0, 1, 2, 4, 8, 16, 32):
        if count <= limit:
            return str(limit)
    return "more"


def _neighbour_kind(layout: Layout, piece: Piece, step: Literal[-1, 1]) -> str:
    other = layout.neighbour(piece, step)
    if other is None:
        return "none"
    is_near = layout.sentence(other.start) == layout.sentence(piece.start)
    gap = min(2, layout.count_words(piece, other))
    return f"{other.part} {'near' if is_near else 'far'} {gap}"


def _cue_kind(layout: Layout, cue: Piece) -> str:
    word = layout.text[cue.start : cue.end].lower().strip()
    if word in _CUE_KINDS:
        return _CUE_KINDS[word]
    return "ing" if word.endswith("ing") else "other"


def _content_kind(layout: Layout, content: Piece) -> tuple[bool, str, str, bool]:
    """Return whether a content is quoted, how it ends and opens, and whether with "that"."""
    text = layout.text[content.start : content.end]
    is_quoted = text[:1] in _OPENING_MARKS or layout.quotation(content.start) is not None
    ending = text.rstrip("\"”’»'")[-1:]
    ending = ending if ending in ".,?!" else "w"
    opening = "lower" if text.lstrip(_OPENING_MARKS)[:1].islower() else "upper"
    return is_quoted, ending, opening, text[:5].lower() == "that "
