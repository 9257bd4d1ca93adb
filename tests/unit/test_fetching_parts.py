"""The parts of fetching that need no server."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tasks.fetching.addresses import PrivateAddressError, is_public, public_only_socket
from tasks.fetching.archive import ArchiveError, open_archive, read_body
from tasks.fetching.body import Body, BodyError
from tasks.fetching.client import open_fetcher
from tasks.fetching.content import page_problem
from tasks.fetching.known import Known
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.retry import backoff, retry_after
from tasks.fetching.urls import read_address
from warehouse.tables.fetches import Candidate, Fetch

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
PAGE = b"<!doctype html><html><body><p>News of the day.</p></body></html>"


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111"])
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "nonsense",
    ],
)
def test_addresses_of_the_house_are_not_public(address):
    assert not is_public(address)
    with pytest.raises(PrivateAddressError):
        public_only_socket((2, 1, 6, "", (address, 80)))


def test_retry_after_is_read_as_seconds_or_as_a_date():
    assert retry_after("120", NOW) == 120.0
    assert retry_after("Fri, 20 Nov 2026 03:01:00 GMT", NOW) == 60.0
    assert retry_after("Fri, 20 Nov 2026 02:00:00 GMT", NOW) == 0.0
    assert [retry_after(v, NOW) for v in (None, "", "soon", "-5", "1e9", "٣")] == [None] * 6


@given(st.text(max_size=60))
def test_no_retry_after_makes_the_reader_fail(value):
    wait_s = retry_after(value, NOW)
    assert wait_s is None or wait_s >= 0


def test_waits_grow_and_stop_growing():
    waits = [backoff(attempt, 1.0) for attempt in range(1, 40)]
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert max(waits) == waits[-1] == 30.0


@given(st.text(max_size=80))
def test_every_url_has_an_address_or_a_reason(url):
    for text in (url, "http://" + url, "https://x.example/" + url):
        address, problem = read_address(text)
        assert (address is None) == bool(problem)
        assert "\n" not in problem


def test_a_page_in_utf_16_is_a_page():
    text = PAGE.decode()
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert page_problem("text/html", text.encode(encoding)) is None


@given(st.binary(max_size=200), st.none() | st.text(max_size=30))
def test_no_body_makes_the_content_check_fail(head, content_type):
    problem = page_problem(content_type, head)
    assert problem is None or (problem and "\n" not in problem)


@given(st.binary(max_size=3_000), st.integers(1, 700), st.sampled_from(["gzip", "deflate", "raw"]))
def test_a_body_is_the_same_however_it_is_cut_and_packed(data, step, packing):
    if packing == "gzip":
        half = len(data) // 2
        packed = gzip.compress(data[:half]) + gzip.compress(data[half:])
    else:
        compressor = zlib.compressobj(wbits=-15 if packing == "raw" else 15)
        packed = compressor.compress(data) + compressor.flush()
    encoding = "gzip" if packing == "gzip" else "deflate"
    with Body(encoding=encoding, max_bytes=5_000, keep_decoded=True) as body:
        for start in range(0, len(packed), step):
            body.add(packed[start : start + step])
        body.end()
        body.raw.seek(0)
        assert (body.decoded, body.raw.read()) == (data, packed)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", None]))
def test_no_bytes_make_a_body_fail_but_with_a_reason(noise, encoding):
    with Body(encoding=encoding, max_bytes=100, keep_decoded=True) as body:
        try:
            body.add(noise)
            body.end()
        except BodyError:
            assert body.body_bytes <= 65_536 + 100
        assert len(body.decoded) <= 100


def fetch_saved(
    folder: Path, known: Known | None = None, run_id: str = "run", **policy: int
) -> dict[str, Fetch]:
    """Rows by file name of every file in `folder`; the archive is beside it."""
    paths = sorted(p for p in folder.iterdir() if p.is_file())
    candidates = [
        Candidate(
            source_id="saved", url=f"https://x.example/{p.name}", resource="page", path=str(p)
        )
        for p in paths
    ]
    by_url = {c.url: known for c in candidates if known}
    run = {"run_id": run_id, "night_date": date(2026, 11, 20)}

    async def fetch() -> list[Fetch]:
        with open_archive(folder / "archive", source_id="saved", opened_at=NOW, **run) as archive:
            async with open_fetcher(
                policy=FetchPolicy(**policy), archive=archive, **run
            ) as fetcher:
                return await fetcher.fetch_all(candidates, known=by_url)

    rows = asyncio.run(fetch())
    return {path.name: row for path, row in zip(paths, rows, strict=True)}


def test_saved_pages_of_every_packing_are_archived_and_read_back(tmp_path):
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(PAGE))
    two_frames = zstandard.compress(PAGE[:20]) + zstandard.compress(PAGE[20:])
    (tmp_path / "c.html.zst").write_bytes(two_frames)
    rows = fetch_saved(tmp_path)
    assert {row.outcome for row in rows.values()} == {"fetched"}
    for row in rows.values():
        assert read_body(tmp_path / "archive", row) == PAGE
        assert (row.status_code, row.attempts, row.body_bytes) == (None, 1, len(PAGE))
        assert row.final_url == row.url


def test_saved_pages_that_cannot_be_used_are_rows_with_a_reason(tmp_path):
    (tmp_path / "bad.html.gz").write_bytes(b"no gzip")
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(PAGE)[:-9])
    (tmp_path / "bad.html.zst").write_bytes(b"no zstd")
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "image.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "good.html").write_bytes(PAGE)
    rows = fetch_saved(tmp_path)
    assert {
        name: row.outcome for name, row in rows.items() if name != "good.html"
    } == dict.fromkeys(
        ["bad.html.gz", "bad.html.zst", "cut.html.gz", "empty.html", "image.html"], "rejected"
    )
    assert rows["good.html"].outcome == "fetched"
    assert "damaged" in rows["bad.html.zst"].reason
    assert rows["empty.html"].reason == "body is empty"
    with pytest.raises(ArchiveError, match="was not archived"):
        read_body(tmp_path / "archive", rows["empty.html"])


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_a_saved_page_of_two_hundred_megabytes_is_rejected_at_the_limit(tmp_path, pack):
    ending = {bytes: "html", gzip.compress: "html.gz", zstandard.compress: "html.zst"}[pack]
    path = tmp_path / f"huge.{ending}"
    if pack is bytes:
        with path.open("wb") as file:
            file.truncate(200_000_000)
    else:
        path.write_bytes(pack(bytes(200_000_000)))
    row = fetch_saved(tmp_path)[path.name]
    assert (row.outcome, row.reason) == ("rejected", "body is larger than 20000000 bytes")
    assert row.archive_file is None


def test_a_saved_page_that_is_gone_is_a_failed_row(tmp_path):
    link = tmp_path / "gone.html"
    link.write_bytes(PAGE)
    candidate = Candidate(
        source_id="saved", url="https://x.example/", resource="page", path=str(link)
    )
    link.unlink()
    run = {"run_id": "run", "night_date": date(2026, 11, 20)}

    async def fetch() -> list[Fetch]:
        with open_archive(tmp_path / "archive", source_id="saved", opened_at=NOW, **run) as archive:
            async with open_fetcher(policy=FetchPolicy(), archive=archive, **run) as fetcher:
                return await fetcher.fetch_all([candidate], known={})

    (row,) = asyncio.run(fetch())
    assert (row.outcome, row.reason) == ("failed", "file cannot be read: No such file or directory")


def test_a_saved_page_that_is_known_is_unchanged_and_not_archived_again(tmp_path):
    (tmp_path / "a.html").write_bytes(PAGE)
    first = fetch_saved(tmp_path)["a.html"]
    known = Known(
        article_id="article-7",
        payload_digest=first.payload_digest,
        archive_file=first.archive_file,
        archive_offset=first.archive_offset,
        archive_length=first.archive_length,
    )
    again = fetch_saved(tmp_path, known, run_id="next")["a.html"]
    assert (again.outcome, again.article_id) == ("unchanged", "article-7")
    assert again.archive_file == first.archive_file
    assert read_body(tmp_path / "archive", again) == PAGE


def test_an_archive_that_was_left_in_the_middle_is_not_there(tmp_path):
    run = {"run_id": "run", "night_date": date(2026, 11, 20), "source_id": "outlet"}
    with pytest.raises(RuntimeError), open_archive(tmp_path, opened_at=NOW, **run):
        raise RuntimeError("killed")
    with open_archive(tmp_path, opened_at=NOW, **run):
        pass  # nothing was fetched
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_the_same_run_gives_the_same_rows_again(tmp_path):
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.html").write_bytes(PAGE)
    first = fetch_saved(tmp_path)
    shutil.rmtree(tmp_path / "archive")
    again = fetch_saved(tmp_path)
    ids = [row.fetch_id for row in first.values()]
    assert ids == [row.fetch_id for row in again.values()]
    assert len(set(ids)) == 2


def test_a_page_that_cannot_be_archived_stops_the_run(tmp_path, monkeypatch):
    (tmp_path / "a.html").write_bytes(PAGE)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tasks.fetching.archive.members.MemberFile._write", full)
    with pytest.raises(OSError, match="No space left"):
        fetch_saved(tmp_path)


def test_policy_names_the_robot_as_robots_txt_would():
    policy = FetchPolicy(user_agent="Dateline/0.1", contact="desk@x.example")
    assert policy.robot_name == "Dateline"
    assert policy.user_agent_header == "Dateline/0.1 (+desk@x.example)"


def test_an_archive_that_cannot_be_written_is_an_error_at_once(tmp_path):
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "archive").write_bytes(b"a file where the folder should be")
    with pytest.raises(OSError, match="archive"):
        fetch_saved(tmp_path)
