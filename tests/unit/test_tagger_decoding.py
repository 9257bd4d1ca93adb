"""Decoding: the best sequence that BIO allows, and probabilities that add up."""

from itertools import pairwise, product

import numpy as np
import pytest

from tasks.annotation.decoding import (
    ATTRIBUTION_TAGS,
    Floats,
    Transitions,
    bio_tags,
    decode,
    forbidden_starts,
    forbidden_transitions,
)

TAGS = bio_tags(("cue", "content"))


def some_transitions(seed: int) -> Transitions:
    rng = np.random.default_rng(seed)
    size = len(TAGS)
    pairs = rng.normal(size=(size, size)).astype(np.float32)
    return Transitions.of(TAGS, pairs, rng.normal(size=size).astype(np.float32))


def all_paths(scores: Floats, transitions: Transitions) -> list[tuple[float, tuple[int, ...]]]:
    """Weigh every allowed path by enumeration, as a check on the recursion."""
    paths = []
    bad, bad_start = forbidden_transitions(TAGS), forbidden_starts(TAGS)
    for path in product(range(len(TAGS)), repeat=len(scores)):
        if bad_start[path[0]] or any(bad[a][b] for a, b in pairwise(path)):
            continue
        total = transitions.starts[path[0]] + sum(scores[i, t] for i, t in enumerate(path))
        total += sum(transitions.pairs[a, b] for a, b in pairwise(path))
        paths.append((float(total), path))
    return paths


def as_segments(path: tuple[int, ...]) -> list[tuple[int, int, str]]:
    names = [TAGS[tag] for tag in path]
    starts = [at for at, name in enumerate(names) if name.startswith("B-")]
    found = []
    for start in starts:
        end = start + 1
        while end < len(names) and names[end] == f"I-{names[start][2:]}":
            end += 1
        found.append((start, end, names[start][2:]))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_the_path_found_is_the_best_of_all(seed: int) -> None:
    transitions = some_transitions(seed)
    scores = np.random.default_rng(seed + 99).normal(scale=2, size=(5, 5)).astype(np.float32)
    _, best = max(all_paths(scores, transitions))
    ((found,),) = decode([scores], [transitions])
    assert [(s.first, s.last, s.label) for s in found] == as_segments(best)


@pytest.mark.parametrize("seed", range(4))
def test_a_one_word_segment_scores_its_share_of_all_paths(seed: int) -> None:
    transitions = some_transitions(seed)
    scores = np.random.default_rng(seed).normal(scale=2, size=(4, 5)).astype(np.float32)
    paths = all_paths(scores, transitions)
    total = sum(np.exp(weight) for weight, _ in paths)
    for segment in decode([scores], [transitions])[0][0]:
        shares = []
        for at in range(segment.first, segment.last):
            tag = TAGS.index(("B-" if at == segment.first else "I-") + segment.label)
            shares.append(sum(np.exp(w) for w, path in paths if path[at] == tag) / total)
        assert segment.score == pytest.approx(min(shares), abs=1e-4)


def test_windows_of_other_lengths_beside_it_change_nothing() -> None:
    transitions = some_transitions(3)
    rng = np.random.default_rng(5)
    windows = [rng.normal(scale=2, size=(n, 5)).astype(np.float32) for n in (1, 9, 4)]
    together = decode(windows, [transitions])
    for window, (found,) in zip(windows, together, strict=True):
        ((alone,),) = decode([window], [transitions])
        assert [(s.first, s.last, s.label) for s in alone] == [
            (s.first, s.last, s.label) for s in found
        ]
        assert [s.score for s in alone] == pytest.approx([s.score for s in found], abs=1e-5)


def test_heads_side_by_side_find_what_each_finds_alone() -> None:
    """The scores lie far apart: a head must not borrow from the other."""
    heads = [some_transitions(1), some_transitions(2)]
    rng = np.random.default_rng(7)
    windows = [rng.normal(scale=2, size=(n, 10)).astype(np.float32) for n in (12, 3)]
    for window in windows:
        window[:, 5:] -= 60
    for window, found in zip(windows, decode(windows, heads), strict=True):
        for head, columns, own in zip(heads, (slice(5), slice(5, 10)), found, strict=True):
            ((alone,),) = decode([window[:, columns]], [head])
            assert [(s.first, s.last, s.label) for s in alone] == [
                (s.first, s.last, s.label) for s in own
            ]
            assert [s.score for s in alone] == pytest.approx([s.score for s in own], abs=1e-4)


def test_nothing_to_decode_is_nothing_found() -> None:
    assert decode([], [some_transitions(0)]) == []


def test_the_tags_are_those_of_source_cue_and_content() -> None:
    assert ATTRIBUTION_TAGS[0] == "O"
    assert {tag[2:] for tag in ATTRIBUTION_TAGS[1:]} == {"source", "cue", "content"}
