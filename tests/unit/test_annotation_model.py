"""The annotator of the shipped model, end to end."""

from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest

from tasks.annotation.annotation import Annotation
from tasks.annotation.annotator import Annotator, load_annotator

ARTICLE = (
    "GENEVA, Switzerland – Negotiators said on Thursday that the pause would begin at noon.\n\n"
    "“We have a window,” said Sigrun Halvorsdal, the Norrhaven diplomat who carried the drafts. "
    "“Peace is a larger house.”\n\n"
    "Foreign Minister Ilana Moravec denied that her army had shelled the town. "
    "She told reporters that the guns could be moved by Sunday.\n\n"
    "The Defence Ministry has yet to confirm whether the order was received."
)


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return load_annotator()


@pytest.fixture(scope="module")
def annotation(annotator: Annotator) -> Annotation:
    return annotator.annotate_text(ARTICLE)


def test_it_says_who_said_what(annotation: Annotation) -> None:
    speakers = {claim.claimant_name for claim in annotation.claims}
    assert {"Sigrun Halvorsdal", "Ilana Moravec"} <= speakers
    quoted = next(claim for claim in annotation.claims if claim.kind == "direct")
    assert quoted.text == "“We have a window,” … “Peace is a larger house.”"
    assert quoted.claimant_role == "Norrhaven diplomat"


def test_it_says_how_firmly(annotation: Annotation) -> None:
    firmness = {
        ARTICLE[slice(*claim.cue[0])]: (claim.is_negated, claim.certainty)
        for claim in annotation.claims
        if claim.cue
    }
    assert firmness["denied"] == (True, "certain")
    assert firmness["told"] == (False, "possible")


def test_it_names_the_city_of_the_dateline(annotation: Annotation) -> None:
    (geneva,) = (entity for entity in annotation.entities if entity.name == "Geneva")
    assert geneva.type == "place"
    assert annotation.mentions[0].entity == geneva.key


def test_threads_give_the_same_as_one_after_another(annotator: Annotator) -> None:
    texts = [ARTICLE, ARTICLE[90:], "Nobody said anything.", ARTICLE * 3]
    one_by_one = [annotator.annotate_text(text, language="en") for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda t: annotator.annotate_text(t, language="en"), texts))
    assert together == one_by_one


@pytest.mark.parametrize(
    "text",
    [
        "A",
        "“”",
        "🙂 👩‍👩‍👧 said 🙂",
        "“No,” قال الوزير “yes”",
        "\u200f\u202e\ud800 said",
        "!" * 5_000,
    ],
)
def test_odd_texts_come_out_with_right_offsets(annotator: Annotator, text: str) -> None:
    annotation = annotator.annotate_text(text, language="en")
    assert annotation.is_annotated
    for mention in annotation.mentions:
        assert text[mention.start : mention.end] == mention.text
    spans = chain.from_iterable((*c.claimant, *c.cue, *c.content) for c in annotation.claims)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_another_language_is_left_out_with_a_reason(annotator: Annotator) -> None:
    annotation = annotator.annotate_text("La ministra dijo que no.", language="es")
    assert not annotation.is_annotated
    assert annotation.outcome == 'language "es": no model configured'
    assert annotation.sentences


def test_the_model_is_loaded_once(annotator: Annotator) -> None:
    assert load_annotator("default") is load_annotator("default")
    assert annotator.model.count("@") == 1
