"""What a publisher says against text and data mining is recorded, and by default obeyed."""

from __future__ import annotations

import pytest
from warcio.archiveiterator import ArchiveIterator

from tasks.fetching.opt_out import page_signals, reserved, robots_signals, signals_for

PAGE = "<!doctype html><html><head>%s<title>A</title></head><body><p>Secret news.</p></body></html>"


def with_head(elements: str) -> bytes:
    return (PAGE % elements).encode()


def robots_of(visitor, text: str) -> bytes:
    return visitor.respond(text.encode(), content_type="text/plain")


def archived_text(night) -> bytes:
    found = b""
    for path in night.archive_dir.rglob("*.warc.gz"):
        with path.open("rb") as file:
            found += b"".join(r.content_stream().read() for r in ArchiveIterator(file))
    return found


@pytest.mark.parametrize(
    ("headers", "signal"),
    [
        ({"tdm_reservation": "1"}, "tdm-reservation=1 (header)"),
        (
            {"TDM_Reservation": "1", "tdm_policy": "https://x.example/p"},
            "tdm-reservation=1 (header)",
        ),
        ({"X_Robots_Tag": "noindex, noai"}, "noai (X-Robots-Tag)"),
        ({"X_Robots_Tag": "Dateline: noai"}, "noai (X-Robots-Tag)"),
    ],
)
def test_a_page_whose_header_reserves_mining_is_neither_kept_nor_archived(visitor, headers, signal):
    night = visitor.visit(visitor.respond(with_head(""), **headers))
    row = night.rows["/a"]
    assert row.outcome == "rejected"
    assert row.reason == f"publisher reserves text and data mining: {signal}"
    assert (row.opt_out, row.payload_digest, row.archive_file) == (signal, None, None)
    assert b"Secret news" not in archived_text(night)


@pytest.mark.parametrize(
    ("element", "signal"),
    [
        ('<meta name="tdm-reservation" content="1">', "tdm-reservation=1 (meta)"),
        ("<META CONTENT=1 NAME=TDM-Reservation>", "tdm-reservation=1 (meta)"),
        ("<meta name='robots' content='noai, noimageai'/>", "noai (meta robots), noimageai (meta robots)"),
        ('<meta name="Dateline" content="noai">', "noai (meta dateline)"),
    ],
)  # fmt: skip
def test_a_page_whose_head_reserves_mining_is_neither_kept_nor_archived(visitor, element, signal):
    night = visitor.visit(visitor.respond(with_head(element)))
    row = night.rows["/a"]
    assert (row.outcome, row.opt_out) == ("rejected", signal)
    assert b"Secret news" not in archived_text(night)


def test_a_reserved_page_that_was_redirected_to_leads_to_nothing_in_the_archive(visitor):
    async def answer(asked, writer):
        if asked.path == "/a":
            return visitor.respond(b"", status="302 Found", Location="/b")
        return visitor.respond(with_head(""), TDM_Reservation="1")

    row = visitor.visit(answer).rows["/a"]
    assert (row.outcome, row.archive_file, row.archive_offset) == ("rejected", None, None)


@pytest.mark.parametrize(
    "element",
    [
        '<meta name="tdm-reservation" content="0">',
        '<meta name="robots" content="noindex, nofollow">',
        '<meta name="otherbot" content="noai">',
        '<!-- <meta name="robots" content="noai"> -->',
        '<!-- that never ends <meta name="robots" content="noai">',
        '<meta name="description" content="noai is a word">',
    ],
)
def test_a_page_that_reserves_nothing_is_taken(visitor, element):
    night = visitor.visit(visitor.respond(with_head(element), X_Robots_Tag="otherbot: noai"))
    assert (night.rows["/a"].outcome, night.rows["/a"].opt_out) == ("fetched", None)


def test_words_in_the_pages_body_are_no_signal(visitor):
    page = with_head("").replace(b"Secret", b'<meta name="robots" content="noai">')
    assert visitor.visit(visitor.respond(page)).rows["/a"].outcome == "fetched"


def test_the_pages_own_word_supersedes_the_servers(visitor):
    page = with_head('<meta name="tdm-reservation" content="0">')
    night = visitor.visit(visitor.respond(page, tdm_reservation="1"))
    assert (night.rows["/a"].outcome, night.rows["/a"].opt_out) == ("fetched", None)


def test_what_robots_txt_says_against_ai_input_keeps_pages_from_being_asked_for(visitor):
    rules = "User-agent: *\nContent-Signal: search=yes, ai-input=no\nAllow: /"
    night = visitor.visit(visitor.respond(), robots=robots_of(visitor, rules))
    row = night.rows["/a"]
    assert (row.outcome, row.attempts, row.opt_out) == ("skipped", 0, "ai-input=no (robots.txt)")
    assert night.server.paths == ["/robots.txt"]


def test_what_is_said_of_training_is_recorded_and_counts_where_that_is_wanted(visitor):
    rules = robots_of(visitor, "User-agent: *\nContent-Signal: search=yes,ai-train=no\nAllow: /")
    outcomes = {}
    for opt_outs in ("honour", "strict", "record"):
        row = visitor.visit(visitor.respond(), robots=rules, opt_outs=opt_outs).rows["/a"]
        outcomes[opt_outs] = row.outcome
        assert row.opt_out == "ai-train=no (robots.txt)"
        visitor.archive_dir = visitor.archive_dir / opt_outs
    assert outcomes == {"honour": "fetched", "strict": "skipped", "record": "fetched"}


def test_recording_only_keeps_the_page_and_the_signal(visitor):
    night = visitor.visit(visitor.respond(with_head(""), tdm_reservation="1"), opt_outs="record")
    row = night.rows["/a"]
    assert (row.outcome, row.opt_out) == ("fetched", "tdm-reservation=1 (header)")
    assert b"Secret news" in archived_text(night)


def test_signals_of_robots_txt_are_those_of_our_group_and_path():
    text = """User-agent: other
Content-Signal: ai-input=no
User-agent: Dateline
User-agent: third
Content-Signal: /private/ ai-input=no, ai-train=no
Content-Usage: train-ai=n  # a draft's words
Disallow: /x
User-agent: *
Content-Signal: ai-train=yes"""
    ours = robots_signals(text, "Dateline")
    assert signals_for("/private/a", ours) == tuple(
        f"{name} (robots.txt)" for name in ("ai-input=no", "ai-train=no", "train-ai=n")
    )
    assert signals_for("/a", ours) == ("train-ai=n (robots.txt)",)
    assert robots_signals(text, "Nobody") == ()


def test_no_header_and_no_page_make_the_reader_fail():
    noise = b"<meta noai" + bytes(range(256)) * 100 + b"<meta name=robots content=" + b"a" * 5_000
    assert (
        page_signals([("X-Robots-Tag", ":,:noai,:"), ("tdm-reservation", "maybe")], noise, "D")
        == ()
    )
    assert reserved((), "honour") is None
