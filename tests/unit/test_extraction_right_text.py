"""That the text is the article's and no other text of the page, whole, and nothing beside it."""

import json

import pytest
from made_article import PARAGRAPHS, TEXT, URL

from tasks.extraction.page import extract_page

TITLE = "Harbour board votes to reopen the north pier of Tarnholm"
ABOUT_US = [
    "Our newsroom has written for its readers since 1871, in two wars and nine changes of money.",
    "Whoever reads us every day for a month saves half of what single copies would have cost him.",
    "Gift vouchers can be had at every kiosk, and by post for those who live outside of the city.",
    "Ask your doctor or your post office; both of them know our friendly ladies at the counter.",
] * 3
STATED = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE}


def told(paragraphs: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def page(body: str, **stated: object) -> bytes:
    node = json.dumps({**STATED, **stated})
    head = f'<script type="application/ld+json">{node}</script>'
    return f"<!doctype html><html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>".encode()


def article(inner: str) -> str:
    return f'<article><h1>{TITLE}</h1><div class="article-body">{inner}</div></article>'


def test_a_longer_text_about_something_else_is_not_the_article():
    numbered = [f"{text} {n}." for n, text in enumerate(ABOUT_US)]
    body = f'<h1>{TITLE}</h1><div class="sidebar">{told(PARAGRAPHS)}</div><article>{told(numbered)}</article>'
    got = extract_page(page(body, description=PARAGRAPHS[0]), url=URL)
    assert got.text == TEXT


def test_the_body_that_json_ld_states_is_found_where_the_page_shows_it():
    lines = [f"{text} {n}." for n, text in enumerate(ABOUT_US[:4])]
    body = f'<h1>{TITLE}</h1><div class="sidebar">{told(PARAGRAPHS)}</div><article>{told(lines)}</article>'
    got = extract_page(page(body, articleBody=" ".join(PARAGRAPHS)), url=URL)
    assert got.text == TEXT


def test_a_stated_body_that_is_only_the_opening_does_not_shorten_the_article():
    got = extract_page(page(article(told(PARAGRAPHS)), articleBody=PARAGRAPHS[0]), url=URL)
    assert got.text == TEXT


LINKS = "".join(
    f"<li>{topic}: <a href=/{n}>What the {topic} of last winter cost the islands</a></li>"
    for n, topic in enumerate(("storm", "strike", "fire"))
)
HEADLINES = "".join(
    f"<h3><a href=/{n}>Ferry fares to rise for the {n}th year in a row</a></h3>"
    for n in range(4, 7)
)


@pytest.mark.parametrize("clutter", [f"<ul>{LINKS}</ul>", HEADLINES], ids=["a list", "headlines"])
def test_links_to_other_articles_between_the_paragraphs_are_not_its_text(clutter):
    inner = told(PARAGRAPHS[:3]) + clutter + told(PARAGRAPHS[3:])
    assert extract_page(page(article(inner)), url=URL).text == TEXT


def test_an_article_that_is_a_list_of_links_keeps_them():
    names = ("storm", "strike", "fire", "flood", "frost", "fog", "feud", "fair")
    items = "".join(
        f"<li>{PARAGRAPHS[3]} See also <a href=/{name}>what the {name} cost, and who of the islands "
        f"has paid for it, and to whom, in the years since then, and why not all of the rest did pay"
        f"</a></li>"
        for name in names
    )
    got = extract_page(page(article(told(PARAGRAPHS[:2]) + f"<ul>{items}</ul>")), url=URL).text
    assert all(f"what the {name} cost" in got for name in names)


def test_a_note_on_the_author_under_the_article_is_not_its_text():
    note = "Jo Anders writes about the harbour, and has lived on a boat in it since she was nine."
    inner = told(PARAGRAPHS) + f'<div class="author-note"><p>{note}</p></div>'
    assert extract_page(page(article(inner)), url=URL).text == TEXT


def test_an_address_to_write_to_in_a_form_nobody_sees_is_not_its_text():
    unseen = (
        "<dialog><p>By submitting your email you agree to our terms and our notice.</p></dialog>"
    )
    assert extract_page(page(article(told(PARAGRAPHS) + unseen)), url=URL).text == TEXT


def test_first_and_last_paragraphs_that_are_mostly_links_are_its_text():
    first, *middle, last = PARAGRAPHS
    linked = [f"<a href=/{n}>{text[:-20]}</a>{text[-20:]}" for n, text in enumerate((first, last))]
    inner = told([linked[0], *middle, linked[1]])
    assert extract_page(page(article(inner)), url=URL).text == TEXT


def test_a_box_of_links_near_the_end_does_not_end_the_article():
    inner = told(PARAGRAPHS[:3]) + "<p>Auch interessant</p>" + told([" ".join(PARAGRAPHS[3:])])
    got = extract_page(page(article(inner)), url=URL).text
    assert got.endswith(PARAGRAPHS[-1])
    assert "Auch interessant" not in got


@pytest.mark.parametrize("tag", ["dialog", "template", "button", "noscript"])
def test_a_page_of_which_a_reader_sees_nothing_is_read_without_an_error(tag):
    unseen = told([*PARAGRAPHS, "* * *", *PARAGRAPHS])
    body = f"<html><body><{tag}><div>{unseen}</div></{tag}></body></html>".encode()
    assert extract_page(body, url=URL).kind != "error"


def test_captions_set_as_paragraphs_are_not_its_text():
    caption = (
        '<p class="image-caption">The north pier, seen from the ferry on a Monday in spring.</p>'
    )
    inner = told(PARAGRAPHS[:2]) + caption + told(PARAGRAPHS[2:])
    assert extract_page(page(article(inner)), url=URL).text == TEXT


def test_a_page_that_is_one_form_keeps_its_article():
    outside = (
        "<div><p>Our ferry leaves from the south pier until the inspectors have come back.</p></div>"
        * 7
    )
    body = f"<form id=aspnetForm>{article(told(PARAGRAPHS))}</form>{outside}"
    assert PARAGRAPHS[0] in extract_page(page(body), url=URL).text


def test_control_characters_of_a_pages_json_and_entities_do_not_reach_the_text():
    hidden = "\n".join(PARAGRAPHS).replace("vote", "\bvo\x1fte")
    shown = article(told(PARAGRAPHS[:1]))
    assert extract_page(page(shown, articleBody=hidden), url=URL).text == TEXT
    body = told(PARAGRAPHS).replace("vote", "vo&#8;te")
    assert "\b" not in extract_page(page(article(body)), url=URL).text


def test_nor_do_they_reach_the_metadata():
    said = {"articleSection": "Har\bbour", "keywords": ["pi\x01er"]}
    shown = page(f"<h1>{TITLE}</h1>{told(PARAGRAPHS)}", **said).replace(b"votes", b"vo&#8;tes")
    found = extract_page(shown, url=URL)
    assert (found.title, found.section, found.tags) == (TITLE, "Harbour", ("pier",))
