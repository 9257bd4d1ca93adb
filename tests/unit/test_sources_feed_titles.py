"""The titles of feeds: encodings that are claimed and that are true, entities, markup within."""

from __future__ import annotations

import pytest
from made_feeds import URL, item, read

TITLED = '<?xml version="1.0" encoding="{}"?><rss><channel><item><title>Señal – “ya”</title><link>/a</link></item></channel></rss>'


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("no-such-encoding", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-8", "utf-16-le"),
        ("utf-8", "utf-8-sig"),
    ],
)
def test_a_title_comes_out_right_whatever_encoding_the_feed_claims(declared, actual):
    listing = read(TITLED.format(declared).encode(actual))
    assert [c.title for c in listing.candidates] == ["Señal – “ya”"]


def test_an_encoding_of_the_feeds_own_is_believed_where_it_fits():
    body = TITLED.replace("Señal – “ya”", "Вести").format("windows-1251").encode("cp1251")
    assert [c.title for c in read(body).candidates] == ["Вести"]
    body = TITLED.replace("Señal – “ya”", "新聞").format("iso-2022-jp").encode("iso2022_jp")
    assert [c.title for c in read(body).candidates] == ["新聞"]


def test_a_pictures_title_is_not_the_entrys():
    media = '<m:title xmlns:m="http://search.yahoo.com/mrss/">A quay at dusk</m:title>'
    body = item(media, "<title>Quay closed</title><link>/a</link>")
    assert [c.title for c in read(body).candidates] == ["Quay closed"]


def test_entities_of_html_and_loose_ampersands_do_no_harm():
    body = item("<title>Caf&eacute; &amp; Co &copy; A&B</title><link>/a?x=1&y=2&amp;z=3</link>")
    (candidate,) = read(body).candidates
    assert candidate.title == "Café & Co © A&B"
    assert candidate.url == "https://news.example/a?x=1&y=2&z=3"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<![CDATA[Bread &amp; <b>butter</b>]]>", "Bread & butter"),
        ("Bread &amp;amp; butter", "Bread & butter"),
        ("&lt;i&gt;Bread&lt;/i&gt; costs 3 &lt; 4", "Bread costs 3 < 4"),
        ("Bread", "Bread"),
    ],
)
def test_a_title_is_without_the_markup_that_feeds_escape_into_it(written, title):
    assert [c.title for c in read(item(f"<title>{written}</title><link>/a</link>")).candidates] == [
        title
    ]


def test_half_a_character_out_of_json_harms_nobody():
    items = '{"items": [{"url": "/a", "title": "A\\ud800b"}, {"url": "/\\ud800"}]}'
    listing = read(items)
    assert [(c.url, c.title) for c in listing.candidates] == [("https://news.example/a", "Ab")]
    assert listing.problems == (f"{URL}: 1 of 2 entries: no usable http(s) link",)
