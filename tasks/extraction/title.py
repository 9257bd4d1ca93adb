"""The headline, without the site's name."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from tasks.extraction.metadata.jsonld import first_text
from tasks.extraction.metadata.meta_tags import first_meta
from tasks.extraction.metadata.signals import Signals

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/]+\s+|\s*\|\s*|\s+:\s+")
_MOST_CHARS = 500


def find_title(signals: Signals, site_name: str | None) -> str | None:
    """The headline of the page; None when it has none.

    What the page says to machines decides which of its visible headings is the headline; the
    heading's own wording is then preferred, because readers know the article by it.
    """
    stated = _stated_titles(signals, site_name)
    headings = _headings(signals)
    for heading in headings:
        if any(_is_alike(heading, title) for title in stated):
            return heading
    if stated:
        return stated[0]
    return headings[0] if headings else None


def _stated_titles(signals: Signals, site_name: str | None) -> list[str]:
    raw = [
        first_text(signals.article, "headline", "name"),
        next(iter(signals.microdata.get("headline", ())), None),
        first_meta(signals.meta, "og:title"),
        first_meta(signals.meta, "twitter:title", "dc.title", "parsely-title", "sailthru.title"),
        next((element.text_content() for element in signals.tree.iter("title")), None),
    ]
    titles = [strip_site_name(_plain(title), site_name, signals.url) for title in raw if title]
    return [title for title in dict.fromkeys(titles) if title]


def _headings(signals: Signals) -> list[str]:
    headings = (_plain(heading.text_content()) for heading in signals.tree.iter("h1"))
    return [heading for heading in dict.fromkeys(headings) if heading]


def _plain(text: str) -> str:
    return " ".join(text.split())[:_MOST_CHARS]


def strip_site_name(title: str, site_name: str | None, url: str | None) -> str:
    """The title without the site's name (or its host's) at the end or the beginning."""
    names = _site_keys(site_name, url)
    parts = list(_SEPARATOR.finditer(title))
    for cut in reversed(parts):
        if _key(title[cut.end() :]) in names:
            return strip_site_name(title[: cut.start()].strip(), site_name, url)
    for cut in parts:
        if _key(title[: cut.start()]) in names:
            return title[cut.end() :].strip()
    return title


def _site_keys(site_name: str | None, url: str | None) -> set[str]:
    keys = {_key(site_name)} if site_name else set()
    host = re.sub(r"^\w+://", "", url or "").partition("/")[0].removeprefix("www.")
    if host:
        keys |= {_key(host), _key(host.partition(".")[0]), _key(host.rpartition(".")[0])}
    return keys - {""}


def _key(text: str) -> str:
    key = re.sub(r"\W+", "", text.casefold())
    return key.removeprefix("the")


def _is_alike(one: str, other: str) -> bool:
    a, b = _key(one), _key(other)
    if not a or not b:
        return False
    if a == b or (min(len(a), len(b)) > 20 and (a in b or b in a)):
        return True
    return SequenceMatcher(None, a, b, autojunk=False).quick_ratio() > 0.9
