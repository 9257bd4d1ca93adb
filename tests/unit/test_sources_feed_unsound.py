"""Feeds that are none, that break off, and that mean harm."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_feeds import RSS, URL, read


def test_a_feed_that_breaks_off_gives_what_came_and_says_where_it_broke():
    listing = read(RSS[: RSS.index("<item><title>No address")])
    assert len(listing.candidates) == 2
    assert len(listing.problems) == 1
    assert "malformed" in listing.problems[0]
    assert "line " in listing.problems[0]


@pytest.mark.parametrize(
    "lost",
    [
        "</item></channel></rss>",
        "</link></item></channel></rss>",
        "lks</link></item></channel></rss>",
    ],
)
def test_a_link_that_the_feed_breaks_off_in_is_not_half_believed(lost):
    body = "<rss><channel><item><link>/one</link></item><item><link>/two-talks</link></item></channel></rss>"
    listing = read(body.removesuffix(lost))
    assert [c.url for c in listing.candidates] == ["https://news.example/one"]
    assert "breaks off inside an entry" in listing.problems[0]


@pytest.mark.parametrize(
    "body", ["", "  \n ", "<html><body>Not found", "no feed", "{}", "[1]", "\0"]
)
def test_what_is_no_feed_is_one_problem(body):
    listing = read(body)
    assert listing.candidates == ()
    assert len(listing.problems) == 1
    assert listing.problems[0].startswith(f"{URL}: ")
    assert "\n" not in listing.problems[0]


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("<!DOCTYPE html>\n<html><body>Not found</body></html>", "dateline sources add"),
        ("<!-- cached --><HTML><HEAD>", "a web page"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "a web page"),
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "under sitemaps"),
        ("<opml><body/></opml>", "list of feeds"),
        ("<svg/>", "first element is <svg>"),
    ],
)
def test_what_is_no_feed_is_called_by_its_name(body, advice):
    listing = read(body)
    assert listing.candidates == ()
    assert len(listing.problems) == 1
    assert advice in listing.problems[0]


def test_a_feed_of_a_hundred_thousand_entries_is_read_up_to_the_cap():
    items = "".join(f"<item><link>https://x.example/{n}</link></item>" for n in range(100_000))
    listing = read(f"<rss><channel>{items}</channel></rss>", max_entries=500)
    assert len(listing.candidates) == 500
    assert listing.problems == (f"{URL}: feed has more than 500 entries, the first were read",)


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
    "body",
    [
        "<rss>" + "<item/>" * 1_000_000 + "</rss>",
        "<rss>" + "<item>" * 1_000_000,
        "<rss><channel>" + "<![CDATA[" * 1_000_000,
        "<rss>" + "&x" * 1_000_000,
        "<!DOCTYPE [" * 900_000,
        "<!--" * 2_000_000,
        '{"items": [' + "{}," * 1_500_000 + "{}]}",
        "[" * 4_900_000,
    ],
    ids=[
        "entries",
        "open entries",
        "open CDATA",
        "ampersands",
        "doctypes",
        "comments",
        "items",
        "brackets",
    ],
)
def test_ten_million_characters_of_nonsense_take_seconds_and_a_little_memory(body):
    start = time.process_time()
    listing = read(body)
    assert listing.candidates == ()
    assert listing.problems
    assert time.process_time() - start < 5


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_make_the_reader_fail(noise):
    for body in (noise, b"<rss><channel><item>" + noise, b'{"items": [' + noise):
        for candidate in read(body).candidates:
            assert candidate.url.startswith(("http://", "https://"))
