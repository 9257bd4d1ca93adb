"""A text that stands only in the page's JSON: a rescue, since it is often a teaser."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from tasks.extraction.json_islands import read_json_islands
from tasks.extraction.json_prose import paragraphs_of, prose_in, reads_as_prose
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.text_key import key_of

_WORD = re.compile(r"\w{4,}")
# So much of what the page shows, or else of the headline's longer words, a text must have.
_LEAST_AGREEMENT = 0.5
_TELLING_CHARS = 60


def embedded_text(signals: Signals) -> list[str]:
    """The paragraphs of JSON-LD's `articleBody`, longest first of several; empty without one."""
    bodies = [
        body
        for node in (signals.article, *signals.nodes)
        for body in _bodies(node.get("articleBody"))
    ]
    return paragraphs_of(max(bodies, key=len)) if bodies else []


def state_text(signals: Signals, title: str | None, shown: Sequence[str]) -> list[str]:
    """The longest run of paragraphs in the page's other JSON that is about its headline.

    `shown` is what the page shows of the article already: the run must have most of it. Empty
    without one.
    """
    best: list[str] = []
    most = 0
    for island in read_json_islands(signals.tree):
        for run in prose_in(island):
            chars = sum(len(text) for text in run if reads_as_prose(text))
            if chars > most and is_told_by(run, title, shown):
                best, most = run, chars
    return best


def is_told_by(run: Sequence[str], title: str | None, shown: Iterable[str]) -> bool:
    """Whether the run has most of the lines shown; where none are, the headline's words."""
    key = key_of("".join(run))
    telling = [line for line in shown if len(line) >= _TELLING_CHARS]
    if telling:
        found = [line for line in telling if key_of(line)[:_TELLING_CHARS] in key]
        return sum(map(len, found)) >= _LEAST_AGREEMENT * sum(map(len, telling))
    words = set(_WORD.findall((title or "").casefold()))
    told = set(_WORD.findall(" ".join(run).casefold()))
    return bool(words) and len(words & told) >= _LEAST_AGREEMENT * len(words)


def _bodies(value: object) -> list[str]:
    """Strings with their line breaks, which `texts_of` would lose."""
    values = value if isinstance(value, list) else [value]
    return [html.unescape(item) for item in values if isinstance(item, str)]
