"""Sentence boundaries in wire news."""

import pytest

from tasks.annotation.sentences import split_sentences


def sentences_of(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Gen. Tadesse Bekele met Dr. Amina Yusuf in St. Louis.",
        "Prices rose 3.5 percent at 9 a.m. on Monday.",
        "J. K. Adeyemi Jr. spoke for the U.S. Treasury.",
        "Lawyers for Harbour Holdings Inc. and Okafor v. Crown said no.",
        '"Will it hold?" he asked.',
        "He paid Rs. 500 to No. 7 on Jan. 5.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(text: str) -> None:
    assert sentences_of(text) == [text]


def test_a_full_stop_before_a_new_beginning_ends_a_sentence() -> None:
    text = "He left the U.S. The ministry declined to comment. “We wait,” she said."
    assert sentences_of(text) == [
        "He left the U.S.",
        "The ministry declined to comment.",
        "“We wait,” she said.",
    ]


def test_closing_quotation_marks_stay_with_their_sentence() -> None:
    text = 'She said, "Nobody asked us." The court rose.'
    assert sentences_of(text) == ['She said, "Nobody asked us."', "The court rose."]


def test_no_sentence_crosses_a_blank_line() -> None:
    assert sentences_of("A headline\n\n \nand a body") == ["A headline", "and a body"]


def test_each_line_of_extracted_text_is_its_own_sentence() -> None:
    assert sentences_of("Talks resume\nKYIV – They met.") == ["Talks resume", "KYIV – They met."]


def test_hard_wrapped_text_keeps_its_sentences_whole() -> None:
    text = (
        "The minister said on Monday that the\nborder would open when all of the\nchecks were done."
    )
    assert sentences_of(text) == [text]


@pytest.mark.parametrize("text", ["", " \n\t ", "x", "…", "\u200b", "😀 😀", "مرحبا. كيف الحال؟"])
def test_odd_texts_give_trimmed_spans(text: str) -> None:
    spans = split_sentences(text)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert "".join(text[s:e] for s, e in spans) == "".join(text.split()) or " " in text


def test_a_very_long_text_takes_little_time_a_word() -> None:
    text = "Mr. Ho said so. " * 50_000
    assert len(split_sentences(text)) == 50_000
