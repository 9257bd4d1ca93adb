"""The records of two nights' visits: complete, linked, and valid by WARC tools that are not ours."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tasks.fetching.archive import read_body
from tasks.fetching.known import Known

TOOLS = Path(sys.executable).parent
ROW_TYPE = "application/vnd.dateline.fetch+json"
REVISIT = "http://netpreserve.org/warc/1.1/revisit/"


def archived(night):
    return night.archive_dir / "2026-11-20/run/outlet.warc.gz"


def records(file):
    """Head, HTTP status and content of every record."""
    with file.open("rb") as stream:
        return [
            (
                dict(record.rec_headers.headers),
                record.http_headers.get_statuscode() if record.http_headers else None,
                record.content_stream().read(),
            )
            for record in ArchiveIterator(stream, check_digests="raise")
        ]


def of_type(file, kind):
    return [record for record in records(file) if record[0]["WARC-Type"] == kind]


def known_from(row):
    return Known(
        etag=row.etag,
        article_id="article-7",
        payload_digest=row.payload_digest,
        archive_file=row.archive_file,
        archive_offset=row.archive_offset,
        archive_length=row.archive_length,
    )


@pytest.fixture
def troubled(visitor):
    """A visit with pages, the same page twice, a packed one, errors, and a host that hangs up."""

    async def answer(asked, writer):
        if asked.path == "/reset":
            writer.transport.abort()
            return None
        if asked.path.startswith("/gone"):
            return visitor.respond(b"<p>gone</p>", status="404 Not Found")
        if asked.path == "/packed":
            body = gzip.compress(visitor.page + os.urandom(100_000))
            return visitor.respond(body, Content_Encoding="gzip")
        if asked.path == "/moved":
            return visitor.respond(b"", status="302 Found", Location="/b?q=1")
        return visitor.respond(visitor.page + asked.path[:2].encode(), X_Name="Gr\xfc\xdfe")

    paths = ["/a", "/a?again", "/b?q=1", "/packed", "/gone", "/gone2", "/moved", "/reset"]
    return visitor.visit(answer, [*paths, "ftp://x.example/\r\nWARC-Type: response"], retries=1)


def next_night(visitor, night, answer, path="/a"):
    """A visit of the night after, which knows the page from `night`, and its archive file."""
    later = replace(visitor, night_date=visitor.night_date + timedelta(days=1))
    visit = later.visit(answer, [path], known={path: known_from(night.rows[path])})
    return visit, visit.archive_dir / "2026-11-21/run/outlet.warc.gz"


@pytest.mark.parametrize("tool", [["warcio", "check", "-v"], ["fastwarc", "check", "-q"]])
def test_tools_that_are_not_ours_find_nothing_wrong(troubled, visitor, tool):
    _, later = next_night(visitor, troubled, visitor.respond(visitor.page + b"/a"))
    for file in (archived(troubled), later):
        done = subprocess.run(
            [TOOLS / tool[0], *tool[1:], file], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "fail" not in done.stdout.lower()
    kinds = {head["WARC-Type"] for f in (archived(troubled), later) for head, _, _ in records(f)}
    assert kinds == {"warcinfo", "response", "request", "revisit", "metadata"}


def test_every_request_is_linked_to_its_response_and_names_the_address_it_went_to(troubled):
    found = records(archived(troubled))
    by_id = {head["WARC-Record-ID"]: head for head, _, _ in found}
    assert len(by_id) == len(found)
    requests = [head for head, _, _ in found if head["WARC-Type"] == "request"]
    answered = [path for path in troubled.server.paths if path != "/reset"]
    assert len(requests) == len(answered)
    for head in requests:
        answer = by_id[head["WARC-Concurrent-To"]]
        assert answer["WARC-Type"] in ("response", "revisit")
        same = ("WARC-Target-URI", "WARC-Date", "WARC-IP-Address")
        assert [head[name] for name in same] == [answer[name] for name in same]
        assert head["WARC-IP-Address"] == "127.0.0.1"


def test_requests_that_brought_no_answer_are_archived_with_the_reason(troubled):
    failures = [
        content.decode()
        for head, _, content in of_type(archived(troubled), "metadata")
        if head["Content-Type"] == "application/warc-fields"
    ]
    assert len(failures) == 2  # one for each try
    assert all("failure: server closed the connection" in text for text in failures)


def test_every_row_lies_beside_its_exchange(troubled):
    rows = [
        (head, json.loads(content))
        for head, _, content in of_type(archived(troubled), "metadata")
        if head["Content-Type"] == ROW_TYPE
    ]
    urls = [row["url"] for _, row in rows]
    expected = [*troubled.rows.values(), *troubled.robots]
    assert sorted(urls) == sorted(row.url for row in expected)
    responses = {
        head["WARC-Record-ID"]: head["WARC-Target-URI"]
        for kind in ("response", "revisit")
        for head, _, _ in of_type(archived(troubled), kind)
    }
    for head, row in rows:
        if "status_code" in row:
            assert responses[head["WARC-Concurrent-To"]] == row["final_url"]


def test_headers_are_kept_byte_for_byte(troubled):
    data = gzip.decompress(archived(troubled).read_bytes())
    assert b"X-Name: Gr\xfc\xdfe\r\n" in data


def test_a_body_met_twice_in_a_run_is_archived_once(troubled):
    (again,) = [
        head
        for head, _, _ in of_type(archived(troubled), "revisit")
        if head["WARC-Target-URI"].endswith("/a?again")
    ]
    first = next(
        head
        for head, _, _ in of_type(archived(troubled), "response")
        if head["WARC-Target-URI"].endswith("/a")
    )
    assert again["WARC-Profile"] == REVISIT + "identical-payload-digest"
    assert again["WARC-Payload-Digest"] == first["WARC-Payload-Digest"]
    assert again["WARC-Refers-To"] == first["WARC-Record-ID"]
    assert again["WARC-Refers-To-Target-URI"] == first["WARC-Target-URI"]
    assert again["WARC-Refers-To-Date"] == first["WARC-Date"]
    assert again["WARC-Truncated"] == "length"
    one, other = troubled.rows["/a"], troubled.rows["/a?again"]
    assert read_body(troubled.archive_dir, one) == read_body(troubled.archive_dir, other)


def test_the_same_body_on_the_next_night_is_a_revisit_with_the_headers_of_that_night(visitor):
    first = visitor.visit(visitor.respond(X_Night="one"))
    later, file = next_night(visitor, first, visitor.respond(X_Night="two"))
    ((head, status, _),) = of_type(file, "revisit")
    assert (head["WARC-Profile"], status) == (REVISIT + "identical-payload-digest", "200")
    assert head["WARC-Refers-To-Target-URI"] == f"{first.server.base}/a"
    assert b"X-Night: two" in gzip.decompress(file.read_bytes())
    row = later.rows["/a"]
    assert (row.outcome, row.archive_file) == ("unchanged", first.rows["/a"].archive_file)
    assert read_body(later.archive_dir, row) == visitor.page


def test_not_modified_is_a_revisit_and_its_row_leads_to_the_body_it_stands_for(visitor):
    first = visitor.visit(visitor.respond(ETag='"v1"'))
    not_modified = visitor.respond(b"", status="304 Not Modified", ETag='"v1"')
    later, file = next_night(visitor, first, not_modified)
    ((head, status, _),) = of_type(file, "revisit")
    assert (head["WARC-Profile"], status) == (REVISIT + "server-not-modified", "304")
    assert head["WARC-Refers-To-Target-URI"] == f"{first.server.base}/a"
    assert (later.rows["/a"].status_code, later.rows["/a"].body_bytes) == (304, None)
    assert read_body(later.archive_dir, later.rows["/a"]) == visitor.page


def test_a_third_night_refers_to_the_record_that_has_the_body_not_to_another_revisit(visitor):
    first = visitor.visit(visitor.respond())
    second, _ = next_night(visitor, first, visitor.respond())
    later = replace(visitor, night_date=visitor.night_date + timedelta(days=2))
    third = later.visit(visitor.respond(), known={"/a": known_from(second.rows["/a"])})
    assert third.rows["/a"].archive_file == first.rows["/a"].archive_file
    assert read_body(third.archive_dir, third.rows["/a"]) == visitor.page


@pytest.mark.parametrize("answers", ["the same", "not modified"])
def test_nothing_refers_to_a_night_that_was_moved_away(visitor, answers):
    first = visitor.visit(visitor.respond(ETag='"v1"'))
    archived(first).unlink()
    same, not_modified = visitor.respond(), visitor.respond(b"", status="304 Not Modified")
    later, file = next_night(visitor, first, same if answers == "the same" else not_modified)
    assert of_type(file, "revisit") == []
    if answers == "the same":
        assert read_body(later.archive_dir, later.rows["/a"]) == visitor.page
    else:
        assert later.rows["/a"].payload_digest is None


def test_a_page_that_changed_is_archived_whole(visitor):
    first = visitor.visit(visitor.respond())
    later, file = next_night(visitor, first, visitor.respond(visitor.page + b"<!-- new -->"))
    assert of_type(file, "revisit") == []
    assert read_body(later.archive_dir, later.rows["/a"]).endswith(b"<!-- new -->")


def test_a_body_that_was_cut_is_never_referred_to(visitor):
    long = b"<html>" + b"x" * 9_000
    night = visitor.visit(visitor.respond(long), ["/a", "/b"], max_body_bytes=5_000)
    assert of_type(archived(night), "revisit") == []


def test_the_same_bytes_under_another_encoding_are_another_body(visitor):
    packed = gzip.compress(visitor.page)

    async def answer(asked, writer):
        is_named = asked.path == "/named"
        return visitor.respond(packed, **({"Content_Encoding": "gzip"} if is_named else {}))

    night = visitor.visit(answer, ["/bare", "/named"], per_host_concurrency=1)
    assert read_body(night.archive_dir, night.rows["/named"]) == visitor.page
    assert read_body(night.archive_dir, night.rows["/bare"]) == packed
