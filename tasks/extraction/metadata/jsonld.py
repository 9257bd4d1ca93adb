"""JSON-LD: the schema.org objects that a page carries in its scripts.

Real pages carry broken JSON, arrays where an object belongs, graphs, and several articles at
once, so everything here is read leniently, without recursion and within limits.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from lxml.html import HtmlElement

Node: TypeAlias = Mapping[str, object]

ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "AnalysisNewsArticle",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
        "SatiricalArticle",
        "AdvertiserContentArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
        "Review",
        "ClaimReview",
        "Newsarticle",
        "Blog",
    ]
)
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart")
_MOST_NODES = 2000
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_CDATA = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")


def read_json_ld(tree: HtmlElement) -> tuple[Node, ...]:
    """Every object with a type on the page, outermost first; scripts that are not JSON left out."""
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            nodes.extend(_typed_nodes(_parse(script.text or "")))
        if len(nodes) >= _MOST_NODES:
            break
    return tuple(nodes[:_MOST_NODES])


def _parse(source: str) -> object:
    """The JSON value; None when even leniently there is none."""
    source = _CDATA.sub("", source).strip()
    for attempt in (source, _TRAILING_COMMA.sub(r"\1", source), html.unescape(source)):
        try:
            value: object = json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _typed_nodes(value: object) -> Iterator[Node]:
    """Objects with a type, breadth first; what stands inside an article's own parts is left out."""
    queue: list[object] = [value]
    for item in queue:
        if len(queue) > _MOST_NODES:
            return
        if isinstance(item, Mapping):
            if types_of(item):
                yield item
            queue.extend(item[key] for key in _INNER if isinstance(item.get(key), Mapping | list))
        elif isinstance(item, list):
            queue.extend(item)


def types_of(node: Node) -> tuple[str, ...]:
    """The node's types, without the schema.org prefix."""
    kind = node.get("@type", node.get("type"))
    kinds = kind if isinstance(kind, list) else [kind]
    return tuple(k.rsplit("/", 1)[-1].removeprefix("schema:") for k in kinds if isinstance(k, str))


def texts_of(value: object, *keys: str) -> list[str]:
    """The strings in `value`: itself, its items, or what stands under `keys` of its objects."""
    found: list[str] = []
    queue: list[object] = [value]
    while queue and len(found) < 100:
        item = queue.pop(0)
        if isinstance(item, str):
            found.append(" ".join(html.unescape(item).split()))
        elif isinstance(item, int | float) and not isinstance(item, bool):
            found.append(str(item))
        elif isinstance(item, Mapping):
            queue.extend(item[key] for key in keys if key in item)
        elif isinstance(item, Sequence):
            queue.extend(item[:100])
    return [text for text in found if text]


def first_text(node: Node, *keys: str) -> str | None:
    """The first non-empty string under one of `keys`."""
    for key in keys:
        if texts := texts_of(node.get(key), "@value", "name", "url", "@id"):
            return texts[0]
    return None
