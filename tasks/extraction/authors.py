"""Who wrote it: people only; a news agency is credited apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from tasks.extraction.agencies import agency_in, credited_agency
from tasks.extraction.byline_text import without_writing
from tasks.extraction.closing_credits import closing_agency
from tasks.extraction.credits import stated_credits, stated_organizations, stated_origins
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.metadata.visible import visible_bylines
from tasks.extraction.names import (
    in_mixed_case,
    is_person,
    is_single_word,
    list_said,
    split_names,
)
from tasks.extraction.title_ends import site_keys

_MOST_UNPARTED, _UNPARTED_CHARS = 4, 6
# A time that stands in the byline's box is no credit.
_TIME = re.compile(r"\d{4}|\d:\d\d")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who is credited with an article, in the page's order.

    `authors` are people. `agency` is the news agency, None without one. `credits` are all that the
    page names as its authors, in its own words: people, agencies, desks, the outlet itself.
    """

    authors: tuple[str, ...]
    agency: str | None
    credits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One place's byline, sorted out."""

    people: Sequence[str]
    agencies: Sequence[str]
    names: Sequence[str]

    @property
    def is_answer(self) -> bool:
        """A place that names an agency only has answered: after it comes the publisher."""
        return bool(self.people or self.agencies)


def find_authors(signals: Signals, site_name: str | None, text: str) -> Byline:
    """The people of the first place that names any, completed by what other places know of them."""
    outlets = [site_name, *stated_organizations(signals)]
    not_people = site_keys(outlets, [signals.url, signals.declared_url])
    stated = [_read(source, not_people) for source in stated_credits(signals)]
    bylines = visible_bylines(signals.tree, is_told=any(reading.names for reading in stated))
    shown = [_read(signals.microdata.get("author", ()), not_people)]
    shown += [_without_single_words(_read([byline], not_people)) for byline in bylines]
    readings = [*stated, *shown]
    answer = next((r for r in readings if r.is_answer), _Reading((), (), ()))
    said = [_without_single_words(_read([list_said(b)], not_people)) for b in bylines[:1]]
    people = _completed(answer.people, stated, shown, said)
    credited = answer.names or next((r.names for r in readings if r.names), ())
    origins = chain.from_iterable(map(split_names, [*stated_origins(signals), *bylines]))
    agencies = chain(answer.agencies, filter(None, map(agency_in, origins)))
    return Byline(
        authors=tuple(_without_illustrators(people, signals)),
        agency=credited_agency(text) or closing_agency(text) or next(agencies, None),
        credits=tuple(name for name in dict.fromkeys(credited) if not _TIME.search(name)),
    )


def _read(source: Iterable[str], not_people: Collection[str]) -> _Reading:
    names: list[str] = []
    people: list[str] = []
    agencies: list[str] = []
    for name in chain.from_iterable(map(split_names, source)):
        if (agency := agency_in(name)) is not None:
            agencies.append(agency)
        is_writer = agency is None and is_person(name, not_people)
        names.append(in_mixed_case(name) if is_writer else name)
        people += names[-1:] if is_writer else []
    return _Reading(_without_parts(people), agencies, names)


def _without_single_words(shown: _Reading) -> _Reading:
    """What stands on a page may be a button or a section; a name there has two words."""
    people = [name for name in shown.people if not is_single_word(name)]
    unparted = [name for name in people if " " not in name]
    if len(unparted) > _MOST_UNPARTED or any(len(name) > _UNPARTED_CHARS for name in unparted):
        people = []  # Chinese and Japanese have no blanks to tell a name by: that is a box of words
    return _Reading(people, shown.agencies, shown.names)


def _completed(
    people: Sequence[str],
    stated: Sequence[_Reading],
    shown: Sequence[_Reading],
    said: Sequence[_Reading],
) -> Sequence[str]:
    """`people`, or a list elsewhere that has them all and more, spelt with their accents."""
    for reading in (*stated, *said):
        if people and set(map(_fold, people)) < set(map(_fold, reading.people)):
            people = reading.people
    spellings = {_fold(name): name for name in people}
    for name in chain.from_iterable(reading.people for reading in (*stated, *shown)):
        if _accents(name) > _accents(spellings.get(_fold(name), name)):
            spellings[_fold(name)] = name
    return [spellings[_fold(name)] for name in people]


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in plain if char.isalnum())


def _accents(name: str) -> int:
    return sum(not char.isascii() for char in name)


def _without_illustrators(people: Sequence[str], signals: Signals) -> Sequence[str]:
    """Without those whom the page itself credits with the pictures, unless they are all."""
    texts = (without_writing(credit) for credit in signals.microdata.get("author", ()))
    others = set(map(_fold, chain.from_iterable(split_names(text) for text in texts if text)))
    return [name for name in people if _fold(name) not in others] or people


def _without_parts(people: list[str]) -> list[str]:
    """Each once; a name that only repeats a part of another is left out."""
    unique = list(dict.fromkeys(people))
    folded = [name.casefold() for name in unique]
    kept = dict(zip(folded, unique, strict=True))
    return [name for key, name in kept.items() if not any(key != o and key in o for o in kept)]
