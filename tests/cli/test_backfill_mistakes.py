"""What a person can get wrong with `dateline backfill` and `dateline reannotate`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Refused = Callable[..., str]
Done = subprocess.CompletedProcess[str]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give files and folders, or an outlet"),
        (["notes.txt"], "notes.txt: is not a WARC file"),
        (["--from", "2026-11-21", "--to", "2026-11-20"], "2026-11-21 comes after --to 2026-11-20"),
        (
            ["--from", "2026-11-20", "--source", "lantern"],
            "a range of nights (--from, --to) by itself",
        ),
        (["--source", "lantern"], "lantern has no warcs in its file"),
        (["--from", "2026-11-20"], "nothing is archived from 2026-11-20"),
    ],
)
def test_what_cannot_be_loaded_is_named_in_one_line(
    refused: Refused, tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "notes.txt").write_text("These are notes.")
    assert words in refused("backfill", *arguments)


def test_a_warehouse_that_is_not_there_cannot_be_reannotated(refused: Refused) -> None:
    assert "dateline run" in refused("reannotate")
    assert "comes after" in refused("reannotate", "--from", "2026-11-21", "--to", "2026-11-20")


def test_a_range_without_articles_is_refused_and_an_up_to_date_one_is_nothing_to_do(
    refused: Refused, dateline: Callable[..., Done], collected: tuple[Path, Done]
) -> None:
    folder, _ = collected
    assert "from 2030-01-01" in refused("reannotate", "--from", "2030-01-01", cwd=folder)
    for options in ([], ["--from-archive", "--to", "2026-12-01", "--dry-run"]):
        done = dateline("reannotate", *options, cwd=folder)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("0 runs of 1 to do with dateline-tagger")
    done = dateline("reannotate", "--all", "--dry-run", cwd=folder)
    assert done.stdout.startswith("2026-11-20  nightly-2026-11-20: 27 of 27 articles")
