"""Mentions brought together: which names of a text stand for the same thing, and for what."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tasks.annotation.annotation import Entity, Links, Mention
from tasks.annotation.entities.acronyms import Introduction, find_introductions
from tasks.annotation.entities.evidence import Vote, weigh_context, weigh_demonyms
from tasks.annotation.entities.gazetteer import Gazetteer
from tasks.annotation.entities.known_names import full_name
from tasks.annotation.entities.mentions import NamedSpan, add_repeats, tidy_spans
from tasks.annotation.entities.names import fold_name, is_shouted, make_key, name_words
from tasks.annotation.entities.short_names import (
    Words,
    match_organization,
    match_person,
    match_place,
)
from tasks.annotation.entities.types import vote_type

_MATCHES: Final = {
    "person": match_person,
    "organization": match_organization,
    "place": match_place,
}
_LONGEST_NAME: Final = 10  # words; what is longer is no name that others are short for
_INTRODUCED: Final = 0.9  # an acronym in brackets is nearly always a body's
_TWO_THINGS: Final = frozenset({"place", "organization"})
_SURE_OF_BOTH: Final = 0.9
_LONGEST_BODY: Final = 120  # characters
_TRAILING_WORDS: Final = re.compile(r"(?:\W+[a-z]+)*\W*$")
_HALF: Final = 0.5  # news names people in full first: a lone surname is mostly something else
_SHORTEST_CITY: Final = 5  # letters; shorter names in capitals may well be acronyms


@dataclass(frozen=True, slots=True)
class Resolved:
    """The mentions of a text in order, and the entities in order of their first mention."""

    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]


@dataclass(slots=True)
class _Name:
    """Every mention of one folded name, and how much speaks for each type."""

    folded: str
    words: Words
    starts: list[int] = field(default_factory=list)
    weights: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, span: NamedSpan, votes: Iterable[Vote]) -> None:
        self.starts.append(span.start)
        self.weights[span.kind] += span.score
        self.vote(votes)

    def vote(self, votes: Iterable[Vote]) -> None:
        for kind, weight in votes:
            self.weights[kind] += weight

    def is_mostly(self, kind: str) -> bool:
        return self.weights[kind] >= 0.5 * sum(self.weights.values()) > 0

    def distance(self, at: int) -> int:
        """How far before `at` the name last stands; a name that only follows is very far."""
        before = bisect_right(self.starts, at)
        return at - self.starts[before - 1] if before else (1 << 40) + self.starts[0]


def resolve_names(text: str, spans: Iterable[NamedSpan], gazetteer: Gazetteer) -> Resolved:
    """Return the mentions and entities that the tagged names of `text` make up.

    The same spelling is the same thing (case, accents and points aside); a surname stands for the
    full name nearest before it, an acronym for the name that introduced it.
    """
    tagged = sorted(spans, key=_start)
    introductions = [_fit_to_tags(found, tagged) for found in find_introductions(text)]
    introduced = [
        NamedSpan(start, end, "organization", _INTRODUCED)
        for introduction in introductions
        for start, end in (introduction.name, introduction.acronym)
    ]
    named = [*introduced, *(cut for span in tagged for cut in _cut_off(text, span, introduced))]
    named = add_repeats(text, tidy_spans(text, named))
    return _Resolver(text, named, introductions, gazetteer).resolve()


def _start(span: NamedSpan) -> int:
    return span.start


def _fit_to_tags(found: Introduction, tagged: Sequence[NamedSpan]) -> Introduction:
    """Return the introduction with all of the organisation that its name is the end of."""
    start, end = found.name
    near = tagged[
        bisect_left(tagged, start - _LONGEST_BODY, key=_start) : bisect_left(
            tagged, start, key=_start
        )
    ]
    longer = [s.start for s in near if s.kind == "organization" and start < s.end <= end]
    return Introduction(found.acronym, (min(longer), end)) if longer else found


def _cut_off(text: str, span: NamedSpan, introduced: Sequence[NamedSpan]) -> Iterator[NamedSpan]:
    """Yield what is left of a tagged span before an introduced name, if it is a person's name."""
    first = bisect_right(introduced, span.start, key=lambda other: other.end)
    if first == len(introduced) or introduced[first].start >= span.end:
        yield span
        return
    before = _TRAILING_WORDS.sub("", text[span.start : introduced[first].start])
    if before and span.kind == "person":
        yield NamedSpan(span.start, span.start + len(before), span.kind, span.score)


class _Resolver:
    def __init__(
        self,
        text: str,
        spans: Sequence[NamedSpan],
        introductions: Sequence[Introduction],
        gazetteer: Gazetteer,
    ) -> None:
        self._text = text
        self._spans = spans
        self._gazetteer = gazetteer
        self._names: dict[str, _Name] = {}
        for span in spans:
            folded = self._fold(span)
            name = self._names.setdefault(folded, _Name(folded, name_words(folded)))
            name.add(span, weigh_context(text, span.start, span.end))
        self._vote_on_demonyms()
        self._expansions = {
            fold_name(text[slice(*introduction.acronym)]): fold_name(
                text[slice(*introduction.name)]
            )
            for introduction in introductions
        }
        self._full_names = {
            "person": self._index_full_names("person"),
            "organization": self._index_full_names("organization"),
            "place": self._index_full_names("place", "event", "other"),
        }
        self._fits: dict[tuple[str, str], list[_Name]] = {}

    def resolve(self) -> Resolved:
        groups: dict[str, list[NamedSpan]] = defaultdict(list)
        for span in self._spans:
            groups[self._find_group(span)].append(span)
        mentions: list[Mention] = []
        entities: dict[str, Entity] = {}
        for group, kind, spans in self._part_two_things(groups):
            entity = self._make_entity(group, kind, spans)
            entities.setdefault(entity.key, entity)
            mentions.extend(
                Mention(s.start, s.end, self._text[s.start : s.end], entity.type, entity.key)
                for s in spans
            )
        mentions.sort(key=lambda mention: mention.start)
        return Resolved(tuple(mentions), tuple(entities.values()))

    def _part_two_things(
        self, groups: Mapping[str, Sequence[NamedSpan]]
    ) -> Iterator[tuple[str, str, Sequence[NamedSpan]]]:
        """Yield each group with its type, a city and its team apart where both are sure."""
        for group, spans in groups.items():
            sure = {s.kind for s in spans if s.kind in _TWO_THINGS and s.score >= _SURE_OF_BOTH}
            if sure != _TWO_THINGS:
                yield group, vote_type(self._votes(spans), self._choose_name(group, spans)), spans
                continue
            yield group, "organization", [s for s in spans if s.kind == "organization"]
            yield group, "place", [s for s in spans if s.kind != "organization"]

    def _fold(self, span: NamedSpan) -> str:
        return fold_name(self._text[span.start : span.end])

    def _vote_on_demonyms(self) -> None:
        """Let "Vessia" and "Vessian" tell of each other; "Julia" and "Julian" are people."""
        people = {
            word
            for name in self._names.values()
            if len(name.words) > 1 and name.is_mostly("person")
            for word in name.words
        }
        others = self._names.keys() - people
        for folded in others:
            name = self._names[folded]
            votes = [(kind, w * len(name.starts)) for kind, w in weigh_demonyms(folded, others)]
            name.vote(votes)

    def _index_full_names(self, *kinds: str) -> dict[str, list[_Name]]:
        """Return the names of several words that are mostly of these types, by each of their words."""
        index: dict[str, list[_Name]] = defaultdict(list)
        for name in self._names.values():
            if 1 < len(name.words) <= _LONGEST_NAME and any(map(name.is_mostly, kinds)):
                for word in set(name.words):
                    index[word].append(name)
        return index

    def _find_group(self, span: NamedSpan) -> str:
        """Return the folded full name that the mention stands for, maybe its own."""
        folded = self._fold(span)
        if folded in self._expansions:
            return self._expansions[folded]
        known = full_name(self._text[span.start : span.end])
        if known:
            return fold_name(known)
        name = self._names[folded]
        person = self._find_person(span, name)
        full = person or self._find_body(name) or self._find_feature(name)
        return full.folded if full else folded

    def _find_person(self, span: NamedSpan, name: _Name) -> _Name | None:
        if not self._may_be_person(name):
            return None
        fitting = self._fitting("person", name)
        return min(fitting, key=lambda other: other.distance(span.start), default=None)

    def _may_be_person(self, name: _Name) -> bool:
        if self._gazetteer.has_name(name.folded) or len(name.words) > 1:
            return name.is_mostly("person")
        return name.weights["person"] > 0 or not name.weights["group"]

    def _find_body(self, name: _Name) -> _Name | None:
        """Return the one organisation that the short name fits best, if it is one alone.

        A word that is nowhere taken for a place may be its first word even where it was taken
        for a person: "Aldergate" for Aldergate Partners.
        """
        is_word = len(name.words) == 1 and not name.weights["place"] and not name.weights["group"]
        if not is_word and (len(name.words) == 1 or not name.is_mostly("organization")):
            return None
        fitting = self._fitting("organization", name)
        return fitting[0] if len(fitting) == 1 else None

    def _find_feature(self, name: _Name) -> _Name | None:
        """Return "Mount Irun" for "Irun", unless the short name is a country's or a city's."""
        if name.is_mostly("person") or self._gazetteer.has_name(name.folded):
            return None
        fitting = self._fitting("place", name)
        return fitting[0] if len(fitting) == 1 else None

    def _fitting(self, kind: str, name: _Name) -> list[_Name]:
        """Return the full names that the name fits best; worked out once for each name."""
        if len(name.words) >= _LONGEST_NAME:
            return []
        known = self._fits.get((kind, name.folded))
        if known is None:
            index, match = self._full_names[kind], _MATCHES[kind]
            sharing = {other.folded: other for w in name.words for other in index.get(w, ())}
            scores = [(match(name.words, other.words), other) for other in sharing.values()]
            best = max((score for score, _ in scores), default=0)
            known = [other for score, other in scores if score == best > 0]
            self._fits[kind, name.folded] = known
        return known

    def _make_entity(self, group: str, kind: str, spans: Sequence[NamedSpan]) -> Entity:
        surfaces = {self._text[span.start : span.end] for span in spans}
        name = self._choose_name(group, spans)
        if kind == "place" and is_shouted(name) and len(name) >= _SHORTEST_CITY:
            name = _calm(name)
        links = self._gazetteer.find_links(name) if kind == "place" else Links()
        aliases = sorted(surface for surface in surfaces if surface != name)
        return Entity(make_key(kind, name), name, kind, tuple(aliases), (), links)

    def _votes(self, spans: Sequence[NamedSpan]) -> Iterator[Vote]:
        """Yield what speaks for each type of an entity: its names' weights, by their share."""
        counts = Counter(self._fold(span) for span in spans)
        is_introduced = any(len(self._names[folded].words) > 1 for folded in counts)
        for folded, count in counts.items():
            name = self._names[folded]
            for kind, weight in name.weights.items():
                is_doubtful = kind == "person" and not is_introduced
                yield kind, weight * count / len(name.starts) * (_HALF if is_doubtful else 1)

    def _choose_name(self, group: str, spans: Sequence[NamedSpan]) -> str:
        surfaces = Counter(self._text[span.start : span.end] for span in spans)
        full = [surface for surface in surfaces if fold_name(surface) == group]
        if not full:
            known = (full_name(surface) for surface in surfaces)
            return next((name for name in known if name), max(surfaces, key=len))
        calm = [surface for surface in full if not is_shouted(surface)]
        if calm:
            return max(calm, key=lambda surface: surfaces[surface])
        if self._gazetteer.has_name(group) or " " in full[0]:
            return _calm(full[0])
        return full[0]


def _calm(name: str) -> str:
    """Return a name in capitals in ordinary case: "PORT AMARY" as "Port Amary"."""
    return "".join(
        char.lower() if at and name[at - 1].isalpha() else char for at, char in enumerate(name)
    )
