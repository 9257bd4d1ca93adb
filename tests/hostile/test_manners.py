"""What a publisher sees of a visit, told by the server's own log."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from tasks.fetching.known import Known
from tasks.fetching.policy import FetchPolicy


def robots_of(visitor, text: str) -> bytes:
    return visitor.respond(text.encode(), content_type="text/plain")


def times(night) -> list[float]:
    return [asked.at for asked in night.server.log]


def test_robots_txt_is_asked_for_once_and_obeyed(visitor):
    rules = "User-agent: *\nDisallow: /b\n\nUser-agent: Dateline\nDisallow: /members/*.html$\n"
    paths = ["/a", "/members/x.html", "/members/x.pdf", "/b"]
    night = visitor.visit(visitor.respond(), paths, robots=robots_of(visitor, rules))
    assert night.server.paths.count("/robots.txt") == 1
    assert sorted(night.server.paths) == ["/a", "/b", "/members/x.pdf", "/robots.txt"]
    refused = night.rows["/members/x.html"]
    assert (refused.outcome, refused.attempts) == ("skipped", 0)
    assert refused.reason == "robots.txt does not allow it"
    assert [row.resource for row in night.robots] == ["robots"]


def test_robots_txt_that_cannot_be_read_forbids_everything(visitor):
    robots = visitor.respond(b"", status="503 Service Unavailable")
    night = visitor.visit(visitor.respond(), ["/a", "/b"], robots=robots)
    assert set(night.server.paths) == {"/robots.txt"}
    assert night.rows["/a"].outcome == night.rows["/b"].outcome == "skipped"
    assert "HTTP 503" in night.rows["/b"].reason


def test_robots_txt_that_is_not_there_allows_everything(visitor):
    night = visitor.visit(visitor.respond())
    assert night.outcome("/a") == ("fetched", None)
    assert night.robots[0].status_code == 404


def test_a_redirect_into_a_forbidden_path_is_not_followed(visitor):
    moved = visitor.respond(b"", status="301 Moved", Location="/private/a")
    robots = robots_of(visitor, "User-agent: *\nDisallow: /private/")
    night = visitor.visit(moved, robots=robots)
    assert "/private/a" not in night.server.paths
    assert night.rows["/a"].outcome == "skipped"


def test_requests_to_a_host_keep_the_delay(visitor):
    paths = [f"/{n}" for n in range(6)]
    night = visitor.visit(visitor.respond(), paths, delay_s=3.0, per_host_concurrency=4)
    assert len(night.server.log) == 7
    assert all(later - earlier >= 3.0 for earlier, later in pairwise(times(night)))
    assert {asked.at_once for asked in night.server.log} == {1}


def test_a_crawl_delay_in_robots_txt_is_kept(visitor):
    robots = robots_of(visitor, "User-agent: *\nCrawl-delay: 20")
    night = visitor.visit(visitor.respond(), ["/a", "/b", "/c"], robots=robots)
    assert all(later - earlier >= 20.0 for earlier, later in pairwise(times(night)))
    assert {row.outcome for row in night.rows.values()} == {"fetched"}


def test_a_host_that_asks_for_hours_between_requests_is_left_alone(visitor):
    robots = robots_of(visitor, "User-agent: *\nCrawl-delay: 7200")
    night = visitor.visit(visitor.respond(), ["/a", "/b"], robots=robots)
    assert night.server.paths == ["/robots.txt"]
    assert "asks for 7200 s" in night.rows["/a"].reason


def test_no_more_requests_at_once_than_a_host_may_get(visitor):
    async def slow(asked, writer):
        for _ in range(20):
            await asyncio.sleep(0)
        return visitor.respond()

    night = visitor.visit(slow, [f"/{n}" for n in range(12)], per_host_concurrency=3)
    assert max(asked.at_once for asked in night.server.log) == 3
    assert {row.outcome for row in night.rows.values()} == {"fetched"}


def test_the_user_agent_says_who_asks_and_whom_to_write_to(visitor):
    night = visitor.visit(visitor.respond(), contact="https://desk.example/bot")
    agent = night.server.log[-1].headers["User-Agent"]
    assert agent == f"{FetchPolicy().user_agent} (+https://desk.example/bot)"


def test_a_temporary_failure_is_tried_again_with_growing_pauses(visitor):
    answers = iter([visitor.respond(b"", status="500 Oops")] * 2 + [visitor.respond()])

    async def answer(asked, writer):
        return next(answers)

    night = visitor.visit(answer, backoff_s=1.0)
    row = night.rows["/a"]
    assert (row.outcome, row.attempts, row.status_code) == ("fetched", 3, 200)
    assert night.time.sleeps == [1.0, 2.0]


def test_a_lasting_failure_is_not_tried_again(visitor):
    night = visitor.visit(visitor.respond(b"gone", status="410 Gone"))
    row = night.rows["/a"]
    assert (row.outcome, row.reason, row.attempts) == ("failed", "HTTP 410 Gone", 1)


def test_a_failure_that_does_not_pass_ends_in_a_row_that_says_so(visitor):
    night = visitor.visit(visitor.respond(b"", status="502 Bad Gateway"), retries=2)
    row = night.rows["/a"]
    assert (row.outcome, row.reason, row.attempts) == ("failed", "HTTP 502 Bad Gateway", 3)


def test_retry_after_is_waited_for_by_the_whole_host(visitor):
    overrun = visitor.respond(b"", status="429 Too Many Requests", Retry_After="40")
    answers = iter([overrun])

    async def answer(asked, writer):
        return next(answers, visitor.respond())

    night = visitor.visit(answer, ["/a", "/b", "/c"], per_host_concurrency=1)
    assert {row.outcome for row in night.rows.values()} == {"fetched"}
    refused_at = night.server.log[1].at
    assert all(asked.at >= refused_at + 40 for asked in night.server.log[2:])


def test_a_host_that_asks_to_come_back_tomorrow_gets_no_more_requests(visitor):
    overrun = visitor.respond(b"", status="503 Busy", Retry_After="Sat, 21 Nov 2026 09:00:00 GMT")
    night = visitor.visit(overrun, ["/a", "/b", "/c"], per_host_concurrency=1)
    assert night.server.paths == ["/robots.txt", "/a"]
    assert "asks to come back after" in night.rows["/a"].reason
    assert night.rows["/b"].outcome == night.rows["/c"].outcome == "skipped"


def test_a_host_that_says_it_is_overrun_is_asked_more_slowly(visitor):
    answers = iter([visitor.respond(b"", status="429 Slow Down")])

    async def answer(asked, writer):
        return next(answers, visitor.respond())

    night = visitor.visit(answer, ["/a", "/b", "/c"], per_host_concurrency=1)
    after = times(night)[2:]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(after))


def test_a_known_page_is_asked_for_conditionally_and_304_is_unchanged(visitor):
    known = Known(
        etag='"v1"',
        last_modified="Fri, 20 Nov 2026 01:00:00 GMT",
        article_id="article-7",
        payload_digest="digest",
    )
    night = visitor.visit(
        visitor.respond(b"", status="304 Not Modified"),
        known={"/a": known},
    )
    headers, row = night.server.log[-1].headers, night.rows["/a"]
    assert headers["If-None-Match"] == '"v1"'
    assert headers["If-Modified-Since"] == "Fri, 20 Nov 2026 01:00:00 GMT"
    assert (row.outcome, row.article_id, row.etag) == ("unchanged", "article-7", '"v1"')
    assert row.payload_digest is None


def test_a_page_with_the_same_bytes_is_unchanged(visitor):
    first = visitor.visit(visitor.respond()).rows["/a"]
    known = Known(article_id="article-7", payload_digest=first.payload_digest)
    again = visitor.visit(visitor.respond(), known={"/a": known}).rows["/a"]
    assert (again.outcome, again.article_id) == ("unchanged", "article-7")


def test_a_304_that_nobody_asked_for_is_a_failure(visitor):
    night = visitor.visit(visitor.respond(b"", status="304 Not Modified"))
    assert night.rows["/a"].outcome == "failed"


def test_stored_validators_cannot_smuggle_headers(visitor):
    night = visitor.visit(visitor.respond(), known={"/a": Known(etag='"x"\r\nCookie: a=b')})
    assert "Cookie" not in night.server.log[-1].headers
    assert night.rows["/a"].outcome == "fetched"


def test_a_url_listed_twice_is_asked_for_once(visitor):
    night = visitor.visit(visitor.respond(), ["/a#comments", "/a"])
    # Two spellings are two rows; the server sees the page's address without the fragment.
    assert set(night.server.paths) == {"/a", "/robots.txt"}
