"""Articles inside of JSON whose shape nobody has written down: lists of paragraphs, or markup.

Systems differ (content_elements, blocks, children of children), but an article is always either one
long string of markup, or one list whose items are its paragraphs.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain

from lxml.html import fragment_fromstring

from tasks.extraction.charset import strip_controls
from tasks.extraction.sentence_end import ends_sentence

_TEXT_KEYS = ("content", "text", "value", "html", "body", "paragraph", "markup", "data")
_CHILD_KEYS = (
    "children",
    "content",
    "nodes",
    "content_elements",
    "spans",
    "props",
    "model",
    "attributes",
)
# Items of these types stand between the paragraphs and are none.
_NOT_PROSE = re.compile(
    r"image|photo|gallery|video|audio|embed|oembed|ad(?:vert\w*)?$|promo|related|newsletter|caption|"
    r"list_?item_?link|interstitial|raw_html|social|quote_?author|button|link_list|table",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)
_BREAK = re.compile(r"</p>|<br\s*/?>|</div>|</h\d>|</li>|</blockquote>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!]")
_LEAST_PARAGRAPH = 40
_MOST_NODES = 60_000
_MOST_DEPTH = 12
_INLINE = ("a", "b", "em", "i", "span", "strong", "sub", "sup", "u")
_MOST_A_PIECE = 3
_LEAST_RUN = 300


def prose_in(value: object) -> Iterator[list[str]]:
    """Every run of paragraphs in the JSON value, the same words maybe more than once."""
    queue: list[object] = [value]
    for seen, item in enumerate(queue):
        if seen > _MOST_NODES:
            return
        if isinstance(item, str):
            if item[:1] in "{[" and len(item) >= _LEAST_RUN:
                queue.append(_parsed(item))
            elif len(item) >= _LEAST_RUN and (_MARKUP.search(item) or "\n" in item.strip()):
                yield paragraphs_of(item)
        elif isinstance(item, Mapping):
            queue.extend(item.values())
        elif isinstance(item, list):
            queue.extend(item)
            if len(item) >= 2 and item[0] != "$" and (paragraphs := _paragraphs_in(item)):
                yield paragraphs


def _parsed(text: str) -> object:
    """JSON within JSON; None where it is none."""
    try:
        value: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return value


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a string, with or without markup; without control characters."""
    text = strip_controls(text)
    if _TAG.search(text):
        parted = _BREAK.sub("\n", text)
        text = fragment_fromstring(parted, create_parent="div").text_content()
    else:
        text = html.unescape(text)
    return [line for raw in text.splitlines() if (line := " ".join(raw.split()))]


def _paragraphs_in(items: list[object]) -> list[str]:
    """The items as paragraphs; empty when most of what they say does not read like any.

    A list whose items are long texts themselves is a list of articles.
    """
    said = [paragraphs for item in items[:2000] if (paragraphs := paragraphs_of(_text_of(item, 0)))]
    found = list(chain.from_iterable(said))
    if len(found) > _MOST_A_PIECE * len(said):
        return []
    prose = sum(len(text) for text in found if reads_as_prose(text))
    return found if prose >= 0.7 * sum(map(len, found)) else []


def reads_as_prose(text: str) -> bool:
    """Whether it is a sentence or several, and no label."""
    return len(text) >= _LEAST_PARAGRAPH and ends_sentence(text)


def _text_of(item: object, depth: int) -> str:
    """What one node says, its pieces in order."""
    if isinstance(item, str):
        return item if depth else ""
    if depth > _MOST_DEPTH:
        return ""
    if isinstance(item, list):
        if len(item) == 4 and item[0] == "$" and isinstance(item[1], str):  # a React element
            told = _text_of(item[3], depth + 1)
            return told if item[1] in _INLINE else f"{told}\n"
        return "".join(_text_of(part, depth + 1) for part in item)
    return _text_of_node(item, depth) if isinstance(item, Mapping) else ""


def _text_of_node(node: Mapping[str, object], depth: int) -> str:
    if _NOT_PROSE.search(str(node.get("type") or "")):
        return ""
    for key in _TEXT_KEYS:
        text = node.get(key)
        if isinstance(text, str) and text.strip():
            return text
    said = (_text_of(node.get(key), depth + 1) for key in _CHILD_KEYS)
    return next((text for text in said if text.strip()), "")
