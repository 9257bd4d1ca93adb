"""The headline, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tasks.extraction.metadata.jsonld import first_text
from tasks.extraction.metadata.meta_tags import first_meta
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.title_ends import (
    has_cjk,
    site_keys,
    strip_ends,
    strip_short_ends,
    strip_site,
    title_key,
    with_kicker,
)

_LABEL = r"(?:opinion|editorial|analysis|commentary|column|letters?|kommentar|opinión|tribune)"
_LABELLED = re.compile(rf"^{_LABEL}\s*\|\s*|\s*\|\s*{_LABEL}$", re.IGNORECASE)
# Soft hyphens and what has no width: they break a search for the headline, and nobody sees them.
_UNSEEN = str.maketrans("", "", "\xad\u200b\u200c\u200d\u2060\ufeff")
_MOST_CHARS = 500
_LEAST_SHARED = 0.3
_LEAST_HEADING_WORDS, _LEAST_HEADING_CHARS = 4, 10


def find_title(signals: Signals, site_name: str | None) -> str | None:
    """The headline of the page; None when it has none.

    What the page says to machines decides which of its visible headings is the headline; the
    heading's own wording is then preferred, because readers know the article by it, with the kicker
    above it where all that the page says to machines has it too. A page that says nothing but the
    title of its window is known by its only heading.
    """
    names = site_keys([site_name], [signals.url, signals.declared_url])
    folders = {title_key(folder) for folder in urlsplit(signals.address).path.split("/")[1:-1]}
    told = [strip_site(_plain(title), names, folders) for title in _told_titles(signals) if title]
    window = strip_site(_plain(_window_title(signals)), names, folders)
    stated = [title for title in (*told, window) if title]
    headings = _headings(signals, stated)
    for is_like in (_is_alike, _is_about_the_same):
        for heading in headings:
            if any(is_like(heading, title) for title in stated):
                return with_kicker(strip_ends(heading, stated), stated)
    if not told and len(headings) == 1 and _is_telling(headings[0], names):
        return headings[0]
    if told:
        return strip_ends(told[0], stated[1:])
    return strip_short_ends(window) if window else next(iter(headings), None)


def _told_titles(signals: Signals) -> list[str | None]:
    """What the page calls itself to machines, the most reliable place first."""
    return [
        first_text(signals.article, "headline", "name"),
        next(iter(signals.microdata.get("headline", ())), None),
        first_meta(signals.meta, "og:title"),
        first_meta(signals.meta, "twitter:title", "dc.title", "parsely-title", "sailthru.title"),
    ]


def _window_title(signals: Signals) -> str:
    return next((element.text_content() for element in signals.tree.iter("title")), "")


def _headings(signals: Signals, stated: Sequence[str]) -> list[str]:
    headings = (_heading(element, stated) for element in signals.tree.iter("h1"))
    return [heading for heading in dict.fromkeys(headings) if heading]


def _heading(element: HtmlElement, stated: Sequence[str]) -> str:
    """Its words; where it is of several parts, those by which the page goes elsewhere.

    A kicker in the heading may stand apart by its looks only: then the stated title has the mark
    between them, or leaves the kicker out.
    """
    text = _plain(element.text_content())
    pieces = [piece for piece in map(_plain, element.itertext()) if piece]
    if len(pieces) < 2:
        return text
    parts = {title_key(piece): piece for piece in pieces[1:]}
    for title in stated:
        key = title_key(title)
        if key == title_key(text) and _is_better_parted(title, text):
            return title
        if key in parts and not any(title_key(text) == title_key(other) for other in stated):
            return parts[key]
    return text


def _is_better_parted(title: str, text: str) -> bool:
    """Whether words that run together in `text` are parted in `title`, by a blank or a mark."""
    parted, run = (re.findall(r"\w+|[:|–—]|(?<=\s)-(?=\s)", words) for words in (title, text))
    return len(parted) > len(run)


def _plain(text: str) -> str:
    plain = " ".join(text.translate(_UNSEEN).split())[:_MOST_CHARS]
    return _LABELLED.sub("", plain) or plain


def _is_telling(heading: str, names: set[str]) -> bool:
    """Whether it can be a headline: some words, that are not the site's name."""
    is_long = len(heading.split()) >= _LEAST_HEADING_WORDS or (
        has_cjk(heading) and len(heading) >= _LEAST_HEADING_CHARS
    )
    return is_long and title_key(heading) not in names


def _is_alike(one: str, other: str) -> bool:
    a, b = title_key(one), title_key(other)
    if not a or not b:
        return False
    if a == b or (min(len(a), len(b)) > 20 and (a in b or b in a)):
        return True
    return SequenceMatcher(None, a, b, autojunk=False).quick_ratio() > 0.9


def _is_about_the_same(heading: str, title: str) -> bool:
    """Whether the heading shares its telling words with a title that puts it otherwise."""
    ours, theirs = _telling_words(heading), _telling_words(title)
    return len(ours) > 2 and len(ours & theirs) >= _LEAST_SHARED * len(ours)


def _telling_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}
