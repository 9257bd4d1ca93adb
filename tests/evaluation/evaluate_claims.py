"""Measures attributed claims on PolNeAR's development articles.

    DATELINE_DATA=... python tests/evaluation/evaluate_claims.py [--gold-spans] [--model DIR]

A relation is right when its content overlaps a marked content by at least half (characters, over
union) and its source overlaps the marked source, or neither has one (Newell et al. 2018 mark
the articles). `speaker` is the share of right sources among right contents.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.annotation.annotation import Claim, Span
from tasks.annotation.annotator import load_annotator
from tasks.annotation.claims.fitting import lay_out, mark_pieces
from tasks.annotation.claims.linking import link_pieces

Relation = tuple[tuple[Span, ...], tuple[Span, ...]]  # source, content
Annotate = Callable[[dict[str, Any]], Iterable[Relation]]
_ENOUGH = 0.5


@dataclass
class Tally:
    """Counts over articles: what was marked, what was found, and what of both agrees."""

    marked: int = 0
    found: int = 0
    contents_right: int = 0
    contents_exact: int = 0
    relations_right: int = 0
    sources_marked: int = 0
    sources_found: int = 0
    sources_exact: int = 0

    def add(self, marked: Sequence[Relation], found: Sequence[Relation]) -> None:
        """Count one article."""
        self.marked += len(marked)
        self.found += len(found)
        for source, content in found:
            best = max(marked, key=lambda other: overlap(content, other[1]), default=None)
            if best is None or overlap(content, best[1]) < _ENOUGH:
                continue
            self.contents_right += 1
            self.relations_right += agree(source, best[0])
        self.contents_exact += len({c for _, c in found} & {c for _, c in marked})
        for count, relations in (("sources_marked", marked), ("sources_found", found)):
            setattr(self, count, getattr(self, count) + len({s for s, _ in relations if s}))
        self.sources_exact += len({s for s, _ in found if s} & {s for s, _ in marked if s})

    def figures(self) -> dict[str, float]:
        """Return the figures in per cent."""
        precision = 100 * self.relations_right / max(1, self.found)
        recall = 100 * self.relations_right / max(1, self.marked)
        return {
            "relation P": precision,
            "relation R": recall,
            "relation F1": 2 * precision * recall / max(1e-9, precision + recall),
            "content F1": 200 * self.contents_right / max(1, self.found + self.marked),
            "content exact F1": 200 * self.contents_exact / max(1, self.found + self.marked),
            "source exact F1": 200
            * self.sources_exact
            / max(1, self.sources_found + self.sources_marked),
            "speaker": 100 * self.relations_right / max(1, self.contents_right),
        }


def overlap(one: Iterable[Span], other: Iterable[Span]) -> float:
    """Return the intersection over union of two sets of spans, in characters."""
    first = {at for start, end in one for at in range(start, end)}
    second = {at for start, end in other for at in range(start, end)}
    return len(first & second) / max(1, len(first | second))


def agree(one: Sequence[Span], other: Sequence[Span]) -> bool:
    """Tell whether two sources overlap, or both are empty."""
    return (not one and not other) or overlap(one, other) > 0


def measure(articles: Iterable[dict[str, Any]], annotate: Annotate) -> Tally:
    """Return the counts of `annotate` over `articles`."""
    tally = Tally()
    for article in articles:
        marked = [
            tuple(tuple((s, e) for s, e in attribution[part]) for part in ("source", "content"))
            for attribution in article["attributions"]
        ]
        tally.add([(source, content) for source, content in marked], list(annotate(article)))
    return tally


def link_gold(article: dict[str, Any]) -> Iterable[Relation]:
    """Return the relations that linking makes of the marked spans: linking alone."""
    layout = lay_out(article["text"], mark_pieces(article))
    return [(found.source, found.content) for found in link_pieces(layout)]


def read_articles(split: str = "dev") -> list[dict[str, Any]]:
    """Return PolNeAR's articles of a split from the data folder."""
    path = Path(os.environ["DATELINE_DATA"]) / "claims" / "polnear" / f"{split}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def main() -> None:
    """Print the figures, one a line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--gold-spans", action="store_true", help="measure linking alone")
    parser.add_argument("--model", default="default", help="annotator's name or directory")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--limit", type=int, default=None)
    options = parser.parse_args()
    articles = read_articles(options.split)[: options.limit]
    annotate = link_gold if options.gold_spans else _annotate_with(options.model)
    before = time.process_time()
    found = {article["text"]: list(annotate(article)) for article in articles}
    seconds = time.process_time() - before
    tally = measure(articles, lambda article: found[article["text"]])
    for name, figure in tally.figures().items():
        print(f"{name:18} {figure:5.1f}")
    print(f"{'articles / CPU-s':18} {len(articles) / seconds:5.1f}")


def _annotate_with(model: str) -> Annotate:
    annotator = load_annotator(model)

    def annotate(article: dict[str, Any]) -> Iterable[Relation]:
        claims: Iterable[Claim] = annotator.annotate_text(article["text"], language="en").claims
        return [(claim.claimant, claim.content) for claim in claims]

    return annotate


if __name__ == "__main__":
    main()
