"""From scores to spans: the best BIO sequence and how sure the model is of each span.

Viterbi decoding and forward-backward marginals of a linear-chain conditional random field, over
a batch of paragraphs at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


def bio_tags(labels: Sequence[str]) -> tuple[str, ...]:
    """Return O and the B- and I- tags of `labels`, the order the model's scores have."""
    return ("O", *(f"{part}-{label}" for label in labels for part in "BI"))


MENTION_TAGS: Final = bio_tags(("person", "organization", "place", "group", "other"))
ATTRIBUTION_TAGS: Final = bio_tags(("source", "cue", "content"))
_TOGETHER: Final = 256  # blocks decoded as one batch
_FORBIDDEN: Final = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Segment:
    """Words `first` to `last` (half-open) under one label, with the model's confidence."""

    first: int
    last: int
    label: str
    score: float


def forbidden_transitions(tags: Sequence[str]) -> list[list[bool]]:
    """Return which tag (column) cannot follow which (row): I-x follows B-x or I-x alone."""
    return [
        [after.startswith("I-") and before[1:] != after[1:] for after in tags] for before in tags
    ]


def forbidden_starts(tags: Sequence[str]) -> list[bool]:
    """Return which tags cannot open a window."""
    return [tag.startswith("I-") for tag in tags]


@dataclass(frozen=True, slots=True)
class Transitions:
    """Scores of a tag after a tag, (tags, tags), and at the start, (tags,); forbidden ones low."""

    tags: tuple[str, ...]
    pairs: Floats
    starts: Floats

    @classmethod
    def of(cls, tags: Sequence[str], pairs: Floats, starts: Floats) -> "Transitions":
        """Return the learned scores with the forbidden transitions put in."""
        return cls(
            tuple(tags),
            np.where(np.array(forbidden_transitions(tags)), _FORBIDDEN, pairs).astype(np.float32),
            np.where(np.array(forbidden_starts(tags)), _FORBIDDEN, starts).astype(np.float32),
        )


def decode(blocks: Sequence[Floats], transitions: Transitions) -> list[list[Segment]]:
    """Return the segments of each block of text, given its (words, tags) scores."""
    found: list[list[Segment]] = []
    for start in range(0, len(blocks), _TOGETHER):
        found.extend(_decode_together(blocks[start : start + _TOGETHER], transitions))
    return found


def _decode_together(blocks: Sequence[Floats], transitions: Transitions) -> list[list[Segment]]:
    lengths = np.array([len(block) for block in blocks])
    scores = np.zeros((len(blocks), int(lengths.max()), len(transitions.tags)), np.float32)
    for row, block in zip(scores, blocks, strict=True):
        row[: len(block)] = block
    paths = _best_paths(scores, lengths, transitions)
    marginals = _marginals(scores, lengths, transitions)
    return [
        _segments(path[:length], marginal, transitions.tags)
        for path, marginal, length in zip(paths, marginals, lengths.tolist(), strict=True)
    ]


def _best_paths(scores: Floats, lengths: Integers, transitions: Transitions) -> Integers:
    batch, words, tags = scores.shape
    best = scores[:, 0] + transitions.starts
    came_from = np.zeros((batch, words, tags), np.int64)
    stay = np.arange(tags)
    for word in range(1, words):
        options = best[:, :, None] + transitions.pairs
        is_inside = (word < lengths)[:, None]
        came_from[:, word] = np.where(is_inside, options.argmax(1), stay)
        best = np.where(is_inside, options.max(1) + scores[:, word], best)
    paths = np.zeros((batch, words), np.int64)
    tag = best.argmax(1)
    rows = np.arange(batch)
    for word in range(words - 1, -1, -1):
        paths[:, word] = tag
        tag = came_from[rows, word, tag]
    return paths


def _marginals(scores: Floats, lengths: Integers, transitions: Transitions) -> Floats:
    """Return (batch, words, tags) probabilities of each tag at each word."""
    batch, words, tags = scores.shape
    pairs = np.exp(transitions.pairs)
    weights = np.exp(scores - scores.max(2, keepdims=True))
    forward = np.empty((batch, words, tags), np.float32)
    forward[:, 0] = _normal(weights[:, 0] * np.exp(transitions.starts))
    for word in range(1, words):
        forward[:, word] = _normal((forward[:, word - 1] @ pairs) * weights[:, word])
    backward = np.ones((batch, words, tags), np.float32)
    for word in range(words - 2, -1, -1):
        ahead = _normal((backward[:, word + 1] * weights[:, word + 1]) @ pairs.T)
        backward[:, word] = np.where((word + 1 < lengths)[:, None], ahead, np.float32(1))
    return _normal(forward * backward)


def _normal(values: Floats) -> Floats:
    totals = values.sum(-1, keepdims=True)
    normal: Floats = values / np.maximum(totals, np.float32(1e-30))
    return normal


def _segments(path: Integers, marginals: Floats, tags: Sequence[str]) -> list[Segment]:
    """Return the segments of one path; the score is the least sure of the words, bounds included."""
    names = [tags[tag] for tag in path.tolist()]
    segments = []
    start = -1
    for at, name in enumerate([*names, "O"]):
        if start >= 0 and not name.startswith("I-"):
            sure = marginals[np.arange(start, at), path[start:at]].min()
            segments.append(Segment(start, at, names[start][2:], float(sure)))
            start = -1
        if name.startswith("B-"):
            start = at
    return segments
