"""Feeds of all three kinds, sound and unsound."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.sources.feed import read_feed

URL = "https://news.example/feeds/world.xml"

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>World</title>
<item><title>Talks  resume
 in Calder</title><link>/2026/talks#top</link><pubDate>Fri, 20 Nov 2026 10:00:00 +0100</pubDate></item>
<item><title>By its identifier</title><guid isPermaLink="true">https://news.example/b</guid></item>
<item><title>No address</title><guid isPermaLink="false">7</guid></item>
</channel></rss>"""

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


def read(body: str | bytes, **options):
    data = body.encode() if isinstance(body, str) else body
    return read_feed(data, url=URL, source_id="outlet", **options)


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


def test_a_feed_that_breaks_off_gives_what_came_and_says_where_it_broke():
    listing = read(RSS[: RSS.index("<item><title>No address")])
    assert len(listing.candidates) == 2
    assert len(listing.problems) == 1
    assert "malformed" in listing.problems[0]
    assert "line " in listing.problems[0]


@pytest.mark.parametrize(
    "body", ["", "  \n ", "<html><body>Not found", "no feed", "{}", "[1]", "\0"]
)
def test_what_is_no_feed_is_one_problem(body):
    listing = read(body)
    assert listing.candidates == ()
    assert len(listing.problems) == 1
    assert listing.problems[0].startswith(f"{URL}: ")
    assert "\n" not in listing.problems[0]


def test_a_feed_of_a_hundred_thousand_entries_is_read_up_to_the_cap():
    items = "".join(f"<item><link>https://x.example/{n}</link></item>" for n in range(100_000))
    listing = read(f"<rss><channel>{items}</channel></rss>", max_entries=500)
    assert len(listing.candidates) == 500
    assert listing.problems == (f"{URL}: feed has 100000 entries, the first 500 were read",)


def test_a_feed_over_the_size_limit_is_refused_unread():
    listing = read(b"<rss>" + b" " * 10_000_000)
    assert listing.candidates == ()
    assert "is over" in listing.problems[0]


def test_an_external_entity_brings_in_no_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("TOPSECRET")
    body = RSS.replace(
        "<rss", f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]><rss', 1
    ).replace("Talks", "&x;")
    assert "TOPSECRET" not in repr(read(body))


def test_a_billion_laughs_stay_small():
    levels = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 100}">' for n in range(10)
    )
    body = RSS.replace("<rss", f"<!DOCTYPE rss [{levels}]><rss", 1).replace("Talks", "&l9;")
    assert len(repr(read(body))) < 10_000


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "http://", "http://[x"]
)
def test_links_that_are_not_http_are_left_out_with_a_problem(link):
    listing = read(f"<rss><channel><item><link>{link}</link></item></channel></rss>")
    assert listing.candidates == ()
    assert listing.problems


def test_a_time_that_is_none_is_unknown():
    for date in ("when it suits", "Fri, 99 Nov 2026 10:00:00 +0100", "99-99-9999"):
        item = f"<item><link>https://x.example/</link><pubDate>{date}</pubDate></item>"
        listing = read(f"<rss><channel>{item}</channel></rss>")
        assert [c.published_at for c in listing.candidates] == [None]


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_make_the_reader_fail(noise):
    for body in (noise, b"<rss><channel><item>" + noise, b'{"items": [' + noise):
        for candidate in read(body).candidates:
            assert candidate.url.startswith(("http://", "https://"))
