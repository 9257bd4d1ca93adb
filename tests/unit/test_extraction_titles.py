"""The headline of a page: which of its titles it is, and how much of it."""

import pytest
from made_signals import ld, meta, signals

from tasks.extraction.title import find_title

HEADLINE = "Board votes to reopen the north pier"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>{HEADLINE} | Harbour | Tarnholm Post</title>", ""),
        (f"<title>Tarnholm Post – {HEADLINE}</title>", ""),
        (f"<title>{HEADLINE} - Region West</title>{meta('og:title', HEADLINE)}", ""),
        (f"<title>{HEADLINE}</title>", f"<h1>Tarnholm Post</h1><h1>{HEADLINE}</h1>"),
        (f"<title>{HEADLINE}</title>", f"<h1>Harbour | {HEADLINE}</h1>"),
        (f"<title>{HEADLINE}</title>{ld(headline=HEADLINE)}", f"<h1>{HEADLINE} <a>Edit</a></h1>"),
        (ld(headline=f"{HEADLINE} | Editorial"), ""),
        (f"<title>{HEADLINE}</title>", "<h1>Board votes to re\xadopen the\xa0north pier</h1>"),
        (ld(headline="North pier to reopen after harbour board votes"), f"<h1>{HEADLINE}</h1>"),
        # Twice without the last words, which are the headline's all the same.
        (
            ld(headline="Board votes to reopen") + meta("og:title", "Board votes to reopen"),
            f"<h1>{HEADLINE}</h1>",
        ),
    ],
)
def test_the_headline_is_found_without_what_stands_around_it(head, body):
    assert find_title(signals(head, body), "Tarnholm Post") == HEADLINE


KICKER = "After the storm"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # The kicker stands in a line of its own; the page calls the article by both, everywhere.
        (
            ld(headline=f"{KICKER}: {HEADLINE}")
            + meta("og:title", f"{KICKER}: {HEADLINE}")
            + f"<title>{KICKER}: {HEADLINE} - Harbour</title>",
            f"<p>{KICKER}</p><h1>{HEADLINE}</h1>",
            f"{KICKER}: {HEADLINE}",
        ),
        # One place only has it, or one has it not.
        (meta("og:title", f"{KICKER}: {HEADLINE}"), f"<h1>{HEADLINE}</h1>", HEADLINE),
        (
            ld(headline=HEADLINE)
            + meta("og:title", f"{KICKER}: {HEADLINE}")
            + meta("twitter:title", f"{KICKER}: {HEADLINE}"),
            f"<h1>{HEADLINE}</h1>",
            HEADLINE,
        ),
        # In the heading, and parted by looks only.
        (
            meta("og:title", f"{KICKER}: {HEADLINE}"),
            f"<h1><span>{KICKER}</span><span>{HEADLINE}</span></h1>",
            f"{KICKER}: {HEADLINE}",
        ),
        (
            ld(headline=HEADLINE),
            f"<h1><span>{KICKER}</span> {HEADLINE}</h1>",
            HEADLINE,
        ),
        # What two places have is no ending to cut, though a third is without it.
        (
            f"<title>{HEADLINE} - ferries sail again | Other House</title>"
            + meta("og:title", HEADLINE),
            f"<h1>{HEADLINE} - ferries sail again</h1>",
            f"{HEADLINE} - ferries sail again",
        ),
    ],
)
def test_a_kicker_belongs_to_the_headline_where_the_page_says_so(head, body, title):
    assert find_title(signals(head, body), "Tarnholm Post") == title


@pytest.mark.parametrize(
    ("window", "title"),
    [
        (f"{HEADLINE} | Opinion | Other House", HEADLINE),
        (f"{HEADLINE} | Tarnholm Post | by Mara Feld", HEADLINE),
        (f"{HEADLINE} - Pier - Tarnholm Post - Tarnholm, NH", HEADLINE),
        (f"{HEADLINE} | Tarnholm Post | Pier | Harbour", HEADLINE),
        (
            "北埠頭の再開を港湾委員会が決定-社会-Tarnholm Post",
            "北埠頭の再開を港湾委員会が決定-社会",
        ),
        ("Ferries | Storm", "Ferries | Storm"),
        (f"Sport | Tarnholm Post | {HEADLINE}", f"Sport | Tarnholm Post | {HEADLINE}"),
        (
            f"{HEADLINE} | Ferries are to sail to the islands again",
            f"{HEADLINE} | Ferries are to sail to the islands again",
        ),
    ],
)
def test_what_stands_behind_the_headline_in_a_windows_title_is_left_out(window, title):
    assert find_title(signals(f"<title>{window}</title>"), "Tarnholm Post") == title


def test_the_only_heading_is_the_headline_of_a_page_that_names_itself_otherwise():
    window = "<title>Ferries: when do they sail? Timetables for all islands</title>"
    assert find_title(signals(window, f"<h1>{HEADLINE}</h1>"), None) == HEADLINE
    assert find_title(signals(window, "<h1>Tarnholm Post</h1>"), "Tarnholm Post") != "Tarnholm Post"


def test_a_heading_about_something_else_is_not_the_headline():
    page = signals(ld(headline=HEADLINE), "<h1>Subscribers read the whole paper from six</h1>")
    assert find_title(page, None) == HEADLINE
