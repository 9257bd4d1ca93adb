"""News sitemaps, indexes and their faults."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.sources import sitemap
from tasks.sources.sitemap import read_sitemap

URL = "https://news.example/sitemap.xml"
OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
)
ENTRY = (
    "<url><loc>\n https://news.example/{}?a=1&amp;b=2 </loc><news:news><news:publication>"
    "<news:name>News</news:name></news:publication>"
    "<news:publication_date>2026-11-20T10:00:00+01:00</news:publication_date>"
    "<news:title>Title {}</news:title></news:news></url>"
)
INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>'
    "<loc>https://news.example/day.xml.gz</loc><lastmod>2026-11-20T02:00:00Z</lastmod>"
    "</sitemap></sitemapindex>"
)


def news(count: int) -> bytes:
    return (OPEN + "".join(ENTRY.format(n, n) for n in range(count)) + "</urlset>").encode()


def read(body: bytes, **options):
    return read_sitemap(body, url=URL, source_id="outlet", **options)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_news_sitemap_gives_address_title_and_time(pack):
    listing = read(pack(news(3)))
    first = listing.candidates[0]
    assert len(listing.candidates) == 3
    assert first.url == "https://news.example/0?a=1&b=2"
    assert (first.title, first.resource, first.listed_in) == ("Title 0", "page", URL)
    assert first.published_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert listing.problems == ()


def test_an_index_gives_further_sitemaps():
    (child,) = read(INDEX.encode()).candidates
    assert (child.url, child.resource) == ("https://news.example/day.xml.gz", "sitemap")
    assert child.published_at == datetime(2026, 11, 20, 2, tzinfo=UTC)


def test_a_text_sitemap_is_a_list_of_addresses():
    listing = read(b"https://news.example/a\nhttps://news.example/b\n")
    assert [c.url for c in listing.candidates] == [
        "https://news.example/a",
        "https://news.example/b",
    ]


def test_the_protocol_allows_a_feed_as_a_sitemap():
    body = b"<rss><channel><item><link>https://news.example/a</link></item></channel></rss>"
    assert [c.url for c in read(body).candidates] == ["https://news.example/a"]


def test_addresses_and_titles_of_images_are_not_the_pages():
    image = (
        '<image:image xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        "<image:loc>https://cdn.example/a.jpg</image:loc><image:title>Quay</image:title>"
        "</image:image>"
    )
    body = news(1).replace(b"<url>", b"<url>" + image.encode())
    (candidate,) = read(body).candidates
    assert (candidate.url, candidate.title) == ("https://news.example/0?a=1&b=2", "Title 0")


def test_namespaces_may_have_other_prefixes_or_none():
    body = news(2).replace(b"xmlns:news=", b"xmlns:n=").replace(b"news:", b"n:")
    assert [c.title for c in read(body).candidates] == ["Title 0", "Title 1"]
    bare = b"<urlset><url><loc>https://news.example/a</loc><lastmod>2026-11-20</lastmod></url></urlset>"
    (candidate,) = read(bare).candidates
    assert candidate.published_at is None
    assert candidate.modified_at == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_web_page_in_a_sitemaps_place_is_called_one():
    listing = read(b"<!DOCTYPE html><html><body><p>Gone</p></body></html>")
    assert "a web page, not a sitemap" in listing.problems[0]


def test_an_empty_urlset_is_no_fault():
    assert read(news(0)) == sitemap.Listing((), ())


@pytest.mark.parametrize("lost", range(9, 400, 23))
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_sitemap_that_breaks_off_gives_the_entries_that_came_whole(pack, lost):
    body = news(3)[:-lost]
    listing = read(pack(body))
    whole = body.count(b"</url>")
    assert [c.url for c in listing.candidates] == [
        f"https://news.example/{n}?a=1&b=2" for n in range(whole)
    ]
    assert listing.problems


def test_cut_off_gzip_gives_what_came_and_says_so():
    listing = read(gzip.compress(news(5_000))[:-2_000])
    assert listing.candidates
    assert any("damaged gzip" in problem for problem in listing.problems)


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"<html></html>", b"\x1f\x8bnonsense", b"\0\1", b"<"]
)
def test_what_is_no_sitemap_has_no_pages_and_a_problem(body):
    listing = read(body)
    assert listing.candidates == ()
    assert listing.problems
    assert all(p.startswith(f"{URL}: ") and "\n" not in p for p in listing.problems)


def test_addresses_over_the_cap_are_left_with_a_problem():
    listing = read(news(30), max_urls=10)
    assert len(listing.candidates) == 10
    assert listing.problems == (f"{URL}: sitemap lists more than 10 addresses, the rest was left",)


def test_a_gzip_bomb_is_unpacked_only_up_to_the_limit(monkeypatch):
    monkeypatch.setattr(sitemap, "MAX_SITEMAP_BYTES", 100_000)
    listing = read(gzip.compress(news(10) + b" " * 5_000_000))
    assert len(listing.candidates) == 10
    assert any("larger than 100000 bytes" in problem for problem in listing.problems)


def test_an_external_entity_brings_in_no_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("TOPSECRET")
    body = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    body += "<urlset><url><loc>https://x.example/&x;</loc></url></urlset>"
    assert "TOPSECRET" not in repr(read(body.encode()))


def test_a_billion_laughs_stay_small():
    levels = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 100}">' for n in range(10)
    )
    body = (
        f"<!DOCTYPE urlset [{levels}]><urlset><url><loc>https://x.example/&l9;</loc></url></urlset>"
    )
    assert len(repr(read(body.encode()))) < 10_000


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_make_the_reader_fail(noise):
    for body in (noise, b"<urlset><url><loc>" + noise, b"\x1f\x8b\x08\0" + noise):
        for candidate in read(body).candidates:
            assert candidate.url.startswith(("http://", "https://"))


def test_a_time_without_an_offset_is_read_by_the_outlets_zone():
    news = "<news><publication_date>2026-11-20T10:00:00</publication_date></news>"
    body = f"<urlset><url><loc>https://x.example/a</loc>{news}</url></urlset>".encode()
    (candidate,) = read(body, zone=ZoneInfo("Africa/Nairobi")).candidates
    assert candidate.published_at == datetime(2026, 11, 20, 7, tzinfo=UTC)
    (candidate,) = read(body).candidates
    assert candidate.published_at is None
