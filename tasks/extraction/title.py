"""The headline, without the site's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from tasks.extraction.metadata.jsonld import first_text
from tasks.extraction.metadata.meta_tags import first_meta
from tasks.extraction.metadata.signals import Signals

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/]+\s+|\s*\|\s*|\s+:\s+")
_LABEL = r"(?:opinion|editorial|analysis|commentary|column|letters?|kommentar|opinión|tribune)"
_LABELLED = re.compile(rf"^{_LABEL}\s*\|\s*|\s*\|\s*{_LABEL}$", re.IGNORECASE)
# Soft hyphens and what has no width: they break a search for the headline, and nobody sees them.
_UNSEEN = str.maketrans("", "", "\xad\u200b\u200c\u200d\u2060\ufeff")
_MOST_CHARS = 500
_LEAST_SHARED = 0.3
_BUTTON_CHARS = 20


def find_title(signals: Signals, site_name: str | None) -> str | None:
    """The headline of the page; None when it has none.

    What the page says to machines decides which of its visible headings is the headline; the
    heading's own wording is then preferred, because readers know the article by it.
    """
    stated = _stated_titles(signals, site_name)
    headings = _headings(signals)
    for heading in headings:
        if any(_is_alike(heading, title) for title in stated):
            return _without_ends(heading, stated)
    for heading in headings:
        if any(_is_about_the_same(heading, title) for title in stated):
            return _without_ends(heading, stated)
    if stated:
        return _without_ends(stated[0], stated[1:])
    return headings[0] if headings else None


def _stated_titles(signals: Signals, site_name: str | None) -> list[str]:
    """What the page calls itself, the most reliable place first; a wording may come twice."""
    raw = [
        first_text(signals.article, "headline", "name"),
        next(iter(signals.microdata.get("headline", ())), None),
        first_meta(signals.meta, "og:title"),
        first_meta(signals.meta, "twitter:title", "dc.title", "parsely-title", "sailthru.title"),
        next((element.text_content() for element in signals.tree.iter("title")), None),
    ]
    names = site_keys([site_name], [signals.url, signals.declared_url])
    folders = {_key(folder) for folder in urlsplit(signals.address).path.split("/")[1:-1]}
    titles = [
        _without_section(strip_site_name(_plain(title), names), folders) for title in raw if title
    ]
    return [title for title in titles if title]


def _headings(signals: Signals) -> list[str]:
    headings = (_plain(heading.text_content()) for heading in signals.tree.iter("h1"))
    return [heading for heading in dict.fromkeys(headings) if heading]


def _plain(text: str) -> str:
    plain = " ".join(text.translate(_UNSEEN).split())[:_MOST_CHARS]
    return _LABELLED.sub("", plain) or plain


def strip_site_name(title: str, names: Collection[str]) -> str:
    """The title without those of `names` (see `site_keys`) at its end, else one at its beginning."""
    cuts = list(_SEPARATOR.finditer(title))
    for cut in reversed(cuts):
        if _key(title[cut.end() :]) in names:
            return strip_site_name(title[: cut.start()].strip(), names) or title
    for cut in cuts:
        if _key(title[: cut.start()]) in names:
            return title[cut.end() :].strip() or title
    return title


def _without_section(title: str, folders: Collection[str]) -> str:
    """The title without a section at its end that is also a folder of the address."""
    cut = max(_SEPARATOR.finditer(title), key=lambda match: match.start(), default=None)
    if cut is not None and _key(title[cut.end() :]) in folders:
        return title[: cut.start()]
    return title


def _without_ends(title: str, others: Sequence[str]) -> str:
    """Without a kicker or an ending that another of the page's titles has not.

    "Politics | The headline" and "The headline - Region" become "The headline"; and so does
    "The headline Edit" where two others agree that it ends before: what follows is a button's.
    """
    for cut in _SEPARATOR.finditer(title):
        for part in (title[cut.end() :], title[: cut.start()]):
            if part in others:
                return part
    for other, count in Counter(others).items():
        if count > 1 and title.startswith(other) and _is_button(title[len(other) :]):
            return other
    return title


def _is_button(ending: str) -> bool:
    """Whether what follows a headline is no part of it: words of their own, none in small letters."""
    return ending[:1] == " " and len(ending) <= _BUTTON_CHARS and not ending[1:2].islower()


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


def _is_about_the_same(heading: str, title: str) -> bool:
    """Whether the heading shares its telling words with a title that puts it otherwise."""
    ours, theirs = _telling_words(heading), _telling_words(title)
    return len(ours) > 2 and len(ours & theirs) >= _LEAST_SHARED * len(ours)


def _telling_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}
