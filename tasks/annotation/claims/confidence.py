"""How sure a claim is, as a share of right ones.

The geometric mean of a claim's parts is too sure of itself, so it is corrected after Platt
("Probabilistic outputs for support vector machines", 1999): logit of the probability = slope *
logit of the mean + offset, fitted on articles that neither tagger nor linking has learned from.

    python -m tasks.annotation.claims.confidence $DATELINE_DATA/claims/polnear/dev.jsonl [MODEL]
"""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, cast

from tasks.annotation.annotation import Span
from tasks.annotation.claims.attribution import find_attributions
from tasks.annotation.claims.layout import Part, Piece
from tasks.annotation.claims.linking import Attribution
from tasks.annotation.claims.ranking import WEIGHTS_FILE, load_weights
from tasks.annotation.quotation import find_quotations
from tasks.annotation.sentences import split_sentences
from tasks.annotation.tagger import Tagger, load_tagger

_EDGE: Final = 1e-6
_ROUNDS: Final = 4_000
_RATE: Final = 0.5
_ENOUGH: Final = 0.5  # overlap with a marked content, over union


def calibrate(mean: float) -> float:
    """Return the probability that a claim is right whose parts have this mean score."""
    weights = load_weights("confidence")
    return _logistic(weights["slope"] * _logit(mean) + weights["offset"])


def _logit(share: float) -> float:
    inside = min(max(share, _EDGE), 1 - _EDGE)
    return math.log(inside / (1 - inside))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def judge(article: dict[str, Any], tagger: Tagger) -> Iterable[tuple[float, bool]]:
    """Yield the mean score of each claim found in a marked article, and whether it is right."""
    text = article["text"]
    sentences, quotations = split_sentences(text), find_quotations(text)
    tagged = tagger.tag(text, sentences).attribution
    pieces = [Piece(s.start, s.end, cast("Part", s.label), s.score) for s in tagged]
    for found in find_attributions(text, sentences, quotations, pieces):
        yield found.confidence, any(_is_right(found, one) for one in article["attributions"])


def _is_right(found: Attribution, marked: dict[str, Any]) -> bool:
    ours, theirs = _characters(found.content), _characters(marked["content"])
    if len(ours & theirs) < _ENOUGH * len(ours | theirs):
        return False
    if not found.source or not marked["source"]:
        return not found.source and not marked["source"]
    return bool(_characters(found.source) & _characters(marked["source"]))


def _characters(spans: Iterable[Sequence[int] | Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def fit(judged: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """Return slope and offset of highest likelihood, by gradient ascent."""
    slope, offset = 1.0, 0.0
    inputs = [(_logit(mean), float(is_right)) for mean, is_right in judged]
    for _ in range(_ROUNDS):
        errors = [(x, y - _logistic(slope * x + offset)) for x, y in inputs]
        slope += _RATE * sum(x * error for x, error in errors) / len(inputs) / 4
        offset += _RATE * sum(error for _, error in errors) / len(inputs)
    return {"slope": round(slope, 3), "offset": round(offset, 3)}


def main(path: str, model: str = "tasks/annotation/models/default") -> None:
    """Fit the correction on the marked articles of a file; write it among the linking weights."""
    tagger = load_tagger(Path(model))
    articles = [json.loads(line) for line in Path(path).read_bytes().splitlines()]
    fitted = fit([verdict for article in articles for verdict in judge(article, tagger)])
    weights = json.loads(WEIGHTS_FILE.read_text("utf-8")) | {"confidence": fitted}
    WEIGHTS_FILE.write_text(
        json.dumps(weights, indent=0, sort_keys=True, ensure_ascii=False) + "\n", "utf-8"
    )
    sys.stdout.write(f"confidence: {fitted}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
