# ruff: noqa: SIM905 - word lists read best as running text
"""Whose claim it is: the entity that a source names, or that its pronoun stands for."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tasks.annotation.annotation import Entity, Mention, Span
from tasks.annotation.entities.roles import unnamed_role

_PERSONAL: Final = frozenset({"he", "she", "him", "her", "his", "himself", "herself"})
_NEUTER: Final = frozenset({"it", "its", "itself"})
_WORD: Final = re.compile(r"[\w’'-]+")
_PREPOSITION: Final = re.compile(
    r"\b(?:of|for|at|in|from|with|by|to|on|near|under|against|about|inside|outside|close)\b",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(r"[,(–—;]|\b(?:who|which|that|whose|seen|obtained|named)\b")
_RELATIVE_PRONOUN: Final = re.compile(r"\b(?:who|which|that|whose)\b")
# "Its chairman, NAME", "The maker, NAME", and a description after a comma before the name.
_APPOSED: Final = re.compile(r",\s*(?:[\w’'-]+\s){0,3}$")
# A document speaks for the body that issued it, not for the newspaper that has seen it.
_DOCUMENT: Final = re.compile(
    r"\b(?:report|study|survey|statement|bulletin|review|paper|results|figures|data|poll|analysis"
    r"|letter|filing|memo|note|forecast|assessment|audit|ruling)\b(?:(?!seen|obtained|read\b).)*"
    r"\b(?:by|from|that|which)\s+(?:the\s+)?$",
    re.IGNORECASE | re.DOTALL,
)
_DEFINITE: Final = re.compile(r"^(?:the|this|that|its|their|both)\s+", re.IGNORECASE)
# "the company" goes back to any organisation; "the league" only to one called a league.
_ANY_BODY: Final = frozenset(
    """company firm group organisation organization agency ministry party court club
    body operator maker manufacturer charity authority regulator carrier airline developer
    business lender utility outfit yard""".split()
)
_MALE: Final = re.compile(
    r"\b(?:mr|sir|lord|king|prince|father|brother|husband|son|\w{3,}man)\b", re.IGNORECASE
)
_FEMALE: Final = re.compile(
    r"\b(?:mrs|ms|miss|dame|lady|queen|princess|mother|sister|wife|daughter|widow|nun|actress"
    r"|midwife|\w{3,}woman)\b",
    re.IGNORECASE,
)
_LONGEST_DESCRIPTION: Final = 3  # words
_NEAR: Final = 600  # characters back to the source that a pronoun most likely repeats
_REACH: Final = 1_500  # characters back that a pronoun can reach
_FAR_REACH: Final = 8_000  # and a description ("the league")


class SpeakerFinder:
    """Finds the entities behind the sources of one text, in the order of the text.

    It remembers who spoke last, and as he or she, because a pronoun mostly means that person.
    """

    def __init__(self, text: str, mentions: Sequence[Mention], entities: Sequence[Entity]) -> None:
        self._text = text
        self._mentions = mentions
        self._starts = [mention.start for mention in mentions]
        self._entities = {entity.key: entity for entity in entities}
        self._last: Entity | None = None
        self._last_at = -_REACH
        self._last_is_unnamed_person = False
        self._genders: dict[str, str] = {}

    def find_speaker(self, source: Sequence[Span]) -> Entity | None:
        """Return the entity that the source names or points back to, or None for nobody named."""
        if not source:
            return None
        start, end = source[0]
        speaker = self._named_in(start, end) or self._pointed_to(start, end)
        self._last, self._last_at = speaker, start
        self._last_is_unnamed_person = (
            speaker is None and unnamed_role(self._text, source) is not None
        )
        return speaker

    def _named_in(self, start: int, end: int) -> Entity | None:
        """Return the entity that is the head of the noun phrase, a person first."""
        inside = self._between(start, end)
        people = [m for m in inside if m.type == "person" and self._is_head(start, m, end)]
        if people:
            self._learn_gender(people[0].entity, self._text[start:end])
            return self._entities[people[0].entity]
        for mention in inside:
            is_possible = mention.type in {"organization", "place", "group", "other"}
            if is_possible and self._is_head(start, mention, end) and self._ends_head(mention, end):
                return self._entities[mention.entity]
        return None

    def _between(self, start: int, end: int) -> list[Mention]:
        first = bisect_left(self._starts, start)
        found: list[Mention] = []
        for mention in self._mentions[first:]:
            if mention.end > end:
                break
            found.append(mention)
        return found

    def _is_head(self, start: int, mention: Mention, end: int) -> bool:
        """Tell whether the name is what the phrase is about: "aides to NAME" is about aides."""
        before = self._text[start : mention.start]
        if re.match(r"[’']s?\s+\w", self._text[mention.end : min(end, mention.end + 5)]):
            return False
        if _APPOSED.search(before):
            return not _RELATIVE_PRONOUN.search(before)
        if mention.type == "organization" and _DOCUMENT.search(before):
            return True
        return not _PREPOSITION.search(before) and not _RELATIVE.search(before)

    def _ends_head(self, mention: Mention, end: int) -> bool:
        """Tell whether nothing but a modifier follows: "Vessian officials" are not Vessians."""
        after = self._text[mention.end : end].lstrip()
        return not after or bool(_RELATIVE.match(after) or _PREPOSITION.match(after))

    def _pointed_to(self, start: int, end: int) -> Entity | None:
        phrase = self._text[start:end].strip(" ,.").lower()
        if phrase in _PERSONAL:
            gender = "f" if phrase.startswith(("she", "her")) else "m"
            return self._nearest_person(start, gender)
        if phrase in _NEUTER:
            return self._nearest_body(start)
        definite = _DEFINITE.match(phrase)
        if definite is None:
            return None
        return self._nearest_called(start, end, phrase[definite.end() :])

    def _nearest_person(self, at: int, gender: str) -> Entity | None:
        """Return the last speaker, maybe nobody named, unless one named since is likelier meant."""
        rival = self._subject_since(self._last_at, at, gender)
        if rival is None and at - self._last_at < _NEAR:
            if self._last_is_unnamed_person:
                return None
            if self._last and self._last.type == "person" and self._fits(self._last.key, gender):
                rival = self._last
        chosen = rival or self._nearest(at, {"person"}, gender)
        if chosen is not None:
            self._genders.setdefault(chosen.key, gender)
        return chosen

    def _nearest_body(self, at: int) -> Entity | None:
        """Return the organisation that "it" means; the last speaker, maybe nobody named."""
        if at - self._last_at < _NEAR and (self._last is None or self._last.type != "person"):
            return self._last
        return self._nearest(at, {"organization"})

    def _subject_since(self, since: int, at: int, gender: str) -> Entity | None:
        """Return the person who opens a paragraph or sentence after the last speaker spoke."""
        for mention in reversed(self._between(since, at)):
            if mention.type != "person" or not self._fits(mention.entity, gender):
                continue
            before = self._text[max(0, mention.start - 40) : mention.start]
            if re.search(r"(?:^|[.?!]\s+|\n)(?:[A-Z]?[\w.’'-]*\s){0,4}$", before):
                return self._entities[mention.entity]
        return None

    def _nearest(self, at: int, types: set[str], gender: str = "") -> Entity | None:
        for mention in reversed(self._between(at - _REACH, at)):
            if mention.type in types and self._fits(mention.entity, gender):
                return self._entities[mention.entity]
        return None

    def _nearest_called(self, at: int, end: int, description: str) -> Entity | None:
        """Return the entity whose name or role has the head word of "the league", "its director".

        Of several the one named most often before counts, the first named among equals: it is
        what the article is about.
        """
        words = _WORD.findall(_RELATIVE.split(_PREPOSITION.split(description)[0])[0])
        if not words or len(words) > _LONGEST_DESCRIPTION:
            return None
        before = Counter(
            mention.entity
            for mention in self._between(at - _FAR_REACH, at)
            if self._is_called(mention.entity, words[-1])
        )
        if before:
            return self._entities[max(before, key=before.__getitem__)]
        if words[-1] in _ANY_BODY:
            return self._last_body(at)
        after = self._between(end, end + _REACH)
        named = (m.entity for m in after if self._has_role(m.entity, " ".join(words)))
        return next((self._entities[key] for key in named), None)

    def _is_called(self, key: str, word: str) -> bool:
        entity = self._entities[key]
        if entity.type == "person":
            return any(word == _WORD.findall(role.lower())[-1] for role in entity.roles)
        return entity.type == "organization" and word in _WORD.findall(entity.name.lower())

    def _has_role(self, key: str, role: str) -> bool:
        entity = self._entities[key]
        return entity.type == "person" and any(role == own.lower() for own in entity.roles)

    def _last_body(self, at: int) -> Entity | None:
        is_near = at - self._last_at < _REACH
        if is_near and self._last is not None and self._last.type == "organization":
            return self._last
        return self._nearest(at, {"organization"})

    def _fits(self, key: str, gender: str) -> bool:
        return not gender or self._genders.get(key, gender) == gender

    def _learn_gender(self, key: str, phrase: str) -> None:
        if _FEMALE.search(phrase) or re.search(r"\b(?:her|she)\b", phrase):
            self._genders.setdefault(key, "f")
        elif _MALE.search(phrase) or re.search(r"\b(?:his|he)\b", phrase):
            self._genders.setdefault(key, "m")
