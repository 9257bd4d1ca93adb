"""Trains the model that tells an article's lines from captions, teasers, forms and comments.

    DATELINE_DATA=... python tests/evaluation/train_line_model.py [--cross-validate]

It learns from the tuned half of the outlets (see evaluate_text.py) and never sees the other. With
--cross-validate it prints text F1 of outlets left out of training, in five folds, and writes
nothing; without, it writes tasks/extraction/blocks/line_model.json. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from evaluate_text import Gold, overlap, read_set, shingles
from sklearn.ensemble import HistGradientBoostingClassifier
from trafilatura import load_html

import tasks.extraction.blocks
from tasks.extraction.blocks.features import Matrix, describe_kept, witnesses_of
from tasks.extraction.blocks.judge import LEAST_PROBABILITY
from tasks.extraction.blocks.lines import places_of
from tasks.extraction.blocks.segment import Block, cut_blocks
from tasks.extraction.charset import decode_page
from tasks.extraction.metadata.signals import read_signals
from tasks.extraction.site import find_site_name
from tasks.extraction.text import read_candidates
from tasks.extraction.text_key import key_of
from tasks.extraction.title import find_title

SETS = ("scrapinghub", "fundus-eval", "fundus-multi", "naeb")
FOLDS = 5
TREES, LEAVES, RATE = 100, 8, 0.07
# Pages whose gold and text have hardly anything in common teach the wrong thing.
LEAST_PRECISION = 0.4


@dataclass(frozen=True)
class Lesson:
    """A page: its lines, the blocks they are, what is known of these, and which are the gold's."""

    name: str
    fold: int
    gold: str
    lines: list[str]
    places: list[int | None]
    table: Matrix
    labels: list[int]
    weights: list[float]


def read_lesson(name: str, page: Gold) -> Lesson | None:
    """None for a page without lines or without gold."""
    tree = load_html(decode_page(page.body))
    if tree is None or not page.text:
        return None
    signals = read_signals(tree, page.url)
    title = find_title(signals, find_site_name(signals))
    found = read_candidates(signals, title)
    blocks = cut_blocks(tree)
    places = places_of(found.lines, blocks)
    kept = [place for place in places if place is not None]
    if not kept:
        return None
    table = describe_kept(blocks, kept, witnesses_of(title, found.body, found.shown))
    labels, weights = label([blocks[place] for place in kept], page.text)
    outlet = (urlsplit(page.url or "").hostname or page.page_id).removeprefix("www.")
    fold = hashlib.sha256(f"{outlet}x".encode()).digest()[1] % FOLDS
    return Lesson(name, fold, page.text, found.lines, places, table, labels, weights)


def label(blocks: Sequence[Block], gold: str) -> tuple[list[int], list[float]]:
    """1 for a block of the gold text, and its weight: its share of the page, halves counting little."""
    wanted, lines = set(shingles(gold)), {key_of(line) for line in gold.splitlines()}
    words = spaced(gold)
    size = max(60, shingles(gold).total())
    labels, weights = [], []
    for block in blocks:
        own = shingles(block.text)
        count = own.total()
        if block.key in lines:
            is_gold, sure = True, 1.0
        elif count and len(next(iter(own))) == 4:
            share = sum(n for shingle, n in own.items() if shingle in wanted) / count
            is_gold, sure = share > 0.5, max(0.1, abs(share - 0.5) * 2)
        else:
            is_gold = False
            sure = 0.3 if spaced(block.text) in words else 1.0
        labels.append(int(is_gold))
        weights.append(100 * min(0.5, count * sure / size))
    return labels, weights


def spaced(text: str) -> str:
    """The words with single blanks between and around them."""
    return " " + " ".join(re.findall(r"\w+", text)) + " "


def fit(lessons: Sequence[Lesson]) -> HistGradientBoostingClassifier:
    """The trees; deterministic on one machine."""
    clear = [le for le in lessons if overlap("\n".join(le.lines), le.gold)[0] >= LEAST_PRECISION]
    table = np.vstack([lesson.table for lesson in clear])
    labels = np.concatenate([lesson.labels for lesson in clear])
    weights = np.concatenate([lesson.weights for lesson in clear])
    model = HistGradientBoostingClassifier(
        max_iter=TREES, max_leaf_nodes=LEAVES, learning_rate=RATE, min_samples_leaf=30,
        l2_regularization=10.0, max_features=0.3, early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(table[weights > 0], labels[weights > 0], sample_weight=weights[weights > 0])


def without_foreign(lesson: Lesson, model: HistGradientBoostingClassifier) -> str:
    """The page's text as the model would leave it."""
    kept = [place for place in lesson.places if place is not None]
    chances = dict(zip(kept, model.predict_proba(lesson.table)[:, 1], strict=True))
    return "\n".join(
        line
        for line, place in zip(lesson.lines, lesson.places, strict=True)
        if place is None or chances[place] >= LEAST_PROBABILITY
    )


def cross_validate(lessons: Sequence[Lesson]) -> None:
    """Prints macro precision, recall and their F1 by set, without the model and with it."""
    left = {}
    for fold in range(FOLDS):
        model = fit([lesson for lesson in lessons if lesson.fold != fold])
        for lesson in (le for le in lessons if le.fold == fold):
            left[id(lesson)] = without_foreign(lesson, model)
    for name in SETS:
        own = [lesson for lesson in lessons if lesson.name == name]
        for what, texts in (
            ("without", ["\n".join(lesson.lines) for lesson in own]),
            ("with", [left[id(lesson)] for lesson in own]),
        ):
            pairs = [overlap(text, le.gold) for text, le in zip(texts, own, strict=True)]
            precision, recall = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
            f1 = 2 * precision * recall / (precision + recall)
            print(f"{name:14} {len(own):4} {what:8} {f1:.3f} {precision:.3f} {recall:.3f}")


def export(model: HistGradientBoostingClassifier) -> dict[str, object]:
    """The trees as lists of numbers, padded to one width; a leaf is its own child."""
    trees = [stages[0].nodes for stages in model._predictors]
    width = max(len(nodes) for nodes in trees)
    rows: dict[str, list[list[float]]] = {
        name: [] for name in ("feature", "threshold", "left", "right", "value")
    }
    for nodes in trees:
        pad = [0] * (width - len(nodes))
        leaf = [bool(node["is_leaf"]) for node in nodes]
        own = list(range(len(nodes)))
        pairs = list(zip(nodes, leaf, own, strict=True))
        rows["feature"].append(
            [0 if is_leaf else int(n["feature_idx"]) for n, is_leaf, _ in pairs] + pad
        )
        rows["threshold"].append(
            [0 if is_leaf else _below(n["num_threshold"]) for n, is_leaf, _ in pairs] + pad
        )
        rows["left"].append([i if is_leaf else int(n["left"]) for n, is_leaf, i in pairs] + pad)
        rows["right"].append([i if is_leaf else int(n["right"]) for n, is_leaf, i in pairs] + pad)
        rows["value"].append(
            [round(float(n["value"]), 5) if is_leaf else 0 for n, is_leaf, _ in pairs] + pad
        )
    depth = max(int(nodes["depth"].max()) for nodes in trees)
    return {"start": float(model._baseline_prediction.ravel()[0]), "depth": depth, **rows}


def _below(threshold: float) -> float:
    """The threshold in 32 bits, six digits being what the features need."""
    return float(f"{threshold:.6g}")


def main() -> None:
    """Trains and writes, or cross-validates and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--cross-validate", action="store_true", help="print figures, write nothing"
    )
    options = parser.parse_args()
    root = Path(os.environ["DATELINE_DATA"]) / "pages"
    pages = [
        (name, page) for name in SETS for page in read_set(root / name) if page.half == "tuned"
    ]
    lessons = [lesson for name, page in pages if (lesson := read_lesson(name, page)) is not None]
    print(f"{len(lessons)} pages, {sum(len(lesson.labels) for lesson in lessons)} lines")
    if options.cross_validate:
        cross_validate(lessons)
        return
    model = export(fit(lessons))
    folder = Path(next(iter(tasks.extraction.blocks.__path__)))
    (folder / "line_model.json").write_text(
        json.dumps(model, separators=(",", ":")) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
