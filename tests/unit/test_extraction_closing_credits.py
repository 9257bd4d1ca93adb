"""A dispatch says under its last line whose it is."""

import pytest

from tasks.extraction.closing_credits import closing_agency

STORY = "The board voted on Thursday.\n\nOpponents told Reuters that they would appeal to AFP.\n\n"


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("© 2026 AFP", "AFP"),
        ("© Agence France-Presse", "AFP"),
        ("Copyright 2026 The Associated Press. All rights reserved.", "AP"),
        ("(dpa/lby)", "dpa"),
        ("dpa", "dpa"),
        ("/ritzau/", "Ritzau"),
        ("(EFE)", "EFE"),
        ("Mit Material von dpa und AFP", "dpa"),
        ("(mit Material der dpa)", "dpa"),
        ("Con información de EFE", "EFE"),
        ("Com informações da Agência Brasil", "Agência Brasil"),
        ("(avec AFP)", "AFP"),
        ("With inputs from PTI", "PTI"),
        ("Source: Xinhua", "Xinhua"),
        ("(Reporting by Mo Vance in Calder; Editing by Ana Reyes)", "Reuters"),
        ("Associated Press writer Mo Vance in Calder contributed to this report.", "AP"),
    ],
)
def test_credit_lines_in_several_languages_name_the_agency(line, agency):
    assert closing_agency(STORY + line) == agency


@pytest.mark.parametrize(
    "line",
    [
        "It rained.",
        "The minister told AFP that he would not resign.",
        "He spoke to Reuters",
        "© 2026 Harbour Courier",
        "(SD)",
        "Photographs by Mo Vance",
        "The app and the spa reopen on Monday, said a spokeswoman for the uni.",
    ],
)
def test_an_agency_that_is_only_spoken_of_is_not_credited(line):
    assert closing_agency(STORY + line) is None


def test_no_text_credits_nobody():
    assert closing_agency("") is None
