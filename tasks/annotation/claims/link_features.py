"""What speaks for a link: features of a pair of tagged pieces, as names for a linear ranker."""

import re
from collections.abc import Iterator
from typing import Final, Literal

from tasks.annotation.claims.layout import Layout, Piece

_CONJUNCTION: Final = re.compile(r"\b(?:and|but|while)\b", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.?!][\"”’»]?\s")
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


class LinkFeatures:
    """Describes the links of one layout; what concerns one piece alone is worked out once."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._neighbours: dict[tuple[Piece, Literal[-1, 1]], str] = {}
        self._cues: dict[Piece, str] = {}
        self._contents: dict[Piece, tuple[bool, str, str, bool]] = {}

    def describe(self, anchor: Piece, candidate: Piece) -> Iterator[str]:
        """Yield the features of a link from `anchor` to `candidate`.

        Every feature says on which side the candidate stands, so that one set of weights serves
        "Ruiz said" and "said Ruiz".
        """
        is_before = candidate.start < anchor.start
        side = "before" if is_before else "after"
        layout = self._layout
        gap = layout.between(anchor, candidate)
        count = layout.count_words(anchor, candidate)
        between = "".join(_LETTERS[part] for part in layout.parts_between(anchor, candidate))
        yield f"{side} between={between[:4]}"
        yield f"{side} words={_size(count)}"
        yield f"{side} sentences={_sentences_apart(layout, anchor, candidate)}"
        yield f"{side} paragraphs={min(3, gap.count(chr(10)))}"
        yield f"{side} gap={_gap_kind(gap, count)}"
        # What stands beyond the candidate, where it might belong instead, and beyond the anchor.
        yield f"{side} beyond={self._neighbour(candidate, -1 if is_before else 1)}"
        yield f"{side} behind={self._neighbour(anchor, 1 if is_before else -1)}"
        cue = self._cue(anchor if anchor.part == "cue" else candidate)
        yield f"{side} cue={cue}"
        if anchor.part == "content":
            is_quoted, ending, opening, has_that = self._content(anchor)
            yield f"{side} quoted={is_quoted} ending={ending}"
            yield f"{side} quoted={is_quoted} opening={opening} {between[:2]}"
            yield f"{side} that={has_that}"
            yield f"{side} kind={cue} quoted={is_quoted}"

    def _neighbour(self, piece: Piece, step: Literal[-1, 1]) -> str:
        key = (piece, step)
        if key not in self._neighbours:
            self._neighbours[key] = _neighbour_kind(self._layout, piece, step)
        return self._neighbours[key]

    def _cue(self, cue: Piece) -> str:
        if cue not in self._cues:
            self._cues[cue] = _cue_kind(self._layout, cue)
        return self._cues[cue]

    def _content(self, content: Piece) -> tuple[bool, str, str, bool]:
        if content not in self._contents:
            self._contents[content] = _content_kind(self._layout, content)
        return self._contents[content]


def _size(count: int) -> str:
    for limit in (0, 1, 2, 4, 8, 16, 32):
        if count <= limit:
            return str(limit)
    return "more"


def _sentences_apart(layout: Layout, anchor: Piece, candidate: Piece) -> int:
    apart = layout.sentence(candidate.start) - layout.sentence(anchor.start)
    return max(-4, min(4, apart))


def _gap_kind(gap: str, words: int) -> str:
    if not words:
        return f"only {gap.strip()[:2]}"
    marks = "".join(mark for mark in ",;:" if mark in gap)
    conjunction = "and" if _CONJUNCTION.search(gap) else ""
    end = "." if _SENTENCE_END.search(gap + " ") else ""
    return f"{marks}{end} {conjunction}"


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
