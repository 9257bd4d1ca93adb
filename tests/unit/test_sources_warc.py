"""WARC files of other crawlers: whole, torn, damaged, and things that are none."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.fetching.archived_body import read_archived_body
from tasks.sources.page_records import host_of, left_out_as
from tasks.sources.warc import Damage, WarcError, WarcRecord, list_records, refuse_non_warc

PAGE = b"<!doctype html><html><body><p>News of the day.</p></body></html>" * 40
ENDINGS = [".warc", ".warc.gz", ".warc.zst"]


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def write_records(path: Path, pages: int = 5) -> Path:
    """A file of `pages` answers as CC-NEWS has them: packed and in chunks."""
    members: list[bytes] = []
    for number in range(pages):
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=False, warc_version="1.0")
        http = StatusAndHeaders(
            "200 OK",
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Encoding", "gzip"),
                ("Transfer-Encoding", "chunked"),
                ("ETag", f'"{number}"'),
            ],
            protocol="HTTP/1.1",
        )
        body = chunked(gzip.compress(PAGE + b"%d" % number))
        record = writer.create_warc_record(
            f"https://gazette.example/{number}",
            "response",
            payload=io.BytesIO(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": f"2024-03-01T10:00:{number:02}Z"},
        )
        writer.write_record(record)
        members.append(out.getvalue())
    packings = {
        ".gz": gzip.compress,
        ".zst": zstandard.ZstdCompressor(write_checksum=True).compress,
    }
    pack = packings.get(path.suffix, bytes)
    path.write_bytes(b"".join(map(pack, members)))
    return path


def read(path: Path, start: int = 0) -> tuple[list[WarcRecord], list[Damage]]:
    items = list(list_records(path, start=start))
    records = [item for item in items if isinstance(item, WarcRecord)]
    return records, [item for item in items if isinstance(item, Damage)]


def urls(records: list[WarcRecord]) -> list[int]:
    return [int((record.url or "").rpartition("/")[2]) for record in records]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_record_is_listed_with_what_its_headers_say(tmp_path, ending):
    path = write_records(tmp_path / f"news{ending}")
    records, damages = read(path)
    assert urls(records) == [0, 1, 2, 3, 4]
    assert damages == []
    third = records[2]
    assert (third.status_code, third.content_type) == (200, "text/html; charset=utf-8")
    assert third.archived_at == datetime(2024, 3, 1, 10, 0, 2, tzinfo=UTC)
    assert (third.etag, third.last_modified, third.kind) == ('"2"', None, "response")


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00+05:00", "0001-01-01T00:00:00Z", "1989-12-31"]
)
def test_a_date_from_before_the_web_is_none(tmp_path, date):
    path = write_records(tmp_path / "news.warc")
    path.write_bytes(path.read_bytes().replace(b"2024-03-01T10:00:02Z", date.encode()))
    records, _ = read(path)
    assert urls(records) == [0, 1, 2, 3, 4]
    assert [record.archived_at is None for record in records] == [False, False, True, False, False]


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_record_can_be_read_alone_from_its_place(tmp_path, ending):
    path = write_records(tmp_path / f"news{ending}")
    records, _ = read(path)
    for number, record in enumerate(records):
        body = read_archived_body(path, record.offset, record.length, max_bytes=100_000)
        assert body == PAGE + b"%d" % number
    assert records[-1].offset + records[-1].length == path.stat().st_size


@pytest.mark.parametrize("ending", ENDINGS)
def test_reading_goes_on_from_any_record(tmp_path, ending):
    path = write_records(tmp_path / f"news{ending}")
    records, _ = read(path)
    rest, damages = read(path, start=records[3].offset)
    assert rest == records[3:]
    assert damages == []


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_of_a_torn_file_everything_before_the_tear_is_kept(tmp_path, ending, share):
    path = write_records(tmp_path / f"news{ending}")
    last = read(path)[0][-1]
    path.write_bytes(path.read_bytes()[: last.offset + round(share * last.length)])
    records, (damage,) = read(path)
    assert urls(records) == [0, 1, 2, 3]
    assert damage.offset <= last.offset
    assert damage.end == path.stat().st_size
    assert "\n" not in damage.reason


@pytest.mark.parametrize("ending", [".warc.gz", ".warc.zst"])
def test_a_damaged_record_costs_itself_only(tmp_path, ending):
    path = write_records(tmp_path / f"news{ending}")
    places = read(path)[0]
    data = bytearray(path.read_bytes())
    data[places[2].offset + places[2].length // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    records, damages = read(path)
    assert set(urls(records)) == {0, 1, 3, 4}
    assert damages


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_whose_first_record_is_damaged_gives_the_others(tmp_path, ending):
    path = write_records(tmp_path / f"news{ending}")
    second = read(path)[0][1].offset
    path.write_bytes(b"\x00" * second + path.read_bytes()[second:])
    if ending != ".warc":
        opening = path.read_bytes()[second : second + 4]
        path.write_bytes(opening + path.read_bytes()[4:])
    refuse_non_warc(path)
    records, damages = read(path)
    assert urls(records) == [1, 2, 3, 4]
    assert damages[0].offset == 0


def test_a_record_without_its_opening_line_costs_itself_only(tmp_path):
    path = write_records(tmp_path / "news.warc")
    places = read(path)[0]
    data = bytearray(path.read_bytes())
    data[places[2].offset : places[2].offset + 4] = b"OOPS"
    path.write_bytes(bytes(data))
    records, damages = read(path)
    assert urls(records) == [0, 1, 3, 4]
    assert len(damages) == 1


def test_a_file_compressed_as_a_whole_is_refused_with_what_to_do(tmp_path):
    whole = write_records(tmp_path / "news.warc").read_bytes()
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(whole))
    with pytest.raises(WarcError, match="warcio recompress") as caught:
        read(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"hello\n" * 100, gzip.compress(b"hello"), b"%PDF-1.7", b"\x00" * 5000]
)
def test_what_is_no_warc_file_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "some.warc.gz"
    path.write_bytes(content)
    with pytest.raises(WarcError) as caught:
        refuse_non_warc(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path):
    with pytest.raises(WarcError, match="No such file"):
        refuse_non_warc(tmp_path / "lost.warc.gz")


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    return {e: write_records(folder / f"news{e}", 3).read_bytes() for e in ENDINGS}


@settings(deadline=None, max_examples=60)
@given(
    ending=st.sampled_from(ENDINGS),
    place=st.floats(0, 1, exclude_max=True),
    cut=st.integers(0, 200),
    noise=st.binary(max_size=40),
)
def test_no_damage_stops_the_reader_or_leads_it_in_a_circle(
    whole_files, tmp_path_factory, ending, place, cut, noise
):
    data = whole_files[ending]
    at = int(place * len(data))
    path = tmp_path_factory.getbasetemp() / f"damaged{ending}"
    path.write_bytes(data[:at] + noise + data[at + cut :])
    try:
        items = list(list_records(path))
    except WarcError:
        return  # nothing of it could be read
    ends = [i.end if isinstance(i, Damage) else i.offset + i.length for i in items]
    assert ends == sorted(ends)
    assert ends[-1] == path.stat().st_size


def record(**values: object) -> WarcRecord:
    usual = {
        "offset": 0,
        "length": 10,
        "kind": "response",
        "url": "https://gazette.example/1",
        "archived_at": datetime(2024, 3, 1, tzinfo=UTC),
        "is_truncated": False,
        "status_code": 200,
        "phrase": "OK",
        "content_type": "text/html",
        "etag": None,
        "last_modified": None,
    }
    return WarcRecord(**(usual | values))


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({}, None),
        ({"status_code": 404}, None),
        ({"content_type": "application/xhtml+xml; charset=x"}, None),
        ({"content_type": None}, None),
        ({"kind": "resource", "status_code": None}, None),
        ({"content_type": "image/JPEG"}, "image/jpeg"),
        ({"status_code": 301}, "redirects"),
        ({"status_code": 304}, "not modified"),
        ({"url": "dns:gazette.example"}, "without an http(s) address"),
        ({"url": None}, "without an http(s) address"),
        ({"url": "https://gazette.example/robots.txt"}, "robots.txt"),
        ({"archived_at": None}, "without a date"),
        ({"kind": "conversion"}, "conversion records"),
        ({"status_code": 500, "content_type": None}, "without a content type"),
    ],
)
def test_only_html_answers_may_be_pages_and_the_rest_is_named(values, what):
    assert left_out_as(record(**values)) == what


def test_a_host_is_named_without_www_and_with_an_unusual_port():
    assert host_of("https://www.gazette.example/1") == "gazette.example"
    assert host_of("http://127.0.0.1:8080/") == "127.0.0.1:8080"
    assert host_of("https://gazette.example:99999/") == "unknown"
