"""Annotators side by side on the development sets, as `dateline annotate` would print them.

    DATELINE_DATA=... python tests/evaluation/compare_annotators.py default speed spacy:NAME

Names: exact spans in CoNLL's four classes, after they were made consistent over each document.
Claims: as in evaluate_claims.py. Speed: whole articles per CPU-second, names and claims together, each
article's best of three passes in which the annotators take turns, so that other work on the machine
tells as little as can be.
"""

import argparse
import math
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from evaluate_claims import measure, read_articles

from tasks.annotation.annotator import Annotator, AnnotatorError, load_annotator
from tasks.annotation.training.corpora import Document, read_entities
from tasks.annotation.training.evaluate import CLASS_OF, Scores

_PASSES = 3
_MISCELLANEOUS = "MISC"  # every class of ours that CoNLL-2003 has no name for


def name_f1(annotator: Annotator, documents: Sequence[Document]) -> float:
    """Return the exact F1 of names over `documents`, in per cent."""
    scores = Scores()
    for document in documents:
        mentions = annotator.annotate_text(document.text, language="en").mentions
        found = {(m.start, m.end, CLASS_OF.get(m.type, _MISCELLANEOUS)) for m in mentions}
        scores.add({(s, e, CLASS_OF[label]) for s, e, label in document.spans}, found)
    return 100 * scores.f1("all")


def figures(annotator: Annotator, data: Path, share: int) -> dict[str, float]:
    """Return one annotator's figures by name; `share` reads every so-manieth document."""
    names = {
        f"names, {corpus}": name_f1(annotator, read_entities(data, corpus, "dev")[::share])
        for corpus in ("conll2003", "worldwide")
    }
    articles = read_articles()[::share]
    claims = {a["text"]: annotator.annotate_text(a["text"], language="en").claims for a in articles}
    tally = measure(articles, lambda a: [(c.claimant, c.content) for c in claims[a["text"]]])
    return {**names, **tally.figures()}


def speeds(annotators: Sequence[Annotator], texts: Sequence[str]) -> list[float]:
    """Return how many of `texts` each annotator reads in a CPU-second."""
    best = [[math.inf] * len(texts) for _ in annotators]
    for _ in range(_PASSES):
        for annotator, times in zip(annotators, best, strict=True):
            for at, text in enumerate(texts):
                started = time.process_time()
                annotator.annotate_text(text, language="en")
                times[at] = min(times[at], time.process_time() - started)
    return [len(texts) / sum(times) for times in best]


def main() -> int:
    """Print a table: a row a figure, a column an annotator."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("annotators", nargs="*", default=["default", "speed"])
    parser.add_argument("--share", type=int, default=1, help="read every so-manieth document")
    options = parser.parse_args()
    annotators = {}
    for name in options.annotators:
        try:
            annotators[name] = load_annotator(name)
        except AnnotatorError as error:
            print(f"left out: {error}", file=sys.stderr)
    data = Path(os.environ["DATELINE_DATA"])
    columns = {name: figures(one, data, options.share) for name, one in annotators.items()}
    texts = [article["text"] for article in read_articles()[:: options.share]]
    for name, speed in zip(annotators, speeds(list(annotators.values()), texts), strict=True):
        columns[name]["articles / CPU-s"] = speed
    print(f"{'':20}" + "".join(f"{Path(name).name[-16:]:>18}" for name in columns))
    for row in next(iter(columns.values()), {}):
        print(f"{row:20}" + "".join(f"{column[row]:18.1f}" for column in columns.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
