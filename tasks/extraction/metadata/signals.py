"""Everything that a page says of itself, read once and handed to those who decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tasks.extraction.metadata.jsonld import ARTICLE_TYPES, Node, first_text, read_json_ld, types_of
from tasks.extraction.metadata.meta_tags import first_meta, read_meta_tags
from tasks.extraction.metadata.microdata import read_microdata


@dataclass(frozen=True, slots=True)
class Signals:
    """A page's own statements. `article` is its article in JSON-LD, an empty node without one."""

    tree: HtmlElement
    url: str | None
    nodes: tuple[Node, ...]
    article: Node
    meta: Mapping[str, tuple[str, ...]]
    microdata: Mapping[str, tuple[str, ...]]
    declared_url: str | None

    @property
    def address(self) -> str:
        """The page's address on the web; for a saved page what it declares; else empty."""
        fetched = (self.url or "").startswith(("http://", "https://"))
        return (self.url if fetched else self.declared_url) or ""


def og_type(signals: Signals) -> str:
    """OpenGraph's word for the kind of page, in lower case; empty without one."""
    return (first_meta(signals.meta, "og:type") or "").lower()


def has_node(signals: Signals, *types: str) -> bool:
    """Whether the page describes something of one of these types in JSON-LD."""
    return any(not set(types).isdisjoint(types_of(node)) for node in signals.nodes)


def read_signals(tree: HtmlElement, url: str | None) -> Signals:
    """Reads them all; the tree is left as it is, and an address that is none counts as none."""
    url = url if url is None or _can_be_split(url) else None
    nodes = read_json_ld(tree)
    meta = read_meta_tags(tree)
    declared = _declared_url(tree, meta)
    article = _main_article(nodes, meta, declared or url)
    return Signals(tree, url, nodes, article, meta, read_microdata(tree), declared)


def _declared_url(tree: HtmlElement, meta: Mapping[str, tuple[str, ...]]) -> str | None:
    for link in tree.iter("link"):
        address = (link.get("href") or "").strip()
        if "canonical" in (link.get("rel") or "").lower().split() and _can_be_split(address):
            return address or None
    address = first_meta(meta, "og:url") or ""
    return address if address and _can_be_split(address) else None


def _can_be_split(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def _main_article(
    nodes: tuple[Node, ...], meta: Mapping[str, tuple[str, ...]], url: str | None
) -> Node:
    """The article that the page is about: by address, by headline, else the first."""
    articles = [node for node in nodes if ARTICLE_TYPES.intersection(types_of(node))]
    if len(articles) < 2:
        return articles[0] if articles else {}
    title = (first_meta(meta, "og:title", "twitter:title") or "").casefold()
    address = (url or "").partition("?")[0].rstrip("/")

    def agreement(node: Node) -> int:
        points = 0
        if address and (first_text(node, "url", "mainEntityOfPage", "@id") or "").startswith(
            address
        ):
            points += 2
        headline = (first_text(node, "headline", "name") or "").casefold()
        if headline and title and (headline in title or title in headline):
            points += 2
        return points + ("datePublished" in node)

    return max(articles, key=agreement)
