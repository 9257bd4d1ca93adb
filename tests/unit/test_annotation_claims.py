"""Tagged sources, cues and contents made into claims."""

import re

import pytest

from tasks.annotation.annotate_spans import annotate_spans
from tasks.annotation.annotation import Claim
from tasks.annotation.claims.layout import Part, Piece
from tasks.annotation.claims.wording import find_certainty, is_negated
from tasks.annotation.entities.mentions import NamedSpan
from tasks.annotation.sentences import split_sentences

_MARK = re.compile(r"\[([pogsct]) |\]")
_PARTS: dict[str, Part] = {"s": "source", "c": "cue", "t": "content"}
_KINDS = {"p": "person", "o": "organization", "g": "place"}


def claims_of(marked: str) -> tuple[Claim, ...]:
    """Annotate a text in which "[s NAME]" marks a source, c a cue, t a content, p o g names."""
    text, opened = "", []
    names: list[NamedSpan] = []
    pieces: list[Piece] = []
    at = 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark.group(1):
            opened.append((mark.group(1), len(text)))
            continue
        letter, start = opened.pop()
        if letter in _PARTS:
            pieces.append(Piece(start, len(text), _PARTS[letter]))
        else:
            names.append(NamedSpan(start, len(text), _KINDS[letter], 0.9))
    text += marked[at:]
    return annotate_spans(
        text, "en", split_sentences(text), names=names, pieces=pieces, model="marked"
    ).claims


def test_a_quotation_interrupted_by_she_said_is_one_claim() -> None:
    (claim,) = claims_of(
        "[t “The pause,”] [s [p Ana Ruiz]] [c said], [t “is all we have.”] Nobody replied."
    )
    assert claim.text == "“The pause,” … “is all we have.”"
    assert (claim.kind, claim.claimant_name) == ("direct", "Ana Ruiz")


def test_a_quotation_that_goes_on_in_the_next_paragraph_is_one_claim() -> None:
    (claim,) = claims_of(
        "[t “We need flour,”] [s [p Ana Ruiz]] [c said]. [t “Every family does.]\n\n"
        "[t “If the pause holds, we will talk.”]\n\nThe market was shut."
    )
    assert len(claim.content) == 3


def test_each_content_goes_with_the_cue_beside_it() -> None:
    first, second = claims_of(
        "[s [p Ana Ruiz]] [c said] [t that the road was open], but [s [p Bo Lind]] [c denied] "
        "[t that lorries had passed]."
    )
    assert (first.claimant_name, second.claimant_name) == ("Ana Ruiz", "Bo Lind")
    assert (first.is_negated, second.is_negated) == (False, True)


def test_one_source_serves_two_claims() -> None:
    first, second = claims_of(
        "[s The [o Finance Ministry]] [c said] [t prices had slowed] but [c warned] "
        "[t that wages had not]."
    )
    assert first.claimant_name == second.claimant_name == "Finance Ministry"


def test_a_pronoun_means_the_last_speaker() -> None:
    claims = claims_of(
        "[s Minister [p Ilana Moravec]] [c said] [t the guns would go]. "
        "[t “The winter is closing the roads,”] [s she] [c said]."
    )
    assert [claim.claimant_name for claim in claims] == ["Ilana Moravec"] * 2
    assert claims[1].claimant_role == "Minister"


def test_a_pronoun_after_an_unnamed_speaker_names_nobody() -> None:
    claims = claims_of(
        "[p Ana Ruiz] had left. [s A spokeswoman] [c said] [t the road was open]. "
        "[s She] [c added] [t that it was icy]."
    )
    assert [claim.claimant_name for claim in claims] == [None, None]


def test_it_means_the_organisation_that_spoke_last() -> None:
    claims = claims_of(
        "[s The [o World Grain Council]] [c said] [t wheat would move]. [s It] [c expects] "
        "[t 200,000 tons by May]."
    )
    assert claims[1].claimant_name == "World Grain Council"


def test_the_league_is_the_league_named_before() -> None:
    claims = claims_of(
        "[o Pharos Grid] was sued by the [o Consumers’ League]. [s The league] [c said] "
        "[t bills would rise]."
    )
    assert claims[0].claimant_name == "Consumers’ League"


@pytest.mark.parametrize(
    "source",
    [
        "officials",
        "aides to [p Ana Ruiz]",
        "[g Vessia]n officials",
        "two people with knowledge of the [o Treasury] talks",
        "a text seen by [o Meridian]",
    ],
)
def test_a_source_about_somebody_else_is_not_named(source: str) -> None:
    (claim,) = claims_of(f"Late on Friday [s {source}] [c said] [t the road was open].")
    assert claim.claimant_name is None
    assert claim.entity is None


@pytest.mark.parametrize(
    ("source", "role"),
    [
        ("military analyst [p Rustam Achterberg]", "military analyst"),
        ("[p Idris Dahl], the country’s defence minister", "defence minister"),
        ("Its chairman, [p Yusuf Arslan]", "chairman"),
        (
            "[p Solveig Anand], 61, head of cereals at Kornhus Trading",
            "head of cereals at Kornhus Trading",
        ),
        ("[p Ana Ruiz]", None),
    ],
)
def test_the_role_stands_before_the_name_or_after_it(source: str, role: str | None) -> None:
    (claim,) = claims_of(f"[s {source}], [c said] [t the road was open].")
    assert claim.claimant_role == role


def test_a_claim_inside_a_claim_gives_two() -> None:
    outer, inner = claims_of(
        "[s Two diplomats] [c said] [s [p Ana Ruiz]] [c had promised] [t to leave by June]."
    )
    assert outer.text == "Ana Ruiz had promised to leave by June"
    assert (inner.text, inner.claimant_name) == ("to leave by June", "Ana Ruiz")


def test_a_charge_and_its_denial_are_two_claims() -> None:
    charge, denial = sorted(
        claims_of(
            "[s [p Ana Ruiz]] [c accused him] [t of sleeping on the bridge], which "
            "[s [p Bo Lind]] [c denied]."
        ),
        key=lambda claim: claim.is_negated,
    )
    assert charge.content == denial.content
    assert (charge.claimant_name, denial.claimant_name) == ("Ana Ruiz", "Bo Lind")


def test_a_cue_without_source_leaves_the_claimant_empty() -> None:
    (claim,) = claims_of("[t Shelling] [c was reported] [t to have gone on north of the town].")
    assert claim.claimant == ()
    assert claim.claimant_name is None


def test_a_content_that_nearly_reaches_the_marks_takes_them() -> None:
    (claim,) = claims_of("“[t The sea forgives nothing],” [s [p Ana Ruiz]] [c said].")
    assert claim.text == "“The sea forgives nothing,”"


def test_a_source_ends_with_its_sentence_and_the_quotation_after_it_is_found() -> None:
    (claim,) = claims_of("[t “No,”] [c said] [s [p Ana Ruiz], mayor of Senn. “Never.”]")
    assert claim.text == "“No,” … “Never.”"
    assert claim.claimant_role == "mayor of Senn"


def test_a_source_leaves_out_the_pronoun_of_the_clause_after_it() -> None:
    text = "[s Two officials, who] asked for silence, [c said] [t the road was open]."
    (claim,) = claims_of(text)
    assert claim.claimant == ((0, 13),)


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        (
            "“It is the end of the road.” – [p Ana Ruiz]\n\n“We shall see about that.” – [p Bo Lind]",
            "Ana Ruiz",
        ),
        (
            "The letters arrived.\n\n“It is the end of the road.”\n— [p Ana Ruiz], Senn\n\nMore.",
            "Ana Ruiz",
        ),
        ("The letters arrived.\n\nFrom [p Ana Ruiz]: “It is the end of the road.”", "Ana Ruiz"),
        ("[p Ana Ruiz]: “It is the end of the road.”\n\nNobody answered.", "Ana Ruiz"),
    ],
)
def test_a_signature_attributes_a_quotation(marked: str, name: str) -> None:
    first = claims_of(marked)[0]
    assert first.text == "“It is the end of the road.”"
    assert first.claimant_name == name


def test_a_dash_that_goes_on_with_the_sentence_is_no_signature() -> None:
    assert claims_of("He read “the end of the road” – a novel nobody liked – on the train.") == ()


@pytest.mark.parametrize(
    ("cue", "content", "negated", "certainty"),
    [
        ("said", "the bridge would reopen", False, "certain"),
        ("denied", "that its troops had fired", True, "certain"),
        ("did not deny", "that its troops had fired", False, "certain"),
        ("said", "it had not cancelled any boats", True, "certain"),
        ("said", "the man who did not come was ill", False, "certain"),
        ("expects", "200,000 tons by December", False, "probable"),
        ("said", "the road could close", False, "possible"),
        ("said", "it might not rain", False, "possible"),
        ("said", "it was too early to say how many died", False, "possible"),
        ("has yet to confirm", "whether the order arrived", False, "unknown"),
        ("declined to comment on", "the report", False, "unknown"),
        ("said", "the vote in May was fair", False, "certain"),
        ("doubts", "that the recount will settle it", True, "certain"),
    ],
)
def test_negation_and_certainty_follow_the_wording(
    cue: str, content: str, negated: bool, certainty: str
) -> None:
    assert is_negated(cue, content, "indirect") is negated
    assert find_certainty(cue, content, "indirect") == certainty
