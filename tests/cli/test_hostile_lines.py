"""`dateline extract` among shells, disks and files that are not as they should be."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import zstandard

Command = Callable[..., subprocess.CompletedProcess[str]]
PROGRAM = Path(sys.executable).with_name("dateline")
PAGE = (
    "<html><body><article><h1>Pier reopens</h1>"
    + "".join(
        f"<p>The harbour board voted on day {n} to reopen pier number {n}.</p>" for n in range(4000)
    )
    + "</article></body></html>"
).encode()
# Bytes that do not compress, so that half of the file is half of the page.
NOISE = b"<!-- %s -->" % random.Random(1).randbytes(300_000).hex().encode()


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, check=False, timeout=300
    )


def test_damaged_files_and_odd_lines_each_cost_their_own_line_only(
    dateline: Command, tmp_path: Path
) -> None:
    zipped, packed = gzip.compress(PAGE + NOISE), zstandard.compress(PAGE + NOISE)
    files = {
        "whole.html": PAGE,
        "cut.html.gz": zipped[: len(zipped) // 2],
        "cut.html.zst": packed[: len(packed) // 2],
        "flipped.html.gz": zipped[:5000] + bytes([zipped[5000] ^ 255]) + zipped[5001:],
        "not.html.zst": PAGE,
        "two.html.zst": zstandard.compress(PAGE[:5000]) + zstandard.compress(PAGE[5000:]),
        "bomb.html.zst": zstandard.compress(bytes(300_000_000)),
        "empty.html.gz": b"",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.html").mkdir()
    lines = [json.dumps({"id": name, "path": name}).encode() for name in (*files, "folder.html")]
    odd = [
        b'{"id": "long name", "path": "' + b"x" * 5000 + b'"}',
        b'{"id": "half", "html": "\\ud800<p>\\udfff"}',
        b'{"id": ' + b"[" * 990 + b"]" * 990 + b', "html": ""}',
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
        b'{"id": "nul", "path": "a\\u0000b"}',
        b'{"id": "last", "path": "whole.html"}',
    ]
    done = dateline("extract", "--workers", "1", cwd=tmp_path, given=b"\n".join([*lines, *odd]))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    got = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(got) == len(lines) + len(odd)
    good = [row["id"] for row in got if row["status"] == "ok"]
    assert good == ["whole.html", "two.html.zst", "last"]
    assert got[0]["text"] == got[5]["text"] == got[-1]["text"]
    reasons = {row["id"]: row["reason"] for row in got if row["status"] == "rejected"}
    assert all(reasons.values())
    for name in ("cut.html.gz", "cut.html.zst", "flipped.html.gz", "not.html.zst"):
        assert reasons[name].startswith(f"cannot be unpacked: {name}")
    assert reasons["bomb.html.zst"] == "larger than 20 MB: bomb.html.zst"


def test_a_line_that_never_ends_is_one_rejected_line(tmp_path: Path) -> None:
    line = json.dumps({"id": "after", "html": PAGE[:5000].decode()})
    (tmp_path / "line").write_text(line + "\n")
    endless = (
        """(printf '{"id": "x", "html": "'; head -c 150000000 /dev/zero | tr '\\0' 'x'; echo)"""
    )
    done = shell(f"({endless}; cat line) | {PROGRAM} extract --workers 1", tmp_path)
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["status"] == "rejected"
    assert "not a line of JSON" in first["reason"]
    assert second["id"] == "after"
    assert second["status"] == "ok"


def test_a_reader_that_leaves_and_a_disk_that_is_full_get_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "line").write_text(json.dumps({"id": "a", "html": PAGE[:5000].decode()}) + "\n")
    many = "for i in $(seq 40); do cat line; done"
    left = shell(f"({many}) | {PROGRAM} extract --workers 1 | head -1", tmp_path)
    assert json.loads(left.stdout)["id"] == "a"
    assert left.stderr == b""
    full = shell(f"{PROGRAM} extract --workers 1 < line > /dev/full", tmp_path)
    assert full.returncode == 2
    assert full.stderr == b"dateline: No space left on device\n"


def test_closed_standard_streams_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "line").write_text("{}\n")
    for redirection, name in (("<&-", "input"), ("< line >&-", "output")):
        done = shell(f"{PROGRAM} extract --workers 1 {redirection}", tmp_path)
        assert done.returncode == 2, done.stderr
        assert done.stderr == f"dateline: standard {name} is closed\n".encode()
