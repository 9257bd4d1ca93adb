"""Feeds of all three kinds, sound and unsound."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

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


def test_half_a_character_out_of_json_harms_nobody():
    items = '{"items": [{"url": "/a", "title": "A\\ud800b"}, {"url": "/\\ud800"}]}'
    listing = read(items)
    assert [(c.url, c.title) for c in listing.candidates] == [("https://news.example/a", "Ab")]
    assert listing.problems == (f"{URL}: 1 of 2 entries: no usable http(s) link",)


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


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Fri, 20 Nov 2026 10:00:00 GMT", "10:00"),
        ("20 Nov 2026 10:00 CET", "09:00"),
        ("Fri,20 November 2026 10:00:00 +0530 (IST)", "04:30"),
        ("Vie, 20 nov 2026 10:00:00 -0300", "13:00"),
        ("2026-11-20 10:00:00 +0300", "07:00"),
        ("2026-11-20T10:00:00.123+01:00", "09:00"),
        ("20261120T100000Z", "10:00"),
        ("1795168800", "10:00"),
        ("Nov 20, 2026 10:00 PM UTC", "22:00"),
        # No zone, or letters that mean several: the hour is not known.
        ("Fri, 20 Nov 2026 10:00:00", None),
        ("Fri, 20 Nov 2026 10:00:00 IST", None),
        ("2026-11-20T10:00:00", None),
        ("2026-11-20", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_dates_are_read_as_they_are_written_in_the_wild(written, at):
    (candidate,) = read(item(f"<link>/a</link><pubDate>{written}</pubDate>")).candidates
    got = candidate.published_at
    assert (got.strftime("%H:%M") if got else None) == at
    assert got is None or got.date() == datetime(2026, 11, 20, tzinfo=UTC).date()


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Fri, 20 Nov 2026 10:00:00", "04:30"),
        ("2026-11-20T10:00:00", "04:30"),
        ("Nov 20, 2026 1:30 PM", "08:00"),
        # Several zones go by these letters, and this outlet's is one of them.
        ("Fri, 20 Nov 2026 10:00:00 IST", "04:30"),
        ("Fri, 20 Nov 2026 10:00:00 BST", None),
        ("Fri, 20 Nov 2026 10:00:00 +0100", "09:00"),
        ("2026-11-20", None),
    ],
)
def test_a_time_without_an_offset_is_read_by_the_outlets_zone(written, at):
    bodies = [
        item(f"<link>/a</link><pubDate>{written}</pubDate>"),
        json.dumps({"items": [{"url": "/a", "date_published": written}]}),
    ]
    for body in bodies:
        (candidate,) = read(body, zone=ZoneInfo("Asia/Kolkata")).candidates
        got = candidate.published_at
        assert (got.strftime("%H:%M") if got else None) == at


def test_a_day_may_end_at_twenty_four():
    (candidate,) = read(
        item("<link>/a</link><pubDate>Fri, 20 Nov 2026 24:00:00 GMT</pubDate>")
    ).candidates
    assert candidate.published_at == datetime(2026, 11, 21, tzinfo=UTC)


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
