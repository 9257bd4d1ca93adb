"""The article's text: trafilatura at the core, and what beats it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from tasks.extraction.blocks.aside import drop_aside, drop_strange
from tasks.extraction.blocks.segment import Block, cut_blocks
from tasks.extraction.boilerplate import strip_boilerplate
from tasks.extraction.charset import strip_controls
from tasks.extraction.embedded import embedded_text, is_told_by, state_text
from tasks.extraction.metadata.jsonld import texts_of
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.paragraphs import densest_column, fill_gaps, is_table
from tasks.extraction.testimony import column_told, share_told, stated_body, words_of

# Precision mode is kept unless it loses more than this share of the default's length.
_LEAST_SHARE = 0.6
# Pages of news have a few thousand elements. The extractor compares each block with its neighbours,
# which takes minutes where a page lists 20,000.
_MOST_ELEMENTS = 15_000
# Below this a text is suspiciously short, and the page's JSON may have it whole.
_SHORT_CHARS = 600
# Below this it may be a teaser, of which the page's programs have the rest.
_TEASER_CHARS = 1500
_MORE_THAN_TEASER = 1.6
# So much more of the head's words, as a share of them, one text must tell than another.
_MUCH_BETTER = 0.1


def extract_text(signals: Signals, title: str | None) -> str:
    """Paragraphs separated by a blank line, without the title; empty where there is none."""
    shown = _standfirsts(signals)
    blocks = cut_blocks(signals.tree)
    stated = embedded_text(signals)
    head = words_of([title or "", *_descriptions(signals)])
    lines: Sequence[str] = _article_lines(signals, blocks, head)
    lines = column_told(stated_body(lines, blocks, stated), blocks, head)
    lines = strip_boilerplate(drop_aside(lines, blocks), title, shown)
    body = max(stated, state_text(signals, title, lines), key=_length)
    hidden = strip_boilerplate(body, title, shown)
    text = "\n\n".join(hidden if _is_rescue(hidden, lines, title) else lines)
    return strip_controls(text)  # which entities can bring


def _is_rescue(hidden: list[str], lines: list[str], title: str | None) -> bool:
    """Whether the page shows so little, and its JSON so much more, that the JSON is the text."""
    shown, more = _length(lines), _length(hidden)
    if shown < _SHORT_CHARS and more > 2 * shown:
        return True
    return (
        shown < _TEASER_CHARS
        and more > _MORE_THAN_TEASER * shown
        and is_told_by(hidden, title, lines)
    )


def _standfirsts(signals: Signals) -> list[str]:
    """The page's descriptions that are no sentences: a second headline, not the first paragraph."""
    return [text for text in _descriptions(signals) if text[-1] not in '.!?…。"”’']


def _descriptions(signals: Signals) -> list[str]:
    return [
        *signals.meta.get("og:description", ()),
        *signals.meta.get("description", ()),
        *texts_of(signals.article.get("description")),
        *signals.microdata.get("description", ()),
    ]


def _article_lines(signals: Signals, blocks: Sequence[Block], head: frozenset[str]) -> list[str]:
    tree = signals.tree
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS)) == _MOST_ELEMENTS:
        return densest_column(tree)
    lines = _extracted_lines(signals, blocks, head)
    if is_table(lines) and (column := densest_column(tree)):
        return column
    return fill_gaps(lines, tree)


def _extracted_lines(signals: Signals, blocks: Sequence[Block], head: frozenset[str]) -> list[str]:
    tree, url = signals.tree, signals.url
    precise = drop_strange(_run(tree, url, precision=True), blocks)
    if _length(precise) >= _LEAST_SHARE * _paragraph_chars(tree):
        return precise
    default = drop_strange(_run(tree, url, precision=False), blocks)
    if _length(precise) >= _LEAST_SHARE * _length(default):
        return precise
    # A longer text that lacks what the shorter one tells is another text.
    is_other = share_told(precise, head) > share_told(default, head) + _MUCH_BETTER
    return precise if is_other else default


def _run(tree: HtmlElement, url: str | None, *, precision: bool) -> list[str]:
    document = bare_extraction(
        tree, url=url, favor_precision=precision, include_comments=False, deduplicate=False
    )
    assert not isinstance(document, dict)  # which it is only when asked for
    text = (document.text if document is not None else None) or ""
    return [line for raw in text.splitlines() if (line := " ".join(raw.split()))]


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _paragraph_chars(tree: HtmlElement) -> int:
    """An upper bound on what the default mode could find, at a hundredth of its cost."""
    return sum(len(" ".join(p.text_content().split())) for p in tree.iter("p", "li", "blockquote"))
