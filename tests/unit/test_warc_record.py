"""Records of every size, stored or compressed, as tools that are not ours read them."""

from __future__ import annotations

import io
import random

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from tasks.fetching.warc_record import Block, digest_of, format_fields, format_record

FIELDS = [
    ("WARC-Type", "resource"),
    ("WARC-Record-ID", "<urn:uuid:00000000-0000-5000-8000-000000000001>"),
    ("WARC-Date", "2026-11-20T03:00:00.000000Z"),
    ("WARC-Target-URI", "https://paper.example/a"),
    ("Content-Type", "text/html"),
]
SIZES = [0, 1, 65_531, 65_535, 65_536, 200_000, 1 << 20, (1 << 20) + 1, 3_000_000]


def member(payload: bytes, *, is_compressed: bool, fields=FIELDS) -> bytes:
    block = Block(
        payload=io.BytesIO(payload), payload_bytes=len(payload), is_compressed=is_compressed
    )
    digest = ("WARC-Payload-Digest", digest_of(block.pieces()))
    return b"".join(format_record([*fields, digest], block))


@pytest.mark.parametrize("is_compressed", [True, False])
@pytest.mark.parametrize("size", SIZES)
def test_two_other_tools_read_the_payload_and_find_its_digest_right(size, is_compressed):
    payload = random.Random(size).randbytes(size)
    data = member(payload, is_compressed=is_compressed) * 2
    fast = list(FastIterator(io.BytesIO(data), verify_digests=True))
    assert len(fast) == 2
    records = WarcioIterator(io.BytesIO(data), check_digests="raise")
    assert [record.content_stream().read() for record in records] == [payload] * 2


def test_what_is_compressed_already_takes_no_more_room_than_it_has():
    payload = random.Random(1).randbytes(100_000)
    assert len(member(payload, is_compressed=True)) < len(payload) + 600


def test_text_gets_smaller():
    payload = b"<p>The talks ended without a result.</p>" * 1_000
    assert len(member(payload, is_compressed=False)) < len(payload) / 10


def test_a_line_break_in_a_value_begins_no_field():
    fields = [("WARC-Target-URI", "https://a.example/\r\nWARC-Type: response"), ("Name", "a\nb")]
    lines = format_fields(fields).split(b"\r\n")
    assert lines == [
        b"WARC-Target-URI: https://a.example/ WARC-Type: response", b"Name: a b", b""
    ]  # fmt: skip


def test_a_payload_shorter_than_said_is_an_error():
    with pytest.raises(EOFError, match="fewer"):
        b"".join(format_record(FIELDS, Block(payload=io.BytesIO(b"ab"), payload_bytes=3)))
