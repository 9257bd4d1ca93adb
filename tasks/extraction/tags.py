"""The keywords that a page gives itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.extraction.metadata.jsonld import texts_of
from tasks.extraction.metadata.signals import Signals

_LISTS = ("news_keywords", "parsely-tags", "sailthru.tags", "keywords")
_MOST_TAGS = 30
_MOST_CHARS = 60
_MOST_WORDS = 4
# What systems write for themselves: "type:article", "Page Type: News", "Source/Wire", "pagetype_news",
# "/article", "[SYNDICATED]", ids, addresses.
_FOR_MACHINES = re.compile(
    r"^[\w.-]+\s?[:=]|\b(?:type|category|count|brand|channel|section|source|topic|length|target|id)-?"
    r"\s?[:/]|_|://|->|^[\[/]|^\d{5}|^\d+$|^\d{4}-\d\d-\d\d|^[a-f0-9-]{16,}$",
    re.IGNORECASE,
)


def find_tags(signals: Signals) -> tuple[str, ...]:
    """The tags of the first place that gives any, each once, in its order and spelling.

    JSON-LD's keywords, tags of OpenGraph, microdata, then the meta tags that hold lists; tags that
    systems write for themselves are left out.
    """
    for source in _sources(signals):
        spelt: dict[str, str] = {}
        for text in source:
            tag = " ".join(text.split()).strip(" #\"'")
            if 1 < len(tag) <= _MOST_CHARS and not _FOR_MACHINES.search(tag):
                spelt.setdefault(tag.casefold(), tag)
        if spelt:
            return tuple(spelt.values())[:_MOST_TAGS]
    return ()


def _sources(signals: Signals) -> Iterator[list[str]]:
    yield _parted(texts_of(signals.article.get("keywords"), "name", "termCode"))
    yield _parted(
        list(signals.meta.get("article:tag", ()) or signals.meta.get("og:article:tag", ()))
    )
    yield _parted(list(signals.microdata.get("keywords", ())))
    for name in _LISTS:
        yield _parted(list(signals.meta.get(name, ())))


def _parted(texts: list[str]) -> list[str]:
    """A list in one text is parted by commas or semicolons; of several texts each is a tag.

    One long text without a comma is a sentence, often the headline again: no tag.
    """
    if len(texts) != 1:
        return texts
    tags = re.split(r"\s*[,;、，|]\s*", texts[0])
    return tags if len(tags) > 1 or len(texts[0].split()) <= _MOST_WORDS else []
