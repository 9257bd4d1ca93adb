"""Meta tags: names and properties in lower case, with all their contents in the page's order."""

from __future__ import annotations

import html
from collections.abc import Mapping

from lxml.html import HtmlElement

_MOST_CHARS = 5000


def read_meta_tags(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    """Contents by name (`name`, `property` and `http-equiv` alike); empty ones left out."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = " ".join(html.unescape(meta.get("content") or "").split())[:_MOST_CHARS]
        if not content:
            continue
        for attribute in ("property", "name", "http-equiv"):
            for name in (meta.get(attribute) or "").lower().split():
                contents = found.setdefault(name, [])
                if content not in contents:
                    contents.append(content)
    return {name: tuple(contents) for name, contents in found.items()}


def first_meta(tags: Mapping[str, tuple[str, ...]], *names: str) -> str | None:
    """The first content of the first of `names` that the page has."""
    return next((tags[name][0] for name in names if name in tags), None)
