"""What the page's own paragraphs say against an extraction: gaps in it, or a table for a text.

The extractor judges blocks one by one, and now and then drops a short paragraph that holds a link
out of an article, or takes a page laid out in tables for a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from lxml.html import HtmlElement

from tasks.extraction.sentence_end import ends_sentence
from tasks.extraction.text_key import key_of

# A missing paragraph comes back only when it reads like one.
_LEAST_CHARS = 40
# So many paragraphs in one mould are an article's.
_LEAST_KEPT = 3
# More in a row were dropped for a reason: a box of teasers in the article's own markup.
_LONGEST_GAP = 2
_TELLING_CHARS = 60
_BLOCKS = ("p", "h2", "h3", "h4", "blockquote", "li")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A <p> of the page; `mould` is how it is marked up, which an article's paragraphs share."""

    text: str
    key: str
    mould: tuple[str, ...]


def fill_gaps(lines: Sequence[str], tree: HtmlElement) -> list[str]:
    """The lines, with paragraphs between, before and after them that the page has in their mould."""
    paragraphs = _paragraphs(tree)
    keys = {key_of(line) for line in lines}
    kept = [place for place, paragraph in enumerate(paragraphs) if paragraph.key in keys]
    if len(kept) < _LEAST_KEPT:
        return list(lines)
    moulds = Counter(paragraphs[place].mould for place in kept)
    whole = "".join(map(key_of, lines))
    missing: dict[str, list[str]] = {}
    for one, next_one in pairwise(kept):
        gap = paragraphs[one + 1 : next_one]
        if len(gap) <= _LONGEST_GAP and all(p.mould in moulds and _reads_well(p.text) for p in gap):
            missing.setdefault(paragraphs[one].key, []).extend(_unsaid(gap, whole))
    usual = {mould for mould, count in moulds.items() if count >= _LEAST_KEPT}
    first, last = kept[0], kept[-1]
    before = _run_of(reversed(paragraphs[max(0, first - _LONGEST_GAP) : first]), usual)
    after = _run_of(paragraphs[last + 1 : last + 1 + _LONGEST_GAP], usual)
    missing.setdefault(paragraphs[last].key, []).extend(_unsaid(after, whole))
    filled = _unsaid(reversed(before), whole)
    for line in lines:
        filled += [line, *missing.pop(key_of(line), ())]
    return filled


def _run_of(
    paragraphs: Iterable[_Paragraph], moulds: Container[tuple[str, ...]]
) -> list[_Paragraph]:
    """The first of them, as far as they are in one of the moulds and read like paragraphs."""
    return list(takewhile(lambda p: p.mould in moulds and _reads_well(p.text), paragraphs))


def _unsaid(paragraphs: Iterable[_Paragraph], whole: str) -> list[str]:
    """Their texts; not those with line breaks in them that came out as several lines."""
    return [p.text for p in paragraphs if p.key[:_TELLING_CHARS] not in whole]


def is_table(lines: Sequence[str]) -> bool:
    """Whether most of the text came out as rows of a table, with bars between cells."""
    in_rows = sum(len(line) for line in lines if line.startswith("|"))
    return in_rows > 0.5 * sum(map(len, lines))


def densest_column(tree: HtmlElement) -> list[str]:
    """The blocks of the element that holds the most paragraph text; empty without paragraphs."""
    sizes: dict[HtmlElement, int] = {}
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None:
            sizes[parent] = sizes.get(parent, 0) + len(_text(paragraph))
    if not sizes:
        return []
    column = max(sizes, key=lambda parent: sizes[parent])
    return [text for child in column if child.tag in _BLOCKS and (text := _text(child))]


def _paragraphs(tree: HtmlElement) -> list[_Paragraph]:
    return [
        _Paragraph(text, key_of(text), _mould(paragraph))
        for paragraph in tree.iter("p")
        if (text := _text(paragraph))
    ]


def _mould(paragraph: HtmlElement) -> tuple[str, ...]:
    """Tags and classes of the paragraph and of the two elements around it."""
    around = [paragraph, *_first_ancestors(paragraph)]
    return tuple(f"{element.tag}.{element.get('class') or ''}" for element in around)


def _first_ancestors(paragraph: HtmlElement) -> Iterator[HtmlElement]:
    for depth, ancestor in enumerate(paragraph.iterancestors()):
        if depth == 2:
            return
        yield ancestor


def _reads_well(text: str) -> bool:
    return len(text) >= _LEAST_CHARS and ends_sentence(text)


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())
