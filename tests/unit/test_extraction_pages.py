"""What comes out of single pages, written for these tests in the manner of real ones."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tasks.extraction.page import extract_page

PARAGRAPHS = """\
TARNHOLM – The harbour board of Tarnholm voted on Thursday to reopen the north pier, eleven months \
after a storm tore a hole of forty metres into it.
“We have waited long enough,” board member Ilse Aranda said. “The pilots need it, and so do the \
people who sell them breakfast.”
The repair cost 3.2 million crowns, according to the board’s own figures, a third more than the \
engineers had expected when the work began in March.
Opponents said that the foundations had not been inspected since the storm. The board has yet to \
publish the report on which it relied.""".splitlines()
URL = "https://www.tarnholm-post.example/news/2026/11/19/north-pier-reopens"


def page(
    *,
    head: str = "",
    before: str = "",
    after: str = "",
    paragraphs: list[str] = PARAGRAPHS,
    title: str = "Board votes to reopen the north pier",
) -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>{title} | Tarnholm Post</title>{head}</head>"
        "<body><nav><a href=/>Home</a> <a href=/sport>Sport</a></nav>"
        f"<article><h1>{title}</h1>{before}{body}{after}</article>"
        "<footer>© 2026 Tarnholm Post. All rights reserved.</footer></body></html>"
    )


def ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_the_text_has_every_paragraph_and_nothing_else():
    got = extract_page(page().encode(), url=URL)
    assert got.status == "ok"
    assert got.kind == "article"
    assert got.text == "\n\n".join(PARAGRAPHS)
    assert got.title == "Board votes to reopen the north pier"
    assert got.language == "en"


def test_lines_of_the_page_around_the_article_are_left_out():
    before = "<p>Advertisement</p><p>Published: 19 November 2026</p>"
    after = "<p>Read also: Ferry fares to rise</p><p>Sign up for our newsletter</p>"
    got = extract_page(page(before=before, after=after).encode(), url=URL)
    assert got.text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", None])
def test_a_page_in_windows_1252_comes_out_right_whatever_its_header_says(declared):
    content_type = f"text/html; charset={declared}" if declared else None
    got = extract_page(page().encode("cp1252"), url=URL, content_type=content_type)
    assert got.text == "\n\n".join(PARAGRAPHS)


def test_a_page_in_utf_8_comes_out_right_though_it_is_declared_as_latin_1():
    got = extract_page(page().encode(), url=URL, content_type="text/html; charset=iso-8859-1")
    assert got.text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_wide_charsets_and_byte_order_marks_are_understood(charset):
    assert extract_page(page().encode(charset), url=URL).text == "\n\n".join(PARAGRAPHS)


def test_a_stray_byte_does_not_spoil_the_rest_of_a_utf_8_page():
    body = page().encode().replace(b"breakfast", b"breakf\x92st")
    assert "breakf’st" in extract_page(body, url=URL).text


def test_the_offset_of_the_page_decides_the_day():
    head = ld(datePublished="2026-11-19T23:30:00-05:00", dateModified="2026-11-20T01:00:00-05:00")
    got = extract_page(page(head=head).encode(), url=None)
    zone = timezone(timedelta(hours=-5))
    assert got.published_at == datetime(2026, 11, 19, 23, 30, tzinfo=zone)
    assert got.published_at.utcoffset() == timedelta(hours=-5)
    assert got.published_date == date(2026, 11, 19)
    assert got.modified_at == datetime(2026, 11, 20, 1, tzinfo=zone)


def test_a_time_without_an_offset_is_a_day_only():
    head = '<meta property="article:published_time" content="2026-11-19 23:30:00">'
    got = extract_page(page(head=head).encode(), url=None)
    assert got.published_at is None
    assert got.published_date == date(2026, 11, 19)


def test_a_time_in_utc_gives_way_to_the_day_in_the_address():
    head = ld(datePublished="2026-11-20T01:30:00Z")
    got = extract_page(page(head=head).encode(), url=URL)
    assert got.published_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert got.published_date == date(2026, 11, 19)


@pytest.mark.parametrize(
    "shown",
    [
        "Thursday 19 November 2026, 6.40pm",
        "November 19, 2026",
        "19.11.2026",
        "19 de noviembre de 2026",
    ],
)
def test_a_date_that_only_readers_see_is_found(shown):
    got = extract_page(page(before=f'<div class="dt">{shown}</div>').encode(), url=None)
    assert got.published_date == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("author", "people", "agency"),
    [
        ([{"@type": "Person", "name": "Mara Feld"}], ("Mara Feld",), None),
        ([{"@type": "Person", "name": "By Mara Feld and Jo Anders"}], ("Mara Feld", "Jo Anders"), None),
        ({"@type": "Person", "name": "MARA O'FELD"}, ("Mara O'Feld",), None),
        ([{"@type": "Person", "name": "Mara Feld"}, {"name": "Reuters"}], ("Mara Feld",), "Reuters"),
        ({"@type": "Organization", "name": "dpa"}, (), "dpa"),
        ({"@type": "Organization", "name": "Tarnholm Post"}, (), None),
        ({"@type": "Person", "name": "Tarnholm Post staff"}, (), None),
        ("https://example.org/profile/7", (), None),
    ],
)  # fmt: skip
def test_authors_are_people_and_agencies_stand_apart(author, people, agency):
    got = extract_page(page(head=ld(author=author)).encode(), url=URL)
    assert got.authors == people
    assert got.agency == agency


def test_a_byline_that_only_readers_see_is_found():
    got = extract_page(page(before="<p>By Mara Feld, with Meridian Wire</p>").encode(), url=URL)
    assert got.authors == ("Mara Feld",)
    assert got.agency == "Meridian Wire"


def test_the_agency_in_the_dateline_is_credited():
    wire = ["TARNHOLM (Reuters) – " + PARAGRAPHS[0], *PARAGRAPHS[1:]]
    assert extract_page(page(paragraphs=wire).encode(), url=URL).agency == "Reuters"


def test_a_canonical_address_of_another_story_is_not_believed():
    head = '<link rel="canonical" href="https://www.tarnholm-post.example/">'
    assert (
        extract_page(page(head=head).encode(), url=URL + "?utm_source=x#top").canonical_url == URL
    )


def test_a_body_that_stands_only_in_json_is_a_rescue():
    whole = "\n".join(PARAGRAPHS * 2)
    got = extract_page(page(head=ld(articleBody=whole), paragraphs=["Loading …"]).encode(), url=URL)
    assert got.status == "ok"
    assert all(text in got.text for text in PARAGRAPHS)


def test_a_teaser_in_json_does_not_replace_the_text():
    got = extract_page(page(head=ld(articleBody="The harbour board voted …")).encode(), url=URL)
    assert got.text == "\n\n".join(PARAGRAPHS)


SHORT = """\
The board of the harbour voted on Thursday to reopen the north pier after eleven months of repairs, \
and readers with a subscription know what happens next to the pier.""".splitlines()


@pytest.mark.parametrize(
    ("body", "url", "kind"),
    [
        ("", URL, "empty"),
        ("   \n ", URL, "empty"),
        ("%PDF-1.7 binary", URL, "error"),
        ('{"a": 1}', URL, "error"),
        ("<html><body></body></html>", URL, "empty"),
        (page(title="Page not found", paragraphs=["Sorry, there is no such page."]), URL, "not_found"),
        (page(title="Seite nicht gefunden", paragraphs=["Leider."]), URL, "not_found"),
        (page(title="Access denied", paragraphs=["You cannot see this."]), URL, "error"),
        (page(title="Before you continue", paragraphs=["We use cookies."]), URL, "consent"),
        (page(head=ld(isAccessibleForFree=False), paragraphs=SHORT), URL, "paywalled"),
        (page(after="<h2>Subscribe to unlock this article</h2>", paragraphs=SHORT), URL, "paywalled"),
        (page(head='<meta property="og:type" content="video.other">', paragraphs=SHORT), URL, "video"),
        (page(paragraphs=SHORT), "https://www.tarnholm-post.example/podcasts/pier", "podcast"),
        (page(paragraphs=SHORT), "https://www.tarnholm-post.example/gallery/pier", "gallery"),
        (page(paragraphs=["Too short."]), URL, "empty"),
        (page(), "https://www.tarnholm-post.example/", "index"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_rejected_with_its_kind_and_a_reason(body, url, kind):
    got = extract_page(body.encode(), url=url)
    assert (got.status, got.kind) == ("rejected", kind)
    assert got.reason
    assert "\n" not in got.reason


def test_a_live_blog_is_kept_as_one():
    node = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": "Pier live"}
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    got = extract_page(page(head=head).encode(), url=URL)
    assert (got.status, got.kind) == ("ok", "live_blog")


def test_a_page_larger_than_the_limit_is_rejected_in_no_time():
    got = extract_page(b"<html>" + b" x" * 10_000_001, url=URL)
    assert (got.status, got.reason) == ("rejected", "larger than 20 MB")


def test_the_same_page_gives_the_same_record():
    body = page(head=ld(datePublished="2026-11-19T23:30:00-05:00", author="Mara Feld")).encode()
    assert extract_page(body, url=URL) == extract_page(body, url=URL)
