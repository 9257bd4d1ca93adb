"""What a visit leaves in the archive, and how its pages are read back."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from tasks.fetching.archive import ArchiveError, read_body


def archived(night):
    return next(night.archive_dir.rglob("*.warc.gz"))


def chunked(visitor, body: bytes) -> bytes:
    half = len(body) // 2
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (body[:half], body[half:], b""))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
    return head + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + pieces


def test_a_page_is_read_back_as_it_was_meant(visitor):
    packed = chunked(visitor, gzip.compress(visitor.page))
    for answer in (visitor.respond(), packed):
        night = visitor.visit(answer)
        assert night.outcome("/a") == ("fetched", None)
        assert read_body(night.archive_dir, night.rows["/a"]) == visitor.page
        assert night.rows["/a"].body_bytes == len(visitor.page)


def test_bytes_are_kept_as_sent(visitor):
    packed = gzip.compress(visitor.page)
    night = visitor.visit(chunked(visitor, packed))
    with archived(night).open("rb") as file:
        raw = [r.raw_stream.read() for r in WarcioIterator(file) if r.rec_type == "response"]
    assert raw[-1] == packed


def test_rows_point_at_their_records(visitor):
    async def answer(asked, writer):
        return visitor.respond(visitor.page + asked.path.encode())

    night = visitor.visit(answer, ["/a", "/b"])
    data = archived(night).read_bytes()
    for path, row in night.rows.items():
        member = data[row.archive_offset : row.archive_offset + row.archive_length]
        assert f"WARC-Target-URI: {night.server.base}{path}".encode() in gzip.decompress(member)
        assert night.archive_dir / row.archive_file == archived(night)


def test_a_body_that_was_cut_is_archived_as_truncated_and_never_read_as_whole(visitor):
    night = visitor.visit(visitor.respond(b"<html>" + b"x" * 9_000), max_body_bytes=5_000)
    row = night.rows["/a"]
    with archived(night).open("rb") as file:
        cut = [r.rec_headers.get_header("WARC-Truncated") for r in WarcioIterator(file)]
    assert "length" in cut
    with pytest.raises(ArchiveError, match="no whole body"):
        read_body(night.archive_dir, row)


def test_a_missing_or_damaged_archive_is_one_clear_line(visitor):
    night = visitor.visit(visitor.respond())
    row, file = night.rows["/a"], archived(night)
    whole = file.read_bytes()
    broken = bytearray(whole)
    broken[row.archive_offset + row.archive_length // 2] ^= 0xFF
    damages = {
        "ends in mid-record": whole[: row.archive_offset + 50],
        "damaged": bytes(broken),
        "damaged: Invalid": b"no archive at all" * 1_000,
    }
    for reason, data in damages.items():
        file.write_bytes(data)
        with pytest.raises(ArchiveError, match=reason) as caught:
            read_body(night.archive_dir, row)
        assert "\n" not in str(caught.value)
    file.unlink()
    with pytest.raises(ArchiveError, match="No such file"):
        read_body(night.archive_dir, row)
    with pytest.raises(ArchiveError, match="was not archived"):
        read_body(night.archive_dir, replace(row, archive_file=None))


def test_another_records_body_is_not_taken_for_the_pages(visitor):
    night = visitor.visit(visitor.respond(), ["/a"])
    other = replace(night.rows["/a"], payload_digest="0" * 64)
    with pytest.raises(ArchiveError, match="is not the body"):
        read_body(night.archive_dir, other)
