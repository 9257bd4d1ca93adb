"""Calibration: make a span's score the share of such spans that are right.

Platt's method (1999): a logistic curve from the raw score's log odds to being an exact match,
fitted for each label on dev articles. The reliability table beside it is made on the half that
the curve has not seen.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tasks.annotation.tagger import Tagger, log_odds
from tasks.annotation.training.corpora import (
    GROUP_OR_OTHER,
    Document,
    read_attributions,
    read_entities,
)
from tasks.annotation.training.evaluate import attribution_scores

Numbers = NDArray[np.float64]
Outcome = tuple[float, bool]  # raw score, whether the span was right
_BINS: Final = 10
_ROUNDS: Final = 30
_GAINS: Final = (0.0, 0.05, 0.1, 0.15)
_RIDGE: Final = 1e-3


def collect_outcomes(tagger: Tagger, documents: Sequence[Document]) -> dict[str, list[Outcome]]:
    """Return, by label, the score of every span found and whether the gold has exactly it."""
    outcomes: dict[str, list[Outcome]] = {}
    for document in documents:
        tagged = tagger.tag(document.text, document.sentences)
        found = tagged.attribution if document.corpus == "polnear" else tagged.mentions
        gold = set(document.spans)
        for span in found:
            names = [span.label]
            if span.label in ("group", "other"):
                names.append(GROUP_OR_OTHER)
            is_right = any((span.start, span.end, name) in gold for name in names)
            outcomes.setdefault(span.label, []).append((span.score, is_right))
    return outcomes


def dev_outcomes(tagger: Tagger, data: Path, half: int) -> dict[str, list[Outcome]]:
    """Return the outcomes on every other dev document, from document `half` (0 or 1) on."""
    documents = [
        *read_entities(data, "conll2003", "dev")[half::2],
        *read_entities(data, "worldwide", "dev")[half::2],
        *read_attributions(data, "dev")[half::2],
    ]
    return collect_outcomes(tagger, documents)


def find_outside_gain(tagger_with: Callable[[float], Tagger], data: Path) -> float:
    """Return the gain of O with the best exact F1 of source, cue and content, summed."""
    articles = read_attributions(data, "dev")
    totals = {}
    for gain in _GAINS:
        exact, _ = attribution_scores(tagger_with(gain), articles)
        totals[gain] = sum(exact.f1(role) for role in ("source", "cue", "content"))
    return max(totals, key=lambda gain: totals[gain])


def change_manifest(path: Path, outside_gain: float, calibration: dict[str, list[float]]) -> None:
    """Write the fitted values into a model folder's manifest."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["heads"]["polnear"]["outside_gain"] = outside_gain
    manifest["calibration"] = calibration
    path.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def fit_curves(outcomes: Mapping[str, Sequence[Outcome]]) -> dict[str, list[float]]:
    """Return slope and offset by label; the tagger must have had no calibration."""
    return {label: _fit(pairs) for label, pairs in outcomes.items()}


def _fit(pairs: Sequence[Outcome]) -> list[float]:
    """Fit a logistic curve by Newton's method, with Platt's smoothed targets."""
    odds = np.array([log_odds(score) for score, _ in pairs])
    right = np.array([is_right for _, is_right in pairs], np.float64)
    hits = right.sum()
    high, low = (hits + 1) / (hits + 2), 1 / (len(pairs) - hits + 2)
    target = np.where(right > 0, high, low)
    inputs: Numbers = np.stack([odds, np.ones_like(odds)], 1)
    weights = np.zeros(2)
    for _ in range(_ROUNDS):
        weights = _newton_step(inputs, target, weights)
    return [round(float(weight), 4) for weight in weights]


def _newton_step(inputs: Numbers, target: Numbers, weights: Numbers) -> Numbers:
    """Return better weights: Newton's step, halved until the loss goes down."""
    chance = 1 / (1 + np.exp(-inputs @ weights))
    slope = inputs.T @ (chance - target) + _RIDGE * weights
    curve = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + _RIDGE * np.eye(2)
    step = np.linalg.solve(curve, slope)
    before = _loss(inputs, target, weights)
    while _loss(inputs, target, weights - step) > before and np.abs(step).max() > 1e-6:
        step = step / 2
    return weights - step


def _loss(inputs: Numbers, target: Numbers, weights: Numbers) -> float:
    scores = inputs @ weights
    loss = np.logaddexp(0, scores) - target * scores
    return float(loss.sum() + _RIDGE / 2 * weights @ weights)


def reliability_table(outcomes: Mapping[str, Iterable[Outcome]]) -> str:
    """Return a Markdown table: for each tenth of the score, how many spans and how many right."""
    lines = ["| score | names | right | attribution spans | right |", "|---|---|---|---|---|"]
    attribution = [pair for name in ("source", "cue", "content") for pair in outcomes.get(name, ())]
    names = [
        pair
        for label, pairs in outcomes.items()
        if label not in ("source", "cue", "content")
        for pair in pairs
    ]
    for bin_ in range(_BINS):
        cells = [cell for pairs in (names, attribution) for cell in _bin_cells(pairs, bin_)]
        lines.append(f"| {bin_ / _BINS:.1f}–{(bin_ + 1) / _BINS:.1f} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _bin_cells(pairs: Sequence[Outcome], number: int) -> tuple[str, str]:
    inside = [
        right for score, right in pairs if min(_BINS - 1, math.floor(score * _BINS)) == number
    ]
    share = f"{100 * sum(inside) / len(inside):.0f} %" if inside else "–"
    return str(len(inside)), share
