"""The named spans of a text before anybody knows what they stand for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tasks.annotation.annotation import Span
from tasks.annotation.entities.names import fold_name, has_own_article, is_shouted, trim_name
from tasks.annotation.entities.types import is_organization_head

_SURE: Final = 0.8
_ARTICLE: Final = "The "
_BARE_KINDS: Final = frozenset({"person", "group", "place"})
_CAPITALISED: Final = re.compile(r"(?: [A-Z][\w’'-]+)+\b")
_SHORTEST_REPEATED: Final = 4
_SHORTEST_ACRONYM: Final = 2
_WORD: Final = re.compile(r"\w+(?:[-’']\w+)*")


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A name as tagged: its bare span, the tagger's type and confidence, 0 to 1."""

    start: int
    end: int
    kind: str
    score: float


def tidy_spans(text: str, spans: Iterable[NamedSpan]) -> list[NamedSpan]:
    """Return the spans cut to the bare names, in order, none overlapping another."""
    tidy: list[NamedSpan] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        bare = trim_name(text, _start_with_article(text, span), span.end, span.kind)
        if bare is None or not _is_name(text[bare[0] : bare[1]]):
            continue
        if tidy and bare[0] < tidy[-1].end:
            continue
        tidy.append(NamedSpan(*bare, span.kind, span.score))
    limits = [*(span.start for span in tidy[1:]), len(text)]
    return [_take_head(text, span, limit) for span, limit in zip(tidy, limits, strict=False)]


def _take_head(text: str, span: NamedSpan, limit: int) -> NamedSpan:
    """Return a name with the head of the body that it opens: "Calderan" in "Calderan Army"."""
    following = _CAPITALISED.match(text, span.end, limit)
    if following is None or not is_organization_head(following.group()):
        return span
    return NamedSpan(span.start, following.end(), "organization", span.score)


def _is_name(written: str) -> bool:
    """Tell whether it can be a name: Latin names have a capital or a figure somewhere."""
    is_common = written.islower() and not any(char.isdigit() for char in written)
    return bool(fold_name(written)) and not is_common


def _start_with_article(text: str, span: NamedSpan) -> int:
    """Return where the name begins if "The" before it is a part of it: "told The Lantern"."""
    start = span.start - len(_ARTICLE)
    is_bare = span.kind in _BARE_KINDS or start < 0
    return span.start if is_bare or not has_own_article(text, start) else start


def add_repeats(text: str, spans: list[NamedSpan]) -> list[NamedSpan]:
    """Return the spans with those added where a surely tagged name stands again, untagged."""
    known: dict[str, NamedSpan] = {}
    for span in spans:
        name = text[span.start : span.end]
        if span.score >= _SURE and (name not in known or span.score > known[name].score):
            known[name] = span
    common = {word for word in set(_WORD.findall(text)) if word.islower()}
    by_first_word: dict[str, list[str]] = {}
    for name in sorted(known, key=lambda name: (-len(name), name)):
        first = _WORD.match(name)
        if first and _is_distinctive(name, common):
            by_first_word.setdefault(first.group(), []).append(name)
    found = _find_repeats(text, by_first_word)
    return list(_merge(spans, (NamedSpan(*at, known[name].kind, _SURE) for at, name in found)))


def _find_repeats(text: str, by_first_word: dict[str, list[str]]) -> Iterator[tuple[Span, str]]:
    taken = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < taken or word.group() not in by_first_word:
            continue
        for name in by_first_word[word.group()]:
            taken = start + len(name)
            if text.startswith(name, start) and not text[taken : taken + 1].isalnum():
                yield (start, taken), name
                break
        else:
            taken = start


def _is_distinctive(name: str, common: set[str]) -> bool:
    """Tell whether the name is hardly a common word: capitals, and never in small letters."""
    if not name[0].isupper() or len(name) < _SHORTEST_REPEATED:
        return " " in name or (is_shouted(name) and len(name) > _SHORTEST_ACRONYM)
    return " " in name or name.lower() not in common


def _merge(spans: list[NamedSpan], more: Iterable[NamedSpan]) -> Iterator[NamedSpan]:
    taken = iter(spans)
    current = next(taken, None)
    for extra in more:
        while current is not None and current.end <= extra.start:
            yield current
            current = next(taken, None)
        if current is None or extra.end <= current.start:
            yield extra
    while current is not None:
        yield current
        current = next(taken, None)
