"""The article's text: trafilatura at the core, and what beats it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from tasks.extraction.blocks.judge import drop_foreign_lines
from tasks.extraction.blocks.segment import cut_blocks
from tasks.extraction.boilerplate import strip_boilerplate
from tasks.extraction.embedded import embedded_text, is_told_by, state_text
from tasks.extraction.metadata.jsonld import texts_of
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.paragraphs import densest_column, fill_gaps, is_table

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


@dataclass(frozen=True, slots=True)
class Candidates:
    """Lines that may be the article; `body` is what the page's JSON has, `shown` descriptions."""

    lines: list[str]
    body: list[str]
    shown: list[str]


def extract_text(signals: Signals, title: str | None) -> str:
    """Paragraphs separated by a blank line, without the title; empty where there is none."""
    found = read_candidates(signals, title)
    lines = drop_foreign_lines(
        found.lines, cut_blocks(signals.tree), title=title, body=found.body, shown=found.shown
    )
    hidden = strip_boilerplate(found.body, title, found.shown)
    return "\n\n".join(hidden if _is_rescue(hidden, lines, title) else lines)


def read_candidates(signals: Signals, title: str | None) -> Candidates:
    """What rules alone make of the page; the model has the last word on each line."""
    shown = _standfirsts(signals)
    lines = strip_boilerplate(_article_lines(signals.tree, signals.url), title, shown)
    body = max(embedded_text(signals), state_text(signals, title, lines), key=_length)
    return Candidates(lines, body, shown)


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
    stated = [*signals.meta.get("og:description", ()), *signals.meta.get("description", ())]
    stated += texts_of(signals.article.get("description"))
    stated += signals.microdata.get("description", ())
    return [text for text in stated if text[-1] not in '.!?…。"”’']


def _article_lines(tree: HtmlElement, url: str | None) -> list[str]:
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS)) == _MOST_ELEMENTS:
        return densest_column(tree)
    lines = _extracted_lines(tree, url)
    if is_table(lines) and (column := densest_column(tree)):
        return column
    return fill_gaps(lines, tree)


def _extracted_lines(tree: HtmlElement, url: str | None) -> list[str]:
    precise = _run(tree, url, precision=True)
    if _length(precise) >= _LEAST_SHARE * _paragraph_chars(tree):
        return precise
    default = _run(tree, url, precision=False)
    return precise if _length(precise) >= _LEAST_SHARE * _length(default) else default


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
