"""The newsroom on loopback: what a polite client meets, from a real socket."""

import gzip
import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from itertools import count
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree

from newsroom import OUTLETS
from newsroom.__main__ import main
from newsroom.articles import load_articles
from newsroom.server import Newsroom, serve

LISTINGS = {
    "meridian-wire": "/rss/latest.xml",
    "harbour-courier": "/atom.xml",
    "ostra-tribune": "/sitemap-news.xml",
    "capital-ledger": "/feeds/home.rss",
    "lantern": "/rss.php",
}


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    ticks = count()
    with serve(1, clock=lambda: float(next(ticks))) as running:
        yield running


def fetch(url: str, **headers: str) -> tuple[int, Message, bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, headers={"User-Agent": "reader", **named})
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def announced(newsroom: Newsroom, outlet: str) -> list[str]:
    if outlet == "radio-sabel":
        base = newsroom.base_urls[outlet]
        index = etree.fromstring(fetch(f"{base}/sitemap.xml")[2])
        bodies = [fetch(str(loc))[2] for loc in index.xpath("//*[local-name()='loc']/text()")]
        bodies = [gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body for body in bodies]
    else:
        bodies = [fetch(newsroom.base_urls[outlet] + LISTINGS[outlet])[2]]
    if outlet in {"ostra-tribune", "radio-sabel"}:
        path = "//*[local-name()='url']/*[local-name()='loc']/text()"
        return [str(loc) for body in bodies for loc in etree.fromstring(body).xpath(path)]
    feed = feedparser.parse(bodies[0])
    assert not feed.bozo
    return [entry.link for entry in feed.entries]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_listing_announces_the_articles_of_the_night(newsroom: Newsroom, outlet: str) -> None:
    base = newsroom.base_urls[outlet]
    links = announced(newsroom, outlet)
    assert all(link.startswith(f"{base}/") for link in links)
    entries = [entry for entry in newsroom.entries if entry.outlet == outlet]
    assert sorted(links) == sorted(base + entry.path for entry in entries)
    slugs = {entry.slug for entry in entries if entry.outcome == "article"}
    assert slugs == {a.slug for a in load_articles(1) if a.outlet == outlet}


def test_what_is_announced_is_what_a_fetch_meets(newsroom: Newsroom) -> None:
    statuses = {"missing": 404}
    for entry in newsroom.entries:
        status, _, body = fetch(newsroom.base_urls[entry.outlet] + entry.path)
        assert status == statuses.get(entry.outcome, 200), entry
        assert bool(body) == (entry.outcome != "empty"), entry


def test_a_home_page_leads_to_the_feed(newsroom: Newsroom) -> None:
    for outlet in ("meridian-wire", "harbour-courier", "capital-ledger", "lantern"):
        _, _, body = fetch(newsroom.base_urls[outlet] + "/")
        assert f'href="{LISTINGS[outlet]}"'.lower() in body.decode("latin-1").lower()


def test_an_unchanged_page_costs_no_body(newsroom: Newsroom) -> None:
    entry = next(entry for entry in newsroom.entries if entry.outcome == "article")
    url = newsroom.base_urls[entry.outlet] + entry.path
    _, headers, _ = fetch(url)
    by_tag = fetch(url, If_None_Match=headers["ETag"])
    by_date = fetch(url, If_Modified_Since=headers["Last-Modified"])
    assert [(status, body) for status, _, body in (by_tag, by_date)] == [(304, b""), (304, b"")]
    assert fetch(url, If_None_Match='"other"')[0] == 200
    assert fetch(url, If_Modified_Since="yesterday")[0] == 200


def test_a_redirect_ends_at_the_article(newsroom: Newsroom) -> None:
    (entry,) = [entry for entry in newsroom.entries if entry.outcome == "redirect"]
    base = newsroom.base_urls[entry.outlet]
    with urllib.request.urlopen(base + entry.path, timeout=5) as response:
        assert urlsplit(response.url).path != entry.path
        assert entry.slug in response.url


def test_a_client_that_reads_gzip_gets_it(newsroom: Newsroom) -> None:
    url = newsroom.base_urls["meridian-wire"] + "/"
    _, plain_headers, plain = fetch(url)
    _, headers, packed = fetch(url, Accept_Encoding="gzip")
    assert plain_headers["Content-Encoding"] is None
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain


def test_requests_are_noted_in_the_order_in_which_they_came(newsroom: Newsroom) -> None:
    seen_before = len(newsroom.requests)
    for outlet in ("lantern", "radio-sabel"):
        fetch(newsroom.base_urls[outlet] + "/robots.txt", User_Agent=f"to-{outlet}")
    first, second = newsroom.requests[seen_before:]
    assert (first.outlet, first.path, first.user_agent) == ("lantern", "/robots.txt", "to-lantern")
    assert (second.outlet, second.status) == ("radio-sabel", 200)
    assert first.time_s < second.time_s


def test_a_crawl_delay_is_asked_for_by_one_outlet(newsroom: Newsroom) -> None:
    robots = {outlet: fetch(f"{url}/robots.txt")[2] for outlet, url in newsroom.base_urls.items()}
    assert [outlet for outlet, body in robots.items() if b"Crawl-delay: 0.2" in body] == ["lantern"]
    assert all(b"Disallow: /" in body for body in robots.values())


def test_the_second_night_takes_the_place_of_the_first() -> None:
    with serve(1) as newsroom:
        first = {entry.guid for entry in newsroom.entries}
        newsroom.publish(2)
        second = {entry.guid for entry in newsroom.entries}
    assert first < second


def test_nothing_listens_any_more_when_the_newsroom_has_closed() -> None:
    with serve(1) as newsroom:
        address = urlsplit(newsroom.base_urls["lantern"])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((str(address.hostname), address.port or 0), timeout=1)


def test_a_taken_port_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    assert f"port {port}" in capsys.readouterr().err


def test_an_expectation_can_be_proofread(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["expect", "meridian-wire/calder-ceasefire-talks"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["mentions"][0].startswith("place | 0:6 GENEVA")
    assert main(["expect", "meridian-wire/no-such-story"]) == 2


def test_the_articles_that_ship_pass_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "0 errors" in capsys.readouterr().out


def test_the_gzipped_sitemap_announces_pages_that_the_plain_one_does_not(
    newsroom: Newsroom,
) -> None:
    base = newsroom.base_urls["radio-sabel"]
    plain = set(
        etree.fromstring(fetch(f"{base}/sitemaps/news.xml")[2]).itertext("{*}loc", with_tail=False)
    )
    packed = gzip.decompress(fetch(f"{base}/sitemaps/archive.xml.gz")[2])
    archived = set(etree.fromstring(packed).itertext("{*}loc", with_tail=False))
    assert plain
    assert archived
    assert not plain & archived
