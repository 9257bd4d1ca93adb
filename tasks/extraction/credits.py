"""Whom a page credits with the article, place by place, in the page's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tasks.extraction.metadata.jsonld import texts_of, types_of
from tasks.extraction.metadata.signals import Signals

# Of the article; the page's `author` comes last of them, since it is often the publisher.
_META_NAMES = (
    "dcsext.author", "byl", "parsely-author", "sailthru.author", "cxenseparse:author",
    "article.author", "article:author", "og:article:author", "authors", "author", "dc.creator",
    "dcterms.creator", "creator", "citation_author",
)  # fmt: skip


def stated_credits(signals: Signals) -> Iterator[list[str]]:
    """The bylines in the page's head, the most reliable place first; an empty one says nothing.

    JSON-LD, then meta tags; each text may hold several names. Addresses in the place of names are
    left out.
    """
    yield _in_json_ld(signals, "author")
    yield _in_json_ld(signals, "creator")
    for name in _META_NAMES:
        yield [value for value in signals.meta.get(name, ()) if "://" not in value]


def stated_organizations(signals: Signals) -> list[str]:
    """What JSON-LD names as the author and calls an organisation."""
    found: list[str] = []
    for node in _author_nodes(signals, "author"):
        if isinstance(node, Mapping) and any("Organization" in kind for kind in types_of(node)):
            found += texts_of(node, "name")
    return found


def stated_origins(signals: Signals) -> list[str]:
    """The house that the article came from, where the page's data credits it beside the authors."""
    origins = list(signals.microdata.get("sourceorganization", ()))
    for key in ("sourceOrganization", "provider"):
        origins += texts_of(signals.article.get(key), "name")
    return origins


def _in_json_ld(signals: Signals, key: str) -> list[str]:
    names: list[str] = []
    for node in _author_nodes(signals, key):
        if isinstance(node, Mapping) and not node.get("name"):
            given, family = (texts_of(node.get(part)) for part in ("givenName", "familyName"))
            names.append(" ".join([*given[:1], *family[:1]]))
        else:
            names += texts_of(node, "name")
    return [name for name in names if name and "://" not in name]


def _author_nodes(signals: Signals, key: str) -> list[object]:
    value = signals.article.get(key)
    return [_resolved(signals, item) for item in (value if isinstance(value, list) else [value])]


def _resolved(signals: Signals, item: object) -> object:
    """The node that a bare reference in a @graph means."""
    if isinstance(item, Mapping) and "@id" in item and "name" not in item:
        return next((n for n in signals.nodes if n.get("@id") == item["@id"] and "name" in n), item)
    return item
