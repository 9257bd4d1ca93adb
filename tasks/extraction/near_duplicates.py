"""Articles with nearly the same text: one wire story in forty papers is one story.

Candidates come from MinHash signatures over pairs of neighbouring words (Broder 1997), banded so
that a copy with three in ten words changed is still met; every candidate is then verified on the
pairs themselves. Only the night's articles are indexed; earlier ones stream past.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rensa import RMinHash, RMinHashLSH

# CJK writes without spaces: there, each character is a word.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
# 85 bands of 3: copies of Jaccard .32 (30 % of the words changed) are met 19 times in 20.
_ROWS, _BANDS = 3, 85
_PERMUTATIONS = _ROWS * _BANDS
_SEED = 20261120
_LEAST_JACCARD = 0.25
# The shorter text stands in the longer one: a copy cut down to its first paragraphs.
_LEAST_CONTAINMENT = 0.6
_LEAST_SHINGLES = 20


def group_duplicates(
    new: Sequence[tuple[str, str]], recent: Iterable[tuple[str, str, str]]
) -> dict[str, str]:
    """Group id by article id of `new`: the id of the earliest article with nearly the same text.

    `new` holds (id, text) with the earliest first; `recent` (id, group id, text) of earlier nights,
    read once as a stream. An article without a twin is its own group. Texts too short to compare
    join nobody. Deterministic; memory grows with `new` only.
    """
    shingles = [_shingles(text) for _, text in new]
    signatures = [_signature(s) for s in shingles]
    index = RMinHashLSH(threshold=_LEAST_JACCARD, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    for place, signature in enumerate(signatures):
        if len(shingles[place]) >= _LEAST_SHINGLES:
            index.insert(place, signature)
    best = _matches_among_recent(recent, shingles, index)
    groups: dict[str, str] = {}
    for place, (article_id, _) in enumerate(new):
        closest, group = best.get(place, (0.0, article_id))
        if len(shingles[place]) >= _LEAST_SHINGLES:
            for other in sorted(index.query(signatures[place])):
                likeness = _likeness(shingles[place], shingles[other]) if other < place else 0.0
                if likeness > closest:
                    closest, group = likeness, groups[new[other][0]]
        groups[article_id] = group
    return groups


def _matches_among_recent(
    recent: Iterable[tuple[str, str, str]], shingles: list[set[str]], index: RMinHashLSH
) -> dict[int, tuple[float, str]]:
    """Likeness and group of the closest earlier article, by place in the night."""
    best: dict[int, tuple[float, str]] = {}
    for _, group, text in recent:
        theirs = _shingles(text)
        if len(theirs) < _LEAST_SHINGLES:
            continue
        for place in index.query(_signature(theirs)):
            likeness = _likeness(shingles[place], theirs)
            closest = best.get(place, (0.0, ""))
            if likeness > closest[0] or (likeness == closest[0] > 0 and group < closest[1]):
                best[place] = (likeness, group)
    return best


def _shingles(text: str) -> set[str]:
    """Pairs of neighbouring words; pairs of two short words, which any two texts share, left out."""
    words = _WORD.findall(text.casefold())
    return {f"{a} {b}" for a, b in pairwise(words) if len(a) > 3 or len(b) > 3 or a > "\u3040"}


def _signature(shingles: set[str]) -> RMinHash:
    signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    signature.update(sorted(shingles))
    return signature


def _likeness(one: set[str], other: set[str]) -> float:
    """Jaccard's index, or containment where that says more; 0 when neither is enough."""
    shared = len(one & other)
    jaccard = shared / (len(one) + len(other) - shared)
    contained = shared / min(len(one), len(other))
    if jaccard >= _LEAST_JACCARD or contained >= _LEAST_CONTAINMENT:
        return max(jaccard, contained / 2)
    return 0.0
