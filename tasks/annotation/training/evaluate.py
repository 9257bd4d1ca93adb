"""How good a model folder is: exact F1 of names and attributions on the dev sets, and speed."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tasks.annotation.tagger import Tagger
from tasks.annotation.training.corpora import (
    GROUP_OR_OTHER,
    Document,
    Span,
    read_attributions,
    read_entities,
)
from tasks.annotation.words import split_words

CLASS_OF: Final = {
    "person": "PER",
    "organization": "ORG",
    "place": "LOC",
    "group": "MISC",
    "other": "MISC",
    GROUP_OR_OTHER: "MISC",
}
FOUR_CLASSES: Final = frozenset(CLASS_OF.values())
BOTH: Final = ("conll", "worldwide")


@dataclass(slots=True)
class Counts:
    """True positives, predictions and gold items of one label."""

    hits: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.found + self.gold
        return 2 * self.hits / total if total else 0.0


@dataclass(slots=True)
class Scores:
    """Counts by label, and the sum of all under `all`."""

    labels: dict[str, Counts] = field(default_factory=dict)

    def add(self, gold: Iterable[Span], found: Iterable[Span]) -> None:
        """Count one document's exact matches of (start, end, label)."""
        wanted, given = Counter(gold), Counter(found)
        for items, name in ((wanted & given, "hits"), (given, "found"), (wanted, "gold")):
            for (_, _, label), number in items.items():
                for key in (label, "all"):
                    counts = self.labels.setdefault(key, Counts())
                    setattr(counts, name, getattr(counts, name) + number)

    def f1(self, label: str) -> float:
        """Return the label's F1, 0 where it never occurs."""
        return self.labels.get(label, Counts()).f1


def mention_scores(
    tagger: Tagger,
    documents: Sequence[Document],
    conventions: Sequence[str],
    classes: frozenset[str] = FOUR_CLASSES,
) -> Scores:
    """Return exact scores in those of CoNLL's four classes that the corpus has."""
    scores = Scores()
    for document in documents:
        tagged = tagger.tag_with(document.text, document.sentences, conventions)
        found = {(span.start, span.end, CLASS_OF[span.label]) for span in tagged.mentions}
        scores.add(
            {(start, end, CLASS_OF[label]) for start, end, label in document.spans},
            {span for span in found if span[2] in classes},
        )
    return scores


def attribution_scores(tagger: Tagger, documents: Sequence[Document]) -> tuple[Scores, Scores]:
    """Return exact scores of source, cue and content pieces, and scores of their words."""
    exact, by_word = Scores(), Scores()
    for document in documents:
        tagged = tagger.tag(document.text, document.sentences).attribution
        found = [(span.start, span.end, span.label) for span in tagged]
        exact.add(document.spans, found)
        words = split_words(document.text, document.sentences)
        starts = [word.start for sentence in words for word in sentence]
        by_word.add(_covered(starts, document.spans), _covered(starts, found))
    return exact, by_word


def _covered(starts: Sequence[int], spans: Iterable[Span]) -> set[Span]:
    return {(at, at, label) for first, last, label in spans for at in starts if first <= at < last}


def articles_per_second(tagger: Tagger, documents: Sequence[Document]) -> float:
    """Return whole articles tagged per CPU-second of this process."""
    started = time.process_time()
    for document in documents:
        tagger.tag(document.text, document.sentences)
    return len(documents) / (time.process_time() - started)


def evaluate_model(tagger: Tagger, data: Path, share: int = 1) -> dict[str, float]:
    """Return the dev figures by name, F1 in per cent; `share` reads every so-manieth document."""
    figures: dict[str, float] = {}
    for name, own in (("conll2003", "conll"), ("worldwide", "worldwide")):
        documents = read_entities(data, name, "dev")[::share]
        for title, conventions in ((f"{own} head", (own,)), ("both heads", BOTH)):
            scores = mention_scores(tagger, documents, conventions)
            figures[f"{name} entities F1, {title}"] = 100 * scores.f1("all")
            if title == "both heads":
                for label in sorted(FOUR_CLASSES):
                    figures[f"{name} {label} F1, {title}"] = 100 * scores.f1(label)
    finance = read_entities(data, "finer_ord", "dev")[::share]
    scores = mention_scores(tagger, finance, BOTH, FOUR_CLASSES - {"MISC"})
    figures["finer_ord entities F1 (three classes), both heads"] = 100 * scores.f1("all")
    articles = read_attributions(data, "dev")[::share]
    exact, by_word = attribution_scores(tagger, articles)
    for role in ("source", "cue", "content"):
        figures[f"polnear {role} exact F1"] = 100 * exact.f1(role)
    figures["polnear content token F1"] = 100 * by_word.f1("content")
    figures["articles per CPU-second"] = articles_per_second(tagger, articles)
    return figures


def format_table(figures: Mapping[str, float]) -> str:
    """Return the figures as lines of a Markdown table."""
    lines = ["| dev set and measure | value |", "|---|---|"]
    lines += [f"| {name} | {value:.1f} |" for name, value in figures.items()]
    return "\n".join(lines)
