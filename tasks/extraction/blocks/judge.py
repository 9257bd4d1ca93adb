"""Lines that an extractor kept and that a reader would not count to the article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tasks.extraction.blocks.features import describe_kept, witnesses_of
from tasks.extraction.blocks.lines import places_of
from tasks.extraction.blocks.segment import COMMENTS, FORM, Block
from tasks.extraction.blocks.trees import load_trees

# A line goes only when the model is this sure that it is none of the article's: a lost sentence
# costs a reader more than a caption that stays.
LEAST_PROBABILITY = 0.3
# On a page with fewer lines there is nothing to compare with.
_LEAST_LINES = 3


def drop_foreign_lines(
    lines: Sequence[str],
    blocks: Sequence[Block],
    *,
    title: str | None,
    body: Iterable[str],
    shown: Iterable[str],
) -> list[str]:
    """The lines without captions, teasers, forms, comments, credits among them.

    `blocks` is the page, `body` the article in its JSON, `shown` its descriptions. Deterministic.
    Lines that are no block of the page (a row of a table) stay.
    """
    places = places_of(lines, blocks)
    kept = [place for place in places if place is not None]
    if len(kept) < _LEAST_LINES:
        return list(lines)
    table = describe_kept(blocks, kept, witnesses_of(title, body, shown))
    chances = dict(zip(kept, load_trees().probabilities(table), strict=True))
    aside = _places_aside(kept, blocks)
    return [
        line
        for line, place in zip(lines, places, strict=True)
        if place is None or (place not in aside and chances[place] >= LEAST_PROBABILITY)
    ]


def _places_aside(kept: Sequence[int], blocks: Sequence[Block]) -> set[int]:
    """Lines of forms, and of readers' comments, where an article stands before these."""
    aside = {place for place in kept if blocks[place].parts & FORM}
    comments = {place for place in kept if blocks[place].parts & COMMENTS}
    before = min(comments, default=0)
    if sum(1 for place in kept if place < before and place not in aside) >= _LEAST_LINES:
        aside |= comments
    return aside if len(aside) < len(kept) else set()
