"""Fits the linking weights on articles with marked attributions.

    python -m tasks.annotation.claims.fitting $DATELINE_DATA/claims/polnear/train.jsonl

Takes about a minute; the same articles give the same weights.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from tasks.annotation.claims.layout import Layout, Part, Piece
from tasks.annotation.claims.link_features import LinkFeatures
from tasks.annotation.claims.linking import find_candidates
from tasks.annotation.claims.ranking import NONE, WEIGHTS_FILE
from tasks.annotation.quotation import find_quotations
from tasks.annotation.sentences import split_sentences

Numbers = np.ndarray[Any, np.dtype[Any]]  # integer indices or float weights, by the name
_TASKS: Final[dict[str, tuple[Part, Part]]] = {
    "cue_of_content": ("content", "cue"),
    "source_of_cue": ("cue", "source"),
    "source_of_content": ("content", "source"),
}
_SEED: Final = 20261123
_SHARES_LEFT_OUT: Final = (0.0, 0.15, 0.3)
_HALF: Final = 0.5
_RAREST: Final = 5  # a feature seen less often is left out
_PENALTY: Final = 0.5
_ROUNDS: Final = 200
_RATE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision of the training articles: features of each candidate, and the right one."""

    candidates: tuple[tuple[str, ...], ...]
    answer: int  # len(candidates) where none of them is right


def read_choices(articles: Sequence[dict[str, Any]], task: str) -> Iterator[Choice]:
    """Yield the decisions of `task` in articles of PolNeAR's shape (text, attributions).

    Each article is read as marked, then with pieces left out at random, because a tagger leaves
    out some: so the ranker learns when the right piece is not among the candidates.
    """
    chance = random.Random(_SEED)  # noqa: S311 - not for secrets
    for share in _SHARES_LEFT_OUT:
        for article in articles:
            owners = {
                piece: ids
                for piece, ids in mark_pieces(article).items()
                if chance.random() >= (_HALF if _is_blind(task, piece) else share)
            }
            yield from _read_article(lay_out(article["text"], owners), owners, task)


def _is_blind(task: str, piece: Piece) -> bool:
    """Tell whether the task is for contents whose cue was not seen."""
    return task == "source_of_content" and piece.part == "cue"


def _read_article(layout: Layout, owners: dict[Piece, set[str]], task: str) -> Iterator[Choice]:
    anchor_part, part = _TASKS[task]
    links = LinkFeatures(layout)
    for anchor in layout.pieces:
        if anchor.part != anchor_part or (task == "source_of_content" and _has_cue(anchor, owners)):
            continue
        candidates = find_candidates(layout, anchor, part)
        right = [bool(owners[anchor] & owners[candidate]) for candidate in candidates]
        yield Choice(
            tuple(tuple(links.describe(anchor, other)) for other in candidates),
            right.index(True) if True in right else len(candidates),
        )


def _has_cue(content: Piece, owners: dict[Piece, set[str]]) -> bool:
    return any(p.part == "cue" and owners[p] & owners[content] for p in owners)


def mark_pieces(article: dict[str, Any]) -> dict[Piece, set[str]]:
    """Return the marked pieces of an article, and the attributions that each belongs to."""
    owners: dict[Piece, set[str]] = {}
    parts: tuple[Part, ...] = ("source", "cue", "content")
    for attribution in article["attributions"]:
        for part in parts:
            for start, end in attribution[part]:
                owners.setdefault(Piece(start, end, part), set()).add(attribution["id"])
    return owners


def lay_out(text: str, pieces: Iterable[Piece]) -> Layout:
    """Return where the pieces stand in the text."""
    return Layout(text, split_sentences(text), find_quotations(text), pieces)


def fit(choices: list[Choice]) -> dict[str, float]:
    """Return the weights of highest penalised likelihood, by gradient ascent with momentum."""
    seen = Counter(name for c in choices for features in c.candidates for name in features)
    names = [NONE, *sorted(name for name, count in seen.items() if count >= _RAREST)]
    index = {name: position for position, name in enumerate(names)}
    rows: list[int] = []
    columns: list[int] = []
    groups: list[int] = []
    answers: list[int] = []
    row = 0
    for group, choice in enumerate(choices):
        answers.append(row + choice.answer)
        for features in (*choice.candidates, (NONE,)):
            for name in features:
                if name in index:
                    rows.append(row)
                    columns.append(index[name])
            groups.append(group)
            row += 1
    arrays = (np.array(column) for column in (rows, columns, groups, answers))
    weights = _climb(*arrays, size=len(names))
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def _climb(
    rows: Numbers, columns: Numbers, groups: Numbers, answers: Numbers, *, size: int
) -> Numbers:
    weights, momentum, scale = np.zeros(size), np.zeros(size), np.zeros(size)
    target = np.zeros(len(groups))
    target[answers] = 1.0
    for step in range(1, _ROUNDS + 1):
        scores = np.bincount(rows, weights[columns], minlength=len(groups))
        highest = np.full(groups[-1] + 1, -np.inf)
        np.maximum.at(highest, groups, scores)
        odds = np.exp(scores - highest[groups])
        probabilities = odds / np.bincount(groups, odds)[groups]
        error = (target - probabilities)[rows]
        gradient = np.bincount(columns, error, minlength=size) - _PENALTY * weights
        momentum = 0.9 * momentum + 0.1 * gradient
        scale = 0.99 * scale + 0.01 * gradient**2
        corrected = momentum / (1 - 0.9**step)
        weights += _RATE * 0.2 * corrected / (np.sqrt(scale / (1 - 0.99**step)) + 1e-8)
    return weights


def main(paths: list[str]) -> None:
    """Fit every task on the articles in `paths` and write the weights beside this file."""
    articles = [json.loads(line) for path in paths for line in Path(path).read_bytes().splitlines()]
    fitted = {task: fit(list(read_choices(articles, task))) for task in _TASKS}
    weights = json.loads(WEIGHTS_FILE.read_text("utf-8")) | fitted
    WEIGHTS_FILE.write_text(
        json.dumps(weights, indent=0, sort_keys=True, ensure_ascii=False) + "\n", "utf-8"
    )
    sys.stdout.write(f"{sum(map(len, fitted.values()))} weights written to {WEIGHTS_FILE.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
