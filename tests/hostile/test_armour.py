"""Servers that hang, lie, flood and lure: each ends as one row with a reason."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib

import aiohttp
import pytest

from tasks.fetching import addresses

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def answer_in_pieces(*pieces: bytes, then=None):
    """Send the pieces, then do `then(writer)`; by default close the connection."""

    async def answer(asked, writer):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if then is not None:
            await then(writer)

    return answer


async def hang(writer) -> None:
    """Keep the connection open until the client has had enough."""
    while not writer.is_closing():
        await asyncio.sleep(0.01)
        writer.write(b"x")
        await writer.drain()


async def reset(writer) -> None:
    writer.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0"
    )
    writer.transport.abort()


def test_headers_that_never_end_run_into_the_time_limit(visitor):
    night = visitor.visit(
        answer_in_pieces(b"HTTP/1.1 200 OK\r\nX-Slow: ", then=hang),
        first_byte_timeout_s=0.2,
        retries=0,
    )
    assert night.outcome("/a") == ("failed", "no answer within 0.2 s")


def test_a_body_that_trickles_runs_into_the_time_limit(visitor):
    trickle = answer_in_pieces(HEAD + b"\r\n<html>", then=hang)
    night = visitor.visit(trickle, total_timeout_s=0.2, retries=0)
    row = night.rows["/a"]
    assert night.outcome("/a") == ("failed", "body did not end within the time limit")
    assert row.payload_digest is None
    assert row.archive_file is not None


def test_an_endless_body_is_stopped_at_the_limit(visitor):
    async def flood(writer):
        while not writer.is_closing():
            writer.write(b"x" * 65_536)
            await writer.drain()

    night = visitor.visit(answer_in_pieces(HEAD + b"\r\n", then=flood), max_body_bytes=2_000_000)
    assert night.outcome("/a") == ("rejected", "body is larger than 2000000 bytes")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_bomb_is_stopped_while_it_unpacks(visitor, encoding):
    compressor = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    bomb = compressor.compress(bytes(50_000_000)) + compressor.flush()
    night = visitor.visit(
        visitor.respond(bomb, Content_Encoding=encoding), max_body_bytes=1_000_000
    )
    row = night.rows["/a"]
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


def test_an_encoding_that_was_not_asked_for_is_refused(visitor):
    night = visitor.visit(visitor.respond(b"??", Content_Encoding="br"))
    assert night.rows["/a"].outcome == "rejected"
    assert "'br' was not asked for" in night.rows["/a"].reason


def test_a_content_length_that_promises_too_much_is_a_broken_body(visitor):
    night = visitor.visit(visitor.respond(Content_Length="9999"), retries=1)
    row = night.rows["/a"]
    assert row.outcome == "failed"
    assert "broke off in mid-body" in row.reason
    assert row.attempts == 2


def test_a_connection_reset_in_mid_body_is_tried_again(visitor):
    first = iter([True])

    async def answer(asked, writer):
        if next(first, False):
            writer.write(HEAD + b"Content-Length: 500\r\n\r\n<html>")
            await writer.drain()
            await reset(writer)
            return None
        return visitor.respond()

    night = visitor.visit(answer)
    assert (night.rows["/a"].outcome, night.rows["/a"].attempts) == ("fetched", 2)


def test_a_row_says_nothing_of_an_answer_before_the_one_that_never_came(visitor):
    async def answer(asked, writer):
        if asked.path == "/a":
            return visitor.respond(b"", status="302 Found", Location="/b", ETag='"x"')
        await reset(writer)
        return None

    row = visitor.visit(answer, retries=0).rows["/a"]
    assert (row.outcome, row.status_code, row.etag, row.final_url) == ("failed", None, None, None)


def test_a_flood_of_headers_is_refused(visitor):
    many = b"".join(b"X-%d: y\r\n" % n for n in range(50_000))
    for head in (HEAD + many, HEAD + b"X: " + b"y" * 1_000_000 + b"\r\n"):
        night = visitor.visit(answer_in_pieces(head + b"\r\n"), retries=0)
        assert night.rows["/a"].outcome == "failed"
        assert night.rows["/a"].reason.startswith("answer is not valid HTTP")


def test_an_answer_that_is_not_http_is_a_reason(visitor):
    night = visitor.visit(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
    assert night.rows["/a"].outcome == "failed"
    assert "\n" not in night.rows["/a"].reason


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


def test_redirects_are_followed_and_the_last_url_is_recorded(visitor):
    async def answer(asked, writer):
        if asked.path == "/a":
            return visitor.respond(b"", status="302 Found", Location="b?x=1#top")
        return visitor.respond()

    row = visitor.visit(answer).rows["/a"]
    assert row.outcome == "fetched"
    assert row.final_url.endswith("/b?x=1")
    assert row.attempts == 2


def test_redirects_in_a_circle_end(visitor):
    async def answer(asked, writer):
        target = "/b" if asked.path == "/a" else "/a"
        return visitor.respond(b"", status="301 Moved", Location=target)

    assert visitor.visit(answer).outcome("/a") == ("failed", "redirects in a circle")


def test_redirects_without_end_end(visitor):
    async def answer(asked, writer):
        return visitor.respond(b"", status="301 Moved", Location=asked.path + "a")

    night = visitor.visit(answer, max_redirects=4)
    assert night.outcome("/a") == ("failed", "redirects more than 4 times")
    assert len(night.server.paths) == 1 + 5


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://x.example/a", "http://[bad", "javascript:x"]
)
def test_redirects_to_what_is_not_http_are_refused(visitor, target):
    night = visitor.visit(visitor.respond(b"", status="302 Found", Location=target))
    assert night.rows["/a"].outcome == "rejected"
    assert night.rows["/a"].reason.startswith("redirected to where it must not go")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
def test_private_addresses_are_refused_however_they_are_spelt(visitor, host):
    url = f"http://{host}:9/a"
    night = visitor.visit(visitor.respond(), [url], allow_private_addresses=False)
    assert night.rows[url].outcome == "failed"
    assert "is private, local or reserved" in night.rows[url].reason
    assert night.server.log == []


def test_a_redirect_to_a_private_address_is_refused(visitor, monkeypatch):
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    moved = visitor.respond(b"", status="302 Found", Location="http://127.0.0.2:9/admin")
    night = visitor.visit(moved, allow_private_addresses=False)
    assert night.rows["/a"].outcome == "failed"
    assert "127.0.0.2 is private, local or reserved" in night.rows["/a"].reason


class EveryNameIs(aiohttp.abc.AbstractResolver):
    """A look-up that gives every name the same address."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def resolve(self, host, port=0, family=socket.AF_INET):
        found = {"hostname": host, "host": self.address, "port": port}
        return [{**found, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


def test_a_name_that_resolves_to_a_private_address_is_refused(visitor):
    # The check is made when the socket is, whatever the look-up said before (DNS rebinding).
    url = "http://rebind.example:9/a"
    resolver = EveryNameIs("127.0.0.1")
    night = visitor.visit(
        visitor.respond(), [url], allow_private_addresses=False, resolver=resolver
    )
    assert "address 127.0.0.1 is private" in night.rows[url].reason
    assert night.server.log == []


def test_urls_that_cannot_be_asked_for_are_rows_too(visitor):
    urls = [
        "ftp://x.example/",
        "http://user:pw@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://é\1/",
        "news",
    ]
    night = visitor.visit(visitor.respond(), urls)
    assert {row.outcome for row in night.rows.values()} == {"rejected"}
    assert all(row.reason and "\n" not in row.reason for row in night.rows.values())


def test_a_host_that_nobody_answers_at_costs_one_question(visitor):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    urls = [f"http://127.0.0.1:{port}/{n}" for n in range(30)]
    night = visitor.visit(visitor.respond(), urls)
    assert {row.outcome for row in night.rows.values()} == {"failed"}
    assert {row.attempts for row in night.rows.values()} == {0}
    assert "no connection" in night.rows[urls[29]].reason
    assert night.robots[0].outcome == "failed"
    assert night.robots[0].attempts == 3


def test_a_host_that_stops_answering_is_left_alone(visitor):
    night = visitor.visit(
        answer_in_pieces(then=reset),
        [f"/{n}" for n in range(30)],
        retries=0,
        host_failure_limit=5,
        per_host_concurrency=1,
    )
    outcomes = [row.outcome for row in night.rows.values()]
    assert outcomes == ["failed"] * 5 + ["skipped"] * 25
    assert "5 network failures in a row" in night.rows["/29"].reason


def test_a_host_whose_pages_never_end_does_not_hold_up_the_night(visitor):
    night = visitor.visit(
        answer_in_pieces(HEAD + b"\r\n<html>", then=hang),
        [f"/{n}" for n in range(30)],
        total_timeout_s=0.05,
        host_failure_limit=3,
        per_host_concurrency=1,
    )
    outcomes = [row.outcome for row in night.rows.values()]
    assert outcomes == ["failed"] * 3 + ["skipped"] * 27


def test_robots_txt_of_fifty_megabytes_is_read_only_as_far_as_it_must_be(visitor):
    rules = b"User-agent: *\nDisallow: /private/\n" + b"# padding\n" * 5_000_000
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"

    async def answer(asked, writer):
        return visitor.respond()

    night = visitor.visit(answer, ["/a", "/private/b"], robots=head + rules)
    assert night.rows["/a"].outcome == "fetched"
    assert night.rows["/private/b"].outcome == "skipped"
    assert night.robots[0].body_bytes < 1_000_000
