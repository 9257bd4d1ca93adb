"""Bodies that trickle, never end, burst, break off or lie about themselves."""

from __future__ import annotations

import gzip
import zlib

import pytest

from tasks.fetching.archive import read_body


def test_headers_that_never_end_run_into_the_time_limit(visitor, tricks):
    night = visitor.visit(
        tricks.in_pieces(b"HTTP/1.1 200 OK\r\nX-Slow: ", then=tricks.hang),
        first_byte_timeout_s=0.5,
        retries=0,
    )
    assert night.outcome("/a") == ("failed", "no answer within 0.5 s")


def test_a_body_that_trickles_runs_into_the_time_limit(visitor, tricks):
    trickle = tricks.in_pieces(tricks.HEAD + b"\r\n<html>", then=tricks.hang)
    night = visitor.visit(trickle, total_timeout_s=0.5, retries=0)
    row = night.rows["/a"]
    assert night.outcome("/a") == ("failed", "body did not end within the time limit")
    assert row.payload_digest is None
    assert row.archive_file is not None


def test_an_endless_body_is_stopped_at_the_limit_and_does_not_fill_memory(visitor, tricks, memory):
    endless = tricks.in_pieces(tricks.HEAD + b"\r\n", then=tricks.flood)
    with memory.watched():
        night = visitor.visit(endless, max_body_bytes=20_000_000, total_timeout_s=60.0)
    assert night.outcome("/a") == ("rejected", "body is larger than 20000000 bytes")
    assert memory.growth < 15_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_bomb_is_stopped_while_it_unpacks(visitor, memory, encoding):
    compressor = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    bomb = compressor.compress(bytes(200_000_000)) + compressor.flush()
    with memory.watched():
        night = visitor.visit(
            visitor.respond(bomb, Content_Encoding=encoding), max_body_bytes=1_000_000
        )
    row = night.rows["/a"]
    assert memory.growth < 15_000_000
    assert night.outcome("/a") == ("rejected", "body is larger than 1000000 bytes")
    assert row.body_bytes < 1_100_000


def test_damaged_and_cut_off_compression_is_a_reason(visitor):
    packed = gzip.compress(visitor.page)
    for body, reason in (
        (b"\x1f\x8b" + b"nonsense" * 9, "compressed body is damaged"),
        (packed[:-12], "compressed body is cut off"),
    ):
        night = visitor.visit(visitor.respond(body, Content_Encoding="gzip"))
        assert night.rows["/a"].outcome == "rejected"
        assert night.rows["/a"].reason.startswith(reason)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "deflate, gzip", "gzip, br"])
def test_an_encoding_that_was_not_asked_for_is_refused_before_it_is_unpacked(
    visitor, memory, encoding
):
    bomb = gzip.compress(gzip.compress(bytes(100_000_000)))
    with memory.watched():
        night = visitor.visit(visitor.respond(bomb, Content_Encoding=encoding))
    assert night.rows["/a"].outcome == "rejected"
    assert f"{encoding!r} was not asked for" in night.rows["/a"].reason
    assert memory.growth < 10_000_000


def test_a_page_packed_twice_and_declared_once_is_no_page(visitor):
    twice = gzip.compress(gzip.compress(bytes(100_000_000)))
    night = visitor.visit(visitor.respond(twice, Content_Encoding="gzip"))
    assert night.outcome("/a") == ("rejected", "body is gzip, not HTML")


def test_a_content_length_that_promises_too_little_is_a_reason(visitor):
    short = visitor.respond(visitor.page + b"<p>more", Content_Length=str(len(visitor.page)))
    night = visitor.visit(short)
    assert night.rows["/a"].outcome == "failed"
    assert night.rows["/a"].reason.startswith("answer is not valid HTTP")


@pytest.mark.parametrize("length", ["-1", "nonsense", "9" * 30, "5, 6"])
def test_a_content_length_that_is_none_is_a_reason(visitor, length):
    night = visitor.visit(visitor.respond(Content_Length=length), retries=0, total_timeout_s=2.0)
    row = night.rows["/a"]
    assert row.outcome == "failed"
    assert "\n" not in row.reason


def test_a_content_length_that_promises_too_much_is_a_broken_body(visitor):
    night = visitor.visit(visitor.respond(Content_Length="9999"), retries=1)
    row = night.rows["/a"]
    assert row.outcome == "failed"
    assert "broke off in mid-body" in row.reason
    assert row.attempts == 2


def test_a_connection_reset_in_mid_body_is_tried_again(visitor, tricks):
    first = iter([True])

    async def answer(asked, writer):
        if next(first, False):
            writer.write(tricks.HEAD + b"Content-Length: 500\r\n\r\n<html>")
            await writer.drain()
            await tricks.reset(writer)
            return None
        return visitor.respond()

    night = visitor.visit(answer)
    assert (night.rows["/a"].outcome, night.rows["/a"].attempts) == ("fetched", 2)


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"%PDF-1.7 ...", "text/html", "body is PDF, not HTML"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "text/html", "body is a PNG image, not HTML"),
        (bytes(range(256)) * 8, "text/html", "body is binary, not HTML"),
        (b"{}", "application/json", "content type is 'application/json', not HTML"),
        (b"just words", "text/plain", "content type is 'text/plain', not HTML"),
        (b"", "text/html", "body is empty"),
        (b" \r\n ", "text/html", "body is empty"),
    ],
)
def test_what_is_no_page_is_rejected(visitor, body, content_type, reason):
    night = visitor.visit(visitor.respond(body, content_type=content_type))
    assert night.outcome("/a") == ("rejected", reason)


@pytest.mark.parametrize("content_type", ["", "application/octet-stream", "text/plain"])
def test_a_page_under_a_vague_content_type_is_taken(visitor, content_type):
    night = visitor.visit(visitor.respond(content_type=content_type))
    assert night.outcome("/a") == ("fetched", None)


def test_robots_txt_of_fifty_megabytes_is_read_only_as_far_as_it_must_be(visitor, tricks, memory):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    rules = b"User-agent: *\nDisallow: /private/\n"
    padding = b"# padding\n" * 100_000
    robots = tricks.in_pieces(head + rules, *[padding] * 50)

    async def answer(asked, writer):
        return visitor.respond()

    with memory.watched():
        night = visitor.visit(answer, ["/a", "/private/b"], robots=robots)
    assert night.rows["/a"].outcome == "fetched"
    assert night.rows["/private/b"].outcome == "skipped"
    assert night.robots[0].body_bytes < 1_000_000
    assert memory.growth < 25_000_000


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "klingon", "utf-8; charset=x", ""])
def test_a_page_under_a_wrong_charset_is_fetched_and_its_bytes_kept(visitor, charset):
    page = "<!doctype html><html><body><p>Größe: 12 °C</p></body></html>".encode()
    night = visitor.visit(visitor.respond(page, content_type=f"text/html; charset={charset}"))
    assert night.outcome("/a") == ("fetched", None)
    assert read_body(night.archive_dir, night.rows["/a"]) == page
