"""Mentions brought together: which names of a text stand for the same thing, and for what."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tasks.annotation.annotation import Entity, Links, Mention
from tasks.annotation.entities.acronyms import Introduction, find_introductions
from tasks.annotation.entities.gazetteer import Gazetteer
from tasks.annotation.entities.known_names import full_name
from tasks.annotation.entities.mentions import NamedSpan, add_repeats, tidy_spans
from tasks.annotation.entities.names import fold_name, is_shouted, make_key, name_words
from tasks.annotation.entities.short_names import (
    Words,
    best_match,
    match_organization,
    match_person,
)
from tasks.annotation.entities.types import vote_type


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
    weights: Counter[str] = field(default_factory=Counter)

    def add(self, span: NamedSpan) -> None:
        self.starts.append(span.start)
        self.weights[span.kind] += span.score

    def is_mostly(self, kind: str) -> bool:
        return self.weights[kind] >= 0.5 * self.weights.total() > 0

    def distance(self, at: int) -> int:
        """How far before `at` the name last stands; a name that only follows is very far."""
        before = bisect_right(self.starts, at)
        return at - self.starts[before - 1] if before else (1 << 40) + self.starts[0]


def resolve_names(text: str, spans: Iterable[NamedSpan], gazetteer: Gazetteer) -> Resolved:
    """Return the mentions and entities that the tagged names of `text` make up.

    The same spelling is the same thing (case, accents and points aside); a surname stands for the
    full name nearest before it, an acronym for the name that introduced it.
    """
    introductions = list(find_introductions(text))
    named = tidy_spans(text, [*spans, *_introduced(introductions)])
    named = add_repeats(text, _widen(named, introductions))
    return _Resolver(text, named, introductions, gazetteer).resolve()


def _introduced(introductions: Iterable[Introduction]) -> Iterable[NamedSpan]:
    for introduction in introductions:
        for start, end in (introduction.acronym, introduction.name):
            yield NamedSpan(start, end, "organization", 0.5)


def _widen(spans: list[NamedSpan], introductions: list[Introduction]) -> list[NamedSpan]:
    """Let a tagged name that ends inside an introduced one take all of it."""
    wide = {introduction.name for introduction in introductions}
    result: list[NamedSpan] = []
    for span in spans:
        outer = next((w for w in wide if w[0] <= span.start < w[1] and w[1] >= span.end), None)
        start, end = outer or (span.start, span.end)
        if result and start < result[-1].end:
            continue
        kind = "organization" if outer and outer != (span.start, span.end) else span.kind
        result.append(NamedSpan(start, end, kind, span.score))
    return result


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
            self._names.setdefault(folded, _Name(folded, name_words(folded))).add(span)
        self._expansions = {
            fold_name(text[slice(*introduction.acronym)]): fold_name(
                text[slice(*introduction.name)]
            )
            for introduction in introductions
        }
        self._people = self._index_full_names("person")
        self._bodies = self._index_full_names("organization")

    def resolve(self) -> Resolved:
        groups: dict[str, list[NamedSpan]] = defaultdict(list)
        for span in self._spans:
            groups[self._find_group(span)].append(span)
        mentions: list[Mention] = []
        entities: dict[str, Entity] = {}
        for group, spans in groups.items():
            entity = self._make_entity(group, spans)
            entities.setdefault(entity.key, entity)
            mentions.extend(
                Mention(s.start, s.end, self._text[s.start : s.end], entity.type, entity.key)
                for s in spans
            )
        mentions.sort(key=lambda mention: mention.start)
        return Resolved(tuple(mentions), tuple(entities.values()))

    def _fold(self, span: NamedSpan) -> str:
        return fold_name(self._text[span.start : span.end])

    def _index_full_names(self, kind: str) -> dict[str, list[_Name]]:
        """Return the names of several words that are mostly of a type, by each of their words."""
        index: dict[str, list[_Name]] = defaultdict(list)
        for name in self._names.values():
            if len(name.words) > 1 and name.is_mostly(kind):
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
        full = person or self._find_body(span, name)
        return full.folded if full else folded

    def _find_person(self, span: NamedSpan, name: _Name) -> _Name | None:
        if not self._may_be_person(name):
            return None
        full = _sharing_a_word(self._people, name.words)
        scores = [match_person(name.words, other.words) for other in full]
        best = best_match(scores, [other.distance(span.start) for other in full])
        return None if best is None else full[best]

    def _may_be_person(self, name: _Name) -> bool:
        if self._gazetteer.has_name(name.folded) or len(name.words) > 1:
            return name.is_mostly("person")
        return name.weights["person"] > 0 or not name.weights["group"]

    def _find_body(self, span: NamedSpan, name: _Name) -> _Name | None:
        if not name.is_mostly("organization"):
            return None
        full = _sharing_a_word(self._bodies, name.words)
        scores = [match_organization(name.words, other.words) for other in full]
        if scores.count(max(scores, default=0)) > 1:
            return None
        best = best_match(scores, [other.distance(span.start) for other in full])
        return None if best is None else full[best]

    def _make_entity(self, group: str, spans: Sequence[NamedSpan]) -> Entity:
        surfaces = Counter(self._text[span.start : span.end] for span in spans)
        name = self._choose_name(group, surfaces)
        kind = vote_type(((span.kind, span.score) for span in spans), name)
        links = self._gazetteer.find_links(name) if kind == "place" else Links()
        aliases = sorted(surface for surface in surfaces if surface != name)
        return Entity(make_key(kind, name), name, kind, tuple(aliases), (), links)

    def _choose_name(self, group: str, surfaces: Counter[str]) -> str:
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


def _sharing_a_word(index: dict[str, list[_Name]], words: Words) -> list[_Name]:
    found = {other.folded: other for word in words for other in index.get(word, ())}
    return list(found.values())
