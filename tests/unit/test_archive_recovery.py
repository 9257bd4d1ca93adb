"""An archive file that was left torn, damaged or on a full disk loses nothing that was whole."""

from __future__ import annotations

import asyncio
import gzip
import io
import random
import resource
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from tasks.fetching.archive import (
    ArchiveError,
    archived_runs,
    iterate_rows,
    open_archive,
    read_body,
    read_run,
)
from tasks.fetching.archive.members import MemberFile
from tasks.fetching.client import open_fetcher
from tasks.fetching.policy import FetchPolicy
from warehouse.tables.fetches import Candidate, Fetch

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
RUN = {"run_id": "run", "night_date": date(2026, 11, 20)}
FILE = "2026-11-20/run/outlet.warc.gz"


def body_of(number: int) -> bytes:
    return f"<!doctype html><html><body><p>Page {number}.</p></body></html>".encode()


def candidates(folder: Path, count: int) -> list[Candidate]:
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for number in range(count):
        path = folder / f"{number}.html"
        path.write_bytes(body_of(number))
        url = f"https://x.example/{number}"
        found.append(Candidate(source_id="outlet", url=url, resource="page", path=str(path)))
    return found


def fetch(archive_dir: Path, pages: list[Candidate]) -> list[Fetch]:
    async def run() -> list[Fetch]:
        with open_archive(archive_dir, source_id="outlet", opened_at=NOW, **RUN) as archive:
            async with open_fetcher(policy=FetchPolicy(), archive=archive, **RUN) as fetcher:
                return await fetcher.fetch_all(pages, known={})

    return asyncio.run(run())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a step that took three pages."""
    folder = tmp_path_factory.mktemp("whole")
    fetch(folder / "archive", candidates(folder / "pages", 3))
    return (folder / "archive" / FILE).read_bytes()


def leave(archive_dir: Path, data: bytes) -> Path:
    unfinished = archive_dir / f"{FILE}.part"
    unfinished.parent.mkdir(parents=True)
    unfinished.write_bytes(data)
    return unfinished


def row_ends(data: bytes) -> list[int]:
    """Where the record of each row ends, by a WARC reader that is not ours."""
    records = ArchiveIterator(io.BytesIO(data))
    ends = []
    for record in records:
        records.read_to_end(record)
        if record.rec_type == "metadata":
            ends.append(records.get_record_offset() + records.get_record_length())
    return ends


@settings(max_examples=60, deadline=None)
@given(share=st.floats(0, 1), tail=st.sampled_from([b"", bytes(4_096), b"\x1f\x8b\x08", b"noise"]))
def test_a_file_torn_at_any_byte_keeps_every_row_that_was_whole(
    whole, tmp_path_factory, share, tail
):
    cut = round(share * len(whole))
    folder = tmp_path_factory.mktemp("torn")
    archive_dir, pages = folder / "archive", candidates(folder / "pages", 3)
    leave(archive_dir, whole[:cut] + tail)
    for page in pages[: sum(end <= cut for end in row_ends(whole))]:
        Path(page.path or "").unlink()  # what is done is not read again
    rows = fetch(archive_dir, pages)
    assert [row.outcome for row in rows] == ["fetched"] * 3
    assert [read_body(archive_dir, row) for row in rows] == [body_of(n) for n in range(3)]
    with (archive_dir / FILE).open("rb") as stream:
        ids = [
            record.rec_headers.get_header("WARC-Record-ID")
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert len(ids) == len(set(ids))


def test_a_step_that_is_done_is_taken_up_as_it_is(whole, tmp_path):
    file = tmp_path / "archive" / FILE
    file.parent.mkdir(parents=True)
    file.write_bytes(whole)
    rows = fetch(tmp_path / "archive", candidates(tmp_path / "pages", 3))
    assert file.read_bytes() == whole
    assert [read_body(tmp_path / "archive", row) for row in rows] == [body_of(n) for n in range(3)]


def test_new_pages_of_a_step_that_is_done_are_added(whole, tmp_path):
    file = tmp_path / "archive" / FILE
    file.parent.mkdir(parents=True)
    file.write_bytes(whole)
    rows = fetch(tmp_path / "archive", candidates(tmp_path / "pages", 4))
    assert file.read_bytes().startswith(whole)
    assert read_body(tmp_path / "archive", rows[3]) == body_of(3)


def test_a_finished_file_that_is_damaged_is_one_clear_line_and_stays_as_it_is(whole, tmp_path):
    file = tmp_path / "archive" / FILE
    file.parent.mkdir(parents=True)
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    file.write_bytes(damaged)
    with pytest.raises(ArchiveError, match="is damaged at byte") as caught:
        fetch(tmp_path / "archive", candidates(tmp_path / "pages", 3))
    assert "\n" not in str(caught.value)
    assert file.read_bytes() == damaged


def fill_disk_after(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """Writes take `room` bytes more; then the disk is full, in the middle of a write."""
    left, write = room, MemberFile._write

    def limited(self: MemberFile, data: bytes) -> None:
        nonlocal left
        write(self, data[:left])
        if len(data) > left:
            left = 0
            raise OSError(28, "No space left on device")
        left -= len(data)

    monkeypatch.setattr(MemberFile, "_write", limited)


@pytest.mark.parametrize("share", [0.1, 0.45, 0.8])
def test_on_a_full_disk_what_was_whole_is_kept_and_the_next_try_goes_on(
    whole, tmp_path, monkeypatch, share
):
    archive_dir, pages = tmp_path / "archive", candidates(tmp_path / "pages", 3)
    with monkeypatch.context() as patch:
        fill_disk_after(patch, round(share * len(whole)))
        with pytest.raises(OSError, match="No space left on device: what came so far is kept") as e:
            fetch(archive_dir, pages)
    assert str(e.value.filename).endswith(f"{FILE}.part")
    assert not (archive_dir / FILE).exists()
    left = (archive_dir / f"{FILE}.part").read_bytes() if share > 0.2 else b""
    if left:
        gzip.decompress(left)  # an EOFError, if it ended in mid-record
        assert len(row_ends(left)) == round(3 * share)
    rows = fetch(archive_dir, pages)
    assert [read_body(archive_dir, row) for row in rows] == [body_of(n) for n in range(3)]


def test_rows_of_an_unfinished_file_lead_to_their_bodies_already(whole, tmp_path):
    archive_dir = tmp_path / "archive"
    left = leave(archive_dir, whole)
    rows = [row.fetch for row in iterate_rows(left)]
    assert [read_body(archive_dir, row) for row in rows] == [body_of(n) for n in range(3)]


def test_runs_are_found_by_night_and_read_as_they_were_fetched(tmp_path):
    archive_dir = tmp_path / "archive"
    rows = fetch(archive_dir, candidates(tmp_path / "pages", 3))
    (archive_dir / "notes").mkdir()
    assert archived_runs(archive_dir, first=date(2026, 11, 21)) == []
    (run,) = archived_runs(archive_dir, date(2026, 11, 20), date(2026, 11, 20))
    assert (run.night_date, run.run_id) == (date(2026, 11, 20), "run")
    assert read_run(run) == rows


def test_of_a_run_that_was_never_finished_the_whole_rows_are_read(whole, tmp_path):
    leave(tmp_path / "archive", whole[: len(whole) * 2 // 3])
    (run,) = archived_runs(tmp_path / "archive")
    assert run.is_unfinished
    rows = read_run(run)
    assert 0 < len(rows) < 3
    assert [read_body(tmp_path / "archive", row) for row in rows] == [
        body_of(n) for n in range(len(rows))
    ]


def test_a_damaged_file_gives_the_rows_before_the_damage_and_then_one_clear_line(whole, tmp_path):
    file = tmp_path / "broken.warc.gz"
    file.write_bytes(whole[: len(whole) * 2 // 3])
    found: list[Fetch] = []

    def read() -> None:
        found.extend(row.fetch for row in iterate_rows(file))

    with pytest.raises(ArchiveError, match=r"broken\.warc\.gz") as caught:
        read()
    assert "\n" not in str(caught.value)
    assert 0 < len(found) < 3


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def test_memory_does_not_grow_with_the_file(tmp_path):
    archive_dir, body = tmp_path / "archive", io.BytesIO(random.Random(1).randbytes(5_000_000))
    pages = candidates(tmp_path / "pages", 8)
    rows = fetch(archive_dir, pages)
    with open_archive(archive_dir, source_id="outlet", opened_at=NOW, **RUN) as archive:
        for row in rows:
            body.seek(0)
            body.write(row.url.encode())  # each its own, or it would be a revisit
            archive.write_saved_page(row.url, body, 5_000_000, NOW)
            archive.conclude([replace(row, reason="again")])
    start = resident_mb()
    peak = max(resident_mb() for _ in iterate_rows(archive_dir / FILE))
    with open_archive(archive_dir, source_id="outlet", opened_at=NOW, **RUN) as archive:
        assert len(archive.finished) == 8
        peak = max(peak, resident_mb())
    assert (archive_dir / FILE).stat().st_size > 40_000_000
    assert peak - start < 15
