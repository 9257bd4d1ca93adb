"""What speaks for a link: features of a pair of tagged pieces, as names for a linear ranker."""

import re
from collections.abc import Iterator
from typing import Final

from tasks.annotation.claims.layout import Layout, Piece

_WORD: Final = re.compile(r"\w+")
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


def describe_link(layout: Layout, anchor: Piece, candidate: Piece) -> Iterator[str]:
    """Yield the features of a link from `anchor` to `candidate`.

    Every feature says on which side the candidate stands, so that one set of weights serves
    "Ruiz said" and "said Ruiz".
    """
    side = "before" if candidate.start < anchor.start else "after"
    gap = layout.between(anchor, candidate)
    yield f"{side} between={_parts_between(layout, anchor, candidate)}"
    yield f"{side} words={_size(len(_WORD.findall(gap)))}"
    yield f"{side} sentences={_sentences_apart(layout, anchor, candidate)}"
    yield f"{side} paragraphs={min(3, gap.count(chr(10)))}"
    yield f"{side} gap={_gap_kind(gap)}"
    yield from _competition(layout, anchor, candidate, side)
    cue = anchor if anchor.part == "cue" else candidate
    yield f"{side} cue={_cue_kind(layout, cue)}"
    if anchor.part == "content":
        yield from _content_features(layout, anchor, candidate, side)


def _parts_between(layout: Layout, anchor: Piece, candidate: Piece) -> str:
    return "".join(_LETTERS[part] for part in layout.parts_between(anchor, candidate))[:4]


def _size(count: int) -> str:
    for limit in (0, 1, 2, 4, 8, 16, 32):
        if count <= limit:
            return str(limit)
    return "more"


def _sentences_apart(layout: Layout, anchor: Piece, candidate: Piece) -> int:
    apart = layout.sentence(candidate.start) - layout.sentence(anchor.start)
    return max(-4, min(4, apart))


def _gap_kind(gap: str) -> str:
    bare = gap.strip()
    if not bare or not _WORD.search(bare):
        return f"only {bare[:2]}"
    marks = "".join(mark for mark in ",;:" if mark in gap)
    words = {word.lower() for word in _WORD.findall(gap)}
    conjunction = "and" if words & {"and", "but", "while"} else ""
    end = "." if _SENTENCE_END.search(gap + " ") else ""
    return f"{marks}{end} {conjunction}"


def _competition(layout: Layout, anchor: Piece, candidate: Piece, side: str) -> Iterator[str]:
    """What stands beyond the candidate, where it might belong instead, and beyond the anchor."""
    is_before = side == "before"
    beyond = layout.neighbour(candidate, -1 if is_before else 1)
    behind = layout.neighbour(anchor, 1 if is_before else -1)
    yield f"{side} beyond={_neighbour_kind(layout, candidate, beyond)}"
    yield f"{side} behind={_neighbour_kind(layout, anchor, behind)}"


def _neighbour_kind(layout: Layout, piece: Piece, other: Piece | None) -> str:
    if other is None:
        return "none"
    is_near = layout.sentence(other.start) == layout.sentence(piece.start)
    gap = len(_WORD.findall(layout.between(piece, other)))
    return f"{other.part} {'near' if is_near else 'far'} {min(gap, 2)}"


def _cue_kind(layout: Layout, cue: Piece) -> str:
    word = layout.text[cue.start : cue.end].lower().strip()
    if word in _CUE_KINDS:
        return _CUE_KINDS[word]
    return "ing" if word.endswith("ing") else "other"


def _content_features(layout: Layout, content: Piece, cue: Piece, side: str) -> Iterator[str]:
    text = layout.text[content.start : content.end]
    is_quoted = text[:1] in _OPENING_MARKS or layout.quotation(content.start) is not None
    ending = text.rstrip("\"”’»'")[-1:]
    ending = ending if ending in ".,?!" else "w"
    opening = "lower" if text.lstrip(_OPENING_MARKS)[:1].islower() else "upper"
    pair = _parts_between(layout, content, cue)[:2]
    yield f"{side} quoted={is_quoted} ending={ending}"
    yield f"{side} quoted={is_quoted} opening={opening} {pair}"
    yield f"{side} that={text[:5].lower() == 'that '}"
    yield f"{side} kind={_cue_kind(layout, cue)} quoted={is_quoted}"
