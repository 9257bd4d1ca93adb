# ruff: noqa: SIM905 - words read best as running text
"""Whatever the text and the tagger's spans, the annotation holds together."""

import random
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.annotation.annotate_spans import annotate_spans
from tasks.annotation.annotation import Annotation
from tasks.annotation.claims.layout import Part, Piece
from tasks.annotation.entities.mentions import NamedSpan
from tasks.annotation.sentences import split_sentences

_PARTS: Final[tuple[Part, ...]] = ("source", "cue", "content")
_KINDS: Final = ("person", "organization", "place", "group", "other")
_NEWS: Final = (
    "GENEVA – Foreign Minister Ilana Moravec, 61, said on Friday that “the guns” would go. "
    "‘They told us the same in May,’ she added.\n\nThe World Grain Council (WGC) denied it, "
    "which officials’ aides rejected. “We have flour.\n\n“We need peace,” Moravec said. "
).split(" ")
_texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(_NEWS), max_size=60).map(" ".join),
    st.text("“”\"'‘’«»„, \n.aA", max_size=80),
    st.text("🙂👩‍👩‍👧مرحبا שלום é\u0301\u200f\ud800 .", max_size=80),
)


def annotate_at_random(text: str, seed: int, spans: int = 40) -> Annotation:
    """Annotate with spans thrown at the text: what no tagger does can do no harm."""
    chance = random.Random(seed)

    def throw(longest: int) -> tuple[int, int]:
        start = chance.randrange(len(text))
        return start, min(len(text), start + chance.randint(1, longest))

    names, pieces = [], set()
    for _ in range(spans if text else 0):
        names.append(NamedSpan(*throw(30), chance.choice(_KINDS), chance.random()))
        pieces.add(Piece(*throw(120), chance.choice(_PARTS), chance.random()))
    return annotate_spans(
        text, "en", split_sentences(text), names=names, pieces=pieces, model="chance"
    )


@given(_texts, st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_offsets_slice_to_what_they_stand_for(text: str, seed: int) -> None:
    annotation = annotate_at_random(text, seed)
    for mention in annotation.mentions:
        assert text[mention.start : mention.end] == mention.text
    for claim in annotation.claims:
        assert claim.text == " … ".join(text[start:end] for start, end in claim.content)
        for start, end in (*claim.claimant, *claim.cue, *claim.content):
            assert 0 <= start < end <= len(text)


@given(_texts, st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_mentions_and_claims_name_entities_that_are_there(text: str, seed: int) -> None:
    annotation = annotate_at_random(text, seed)
    entities = {entity.key: entity for entity in annotation.entities}
    assert len(entities) == len(annotation.entities)
    assert {mention.entity for mention in annotation.mentions} == set(entities)
    for mention in annotation.mentions:
        assert entities[mention.entity].type == mention.type
    for claim in annotation.claims:
        assert (claim.entity is None) == (claim.claimant_name is None)
        assert claim.entity is None or entities[claim.entity].name == claim.claimant_name
        assert 0 <= claim.confidence <= 1


@given(_texts, st.integers(0, 2**32))
@settings(max_examples=50, deadline=None)
def test_mentions_are_in_order_and_apart(text: str, seed: int) -> None:
    mentions = annotate_at_random(text, seed).mentions
    for before, after in pairwise(mentions):
        assert before.end <= after.start


@given(_texts, st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_the_same_input_gives_the_same_annotation(text: str, seed: int) -> None:
    assert annotate_at_random(text, seed) == annotate_at_random(text, seed)


@pytest.mark.parametrize("text", ["", "A", "“”", '"', "🙂", "\n\n\n", "’" * 500, "“" * 500])
def test_the_least_of_texts_is_annotated(text: str) -> None:
    assert annotate_at_random(text, 1).is_annotated


def test_a_text_of_200_000_words_is_annotated() -> None:
    chance = random.Random(5)
    text = " ".join(chance.choices(_NEWS, k=200_000))
    annotation = annotate_at_random(text, 7, spans=8_000)
    assert annotation.mentions[-1].end <= len(text)
    assert len(annotation.claims) > 100
