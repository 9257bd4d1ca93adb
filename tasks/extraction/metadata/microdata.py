"""Microdata: the values of `itemprop`, as far as an article's own scope goes."""

from __future__ import annotations

from lxml.html import HtmlElement

_OF_INTEREST = frozenset(
    [
        "headline",
        "alternativeheadline",
        "author",
        "creator",
        "datepublished",
        "datemodified",
        "datecreated",
        "articlesection",
        "publisher",
    ]
)
# Inside one of these an itemprop speaks of something else than the article.
_FOREIGN_SCOPES = ("comment", "imageobject", "videoobject", "listitem", "product", "organization")
_MOST_CHARS = 400


def read_microdata(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    """Values by property in lower case, in the page's order; a person's value is the name."""
    found: dict[str, list[str]] = {}
    for element in tree.iter():
        properties = element.get("itemprop") if isinstance(element.tag, str) else None
        if not properties:
            continue
        for name in properties.lower().split():
            if name in _OF_INTEREST and not _is_foreign(element):
                value = _value(element)
                if value and value not in found.setdefault(name, []):
                    found[name].append(value)
    return {name: tuple(values) for name, values in found.items() if values}


def _is_foreign(element: HtmlElement) -> bool:
    for ancestor in element.iterancestors():
        scope = (ancestor.get("itemtype") or "").lower()
        if scope:
            return scope.endswith(_FOREIGN_SCOPES)
    return False


def _value(element: HtmlElement) -> str:
    """The machine-readable value, else a nested name's, else the words shown."""
    for attribute in ("content", "datetime"):
        if value := (element.get(attribute) or "").strip():
            return value[:_MOST_CHARS]
    for inner in element.iterdescendants():
        if "name" in (inner.get("itemprop") or "").split():
            return " ".join((inner.get("content") or inner.text_content()).split())[:_MOST_CHARS]
    return " ".join(element.text_content().split())[:_MOST_CHARS]
