"""Redirects: followed as far as they lead to a page, and no further."""

from __future__ import annotations

import pytest


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


def test_a_row_says_nothing_of_an_answer_before_the_one_that_never_came(visitor, tricks):
    async def answer(asked, writer):
        if asked.path == "/a":
            return visitor.respond(b"", status="302 Found", Location="/b", ETag='"x"')
        await tricks.reset(writer)
        return None

    row = visitor.visit(answer, retries=0).rows["/a"]
    assert (row.outcome, row.status_code, row.etag, row.final_url) == ("failed", None, None, None)


def test_a_wall_that_asks_for_a_cookie_again_and_again_is_a_circle(visitor):
    async def answer(asked, writer):
        if asked.path.startswith("/consent"):
            target = "/a?consent=1" if "consent=1" not in asked.path else "/a"
            return visitor.respond(b"", status="302 Found", Location=target, Set_Cookie="ok=1")
        # Whoever brings no cookie is sent to the wall.
        assert "Cookie" not in asked.headers
        return visitor.respond(b"", status="302 Found", Location="/consent?back=/a")

    night = visitor.visit(answer)
    assert night.outcome("/a") == ("failed", "redirects in a circle")
    assert night.rows["/a"].error_weight == "soft"


def test_a_wall_that_numbers_its_visitors_ends_at_the_limit(visitor):
    async def answer(asked, writer):
        count = len(night_log)
        night_log.append(asked.path)
        return visitor.respond(b"", status="307 Wall", Location=f"/consent?visit={count}")

    night_log: list[str] = []
    night = visitor.visit(answer, max_redirects=5)
    assert night.outcome("/a") == ("failed", "redirects more than 5 times")


def test_a_redirect_to_another_host_asks_that_hosts_robots_txt(visitor):
    async def answer(asked, writer):
        port = asked.headers["Host"].rpartition(":")[2]
        return visitor.respond(b"", status="301 Moved", Location=f"http://localhost:{port}/b")

    robots = visitor.respond(b"User-agent: *\nDisallow: /b", content_type="text/plain")
    night = visitor.visit(answer, robots=robots)
    assert night.rows["/a"].outcome == "skipped"
    assert night.server.paths == ["/robots.txt", "/a", "/robots.txt"]
