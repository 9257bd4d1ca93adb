"""What a home page says of its outlet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.sources.home_page import read_home_page
from tasks.sources.site import country_of_host, is_same_site, site_label

URL = "https://www.valley-gazette.example/"


def read(head="", *, lang="", url=URL, body="<p>News</p>"):
    page = f"<html {lang}><head>{head}</head><body>{body}</body></html>"
    return read_home_page(page.encode(), url=url)


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content=" Valley  Gazette ">', "Valley Gazette"),
        (LD.format('{"@graph": [{"@type": "WebSite", "name": "Gazette"}]}'), "Gazette"),
        (LD.format('{"@type": ["NewsMediaOrganization"], "name": "Gazette"}'), "Gazette"),
        (LD.format("{broken") + "<title>News | Valley Gazette</title>", "Valley Gazette"),
        ("<title>Valley Gazette – all that is new in the valley</title>", "Valley Gazette"),
        ("", None),
    ],
)
def test_the_name_is_what_the_page_calls_itself(head, name):
    assert read(head).name == name


@pytest.mark.parametrize(
    ("lang", "head", "url", "said"),
    [
        ('lang="pt-BR"', "", URL, ("pt", "BR")),
        ('lang="en-US"', "", URL, ("en", None)),
        ('lang="sr-Latn-RS"', "", URL, ("sr", "RS")),
        ("", '<meta property="og:locale" content="es_MX">', URL, ("es", "MX")),
        ('lang="en-US"', "", "https://news.co.ke/", ("en", "KE")),
        ('lang="en"', "", "https://www.bbc.co.uk/", ("en", "GB")),
        ('lang="en"', "", "https://startup.io/", ("en", None)),
        ("", LD.format('{"@type": "Organization", "address": {"addressCountry": "za"}}'), URL, (None, "ZA")),
        ('lang="not a language"', "", URL, (None, None)),
    ],
)  # fmt: skip
def test_language_and_country_are_taken_where_the_page_says_them(lang, head, url, said):
    page = read(head, lang=lang, url=url)
    assert (page.language, page.country) == said


@pytest.mark.parametrize(
    "href",
    ["feed://feeds.valley-gazette.example/rss", "feed:https://feeds.valley-gazette.example/rss"],
)
def test_an_address_for_feed_readers_is_one_of_the_web(href):
    link = f'<link rel="alternate" type="application/rss+xml" href="{href}">'
    (lead,) = read(link).alternates
    assert lead.url == "https://feeds.valley-gazette.example/rss"


def test_names_in_any_encoding_come_out_right():
    head = '<meta charset="iso-8859-1"><title>La Señal – “diario”</title>'
    page = read_home_page(f"<html><head>{head}</head></html>".encode("cp1252"), url=URL)
    assert page.name in ("La Señal", "“diario”")


def test_only_what_looks_like_a_feed_of_the_outlets_own_is_a_lead():
    body = "".join(
        f'<a href="{href}">{text}</a>'
        for href, text in [
            ("/rss.xml", "x"),
            ("/world/?format=feed", "x"),
            ("https://feeds.elsewhere.example/gazette", "RSS"),
            ("/info", "Our RSS feeds"),
            ("/feedback", "Feedback"),
            ("/feeding-the-poor", "Feeding the poor"),
            ("https://feedly.example/i?u=rss", "Follow"),
            ("mailto:rss@gazette.example", "RSS"),
            ("https://other.example/rss.xml", "RSS"),
        ]
    )
    leads = [lead.url for lead in read(body=body).anchors]
    assert leads == [
        f"{URL}rss.xml",
        f"{URL}world/?format=feed",
        "https://feeds.elsewhere.example/gazette",
        f"{URL}info",
    ]


def test_hosts_are_told_apart_by_the_name_that_is_registered():
    assert is_same_site("https://rss.bbc.co.uk/a", "https://www.bbc.co.uk/")
    assert is_same_site("https://www.bbc.co.uk/", "https://bbc.com/")
    assert not is_same_site("https://a.co.uk/", "https://b.co.uk/")
    assert not is_same_site("http://127.0.0.1/", "http://127.0.0.2/")
    assert [site_label(h) for h in ("www.abc.net.au", "dw.com", "127.0.0.1", "localhost")] == [
        "abc",
        "dw",
        "",
        "localhost",
    ]
    assert [country_of_host(h) for h in ("a.de", "a.uk", "a.tv", "a.com", "127.0.0.1")] == [
        "DE",
        "GB",
        None,
        None,
        None,
    ]


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_make_the_reader_fail(noise):
    for body in (noise, b"<html><head><link rel=alternate type=application/rss+xml href=" + noise):
        page = read_home_page(body, url=URL)
        leads = (*page.alternates, *page.anchors) if page else ()
        assert all(lead.url.startswith(("http://", "https://")) for lead in leads)
