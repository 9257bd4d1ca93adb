"""Hosts that do not answer, or not in HTTP: each page is a row, and the night goes on."""

from __future__ import annotations

import socket


def test_a_flood_of_headers_is_refused(visitor, tricks):
    many = b"".join(b"X-%d: y\r\n" % n for n in range(50_000))
    for head in (tricks.HEAD + many, tricks.HEAD + b"X: " + b"y" * 1_000_000 + b"\r\n"):
        night = visitor.visit(tricks.in_pieces(head + b"\r\n"), retries=0)
        assert night.rows["/a"].outcome == "failed"
        assert night.rows["/a"].reason.startswith("answer is not valid HTTP")


def test_an_answer_that_is_not_http_is_a_reason(visitor):
    night = visitor.visit(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
    assert night.rows["/a"].outcome == "failed"
    assert "\n" not in night.rows["/a"].reason


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


def test_a_host_that_stops_answering_is_left_alone(visitor, tricks):
    night = visitor.visit(
        tricks.in_pieces(then=tricks.reset),
        [f"/{n}" for n in range(30)],
        retries=0,
        host_failure_limit=5,
        per_host_concurrency=1,
    )
    outcomes = [row.outcome for row in night.rows.values()]
    assert outcomes == ["failed"] * 5 + ["skipped"] * 25
    assert "5 network failures in a row" in night.rows["/29"].reason


def test_a_host_whose_pages_never_end_does_not_hold_up_the_night(visitor, tricks):
    night = visitor.visit(
        tricks.in_pieces(tricks.HEAD + b"\r\n<html>", then=tricks.hang),
        [f"/{n}" for n in range(30)],
        total_timeout_s=0.3,
        host_failure_limit=3,
        per_host_concurrency=1,
    )
    outcomes = [row.outcome for row in night.rows.values()]
    assert outcomes == ["failed"] * 3 + ["skipped"] * 27
