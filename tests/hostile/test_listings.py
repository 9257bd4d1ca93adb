"""Feeds and sitemaps are fetched with the same manners as pages."""

from __future__ import annotations

import asyncio
import gzip
from itertools import pairwise

from tasks.fetching.known import Known
from tasks.fetching.recall import recall_robots
from warehouse.tables.fetches import Candidate

FEED = b"<rss><channel><item><title>A</title><link>/a</link></item></channel></rss>"


def fetch_listing(visitor, make_server, answer, *, known=None, resource="feed", robots=None):
    """Row and body of one listing, from a server of its own; and what the server saw."""

    async def run():
        async with make_server(answer, robots) as server:
            candidate = Candidate(source_id="outlet", url=server.base + "/feed", resource=resource)
            async with visitor.fetcher(server.time, retries=0) as fetcher:
                row, body = await fetcher.fetch_listing(candidate, known=known)
                return row, body, server

    return asyncio.run(run())


def test_a_feed_is_listed_and_its_body_handed_over(visitor, make_server):
    row, body, _ = fetch_listing(visitor, make_server, visitor.respond(FEED))
    assert (row.outcome, row.reason, body) == ("listed", None, FEED)
    assert row.archive_file is not None


def test_a_feed_that_did_not_change_hands_over_nothing(visitor, make_server):
    first, _, _ = fetch_listing(visitor, make_server, visitor.respond(FEED))
    known = Known(payload_digest=first.payload_digest)
    row, body, _ = fetch_listing(visitor, make_server, visitor.respond(FEED), known=known)
    assert (row.outcome, body) == ("unchanged", None)


def test_a_feed_that_is_not_there_hands_over_nothing(visitor, make_server):
    missing = visitor.respond(b"gone", status="404 Not Found")
    row, body, _ = fetch_listing(visitor, make_server, missing)
    assert (row.outcome, row.reason, body) == ("failed", "HTTP 404 Not Found", None)


def test_a_feed_without_a_byte_is_rejected(visitor, make_server):
    row, body, _ = fetch_listing(visitor, make_server, visitor.respond(b""))
    assert (row.outcome, row.reason, body) == ("rejected", "body is empty", None)


def test_a_feed_that_robots_txt_forbids_is_not_asked_for(visitor, make_server):
    robots = visitor.respond(b"User-agent: *\nDisallow: /feed", content_type="text/plain")
    row, body, server = fetch_listing(visitor, make_server, visitor.respond(FEED), robots=robots)
    assert (row.outcome, body) == ("skipped", None)
    assert server.paths == ["/robots.txt"]


def test_an_endless_feed_is_stopped_at_the_limit(visitor, make_server):
    async def flood(asked, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>")
        while not writer.is_closing():
            writer.write(b"<item>" * 10_000)
            await writer.drain()

    row, body, _ = fetch_listing(visitor, make_server, flood)
    assert (row.outcome, body) == ("rejected", None)
    assert "larger than" in row.reason


def test_known_listings_are_asked_for_conditionally(visitor, make_server):
    unchanged = visitor.respond(b"", status="304 Not Modified")
    row, body, server = fetch_listing(
        visitor, make_server, unchanged, known=Known(etag='W/"7"'), resource="sitemap"
    )
    assert (row.outcome, body, row.etag) == ("unchanged", None, 'W/"7"')
    assert server.log[-1].headers["If-None-Match"] == 'W/"7"'


def test_rules_that_an_earlier_step_asked_for_are_recalled_from_the_archive(visitor, make_server):
    rules = b"User-agent: *\nDisallow: /private\nCrawl-delay: 9"
    robots = visitor.respond(rules, content_type="text/plain")

    async def run():
        async with make_server(visitor.respond(), robots) as server:
            paths = ("/a", "/b", "/private")
            pages = [
                Candidate(source_id="outlet", url=server.base + path, resource="page")
                for path in paths
            ]
            async with visitor.fetcher(server.time) as fetcher:
                await fetcher.fetch_all(pages[:1], known={})
            recalled = recall_robots(visitor.archive_dir, fetcher.robots_fetches)
            async with visitor.fetcher(server.time, robots=recalled) as fetcher:
                return await fetcher.fetch_all(pages, known={}), server

    rows, server = asyncio.run(run())
    assert [row.outcome for row in rows] == ["fetched", "fetched", "skipped"]
    assert server.paths == ["/robots.txt", "/a", "/b"]
    times = [asked.at for asked in server.log]
    assert all(later - earlier >= 9 for earlier, later in pairwise(times))


def test_a_feed_of_a_million_entries_is_stopped_at_the_limit(visitor, make_server, tricks, memory):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss><channel>"
    entries = b"".join(b"<item><link>/%d</link></item>" % n for n in range(10_000))
    with memory.watched():
        row, body, _ = fetch_listing(visitor, make_server, tricks.in_pieces(head, *[entries] * 100))
    assert (row.outcome, row.reason) == ("rejected", "body is larger than 10000000 bytes")
    assert (body, row.error_weight) == (None, "hard")
    assert memory.growth < 45_000_000


def test_a_sitemap_packed_as_a_bomb_is_stopped_while_it_unpacks(visitor, make_server, memory):
    packed = gzip.compress(b"<urlset>" + bytes(200_000_000))
    answer = visitor.respond(packed, content_type="text/xml", Content_Encoding="gzip")
    with memory.watched():
        row, body, _ = fetch_listing(visitor, make_server, answer, resource="sitemap")
    assert (row.outcome, body) == ("rejected", None)
    assert "larger than 52428800 bytes" in row.reason
    assert memory.growth < 150_000_000
