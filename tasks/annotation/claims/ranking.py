"""A linear ranker: which candidate, if any, belongs to an anchor.

A conditional logit (McFadden 1974): each candidate's score is the sum of the weights of its
features, "none of them" competes with a weight of its own, and a softmax gives probabilities.
The weights are fitted by `fitting.py` and shipped beside this file.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

WEIGHTS_FILE: Final = Path(__file__).with_name("link_weights.json")
NONE: Final = "none of them"

Weights = Mapping[str, float]


def rank(weights: Weights, candidates: Sequence[Iterable[str]]) -> list[float]:
    """Return the probability of each candidate, then that of none: they sum to 1."""
    weight = weights.get
    scores = [sum([weight(name, 0.0) for name in features]) for features in candidates]
    scores.append(weights.get(NONE, 0.0))
    highest = max(scores)
    odds = [math.exp(score - highest) for score in scores]
    total = sum(odds)
    return [odd / total for odd in odds]


@cache
def load_weights(task: str) -> Weights:
    """Return the shipped weights of a task, such as `cue_of_content` or `source_of_cue`."""
    weights: dict[str, dict[str, float]] = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    return weights[task]
