"""A text that stands only in the page's JSON: a rescue, since it is often a teaser."""

from __future__ import annotations

import html
import re

from lxml.html import fragment_fromstring

from tasks.extraction.metadata.signals import Signals

_TAG = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)


def embedded_text(signals: Signals) -> list[str]:
    """The paragraphs of JSON-LD's `articleBody`, longest first of several; empty without one."""
    bodies = [
        body
        for node in (signals.article, *signals.nodes)
        for body in _bodies(node.get("articleBody"))
    ]
    if not bodies:
        return []
    body = max(bodies, key=len)
    if _TAG.search(body):
        body = re.sub(r"(?i)</p>|<br\s*/?>|</div>|</h\d>|</li>", "\n", body)
        body = fragment_fromstring(body, create_parent="div").text_content()
    return [line for raw in body.splitlines() if (line := " ".join(raw.split()))]


def _bodies(value: object) -> list[str]:
    """Strings with their line breaks, which `texts_of` would lose."""
    values = value if isinstance(value, list) else [value]
    return [html.unescape(item) for item in values if isinstance(item, str)]
