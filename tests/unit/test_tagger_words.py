"""What the tagger reads: words, their case, and what stands in quotation marks."""

import pytest

from tasks.annotation.quotation import find_quotations
from tasks.annotation.sentences import split_sentences
from tasks.annotation.words import (
    CAPITALS,
    DIGITS,
    INITIAL,
    OPENS_PARAGRAPH,
    QUOTED,
    TITLE,
    Word,
    case_class,
    split_words,
)


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotations(text)]


def words_of(text: str) -> list[Word]:
    return [word for sentence in split_words(text, split_sentences(text)) for word in sentence]


def test_every_style_of_marks_is_paired() -> None:
    assert quoted('"One," he said, "two."') == ['"One,"', '"two."']
    assert quoted("“One,” he said, “two.”") == ["“One,”", "“two.”"]
    assert quoted("‘One,’ he said, ‘two.’") == ["‘One,’", "‘two.’"]
    assert quoted("'One,' he said, 'two.'") == ["'One,'", "'two.'"]
    assert quoted("«One,» he said, „two.“") == ["«One,»", "„two.“"]


def test_an_apostrophe_is_no_quotation_mark() -> None:
    assert quoted("Ghana's workers' union didn't vote in the '90s.") == []
    assert quoted("‘Ghana’s workers’ union won’t vote,’ she said.") == [
        "‘Ghana’s workers’ union won’t vote,’"
    ]


def test_a_quotation_without_end_runs_to_the_end_of_its_paragraph() -> None:
    text = "“We began at dawn.\n“We ended at night,” he said."
    assert quoted(text) == ["“We began at dawn.", "“We ended at night,”"]
    assert [q.is_closed for q in find_quotations(text)] == [False, True]


def test_inches_open_no_quotation() -> None:
    assert quoted('A 24" screen, she said.') == []


def test_words_slice_to_the_text_and_leave_nothing_out() -> None:
    text = "Ouédraogo’s “U.N.-led” team\u00a0left Zürich – at 5.30 p.m. 😀"
    words = words_of(text)
    assert "".join(text[w.start : w.end] for w in words) == "".join(text.split())


def test_case_and_place_travel_as_features() -> None:
    words = words_of('The "UN" met.\n\nA 2nd Day')
    assert words[0].feature == TITLE + OPENS_PARAGRAPH
    assert words[2].feature == CAPITALS + QUOTED
    assert words[-2].feature == DIGITS
    assert words[-3].feature == INITIAL + OPENS_PARAGRAPH
    assert case_class("مرحبا") != case_class("hello")


def test_the_encoder_sees_one_spelling_of_all_quotation_marks() -> None:
    spellings = {
        tuple(word.spelling for word in words_of(text))
        for text in ('"Yes," he said.', "“Yes,” he said.", "‘Yes,’ he said.")
    }
    assert spellings == {('"', "Yes", ",", '"', "he", "said", ".")}


@pytest.mark.parametrize(
    "dateline",
    ["KYIV, Ukraine (AP) — ", "BEIRUT (Reuters) - ", "NEW YORK, Nov. 20 – ", "SÃO PAULO, Brazil: "],
)
def test_the_text_after_a_dateline_opens_its_paragraph(dateline: str) -> None:
    text = f"{dateline}Talks began.\nNobody came."
    openings = [w.spelling for w in words_of(text) if w.feature & OPENS_PARAGRAPH]
    assert openings == [words_of(dateline)[0].spelling, "Talks", "Nobody"]


@pytest.mark.parametrize(
    "text",
    ["The UN – and others – met.", "He left – alone.", "A. B. Kaya said: no.", "UN officials met."],
)
def test_a_dash_does_not_make_a_dateline(text: str) -> None:
    assert [w.start for w in words_of(text) if w.feature & OPENS_PARAGRAPH] == [0]
