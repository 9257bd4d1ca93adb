"""URL lists and folders of saved pages."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tasks.sources.folder import list_saved_pages
from tasks.sources.url_list import read_url_list


def write_index(path: Path, *rows: object) -> None:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"<html>")


def test_a_list_gives_its_addresses_and_names_the_lines_that_are_none():
    body = b"\xef\xbb\xbf# our list\r\n\r\nhttps://a.example/1\r\nwww.b.example\nftp://c.example/\n"
    listing = read_url_list(body, listed_in="urls.txt", source_id="outlet")
    assert [c.url for c in listing.candidates] == ["https://a.example/1"]
    assert [p.split(" is not")[0] for p in listing.problems] == [
        "urls.txt: line 4",
        "urls.txt: line 5",
    ]


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode(),
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("cp1252"),
        lambda text: gzip.compress(text.encode()),
        lambda text: zstandard.compress(text.encode()),
    ],
    ids=["UTF-8", "BOM and CRLF", "UTF-16", "Windows-1252", "gzip", "zstd"],
)
def test_a_list_may_be_written_and_packed_in_many_ways(written):
    text = "# “ours”\nhttps://a.example/1\tA title – its own\n\n  https://a.example/2  \n"
    listing = read_url_list(written(text), listed_in="urls.txt", source_id="outlet")
    assert [c.url for c in listing.candidates] == ["https://a.example/1", "https://a.example/2"]
    assert listing.problems == ()


def test_an_address_that_stands_twice_is_one_page_and_is_counted():
    body = b"https://a.example/1\nhttps://a.example/1#top\nhttps://a.example/2\n"
    listing = read_url_list(body, listed_in="urls.txt", source_id="outlet")
    assert len(listing.candidates) == 2
    assert listing.notes == ("1 addresses stand in it more than once",)


@pytest.mark.parametrize("body", [b"\x1f\x8bnonsense", b"\x28\xb5\x2f\xfdnonsense"])
def test_a_list_that_cannot_be_unpacked_says_so(body):
    listing = read_url_list(body, listed_in="urls.txt", source_id="outlet")
    assert listing.candidates == ()
    assert "cannot be unpacked" in listing.problems[0]


@given(st.binary(max_size=300))
def test_no_bytes_make_the_list_reader_fail(noise):
    listing = read_url_list(noise, listed_in="urls.txt", source_id="outlet")
    assert all(c.url.startswith(("http://", "https://")) for c in listing.candidates)


def test_saved_pages_are_found_at_every_depth_and_in_every_packing(tmp_path):
    touch(tmp_path, "a.html", "b.HTM", "deep/er/c.html.gz", "deep/d.html.zst", "e.txt", "f.gz")
    listing = list_saved_pages(tmp_path, source_id="outlet")
    assert [Path(c.path).name for c in listing.candidates] == [
        "a.html", "b.HTM", "d.html.zst", "c.html.gz"
    ]  # fmt: skip
    assert listing.candidates[0].url == (tmp_path / "a.html").resolve().as_uri()
    assert {c.resource for c in listing.candidates} == {"page"}
    assert listing.problems == ()
    assert listing.notes == ("files with other endings were left: 1 .txt, 1 .gz",)


def test_addresses_come_from_the_index_beside_or_above(tmp_path):
    touch(tmp_path, "pages/a1.html.zst", "pages/b.html", "pages/unlisted.html")
    write_index(
        tmp_path / "gold.jsonl",
        {"id": "a1", "url": "https://x.example/a", "title": "The gold is not the page's own"},
        {"id": "other", "path": "pages/b.html", "url": "https://x.example/b"},
        {"id": "unlisted", "url": None},
    )
    for folder in (tmp_path, tmp_path / "pages"):
        listing = list_saved_pages(folder, source_id="outlet")
        urls = [c.url for c in listing.candidates]
        assert urls[:2] == ["https://x.example/a", "https://x.example/b"]
        assert urls[2].startswith("file://")
        assert {c.title for c in listing.candidates} == {None}
        assert listing.problems == ()


def test_bad_index_lines_are_named_and_the_rest_is_used(tmp_path):
    touch(tmp_path, "a.html", "b.html")
    write_index(
        tmp_path / "index.jsonl",
        "{not json",
        {"url": "https://x.example/nameless"},
        {"id": "b", "url": "ftp://x.example/b"},
        ["a"],
        {"id": "a", "url": "https://x.example/a"},
    )
    listing = list_saved_pages(tmp_path, source_id="outlet")
    assert [c.url.split(":")[0] for c in listing.candidates] == ["https", "file"]
    assert [p.split(": ")[1] for p in listing.problems] == ["line 1", "line 2", "line 3", "line 4"]


def test_a_second_copy_of_an_address_is_a_problem_and_not_a_second_article(tmp_path):
    touch(tmp_path, "a.html", "b.html")
    write_index(
        tmp_path / "index.jsonl",
        {"id": "a", "url": "https://x.example/a"},
        {"id": "b", "url": "https://x.example/a#comments"},
    )
    listing = list_saved_pages(tmp_path, source_id="outlet")
    assert len(listing.candidates) == 1
    assert "second copy of https://x.example/a" in listing.problems[0]


def test_a_folder_that_is_not_there_or_empty_is_a_problem(tmp_path):
    missing = list_saved_pages(tmp_path / "none", source_id="outlet")
    empty = list_saved_pages(tmp_path, source_id="outlet")
    assert "no such folder" in missing.problems[0]
    assert "no saved pages" in empty.problems[0]
