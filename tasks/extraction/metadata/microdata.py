"""Microdata: the values of `itemprop`, as far as an article's own scope goes."""

from __future__ import annotations

from lxml.html import HtmlElement

_OF_INTEREST = frozenset(
    {
        "headline",
        "author",
        "datepublished",
        "datemodified",
        "articlesection",
        "sourceorganization",
        "description",
        "isaccessibleforfree",
        "keywords",
    }
)
# Inside one of these an itemprop speaks of something else than the article.
_FOREIGN_SCOPES = ("comment", "imageobject", "videoobject", "listitem", "product", "organization")
_MOST_CHARS = 400


def read_microdata(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    """Values by property in lower case, in the page's order; a person's value is the name.

    Of several scopes (the article, then teasers of others) the first that has a property counts.
    """
    found: dict[str, list[str]] = {}
    scopes: dict[str, HtmlElement | None] = {}
    for element in tree.iter():
        properties = element.get("itemprop") if isinstance(element.tag, str) else None
        for name in properties.lower().split() if properties else ():
            if name not in _OF_INTEREST:
                continue
            scope = next((a for a in element.iterancestors() if a.get("itemtype")), None)
            if _is_foreign(scope) or scopes.setdefault(name, scope) is not scope:
                continue
            value = _value(element)
            if value and value not in found.setdefault(name, []):
                found[name].append(value)
    return {name: tuple(values) for name, values in found.items() if values}


def _is_foreign(scope: HtmlElement | None) -> bool:
    kind = (scope.get("itemtype") or "").lower() if scope is not None else ""
    return kind.endswith(_FOREIGN_SCOPES)


def _value(element: HtmlElement) -> str:
    """The machine-readable value, else a nested name's, else the words shown."""
    for attribute in ("content", "datetime"):
        if value := (element.get(attribute) or "").strip():
            return value[:_MOST_CHARS]
    for inner in element.iterdescendants():
        if "name" in (inner.get("itemprop") or "").split():
            return " ".join((inner.get("content") or inner.text_content()).split())[:_MOST_CHARS]
    return " ".join(element.text_content().split())[:_MOST_CHARS]
