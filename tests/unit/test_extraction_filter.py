"""`dateline extract` as a filter: a line out for every line in."""

import gzip
import json

import zstandard

from tasks.extraction.filter import extract_lines

KEYS = ["id", "status", "reason", "kind", "title", "authors", "published_at", "published_date",
        "language", "site_name", "canonical_url", "text", "extractor", "agency", "credits",
        "modified_at", "section", "tags", "image_url", "access", "posts"]  # fmt: skip
HTML = (
    "<html><head><title>Pier reopens</title></head><body><article><h1>Pier reopens</h1>"
    "<p class=byline>By Mara Feld</p><p>The harbour board voted on Thursday to reopen the north "
    "pier, eleven months after a storm tore a hole of forty metres into it.</p><p>Opponents said "
    "that the foundations had not been inspected since the storm.</p></article></body></html>"
)


def extract(lines, folder):
    return [json.loads(line) for line in extract_lines(lines, folder=folder, workers=1)]


def test_every_line_is_answered_in_order_and_bad_ones_say_why(tmp_path):
    (tmp_path / "plain.html").write_text(HTML)
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(HTML.encode()))
    (tmp_path / "page.html.zst").write_bytes(zstandard.compress(HTML.encode()))
    (tmp_path / "broken.gz").write_bytes(b"not gzip")
    lines = [
        json.dumps({"id": "a", "url": "https://x.example/n/pier-reopens", "html": HTML}),
        "{not json",
        json.dumps({"id": "b", "url": None, "path": "plain.html"}),
        json.dumps({"id": "c", "path": "page.html.gz"}),
        json.dumps({"id": "d", "path": "page.html.zst"}),
        json.dumps({"id": "e", "path": "broken.gz"}),
        json.dumps({"id": "f", "path": "none.html"}),
        json.dumps({"id": "g", "url": None}),
        json.dumps({"url": None, "html": ""}),
        json.dumps({"id": "h", "url": 7, "html": HTML}),
        "[]",
        "",
    ]
    got = extract(lines, tmp_path)
    assert [row["id"] for row in got] == [
        "a",
        None,
        "b",
        "c",
        "d",
        "e",
        "f",
        "g",
        None,
        "h",
        None,
        None,
    ]
    assert all(list(row) == KEYS for row in got)
    good = [row for row in got if row["status"] == "ok"]
    assert [row["id"] for row in good] == ["a", "b", "c", "d"]
    assert len({row["text"] for row in good}) == 1
    assert good[0]["authors"] == ["Mara Feld"]
    assert good[0]["canonical_url"] == "https://x.example/n/pier-reopens"
    assert good[1]["canonical_url"] is None
    reasons = {row["id"]: row["reason"] for row in got if row["status"] == "rejected"}
    assert reasons["f"] == "no such file: none.html"
    assert reasons["e"].startswith("cannot be unpacked: broken.gz")
    assert all(reasons.values())


def test_half_a_character_in_the_input_is_no_reason_to_stop(tmp_path):
    line = '{"id": "\\ud800", "html": "<p>\\udfff</p>"}'
    (row,) = extract_lines([line], folder=tmp_path, workers=1)
    assert row.encode("utf-8")
    assert json.loads(row)["id"] == "\ud800"


def test_no_lines_give_no_lines(tmp_path):
    assert list(extract_lines([], folder=tmp_path, workers=1)) == []
