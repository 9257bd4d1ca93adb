"""The small model that ships beside the default one: the same promises, less time."""

from itertools import chain
from pathlib import Path

import pytest

from tasks.annotation.annotator import MODELS_FOLDER, Annotator, load_annotator
from tasks.annotation.sentences import split_sentences
from tasks.annotation.tagger import load_tagger

REPORT = (
    "“We will rebuild the pier,” Mayor Ines Calloway told reporters in Porto Alto on Monday.\n\n"
    "The Harbour Authority said that work would start in May."
)


@pytest.fixture(scope="module")
def speed() -> Annotator:
    return load_annotator("speed")


def test_it_says_who_said_what(speed: Annotator) -> None:
    said = {claim.claimant_name: claim.text for claim in speed.annotate_text(REPORT).claims}
    assert said["Ines Calloway"] == "“We will rebuild the pier,”"
    assert "Harbour Authority" in said


def test_rows_tell_it_from_the_default_model(speed: Annotator) -> None:
    assert speed.model.partition("@")[0] == "dateline-tagger-en-speed"
    assert speed.model != load_annotator("default").model


def test_both_models_are_small_enough_to_ship() -> None:
    for folder in (MODELS_FOLDER / "default", MODELS_FOLDER / "speed"):
        assert sum(file.stat().st_size for file in folder.iterdir()) < 25_000_000


def test_each_model_has_a_card_that_names_its_revision() -> None:
    for folder in sorted(path for path in Path(MODELS_FOLDER).iterdir() if path.is_dir()):
        assert load_tagger(folder).revision in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["A", "“”", "🙂 👩‍👩‍👧 said 🙂", "“No,” قال الوزير “yes”", "x" * 5_000]
)
def test_odd_texts_come_out_with_right_offsets(speed: Annotator, text: str) -> None:
    annotation = speed.annotate_text(text, language="en")
    assert all(text[m.start : m.end] == m.text for m in annotation.mentions)
    spans = chain.from_iterable((*c.claimant, *c.cue, *c.content) for c in annotation.claims)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_the_same_text_gives_the_same_result_beside_any_other() -> None:
    tagger = load_tagger(MODELS_FOLDER / "speed")
    alone = tagger.tag(REPORT, split_sentences(REPORT))
    tagger.tag("Another text. " * 300, split_sentences("Another text. " * 300))
    assert tagger.tag(REPORT, split_sentences(REPORT)) == alone
