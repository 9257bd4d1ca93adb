"""What a web page says of its outlet: its name, language and country, and where its feeds may be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

from tasks.sources.encoding import decode_text
from tasks.sources.listing import read_title, resolve_url
from tasks.sources.site import country_of_host, is_same_site, site_label

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "text/xml",
        "application/xml",
    }
)
_FEED_ADDRESS = re.compile(r"(?:^|[/._=-])(?:rss\d?|feeds?|atom|rdf)(?:[/._?=-]|$)", re.IGNORECASE)
# feed:https://…, and feed://… for http://…
_FEED_SCHEME = re.compile(r"^feed:(?:(?://)?(?=https?:)|(?=//))", re.IGNORECASE)
_FEED_WORDS = re.compile(r"\b(?:rss|web ?feeds?|newsfeeds?|atom|feeds)\b", re.IGNORECASE)
_TITLE_PARTS = re.compile(r"\s+[|·•:–—-]\s+|\s*\|\s*")
# What home pages are called besides the outlet's name.
_NO_NAMES = frozenset(
    {"home", "homepage", "home page", "front page", "news", "latest news", "startseite", "forside"}
    | {"accueil", "inicio", "portada", "início", "etusivu", "strona główna", "главная", "anasayfa"}
)
_MAX_NAME_CHARS = 80
_MAX_TITLE_CHARS = 300
_TYPES = ("NewsMediaOrganization", "WebSite", "Organization")


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be a feed, or a page that names feeds, with what it is called."""

    url: str
    label: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """`alternates` are declared to machines, `anchors` shown to readers; each address once."""

    name: str | None
    language: str | None
    country: str | None
    alternates: tuple[Lead, ...]
    anchors: tuple[Lead, ...]


def read_home_page(body: bytes, *, url: str) -> HomePage | None:
    """What the page at `url` says; None when no markup could be read."""
    tree = _parse(body)
    if tree is None:
        return None
    things = list(_things(tree))
    language = _language(tree)
    return HomePage(
        name=_name(tree, things, url),
        language=language,
        country=_country(things) or country_of_host(urlsplit(url).hostname or "") or _region(tree),
        alternates=tuple(_distinct(_alternates(tree, url))),
        anchors=tuple(_distinct(_anchors(tree, url))),
    )


def _parse(body: bytes) -> HtmlElement | None:
    text = decode_text(body).encode("utf-8", "replace")
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):  # nothing in it, or nothing that is markup
        return None


def _alternates(tree: HtmlElement, url: str) -> Iterator[Lead]:
    for link in tree.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _FEED_TYPES:
            yield from _lead(link.get("href"), url, link.get("title"))


def _anchors(tree: HtmlElement, url: str) -> Iterator[Lead]:
    """Links that look like feeds by their address or their words, on the outlet's own hosts."""
    for anchor in tree.iter("a"):
        label = read_title(" ".join(map(str, anchor.itertext())) or anchor.get("title"))
        for lead in _lead(anchor.get("href"), url, label):
            parts = urlsplit(lead.url)
            host = parts.hostname or ""
            is_own = is_same_site(lead.url, url) or host.startswith(("feeds.", "feed.", "rss."))
            looks_so = _FEED_ADDRESS.search(f"{parts.path}?{parts.query}")
            if is_own and (looks_so or (label and _FEED_WORDS.search(label))):
                yield lead


def _lead(href: str | None, base: str, label: str | None) -> Iterator[Lead]:
    found = resolve_url(_FEED_SCHEME.sub("", href.strip()) if href else None, base)
    if found is not None and found != base:
        yield Lead(found, read_title(label))


def _distinct(leads: Iterable[Lead]) -> list[Lead]:
    first: dict[str, Lead] = {}
    for lead in leads:
        first.setdefault(lead.url, lead)
    return list(first.values())


def _things(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """What the page describes in JSON-LD."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, list):
                waiting += thing[:100]
            elif isinstance(thing, dict):
                yield thing
                waiting += [thing[key] for key in ("@graph", "publisher") if key in thing]


def _name(tree: HtmlElement, things: list[dict[str, object]], url: str) -> str | None:
    described = [
        thing.get("name") for kind in _TYPES for thing in things if kind in str(thing.get("@type"))
    ]
    names = [_meta(tree, "og:site_name"), *described, _meta(tree, "application-name")]
    names += [_name_in_title(tree.findtext(".//title"), urlsplit(url).hostname or "")]
    read = (read_title(name) for name in names if isinstance(name, str))
    return next((n for n in read if n and len(n) <= _MAX_NAME_CHARS and "://" not in n), None)


def _name_in_title(title: str | None, host: str) -> str | None:
    """The part of a title that the host's name repeats; else its shortest part."""
    parts = [part.strip() for part in _TITLE_PARTS.split((title or "")[:_MAX_TITLE_CHARS])]
    parts = [part for part in parts if part and part.lower() not in _NO_NAMES]
    label = re.sub(r"\W", "", site_label(host))
    alike = [p for p in parts if label and label in re.sub(r"\W", "", p).lower()]
    return min(alike or parts, key=len, default=None)


def _meta(tree: HtmlElement, name: str) -> str | None:
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").lower() == name:
            return str(meta.get("content") or "")
    return None


_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}))?(?:[-_].*)?$")


def _tags(tree: HtmlElement) -> Iterator[re.Match[str]]:
    said = [tree.get("lang"), _meta(tree, "og:locale"), _meta(tree, "language")]
    for tag in said:
        match = _LANGUAGE.match((tag or "")[:40].strip())
        if match:
            yield match


def _language(tree: HtmlElement) -> str | None:
    return next((match[1].lower() for match in _tags(tree)), None)


def _region(tree: HtmlElement) -> str | None:
    """The language tag's region; en-US and en-GB are spellings that say nothing of a country."""
    spellings = ("en-us", "en-gb")
    regions = (
        m[2] for m in _tags(tree) if m[2] and m[0].lower().replace("_", "-") not in spellings
    )
    return next((region.upper() for region in regions), None)


def _country(things: list[dict[str, object]]) -> str | None:
    for thing in things:
        address = thing.get("address")
        country = address.get("addressCountry") if isinstance(address, dict) else None
        if isinstance(country, str) and re.fullmatch(r"[A-Za-z]{2}", country.strip()):
            return country.strip().upper()
    return None
