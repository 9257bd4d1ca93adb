"""Who wrote it: people only; a news agency is credited apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tasks.extraction.metadata.jsonld import texts_of
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.metadata.visible import visible_bylines


@dataclass(frozen=True, slots=True)
class Byline:
    """People in the page's order, and the agency credited (None without one)."""

    authors: tuple[str, ...]
    agency: str | None


_META_NAMES = (
    "author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "byl",
    "parsely-author", "sailthru.author", "cxenseparse:author", "dcsext.author", "authors",
    "article.author", "creator", "dc.contributor", "citation_author",
)  # fmt: skip


def find_authors(signals: Signals, site_name: str | None, text: str) -> Byline:
    """The people of the first source that names any; agencies met on the way."""
    agency = None
    for source in _sources(signals):
        people = []
        for name in source:
            for part in split_names(name):
                if (found := agency_in(part)) is not None:
                    agency = agency or found
                elif is_person(part, site_name):
                    people.append(part)
        if people:
            return Byline(tuple(dict.fromkeys(people)), agency or _credited(text))
    return Byline((), agency or _credited(text))


def _sources(signals: Signals) -> Iterable[Iterable[str]]:
    yield texts_of(signals.article.get("author"), "name")
    yield signals.microdata.get("author", ())
    for name in _META_NAMES:
        yield signals.meta.get(name, ())
    yield visible_bylines(signals.tree)


_BY = re.compile(
    r"^\s*(?:(?:written|reported|story|words|text|article|posted|analysis|opinion)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|przez|od)\b[\s:]+", re.IGNORECASE,
)  # fmt: skip
_BETWEEN = re.compile(
    r"\s*(?:;|\||/|•|·|\n|,|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b|\bog\b|\bi\b)\s*"
)
_AGENCIES = {
    "ap": "AP", "associated press": "AP", "the associated press": "AP", "reuters": "Reuters",
    "thomson reuters": "Reuters", "afp": "AFP", "agence france-presse": "AFP", "dpa": "dpa",
    "apa": "APA", "ansa": "ANSA", "efe": "EFE", "xinhua": "Xinhua", "tass": "TASS", "ani": "ANI",
    "pti": "PTI", "ians": "IANS", "upi": "UPI", "bloomberg": "Bloomberg", "kyodo": "Kyodo",
    "pa media": "PA Media", "press association": "PA Media", "sid": "SID", "epd": "epd",
    "kna": "KNA", "lusa": "Lusa", "belga": "Belga", "anp": "ANP", "ntb": "NTB", "tt": "TT",
    "ritzau": "Ritzau", "anadolu agency": "Anadolu", "europa press": "Europa Press", "aap": "AAP",
    "canadian press": "The Canadian Press", "the canadian press": "The Canadian Press",
}  # fmt: skip
_NOT_A_PERSON = re.compile(
    r"\b(?:staff|newsroom|editor(?:s|ial)?|redaktion|rédaction|redacción|redazione|redactie|desk|team|"
    r"news|agency|agenc(?:y|ies)|correspondents?|reporters?|admin|wire|service|press|contributors?|"
    r"media|magazine|online|times|guest|author|webdesk|bureau|publisher|unknown|null|none)\b|"
    r"[@\d<>{}\[\]=]|://|www\.|\.(?:com|org|net|de|uk)\b", re.IGNORECASE,
)  # fmt: skip


def split_names(byline: str) -> list[str]:
    """The names in a byline, without "By"; what stands in brackets after a name is left out."""
    plain = re.sub(r"\([^)]*\)", " ", _BY.sub("", byline))
    return [part.strip(" .,:–—-") for part in _BETWEEN.split(plain) if part.strip(" .,:–—-")]


def agency_in(name: str) -> str | None:
    """The agency that a name is, None when it is none."""
    return _AGENCIES.get(name.casefold().strip())


def is_person(name: str, site_name: str | None) -> bool:
    """Whether it can be a person's name: no address, no desk, not the site."""
    if not 2 < len(name) <= 60 or len(name.split()) > 6 or _NOT_A_PERSON.search(name):
        return False
    return name.casefold() != (site_name or "").casefold()


_CREDIT = re.compile(r"\((?:Reuters|AP|AFP|dpa|EFE|ANSA|Xinhua|UPI)\)\s*[-–—]")


def _credited(text: str) -> str | None:
    """The agency in the dateline: "KYIV (Reuters) –"."""
    match = _CREDIT.search(text[:200])
    return match[0].strip("() -–—") if match else None
