"""`dateline extract` and `dateline annotate`: a line out for each line in, bad ones included."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import zstandard

from newsroom.articles import load_articles
from newsroom.outlets import load_outlets
from newsroom.site import build_site

Command = Callable[..., subprocess.CompletedProcess[str]]
EXTRACTED = [
    "id",
    "status",
    "reason",
    "kind",
    "title",
    "authors",
    "published_at",
    "published_date",
    "language",
    "site_name",
    "canonical_url",
    "text",
    "extractor",
]
ANNOTATED = {"id", "language", "sentences", "mentions", "entities", "claims", "model"}
CLAIM = [
    "kind",
    "claimant",
    "claimant_name",
    "claimant_role",
    "entity",
    "cue",
    "content",
    "text",
    "is_negated",
    "certainty",
    "check_worthiness",
    "confidence",
]


def saved(folder: Path) -> list[str]:
    """Three pages of the newsroom, saved in three ways: their titles."""
    articles = load_articles(1)
    outlet = load_outlets()["meridian-wire"]
    site = build_site(outlet, articles, "http://127.0.0.1:1")
    own = [a for a in articles if a.outlet == "meridian-wire"][:3]
    pages = [site.pages[outlet.path_of(article)].body for article in own]
    (folder / "a.html").write_bytes(pages[0])
    (folder / "b.html.gz").write_bytes(gzip.compress(pages[1]))
    (folder / "c.html.zst").write_bytes(zstandard.compress(pages[2]))
    return [article.headline for article in own]


def test_extract_answers_every_line_in_order(dateline: Command, tmp_path: Path) -> None:
    titles = saved(tmp_path)
    lines = [
        b'{"id": "1", "url": "http://127.0.0.1:1/a", "path": "a.html"}',
        b"not json",
        b'{"id": "2", "url": null, "path": "b.html.gz"}',
        b"",
        b"\xff\xfe{",
        b'{"id": "3", "url": null, "path": "c.html.zst"}',
        b'{"id": "4", "url": null, "path": "missing.html"}',
        b'{"id": "5", "url": null, "html": ""}',
        b'{"id": "6"}',
        b"[1, 2]",
    ]
    done = dateline("extract", cwd=tmp_path, given=b"\n".join(lines))
    assert done.returncode == 0, done.stderr
    got = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in got] == ["1", None, "2", None, None, "3", "4", "5", "6", None]
    assert all(list(row)[: len(EXTRACTED)] == EXTRACTED for row in got)
    assert len({tuple(row) for row in got}) == 1, "every line has the same keys"
    assert [row["title"] for row in got if row["status"] == "ok"] == titles
    assert all(row["reason"] for row in got if row["status"] != "ok")
    assert "Traceback" not in done.stderr


def test_annotate_answers_every_line_in_order(dateline: Command, tmp_path: Path) -> None:
    text = "ANSA, Ostra – “We will not wait,” said Mira Holt, the port director. It rained."
    records = [
        {"id": "a", "text": text, "title": "Port", "published_at": "2026-11-20T09:00:00+01:00"},
        {"id": "b", "text": ""},
        {"id": "c", "text": 7},
        {"id": "d"},
        {"id": "e", "text": "🚢 " + text, "language": "en"},
        {
            "id": "f",
            "text": "Los pescadores vuelven al mar entre piedras que flotan.",
            "language": "es",
        },
    ]
    lines = [json.dumps(record).encode() for record in records]
    lines[2:2] = [b"not json", b"", b"\xff"]
    done = dateline("annotate", cwd=tmp_path, given=b"\n".join(lines))
    assert done.returncode == 0, done.stderr
    got = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in got] == ["a", "b", None, None, None, "c", "d", "e", "f"]
    understood = [row for row in got if row["id"] in {"a", "e"}]
    assert all(set(row) == ANNOTATED for row in understood)
    others = [row for row in got if row not in understood]
    assert all(ANNOTATED < set(row) <= ANNOTATED | {"error", "outcome"} for row in others)
    for row, whole in ((got[0], text), (got[7], "🚢 " + text)):
        for mention in row["mentions"]:
            assert whole[mention["start"] : mention["end"]] == mention["text"]
        (claim,) = row["claims"]
        assert list(claim) == CLAIM
        ((start, end),) = claim["content"]
        assert "We will not wait" in whole[start:end]
        assert claim["claimant_name"] == "Mira Holt"
        assert claim["kind"] == "direct"
    assert got[8]["language"] == "es"
    assert got[8]["claims"] == []
    assert "Traceback" not in done.stderr


def test_nothing_in_is_nothing_out(dateline: Command, tmp_path: Path) -> None:
    for command in ("extract", "annotate"):
        done = dateline(command, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, "")


def test_a_reader_that_leaves_early_gets_no_traceback(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("dateline")
    line = json.dumps({"id": "a", "text": "Rain fell."})
    script = f"yes '{line}' | head -500 | {program} annotate | head -1"
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, check=False)
    assert json.loads(done.stdout)["id"] == "a"
    assert b"Traceback" not in done.stderr
