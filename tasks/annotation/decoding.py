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
    """Decode with the longest block first, so that each step works on those not yet at their end."""
    order = sorted(range(len(blocks)), key=lambda row: -len(blocks[row]))
    rows = _Rows([blocks[row] for row in order])
    paths = _best_paths(rows, transitions)
    marginals = _marginals(rows, transitions)
    found: list[list[Segment]] = [[] for _ in blocks]
    for place, row in enumerate(order):
        length = len(blocks[row])
        path, marginal = paths[:length, place], marginals[:length, place]
        found[row] = _segments(path, marginal, transitions.tags)
    return found


class _Rows:
    """Blocks as columns of one array: `scores` is (words, blocks, tags), zero after their ends."""

    def __init__(self, blocks: Sequence[Floats]) -> None:
        """`blocks` come longest first."""
        self.lengths = np.array([len(block) for block in blocks])
        self.scores = np.zeros((len(blocks[0]), len(blocks), blocks[0].shape[1]), np.float32)
        for column, block in enumerate(blocks):
            self.scores[: len(block), column] = block
        words = np.arange(len(blocks[0]))
        self.active: list[int] = (self.lengths[:, None] > words).sum(0).tolist()

    def turned(self, values: Floats) -> Floats:
        """Return `values` (words, blocks, tags) with every block read from its end."""
        places = np.maximum(self.lengths - 1 - np.arange(len(values))[:, None], 0)
        turned: Floats = np.take_along_axis(values, places[:, :, None], 0)
        return turned


def _best_paths(rows: _Rows, transitions: Transitions) -> Integers:
    """Return the (words, blocks) tags of the best path of each block (Viterbi 1967)."""
    words, blocks, tags = rows.scores.shape
    into = np.ascontiguousarray(transitions.pairs.T)
    best = rows.scores[0] + transitions.starts
    came_from = np.zeros((words, blocks, tags), np.int64)
    for word in range(1, words):
        active = rows.active[word]
        options = best[:active, None] + into
        came_from[word, :active] = options.argmax(2)
        best[:active] = options.max(2) + rows.scores[word, :active]
    paths = np.zeros((words, blocks), np.int64)
    tag = best.argmax(1)
    columns = np.arange(blocks)
    for word in range(words - 1, -1, -1):
        active = rows.active[word]
        paths[word, :active] = tag[:active]
        tag[:active] = came_from[word, columns[:active], tag[:active]]
    return paths


def _marginals(rows: _Rows, transitions: Transitions) -> Floats:
    """Return (words, blocks, tags) probabilities of each tag at each word (forward-backward).

    Both directions run side by side: backward is forward over the turned block.
    """
    pairs = np.exp(transitions.pairs)
    steps = np.stack((pairs, pairs.T))
    weights = np.exp(rows.scores - rows.scores.max(2, keepdims=True))
    both = np.stack((weights, rows.turned(weights)))
    # What the words before say of a tag, the word's own score not yet counted in.
    given = np.ones_like(both)
    given[0, 0] *= np.exp(transitions.starts)
    for word in range(1, len(rows.active)):
        active = rows.active[word]
        seen = given[:, word - 1, :active] * both[:, word - 1, :active]
        given[:, word, :active] = _normal(seen @ steps)
    return _normal(given[0] * weights * rows.turned(given[1]))


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
