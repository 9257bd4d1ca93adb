"""Lines that stand aside from a page's article, by where the page has them.

Forms, readers' comments and what nobody sees may be most of what an extractor found. Links to other
articles, captions, notes on authors and footers are a small part of it, or else they are the text:
a gallery's captions, a list of links.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tasks.extraction.blocks.lines import places_of
from tasks.extraction.blocks.segment import (
    AUTHOR,
    CAPTION,
    COMMENTS,
    FIGURE,
    FOOTER,
    FORM,
    MOST_BLOCKS,
    Block,
)
from tasks.extraction.sentence_end import ends_sentence

# Comments stand under an article of at least so many lines; else they may be the page's text.
_LEAST_LINES = 3
# What is left is a text by itself when it has so many characters, or half of what there was.
_ENOUGH_CHARS = 400
# Of the characters of a line, of a list, so much is link where it only leads elsewhere.
_LINK_LINE, _LINK_LIST = 0.9, 0.6
# A longer list of links is what the article is about.
_MOST_TEASERS = 15
# The note on the author stands under the article.
_LAST_LINES = 5
# Lines of one sort that are more of the text than this are what the page is there for.
_SMALL_PART = 0.3


def drop_strange(lines: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """The lines without forms, readers' comments and what nobody sees; `blocks` is the page.

    Where next to nothing would be left, all of them.
    """
    places = places_of(lines, blocks)
    aside = _others_words([place for place in places if place is not None], blocks)
    sees_all = len(blocks) < MOST_BLOCKS
    left = [
        line
        for line, place in zip(lines, places, strict=True)
        if place not in aside and (place is not None or not sees_all)
    ]
    return left if _chars(left) >= min(_ENOUGH_CHARS, _chars(lines) / 2) else list(lines)


def drop_aside(lines: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """The lines without links to elsewhere, captions, notes on authors, footers."""
    places = places_of(lines, blocks)
    aside: set[int] = set()
    known = list(dict.fromkeys(place for place in places if place is not None))
    for few in _small_parts(known, blocks):
        if _chars_at(few, blocks) <= _SMALL_PART * _chars(lines):
            aside |= few
    return [line for line, place in zip(lines, places, strict=True) if place not in aside]


def _others_words(places: Sequence[int], blocks: Sequence[Block]) -> set[int]:
    """Lines of forms, and of readers' comments, where an article stands before these.

    Systems that put the whole page into one form have no form on it that means anything.
    """
    aside = {place for place in places if blocks[place].parts & FORM}
    if 2 * _chars_at(aside, blocks) > _chars_at(places, blocks):
        aside = set()
    comments = {place for place in places if blocks[place].parts & COMMENTS}
    before = min(comments, default=0)
    if sum(1 for place in places if place < before and place not in aside) >= _LEAST_LINES:
        aside |= comments
    return aside


def _chars_at(places: Iterable[int], blocks: Sequence[Block]) -> int:
    return sum(len(blocks[place].text) for place in places)


def _small_parts(places: Sequence[int], blocks: Sequence[Block]) -> Iterator[set[int]]:
    yield {place for place in places if _is_link(blocks[place])}
    yield from _link_lists(places, blocks)
    yield {place for place in places if _is_caption(blocks[place])}
    notes = {place for place in places if blocks[place].own_parts & (AUTHOR | FOOTER)}
    yield notes if notes <= set(places[-_LAST_LINES:]) else set()


def _is_link(block: Block) -> bool:
    """A headline that leads elsewhere; no sentence, and no address written out."""
    is_all_link = block.link_chars >= _LINK_LINE * len(block.text)
    return is_all_link and not ends_sentence(block.text) and "://" not in block.text


def _link_lists(places: Sequence[int], blocks: Sequence[Block]) -> Iterator[set[int]]:
    lists: dict[int, set[int]] = defaultdict(set)
    for place in places:
        if blocks[place].tag == "li":
            lists[blocks[place].column].add(place)
    for items in lists.values():
        linked = sum(blocks[place].link_chars for place in items)
        if len(items) <= _MOST_TEASERS and linked >= _LINK_LIST * _chars_at(items, blocks):
            yield items


def _is_caption(block: Block) -> bool:
    return bool(block.parts & FIGURE or block.own_parts & CAPTION)


def _chars(lines: Iterable[str]) -> int:
    return sum(map(len, lines))
