"""Articles with nearly the same text: one wire story in forty papers is one story.

Candidates are signatures that agree in a band of values (locality-sensitive hashing, Indyk and
Motwani 1998), so a night costs what it and its signatures cost, not their product. A candidate is
then judged by the share of word pairs that both signatures together estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tasks.extraction.text_signature import VALUES, TextSignature, read_signature

# 128 bands of 3 values: two texts that share a third of their pairs, as after 30 % of the words
# were replaced, miss each other in every band once in a hundred times.
_ROWS = 3
_BANDS = VALUES // _ROWS
_LEAST_JACCARD = 0.27
# Tables of results share their form from week to week.
_LEAST_JACCARD_OF_TABLES = 0.47
# The shorter text stands in the longer one: a copy cut down to its first paragraphs.
_LEAST_CONTAINMENT = 0.6
_LEAST_JACCARD_OF_A_CUT = 0.12
_RECENT_AT_ONCE = 2048
# Two bytes agree by chance as often.
_BY_CHANCE = 1 / 256

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]


def group_duplicates(
    new: Sequence[tuple[str, str | None]], recent: Iterable[tuple[str, str, str]]
) -> dict[str, str]:
    """Group id by article id of `new`: the id of the earliest article with nearly the same text.

    `new` holds (id, signature) with the earliest first, the signature None where the text is too
    short to compare; `recent` (id, group id, signature) of earlier nights, read once as a stream.
    An article joins the group of the one it is closest to; one without a twin is its own group.
    Deterministic; memory grows with `new` only, time with `new` and `recent` added up.
    """
    read = {place: s for place, (_, text) in enumerate(new) if text and (s := read_signature(text))}
    index = _Index(list(read.values()))
    best = _closest_among_recent(recent, index)
    groups = {article_id: article_id for article_id, _ in new}
    ids = [new[place][0] for place in read]
    for place, signature in enumerate(read.values()):
        closest, group = best.get(place, (0.0, ids[place]))
        # In ascending order: of two that are as close, the earlier.
        for other, likeness in index.find_alike(signature):
            if other < place and likeness > closest:
                closest, group = likeness, groups[ids[other]]
        groups[ids[place]] = group
    return groups


def _closest_among_recent(
    recent: Iterable[tuple[str, str, str]], index: _Index
) -> dict[int, tuple[float, str]]:
    """Likeness and group of the closest earlier article, by place in the index."""
    best: dict[int, tuple[float, str]] = {}
    for group, signature in _candidates(recent, index):
        for place, likeness in index.find_alike(signature):
            closest = best.get(place, (0.0, ""))
            if likeness > closest[0] or (likeness == closest[0] and group < closest[1]):
                best[place] = (likeness, group)
    return best


def _candidates(
    recent: Iterable[tuple[str, str, str]], index: _Index
) -> Iterator[tuple[str, TextSignature]]:
    """Group and signature of the few that may be like an article of the index."""
    stream = iter(recent)
    while rows := list(islice(stream, _RECENT_AT_ONCE)):
        read = [(group, s) for _, group, text in rows if (s := read_signature(text)) is not None]
        yield from (read[place] for place in index.find_touched([s.values for _, s in read]))


class _Index:
    """Signatures by the bands of their values. `places` number them in the order given."""

    def __init__(self, signatures: Sequence[TextSignature]) -> None:
        self._values = _stack([s.values for s in signatures])
        self._shingles = np.array([s.shingles for s in signatures], dtype=np.float64)
        self._is_tabular = np.array([s.is_tabular for s in signatures], dtype=np.bool_)
        keys = _band_keys(self._values).ravel()
        order = np.argsort(keys, kind="stable")
        self._keys, self._places = keys[order], order // _BANDS

    def find_touched(self, values: Sequence[Bytes]) -> Places:
        """Which of `values` share a band with any signature of the index."""
        if not len(self._keys):
            return np.empty(0, dtype=np.intp)
        keys = _band_keys(_stack(values))
        at = np.searchsorted(self._keys, keys)
        is_met = self._keys[np.minimum(at, len(self._keys) - 1)] == keys
        return np.flatnonzero(is_met.any(axis=1))

    def find_alike(self, signature: TextSignature) -> Iterator[tuple[int, float]]:
        """Places, ascending, of the signatures like this one, and how like (0 to 1)."""
        keys = _band_keys(signature.values[None, :])[0]
        starts, ends = (np.searchsorted(self._keys, keys, side) for side in ("left", "right"))
        met = [self._places[a:b] for a, b in zip(starts, ends, strict=True) if a < b]
        if not met:
            return
        places = np.unique(np.concatenate(met))
        likeness = self._judge(places, signature)
        alike = likeness > 0
        yield from zip(places[alike].tolist(), likeness[alike].tolist(), strict=True)

    def _judge(self, places: Places, signature: TextSignature) -> NDArray[np.float64]:
        """Jaccard's index, or containment where that says more; 0 when neither is enough."""
        agreed = (self._values[places] == signature.values).mean(axis=1)
        jaccard = np.maximum(0.0, (agreed - _BY_CHANCE) / (1 - _BY_CHANCE))
        sizes = self._shingles[places]
        shared = jaccard * (sizes + signature.shingles) / (1 + jaccard)
        contained = np.minimum(1.0, shared / np.minimum(sizes, signature.shingles))
        is_cut = (contained >= _LEAST_CONTAINMENT) & (jaccard >= _LEAST_JACCARD_OF_A_CUT)
        is_tabular = self._is_tabular[places] | signature.is_tabular
        prose = (jaccard >= _LEAST_JACCARD) | is_cut
        is_alike = np.where(is_tabular, jaccard >= _LEAST_JACCARD_OF_TABLES, prose)
        return np.where(is_alike, np.maximum(jaccard, contained / 2), 0.0)


def _stack(values: Sequence[Bytes]) -> Bytes:
    return np.stack(values) if values else np.empty((0, VALUES), dtype=np.uint8)


def _band_keys(values: Bytes) -> NDArray[np.uint32]:
    """One number a signature and band: the band's own number above its three bytes."""
    first, second, third = np.moveaxis(values.reshape(-1, _BANDS, _ROWS).astype(np.uint32), 2, 0)
    numbers = np.arange(_BANDS, dtype=np.uint32)
    keys: NDArray[np.uint32] = ((numbers * 256 + first) * 256 + second) * 256 + third
    return keys
