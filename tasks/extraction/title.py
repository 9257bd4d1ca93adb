"""The headline, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
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
            return _without_kicker(heading, stated)
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
    names = site_keys([site_name], [signals.url, signals.declared_url])
    titles = [strip_site_name(_plain(title), names) for title in raw if title]
    return [title for title in dict.fromkeys(titles) if title]


def _headings(signals: Signals) -> list[str]:
    headings = (_plain(heading.text_content()) for heading in signals.tree.iter("h1"))
    return [heading for heading in dict.fromkeys(headings) if heading]


def _plain(text: str) -> str:
    return " ".join(text.split())[:_MOST_CHARS]


def strip_site_name(title: str, names: Collection[str]) -> str:
    """The title without one of `names` (see `site_keys`) at its end or beginning.

    With the name goes what stands between it and the headline's end: a section, a place.
    """
    cuts = list(_SEPARATOR.finditer(title))
    for cut in reversed(cuts):
        if _key(title[cut.end() :]) in names:
            return strip_site_name(title[: cut.start()].strip(), names) or title
    for cut in cuts:
        if _key(title[: cut.start()]) in names:
            return title[cut.end() :].strip() or title
    return title


def _without_kicker(heading: str, stated: list[str]) -> str:
    """Turns "Politics | The headline" into "The headline", where the page elsewhere states just that."""
    for cut in _SEPARATOR.finditer(heading):
        if heading[cut.end() :] in stated:
            return heading[cut.end() :]
    return heading


def site_keys(names: Iterable[str | None], urls: Iterable[str | None]) -> set[str]:
    """The site's names and its hosts' in one spelling: lower case, letters and digits only."""
    keys = {_key(name) for name in names if name}
    for url in urls:
        host = re.sub(r"^\w+://", "", url or "").partition("/")[0].removeprefix("www.")
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
