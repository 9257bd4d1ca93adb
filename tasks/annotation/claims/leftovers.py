"""Contents for cues that linking left without one.

A tagger that gives every word one label cannot mark a statement inside a statement, nor one
content twice, so two constructions are put together here: "she said [the yard had promised the
first boat]" and "accused him of sleeping, which he denied".
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from tasks.annotation.claims.layout import Layout, Part, Piece

_ONLY_THAT: Final = re.compile(r"\W*(?:that\s+)?\Z", re.IGNORECASE)
_REACTION: Final = re.compile(
    r"\b(?:den(?:y|ies|ied)|reject(?:s|ed)|disput(?:es?|ed)|dismiss(?:es|ed)|confirm(?:s|ed)"
    r"|contest(?:s|ed)|acknowledg(?:es?|ed)|admit(?:s|ted)|declin\w+)\b",
    re.IGNORECASE,
)
_BACK_REFERENCE: Final = re.compile(
    r"\W*(?:an?|the|which|this|that|those|these)?\s*(?:accusation|allegation|claim|charge|report"
    r"|account|figure|assertion|suggestion|finding|view)?s?\s*(?:which|that)?\s*\Z",
    re.IGNORECASE,
)


def find_leftover_contents(
    layout: Layout, contents_of: Mapping[Piece, Iterable[Piece]]
) -> dict[Piece, Piece]:
    """Return a content for each cue without one that reports a claim or reacts to one.

    `contents_of` are the contents that the other cues have.
    """
    found: dict[Piece, Piece] = {}
    cues = [piece for piece in layout.pieces if piece.part == "cue"]
    for cue in cues:
        if cue in contents_of:
            continue
        content = _reported_claim(layout, cue, contents_of) or _denied_before(layout, cue)
        if content is not None:
            found[cue] = content
    return found


def _reported_claim(
    layout: Layout, cue: Piece, contents_of: Mapping[Piece, Iterable[Piece]]
) -> Piece | None:
    """Return the claim of another that begins right after the cue, as one content."""
    place = layout.place(cue)
    following = layout.pieces[place + 1 : place + 4]
    if [piece.part for piece in following] != ["source", "cue", "content"]:
        return None
    source, inner, content = following
    gap = layout.text[cue.end : source.start]
    is_theirs = content in contents_of.get(inner, ())
    is_one_sentence = layout.sentence(cue.start) == layout.sentence(content.start)
    is_in_order = cue.end <= source.start and source.end <= inner.start <= content.start
    if not (is_theirs and is_one_sentence and is_in_order and _ONLY_THAT.match(gap)):
        return None
    start = cue.end + len(gap) - len(gap.lstrip())
    return Piece(start, content.end, "content", min(source.score, inner.score, content.score))


def _denied_before(layout: Layout, cue: Piece) -> Piece | None:
    """Return the content before the cue that ", which he denied" reacts to."""
    if not _REACTION.search(layout.text[cue.start : cue.end]):
        return None
    source = _before(layout, cue, "source")
    content = source and _before(layout, source, "content")
    if source is None or content is None:
        return None
    gap = layout.text[content.end : source.start]
    is_one_sentence = layout.sentence(cue.start) == layout.sentence(content.start)
    is_referred_to = bool(gap.strip()) and _BACK_REFERENCE.match(gap) is not None
    return content if is_one_sentence and is_referred_to else None


def _before(layout: Layout, piece: Piece, part: Part) -> Piece | None:
    place = layout.place(piece)
    before = layout.pieces[place - 1] if place else None
    return before if before is not None and before.part == part else None
