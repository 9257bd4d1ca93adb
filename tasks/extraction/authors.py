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
    """The people of the first source that names any, and the first agency met on the way.

    A source that names an agency only has answered: what comes after it names the publisher.
    """
    not_people = site_keys(site_name, signals.url, signals.declared_url)
    agency = credited_agency(text)
    for source in _sources(signals):
        people: list[str] = []
        found = None
        for part in chain.from_iterable(map(split_names, source)):
            if (its_agency := agency_in(part)) is not None:
                found = found or its_agency
            elif is_person(part, not_people):
                people.append(part)
        agency = agency or found
        if people or found:
            return Byline(_without_parts(people), agency)
    return Byline((), agency)


def _sources(signals: Signals) -> Iterator[list[str]]:
    yield _from_json_ld(signals.article.get("author")) or _from_json_ld(
        signals.article.get("creator")
    )
    for name in _META_NAMES:
        yield [value for value in signals.meta.get(name, ()) if "://" not in value]
    # Further ones belong to teasers of other articles on the page.
    yield list(signals.microdata.get("author", ()))[:1]
    yield visible_bylines(signals.tree)


def _from_json_ld(value: object) -> list[str]:
    """Names of people; of organisations only known agencies."""
    names = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping) and not item.get("name"):
            given, family = (texts_of(item.get(key)) for key in ("givenName", "familyName"))
            names.append(" ".join([*given[:1], *family[:1]]))
        elif isinstance(item, Mapping) and any("Organization" in t for t in types_of(item)):
            names += [name for name in texts_of(item, "name") if agency_in(name)]
        else:
            names += texts_of(item, "name")
    return [name for name in names if name and "://" not in name]


def _without_parts(people: list[str]) -> tuple[str, ...]:
    """Each once; a name that only repeats a part of another is left out."""
    unique = list(dict.fromkeys(people))
    folded = [name.casefold() for name in unique]
    kept = dict(zip(folded, unique, strict=True))
    return tuple(name for key, name in kept.items() if not any(key != o and key in o for o in kept))
