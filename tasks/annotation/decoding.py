"""From scores to spans: the best BIO sequence and how sure the model is of each span.

Viterbi decoding and forward-backward marginals of linear-chain conditional random fields, over
a batch of paragraphs and all heads of the model at once.
"""

from collections.abc import Iterator, Sequence
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
_ANOTHER_HEAD: Final = np.float32(-1e9)  # worse than any path that is forbidden throughout


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


class _Heads:
    """The transitions of several heads side by side, none from a tag of one to another's.

    `pairs` are scores, (tags of all heads, tags of all heads); `weights` their exponentials;
    `same_head` is one where two tags are of one head.
    """

    def __init__(self, heads: Sequence[Transitions]) -> None:
        self.tags = [head.tags for head in heads]
        ends = np.cumsum([len(head.tags) for head in heads])
        self.columns = [
            slice(end - len(head.tags), end) for end, head in zip(ends, heads, strict=True)
        ]
        self.same_head: Floats = np.zeros((ends[-1], ends[-1]), np.float32)
        self.pairs: Floats = np.full_like(self.same_head, _ANOTHER_HEAD)
        for columns, head in zip(self.columns, heads, strict=True):
            self.same_head[columns, columns] = 1
            self.pairs[columns, columns] = head.pairs
        self.weights: Floats = np.exp(self.pairs)
        self.starts: Floats = np.concatenate([head.starts for head in heads])

    def normal(self, values: Floats) -> Floats:
        """Return `values`, (..., tags of all heads), so that those of each head sum to 1."""
        normal: Floats = values / np.maximum(values @ self.same_head, np.float32(1e-30))
        return normal


def decode(
    blocks: Sequence[Floats], heads: Sequence[Transitions]
) -> list[tuple[list[Segment], ...]]:
    """Return for each block of text the segments of each head.

    A block is the (words, tags) scores of a stretch of text, the heads' tags side by side.
    """
    if not blocks:
        return []
    joint = _Heads(heads)
    found: list[tuple[list[Segment], ...]] = []
    for start in range(0, len(blocks), _TOGETHER):
        found.extend(_decode_together(blocks[start : start + _TOGETHER], joint))
    return found


def _decode_together(
    blocks: Sequence[Floats], heads: _Heads
) -> Iterator[tuple[list[Segment], ...]]:
    """Decode with the longest block first, so that each step works on those not yet at their end."""
    order = sorted(range(len(blocks)), key=lambda row: -len(blocks[row]))
    rows = _Rows([blocks[row] for row in order])
    paths = _best_paths(rows, heads)
    marginals = _marginals(rows, heads)
    sure = np.take_along_axis(marginals, paths, 2)
    place_of = {row: place for place, row in enumerate(order)}
    for row, block in enumerate(blocks):
        length, place = len(block), place_of[row]
        yield tuple(
            _segments(
                (paths[:length, place, head] - columns.start).tolist(),
                sure[:length, place, head].tolist(),
                tags,
            )
            for head, (columns, tags) in enumerate(zip(heads.columns, heads.tags, strict=True))
        )


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


def _best_paths(rows: _Rows, heads: _Heads) -> Integers:
    """Return the (words, blocks, heads) tags of the best path of each block (Viterbi 1967)."""
    into = np.ascontiguousarray(heads.pairs.T)
    best = rows.scores.copy()  # of the paths that end in each tag
    best[0] += heads.starts
    # (tags before, blocks, tags): a maximum over the first axis is much the fastest
    buffer = np.empty((len(into), *best.shape[1:]), np.float32)
    for word in range(1, len(best)):
        active = rows.active[word]
        options = buffer[:, :active]
        np.add(best[word - 1, :active].T[:, :, None], heads.pairs[:, None], out=options)
        best[word, :active] += np.maximum.reduce(options, 0)
    paths = np.zeros((*best.shape[:2], len(heads.tags)), np.int64)
    for head, columns in enumerate(heads.columns):
        last = best[rows.lengths - 1, np.arange(best.shape[1]), columns]
        paths[rows.lengths - 1, np.arange(best.shape[1]), head] = last.argmax(1) + columns.start
    for word in range(len(best) - 1, 0, -1):
        active = rows.active[word]
        options = best[word - 1, :active, None] + into[paths[word, :active]]
        paths[word - 1, :active] = options.argmax(2)
    return paths


def _marginals(rows: _Rows, heads: _Heads) -> Floats:
    """Return (words, blocks, tags) probabilities of each tag at each word (forward-backward).

    Both directions run side by side: backward is forward over the turned block.
    """
    steps = np.stack((heads.weights, heads.weights.T))
    weights = np.exp(rows.scores - _highest(rows.scores, heads))
    both = np.stack((weights, rows.turned(weights)))
    # What the words before say of a tag, the word's own score not yet counted in.
    given = np.ones_like(both)
    given[0, 0] *= np.exp(heads.starts)
    for word in range(1, len(rows.active)):
        active = rows.active[word]
        seen = given[:, word - 1, :active] * both[:, word - 1, :active]
        given[:, word, :active] = heads.normal(seen @ steps)
    return heads.normal(given[0] * weights * rows.turned(given[1]))


def _highest(scores: Floats, heads: _Heads) -> Floats:
    """Return the highest score of its head beside each score."""
    highest = np.empty_like(scores)
    for columns in heads.columns:
        highest[:, :, columns] = scores[:, :, columns].max(2, keepdims=True)
    return highest


def _segments(path: Sequence[int], sure: Sequence[float], tags: Sequence[str]) -> list[Segment]:
    """Return the segments of one path; the score is the least sure of the words, bounds included."""
    inside = {tag: tags.index(f"I-{name[2:]}") for tag, name in enumerate(tags) if name[0] == "B"}
    segments = []
    for start, tag in enumerate(path):
        if tag not in inside:
            continue
        end = start + 1
        while end < len(path) and path[end] == inside[tag]:
            end += 1
        segments.append(Segment(start, end, tags[tag][2:], min(sure[start:end])))
    return segments
