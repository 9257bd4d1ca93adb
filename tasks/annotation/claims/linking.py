"""Tagged pieces made into attributions: which cue a content has, and which source a cue has."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.annotation.annotation import Span
from tasks.annotation.claims.layout import Layout, Part, Piece
from tasks.annotation.claims.leftovers import find_leftover_contents
from tasks.annotation.claims.link_features import LinkFeatures
from tasks.annotation.claims.ranking import load_weights, rank

_CANDIDATES_A_SIDE = 4
_FURTHEST_PARAGRAPH = 3
_SURE_CUE_OF_QUOTE = 0.5
_SURE_SOURCE_WITHOUT_CUE = 0.6


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who (maybe nobody named), attributing words (maybe none) and what; 0 to 1 how sure."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float


def link_pieces(layout: Layout) -> list[Attribution]:
    """Return the attributions that the pieces of `layout` make up, in order of their content.

    Every cue with a content is one attribution. A content without a cue goes with the content
    that it continues, else it is left out unless quotation marks attribute it.
    """
    links = LinkFeatures(layout)
    contents_of: dict[Piece, list[tuple[Piece, float]]] = {}
    loose: list[Piece] = []
    previous: tuple[Piece, Piece] | None = None
    for content in _of(layout, "content"):
        cue, probability = _choose(layout, links, content, "cue", "cue_of_content")
        if previous is not None and continues(layout, previous[0], content):
            cue, probability = previous[1], max(probability, _SURE_CUE_OF_QUOTE)
        if cue is None:
            loose.append(content)
            continue
        contents_of.setdefault(cue, []).append((content, probability))
        previous = (content, cue)
    linked = {cue: [content for content, _ in contents] for cue, contents in contents_of.items()}
    for cue, content in find_leftover_contents(layout, linked).items():
        contents_of[cue] = [(content, _SURE_CUE_OF_QUOTE)]
    found = [_attribute(layout, links, cue, contents) for cue, contents in contents_of.items()]
    found.extend(_attribute_loose(layout, links, loose))
    return sorted(found, key=lambda attribution: attribution.content)


def continues(layout: Layout, before: Piece, content: Piece) -> bool:
    """Tell whether `content` goes on with the quotation that `before` left open.

    English usage: a quotation of several paragraphs opens anew with each and closes with the last.
    """
    first, second = layout.quotation(before.start), layout.quotation(content.start)
    if first is None or second is None or first.is_closed:
        return False
    apart = layout.text[first.end : second.start]
    return not apart.strip() and second.start <= content.start


def find_candidates(layout: Layout, anchor: Piece, part: Part) -> list[Piece]:
    """Return the pieces of kind `part` near enough to be linked to `anchor`, nearest first."""
    place = layout.place(anchor)
    found: list[Piece] = []
    last = len(layout.pieces)
    for places in (range(place + 1, last), range(place - 1, -1, -1)):
        pieces = (layout.pieces[at] for at in places)
        side = _first(pieces, part, _CANDIDATES_A_SIDE)
        found.extend(piece for piece in side if _is_near(layout, anchor, piece))
    return found


def _first(pieces: Iterator[Piece], part: Part, count: int) -> Iterator[Piece]:
    for piece in pieces:
        if piece.part == part:
            yield piece
            count -= 1
        if not count:
            return


def _is_near(layout: Layout, anchor: Piece, piece: Piece) -> bool:
    if anchor.start < piece.end and piece.start < anchor.end:
        return False
    return layout.between(anchor, piece).count("\n\n") < _FURTHEST_PARAGRAPH


def _of(layout: Layout, part: Part) -> list[Piece]:
    return [piece for piece in layout.pieces if piece.part == part]


def _choose(
    layout: Layout, links: LinkFeatures, anchor: Piece, part: Part, task: str
) -> tuple[Piece | None, float]:
    candidates = find_candidates(layout, anchor, part)
    features = [links.describe(anchor, candidate) for candidate in candidates]
    probabilities = rank(load_weights(task), features)
    best = max(range(len(probabilities)), key=probabilities.__getitem__)
    return (candidates[best] if best < len(candidates) else None), probabilities[best]


def _attribute_loose(
    layout: Layout, links: LinkFeatures, contents: Sequence[Piece]
) -> Iterator[Attribution]:
    """Yield an attribution for each content whose cue is not there but whose source surely is."""
    for content in contents:
        source, probability = _choose(layout, links, content, "source", "source_of_content")
        if source is None or probability < _SURE_SOURCE_WITHOUT_CUE:
            continue
        yield Attribution(
            source=(source.span,),
            cue=(),
            content=(content.span,),
            confidence=_mean([source.score, content.score, probability]),
        )


def _attribute(
    layout: Layout, links: LinkFeatures, cue: Piece, contents: Sequence[tuple[Piece, float]]
) -> Attribution:
    source, source_probability = _choose(layout, links, cue, "source", "source_of_cue")
    scores = [cue.score, source_probability, *(p for _, p in contents)]
    scores.extend(content.score for content, _ in contents)
    if source is not None:
        scores.append(source.score)
    return Attribution(
        source=(source.span,) if source else (),
        cue=(cue.span,),
        content=tuple(content.span for content, _ in contents),
        confidence=_mean(scores),
    )


def _mean(scores: Sequence[float]) -> float:
    """Return the geometric mean: one doubtful part makes the whole doubtful."""
    return math.prod(scores) ** (1 / len(scores))
