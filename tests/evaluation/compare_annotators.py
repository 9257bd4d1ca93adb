"""Annotators side by side on the development sets, as `dateline annotate` would print them.

    DATELINE_DATA=... python tests/evaluation/compare_annotators.py default speed spacy:NAME

Names: exact spans in CoNLL's four classes, after they were made consistent over each document.
Claims: as in evaluate_claims.py. Speed: whole articles per CPU-second, names and claims together.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from evaluate_claims import measure, read_articles

from tasks.annotation.annotator import Annotator, AnnotatorError, load_annotator
from tasks.annotation.training.corpora import Document, read_entities
from tasks.annotation.training.evaluate import CLASS_OF, Scores

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
    started = time.process_time()
    claims = {a["text"]: annotator.annotate_text(a["text"], language="en").claims for a in articles}
    speed = len(articles) / (time.process_time() - started)
    tally = measure(articles, lambda a: [(c.claimant, c.content) for c in claims[a["text"]]])
    return {**names, **tally.figures(), "articles / CPU-s": speed}


def main() -> int:
    """Print a table: a row a figure, a column an annotator."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("annotators", nargs="*", default=["default", "speed"])
    parser.add_argument("--share", type=int, default=1, help="read every so-manieth document")
    options = parser.parse_args()
    columns = {}
    for name in options.annotators:
        try:
            annotator = load_annotator(name)
        except AnnotatorError as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        columns[name] = figures(annotator, Path(os.environ["DATELINE_DATA"]), options.share)
    print(f"{'':20}" + "".join(f"{Path(name).name[-16:]:>18}" for name in columns))
    for row in next(iter(columns.values()), {}):
        print(f"{row:20}" + "".join(f"{column[row]:18.1f}" for column in columns.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
