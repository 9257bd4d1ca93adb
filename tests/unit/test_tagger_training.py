"""How training text is made: corpora set back into running text, and names swapped."""

import json
import random
from pathlib import Path

from tasks.annotation.training.augment import change_words, swap_names
from tasks.annotation.training.calibrate import fit_curves, reliability_table
from tasks.annotation.training.corpora import Document, read_attributions, read_cases, read_entities
from tasks.annotation.training.evaluate import Scores
from tasks.annotation.words import split_words

TOKENS = [
    '"',
    "We",
    "ca",
    "n't",
    "wait",
    ",",
    '"',
    "said",
    "Ana",
    "Ruiz",
    "of",
    "U.N.",
    "(",
    "NY",
    ")",
    ".",
]
TAGS = ["O"] * 8 + ["B-PER", "I-PER", "O", "B-ORG", "O", "B-LOC", "O", "O"]


def corpus(folder: Path, lines: list[dict[str, object]]) -> Path:
    path = folder / "entities" / "conll2003" / "train.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return folder


def test_tokens_become_text_as_it_would_be_printed(tmp_path: Path) -> None:
    data = corpus(tmp_path, [{"doc": "a", "sent": 0, "tokens": TOKENS, "tags": TAGS}])
    (document,) = read_entities(data, "conll2003", "train")
    assert document.text == '"We can\'t wait," said Ana Ruiz of U.N. (NY).'
    assert [(document.text[s:e], label) for s, e, label in document.spans] == [
        ("Ana Ruiz", "person"),
        ("U.N.", "organization"),
        ("NY", "place"),
    ]


def test_a_document_keeps_its_sentences_apart_and_in_order(tmp_path: Path) -> None:
    lines = [
        {"doc": "a", "sent": n, "tokens": [word, "."], "tags": ["O", "O"]}
        for n, word in enumerate(("One", "Two", "Three", "Four"))
    ]
    (document,) = read_entities(corpus(tmp_path, lines), "conll2003", "train")
    sentences = [document.text[start:end] for start, end in document.sentences]
    assert sentences == ["One.", "Two.", "Three.", "Four."]


def test_an_attribution_gives_each_of_its_pieces_once(tmp_path: Path) -> None:
    text = "“We wait,” he said. “We hope.”"
    attribution = {"source": [[11, 13]], "cue": [[14, 18]], "content": [[0, 10], [20, 30]]}
    path = tmp_path / "claims" / "polnear" / "train.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"text": text, "attributions": [attribution, attribution]}))
    (document,) = read_attributions(tmp_path, "train")
    assert [(text[s:e], label) for s, e, label in document.spans] == [
        ("“We wait,”", "content"),
        ("he", "source"),
        ("said", "cue"),
        ("“We hope.”", "content"),
    ]


def named_document() -> Document:
    text = "Trump met Clinton in Ohio. Trump said Clinton lied."
    spans = ((27, 32, "source"), (33, 37, "cue"), (38, 50, "content"))
    return Document("polnear", text, ((0, 26), (27, 51)), spans)


def test_a_swapped_name_is_the_same_all_through_and_the_spans_follow() -> None:
    swapped = [swap_names(named_document(), random.Random(seed)) for seed in range(40)]
    assert any(document.text != named_document().text for document in swapped)
    for document in swapped:
        words = document.text.split()
        assert words[0] == words[5]
        (source, cue, content) = (document.text[s:e] for s, e, _ in document.spans)
        assert (source, cue) == (words[0], "said")
        assert content == document.text[document.text.index("said") + 5 : -1]
        assert [document.text[e - 1] for _, e in document.sentences] == [".", "."]


def test_the_same_seed_swaps_the_same_names() -> None:
    one, two = (swap_names(named_document(), random.Random(7)) for _ in range(2))
    assert one == two


def test_changed_casing_moves_no_word() -> None:
    document = named_document()
    words = split_words(document.text, document.sentences)
    for seed in range(60):
        changed = change_words(words, random.Random(seed))
        places = [[(w.start, w.end, w.spelling) for w in sentence] for sentence in changed]
        assert places == [[(w.start, w.end, w.spelling) for w in sentence] for sentence in words]


def test_exact_scores_count_only_spans_that_agree_in_bounds_and_label() -> None:
    scores = Scores()
    scores.add({(0, 3, "cue"), (5, 9, "source")}, {(0, 3, "cue"), (5, 8, "source")})
    assert (scores.f1("cue"), scores.f1("source"), scores.f1("all")) == (1.0, 0.0, 0.5)


def test_calibration_brings_overconfident_scores_down() -> None:
    rng = random.Random(3)
    outcomes = {"cue": [(0.95, rng.random() < 0.6) for _ in range(800)] + [(0.2, False)] * 50}
    slope, offset = fit_curves(outcomes)["cue"]
    odds = slope * 2.944 + offset  # the log odds of 0.95
    assert -0.2 < odds - 0.405 < 0.2  # those of 0.6


def test_the_reliability_table_counts_every_span() -> None:
    table = reliability_table({"cue": [(1.0, True), (0.0, False)], "person": [(0.55, True)]})
    rows = [line.split("|")[2:6] for line in table.splitlines()[2:]]
    assert sum(int(row[0]) for row in rows) == 1
    assert sum(int(row[2]) for row in rows) == 2


def test_every_hard_case_marks_whole_words_of_its_text() -> None:
    for case in read_cases():
        assert "{" not in case.text
        assert "|" not in case.text
        for start, end, label in case.spans:
            assert label in {"person", "organization", "place", "group", "other"}
            assert not (case.text[start - 1 : start] + case.text[end : end + 1]).isalnum()
            assert case.text[start:end].strip() == case.text[start:end]
