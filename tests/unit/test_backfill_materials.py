"""What the arguments of `dateline backfill` stand for."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from flows.backfill.folder_parts import by_outlet, read_folder
from flows.backfill.materials import find_materials, fingerprint, name_materials
from flows.commands.options import read_range
from flows.mistakes import MistakeError, name_nights
from flows.preparation import read_outlets_offline
from flows.settings import Settings
from tasks.sources.warc import WarcError

RECORD = b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 2\r\n\r\nok\r\n\r\n"
TODAY = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """WARC files, saved pages and what is neither; the folder that tests run in."""
    monkeypatch.chdir(tmp_path)
    for name in ("b.warc", "a.warc", "deep/c.WARC"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(RECORD * 2)
    Path("bad.warc.gz").write_bytes(b"no gzip")
    Path("whole.warc.gz").write_bytes(gzip.compress(RECORD * 9))
    Path("notes.txt").write_text("These are notes.")
    Path("pages").mkdir()
    Path("pages/1.html").write_text("<html>")
    Path("empty").mkdir()
    return tmp_path


def names(found):
    return [material.path.name for material in found]


def test_files_and_patterns_are_taken_in_their_order_and_once(folder):
    assert names(find_materials(["b.warc", "a.warc", "b.warc"])) == ["b.warc", "a.warc"]
    assert names(find_materials(["*.warc"])) == ["a.warc", "b.warc"]
    assert names(find_materials([str(folder / "**" / "*.WARC")])) == ["c.WARC"]


def test_a_folder_gives_its_warc_files_and_itself_if_it_holds_pages(folder):
    found = find_materials([str(folder)])
    assert names(found) == ["a.warc", "b.warc", "c.WARC", folder.name]
    assert [material.is_folder for material in found] == [False, False, False, True]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lost.warc.gz", "lost.warc.gz: no such file or folder"),
        ("lost-*.warc.gz", "nothing that fits the pattern"),
        ("notes.txt", "notes.txt: is not a WARC file"),
        ("bad.warc.gz", "bad.warc.gz: is not a WARC file"),
        ("whole.warc.gz", "warcio recompress"),
        ("*.gz", "warcio recompress"),
        ("empty", "holds neither WARC files nor saved pages"),
    ],
)
def test_a_name_that_stands_for_nothing_is_a_mistake_that_names_it(folder, name, words):
    with pytest.raises((MistakeError, WarcError)) as caught:
        find_materials([name])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_outlet_may_name_its_warc_files_beside_its_own(folder):
    (folder / "sources").mkdir()
    (folder / "sources" / "crawl.toml").write_text('name = "Crawl"\nwarcs = ["../*.warc"]')
    (folder / "sources" / "feed.toml").write_text('name = "Feed"')
    (folder / "mine.toml").write_text("")
    outlets = read_outlets_offline(Settings.read(folder / "mine.toml"))
    assert names(find_materials(name_materials(outlets, "crawl"))) == ["a.warc", "b.warc"]
    with pytest.raises(MistakeError, match="feed has no warcs"):
        name_materials(outlets, "feed")
    with pytest.raises(MistakeError, match="no outlet nobody; there are crawl, feed"):
        name_materials(outlets, "nobody")


def test_a_fingerprint_follows_the_content_and_not_the_name(folder):
    assert fingerprint(folder / "a.warc") == fingerprint(folder / "b.warc")
    (folder / "b.warc").write_bytes(RECORD * 3)
    assert fingerprint(folder / "a.warc") != fingerprint(folder / "b.warc")


def test_parts_of_a_folder_have_the_same_ids_until_a_page_changes(folder):
    pages = folder / "pages"
    for number in range(2, 6):
        (pages / f"{number}.html").write_text("<html>")
    first = list(read_folder(pages, None, {}, today=TODAY, pages_a_part=2))
    assert [len(part.pages) for part in first] == [2, 2, 1]
    assert list(read_folder(pages, None, {}, today=TODAY, pages_a_part=2)) == first
    (pages / "5.html").write_text("<html lang=en>")
    again = read_folder(pages, None, {}, today=TODAY, pages_a_part=2)
    assert [a.run_id == b.run_id for a, b in zip(first, again, strict=True)] == [True, True, False]
    assert set(by_outlet(first[0].pages)) == {"pages"}


def test_what_comes_and_goes_while_a_folder_is_loaded_moves_no_page_to_another_part(folder):
    pages = folder / "pages"
    for number in range(2, 6):
        (pages / f"{number}.html").write_text("<html>")
    before = list(read_folder(pages, None, {}, today=TODAY, pages_a_part=2))
    parts = read_folder(pages, None, {}, today=TODAY, pages_a_part=2)
    loaded = [next(parts)]
    (pages / "0.html").write_text("<html>")
    (pages / "5.html").unlink()
    loaded += parts
    assert [part.pages for part in loaded] == [part.pages for part in before]
    assert [(part.number, part.count) for part in loaded] == [(1, 3), (2, 3), (3, 3)]
    assert loaded[-1].night_date == TODAY  # the file that has gone was all of it


def test_a_range_may_be_open_and_must_not_run_backwards():
    assert read_range(None, None) == (date.min, date.max)
    assert name_nights(date.min, date.max) == "for any night"
    assert name_nights(TODAY, TODAY) == "for the night of 2026-11-23"
    assert name_nights(date.min, TODAY) == "to 2026-11-23"
