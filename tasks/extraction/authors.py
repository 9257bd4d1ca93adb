"""Who wrote it: people only; a news agency is credited apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from tasks.extraction.metadata.jsonld import texts_of, types_of
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.metadata.visible import visible_bylines
from tasks.extraction.names import agency_in, credited_agency, is_person, split_names
from tasks.extraction.title import site_keys


@dataclass(frozen=True, slots=True)
class Byline:
    """People in the page's order, and the agency credited (None without one)."""

    authors: tuple[str, ...]
    agency: str | None


# Of the article; the page's `author` comes last of them, since it is often the publisher.
_META_NAMES = (
    "dcsext.author", "byl", "parsely-author", "sailthru.author", "cxenseparse:author",
    "article.author", "article:author", "og:article:author", "authors", "author", "dc.creator",
    "dcterms.creator", "creator", "citation_author",
)  # fmt: skip


def find_authors(signals: Signals, site_name: str | None, text: str) -> Byline:
    """The people of the first source that names any, and the agency credited anywhere.

    A source that names an agency only has answered: what comes after it names the publisher.
    """
    not_people = site_keys(site_name, signals.url, signals.declared_url)
    agency = credited_agency(text)
    people: list[str] = []
    for source in _sources(signals):
        names = list(chain.from_iterable(map(split_names, source)))
        agencies = [found for name in names if (found := agency_in(name)) is not None]
        people = [n for n in names if agency_in(n) is None and is_person(n, not_people)]
        agency = agency or next(iter(agencies), None)
        if people or agencies:
            break
    return Byline(_without_parts(people), agency or _shown_agency(signals))


def _shown_agency(signals: Signals) -> str | None:
    """The agency that the page credits beside its authors."""
    shown = [*signals.microdata.get("sourceorganization", ()), *visible_bylines(signals.tree)]
    shown += texts_of(signals.article.get("sourceOrganization"), "name")
    names = chain.from_iterable(map(split_names, shown))
    return next((found for name in names if (found := agency_in(name)) is not None), None)


def _sources(signals: Signals) -> Iterator[list[str]]:
    yield _from_json_ld(signals, "author") or _from_json_ld(signals, "creator")
    for name in _META_NAMES:
        yield [value for value in signals.meta.get(name, ()) if "://" not in value]
    yield list(signals.microdata.get("author", ()))
    yield visible_bylines(signals.tree)


def _from_json_ld(signals: Signals, key: str) -> list[str]:
    """Names of people; of organisations only known agencies."""
    value = signals.article.get(key)
    names = []
    for item in value if isinstance(value, list) else [value]:
        person = _resolved(signals, item)
        if isinstance(person, Mapping) and not person.get("name"):
            given, family = (texts_of(person.get(part)) for part in ("givenName", "familyName"))
            names.append(" ".join([*given[:1], *family[:1]]))
        elif isinstance(person, Mapping) and any("Organization" in t for t in types_of(person)):
            names += [name for name in texts_of(person, "name") if agency_in(name)]
        else:
            names += texts_of(person, "name")
    return [name for name in names if name and "://" not in name]


def _resolved(signals: Signals, item: object) -> object:
    """The node that a bare reference in a @graph means."""
    if isinstance(item, Mapping) and "@id" in item and "name" not in item:
        return next((n for n in signals.nodes if n.get("@id") == item["@id"] and "name" in n), item)
    return item


def _without_parts(people: list[str]) -> tuple[str, ...]:
    """Each once; a name that only repeats a part of another is left out."""
    unique = list(dict.fromkeys(people))
    folded = [name.casefold() for name in unique]
    kept = dict(zip(folded, unique, strict=True))
    return tuple(name for key, name in kept.items() if not any(key != o and key in o for o in kept))
