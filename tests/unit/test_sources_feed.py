"""Feeds of all three kinds, old and new: which articles they name, and where."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from made_feeds import RSS, URL, read

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"{base}><title>t</title>
<entry><title type="html">Bridge &amp;amp; tunnel</title><link rel="self" href="self.xml"/>
<link rel="alternate" href="bridge"/><updated>2026-11-20T09:00:00Z</updated></entry></feed>"""


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "World",
    "items": [
        {
            "id": "1",
            "url": "/a",
            "title": "A",
            "date_published": "2026-11-20T10:00:00+01:00",
        },
        {"id": 2},
    ],
}


def test_an_rss_feed_gives_its_articles_with_whole_addresses():
    listing = read(RSS)
    first, second = listing.candidates
    assert first.url == "https://news.example/2026/talks"
    assert first.title == "Talks resume in Calder"
    assert first.published_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert (first.source_id, first.resource, first.listed_in) == ("outlet", "page", URL)
    assert (second.url, second.published_at) == ("https://news.example/b", None)
    assert listing.problems == (f"{URL}: 1 of 3 entries: no usable http(s) link",)


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("", "https://news.example/feeds/bridge"),
        (' xml:base="https://cdn.example/x/"', "https://cdn.example/x/bridge"),
    ],
)
def test_an_atom_feed_resolves_links_by_its_own_base(base, url):
    listing = read(ATOM.replace("{base}", base))
    assert [c.url for c in listing.candidates] == [url]
    assert listing.candidates[0].published_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert listing.problems == ()


def test_a_json_feed_is_a_feed():
    listing = read(json.dumps(JSON_FEED))
    assert [(c.url, c.title) for c in listing.candidates] == [("https://news.example/a", "A")]


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", None])
def test_a_json_feed_of_either_version_prefers_the_articles_own_address(version):
    items = [
        {"id": "https://news.example/a", "external_url": "https://elsewhere.example/"},
        {"id": "https://news.example/b"},
        {"id": "x", "url": "/c", "external_url": "https://elsewhere.example/"},
        "no item",
    ]
    listing = read(json.dumps({"version": version, "items": items}))
    assert [c.url for c in listing.candidates] == [
        "https://elsewhere.example/",
        "https://news.example/b",
        "https://news.example/c",
    ]
    assert listing.problems == (f"{URL}: 1 of 4 entries: no usable http(s) link",)


def item(*parts: str) -> str:
    names = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0"'
    return f'<rss version="2.0" {names}><channel><item>{"".join(parts)}</item></channel></rss>'


def entry(*parts: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{"".join(parts)}</entry></feed>'


ORIGINAL = "<fb:origLink>https://news.example/a</fb:origLink>"


COUNTER = "<link>https://feeds.example/~r/1</link>"


SELF = '<atom:link rel="self" href="https://news.example/self"/>'


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        # The counting address of a feed service gives way to the article's own.
        (item(COUNTER, ORIGINAL), ["https://news.example/a"]),
        # RSS' own link wins over Atom's, wherever it stands.
        (item(SELF, "<link>https://news.example/b</link>"), ["https://news.example/b"]),
        (item("<link><![CDATA[ /c?x=1&y=2 ]]></link>"), ["https://news.example/c?x=1&y=2"]),
        # A guid is an address unless it says that it is none.
        (item("<guid>https://news.example/d</guid>"), ["https://news.example/d"]),
        (item('<guid isPermaLink="false">https://news.example/?p=1</guid>'), []),
        (item("<guid>tag:news.example,2026:7</guid>"), []),
        # The first usable one is taken.
        (
            item("<link>javascript:1</link><guid>https://news.example/e</guid>"),
            ["https://news.example/e"],
        ),
        (
            entry(
                '<link rel="enclosure" href="/e.mp3"/><link rel="replies" href="/comments"/>',
                '<link rel="alternate" type="application/json" href="/e.json"/>',
                '<link type="text/html" href="/e"/><link rel="edit" href="/edit"/>',
            ),
            ["https://news.example/e"],
        ),
        (
            entry('<link rel="self" href="/s"/><id>https://news.example/f</id>'),
            ["https://news.example/f"],
        ),
        (
            entry('<link rel="alternate" href="../g" xml:base="https://cdn.example/x/y/"/>'),
            ["https://cdn.example/x/g"],
        ),
    ],
)
def test_an_entrys_address_is_that_of_its_article(body, urls):
    assert [c.url for c in read(body).candidates] == urls


RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'


@pytest.mark.parametrize(
    "body",
    [
        (f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/"><channel rdf:about="/"/><item rdf:about="x">'
        "<title>Talks</title><link>https://news.example/a</link>"
        "<dc:date>2026-11-20T10:00:00+01:00</dc:date></item></rdf:RDF>"),
        (f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><item><title>Talks</title>'
        "<link>https://news.example/a</link><dc:date>2026-11-20T09:00Z</dc:date></item></rdf:RDF>"),
        ('<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "rss-0.91.dtd">'
        "<rss version='0.91'><channel><item><title>Talks</title><link>https://news.example/a</link>"
        "<pubDate>Fri, 20 Nov 26 04:00 EST</pubDate></item></channel></rss>"),
        ('<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Talks</title>'
        '<link rel="alternate" href="https://news.example/a"/><issued>2026-11-20T09:00:00Z</issued>'
        "</entry></feed>"),
    ],
    ids=["RSS 1.0", "RSS 0.90", "RSS 0.91", "Atom 0.3"],
)  # fmt: skip
def test_the_older_formats_are_read_alike(body):
    (candidate,) = read(body).candidates
    assert (candidate.url, candidate.title) == ("https://news.example/a", "Talks")
    assert candidate.published_at == datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "http://", "http://[x"]
)
def test_links_that_are_not_http_are_left_out_with_a_problem(link):
    listing = read(f"<rss><channel><item><link>{link}</link></item></channel></rss>")
    assert listing.candidates == ()
    assert listing.problems
