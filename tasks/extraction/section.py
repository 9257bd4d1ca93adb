"""The section that an article stands in, as the page names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeGuard
from urllib.parse import urlsplit

from tasks.extraction.metadata.jsonld import Node, first_text, types_of
from tasks.extraction.metadata.meta_tags import first_meta
from tasks.extraction.metadata.signals import Signals

_MOST_CHARS = 40
_HOME = frozenset(
    [
        "home",
        "homepage",
        "startseite",
        "start",
        "accueil",
        "inicio",
        "início",
        "portada",
        "news",
        "articles",
    ]
)


def find_section(signals: Signals, title: str | None, site_name: str | None) -> str | None:
    """What the article's data call it, else the last breadcrumb above it, else its menu entry.

    An address in its place counts as none; neither the title nor the site is a section.
    """
    stated = (
        first_text(signals.article, "articleSection")
        or first_meta(signals.meta, "article:section", "section", "parsely-section")
        or next(iter(signals.microdata.get("articlesection", ())), None)
    )
    if stated and "://" not in stated:
        return stated
    for name in (*_breadcrumbs(signals), *_menu_entries(signals)):
        if (
            len(name) <= _MOST_CHARS
            and name.casefold() not in _HOME
            and name not in (title, site_name)
        ):
            return name
    return None


def _breadcrumbs(signals: Signals) -> Iterator[str]:
    """Names of schema.org's BreadcrumbList, the most special first, without the page's own."""
    trail = next((n for n in signals.nodes if "BreadcrumbList" in types_of(n)), {})
    items = trail.get("itemListElement")
    crumbs = [item for item in (items if isinstance(items, list) else []) if _is_node(item)]
    page = urlsplit(signals.address).path.rstrip("/")
    for crumb in reversed(crumbs[1:]):
        inner = crumb.get("item")
        address = first_text(crumb, "item", "url", "@id") or ""
        name = first_text(crumb, "name") or (first_text(inner, "name") if _is_node(inner) else None)
        if name and "://" not in name and not (page and address.rstrip("/").endswith(page)):
            yield name


def _is_node(value: object) -> TypeGuard[Node]:
    return isinstance(value, Mapping)


def _menu_entries(signals: Signals) -> Iterator[str]:
    """Texts of the page's links to the folders that its address lies in, the deepest first."""
    parts = urlsplit(signals.address)
    folders = parts.path.strip("/").split("/")[:-1]
    if not folders:
        return
    origin = f"{parts.scheme}://{parts.netloc}"
    texts: dict[str, str] = {}
    for link in signals.tree.iter("a"):
        path = (link.get("href") or "").removeprefix(origin).rstrip("/")
        if path.startswith("/") and path not in texts:
            texts[path] = " ".join(link.text_content().split())
    for depth in range(len(folders), 0, -1):
        if text := texts.get("/" + "/".join(folders[:depth])):
            yield text
