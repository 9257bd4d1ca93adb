"""`dateline sources add`: from an address to an outlet's file, or one line that says why not."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsroom.server import Newsroom, serve

Command = Callable[..., subprocess.CompletedProcess[str]]
CONFIG = "[fetching]\ndelay_s = 0.0\nallow_private_addresses = true\n"


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with serve(1) as room:
        yield room


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    config = tmp_path / "mine.toml"
    config.write_text(CONFIG)
    return config


def test_an_outlet_is_found_shown_written_and_can_be_tried(
    dateline: Command, newsroom: Newsroom, mine: Path
) -> None:
    base = newsroom.base_urls["radio-sabel"]
    done = dateline("sources", "add", base, "--config", mine, cwd=mine.parent)
    assert done.returncode == 0, done.stderr
    assert "Did the petrels know? Birds left Mount Irun two days early" in done.stdout
    assert "Noor Figueira" in done.stdout
    file = mine.parent / "sources" / "radio-sabel.toml"
    assert f"Written: {file}" in done.stdout
    written = tomllib.loads(file.read_text())
    assert (written["name"], written["home"]) == ("Radio Sabel", f"{base}/")
    assert written["sitemaps"] == [f"{base}/sitemap.xml"]
    tried = dateline("sources", "try", "radio-sabel", "--config", mine, cwd=mine.parent)
    assert tried.returncode == 0, tried.stderr
    assert "allows" in tried.stdout
    assert tried.stdout.splitlines()[-1].startswith(("good: ", "usable, look at it: "))
    again = dateline("sources", "add", base, "--config", mine, cwd=mine.parent)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.startswith("dateline: ")
    assert "radio-sabel.toml: is there already" in again.stderr
    forced = dateline("sources", "add", base, "--force", "-c", mine, cwd=mine.parent)
    assert forced.returncode == 0, forced.stderr


def test_a_dry_run_shows_the_file_and_writes_none(
    dateline: Command, newsroom: Newsroom, mine: Path
) -> None:
    base = newsroom.base_urls["meridian-wire"]
    done = dateline(
        "sources", "add", base, "--dry-run", "--name", "My Wire", "-c", mine, cwd=mine.parent
    )
    assert done.returncode == 0, done.stderr
    assert 'name = "My Wire"' in done.stdout
    assert "my-wire.toml would be" in done.stdout
    assert not (mine.parent / "sources").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing at all"], "not an address"),
        (["ftp://gazette.example/"], "not an address"),
        (["http://127.0.0.1:9/"], "http://127.0.0.1:9/"),
        (["http://127.0.0.1:9/", "--name", "…"], "--name"),
        ([], "url"),
    ],
)
def test_what_cannot_be_added_is_one_line_and_no_file(
    refused: Callable[..., str], mine: Path, arguments: list[str], words: str
) -> None:
    assert words in refused("sources", "add", *arguments, "--config", mine)
    assert not (mine.parent / "sources").exists()


def test_a_listing_that_another_outlet_is_read_from_is_not_added_again(
    refused: Callable[..., str], newsroom: Newsroom, mine: Path
) -> None:
    base = newsroom.base_urls["lantern"]
    (mine.parent / "sources").mkdir()
    file = mine.parent / "sources" / "lamp.toml"
    file.write_text(f'name = "Lamp"\nfeeds = ["{base}/rss.php"]\n')
    line = refused("sources", "add", base, "--name", "other", "--config", mine)
    assert "the outlet lamp is read from it already" in line


def test_strangers_are_not_asked_without_a_contact(refused: Callable[..., str], mine: Path) -> None:
    mine.write_text("")
    line = refused("sources", "add", "https://gazette.example/", "--config", mine)
    assert "fetching.contact is empty" in line
    shutil.rmtree(mine.parent / "sources", ignore_errors=True)
    (mine.parent / "sources").mkdir()
    (mine.parent / "sources" / "a.toml").write_text(
        'name = "A"\nfeeds = ["https://a.example/feed"]\n'
    )
    for command in (["run"], ["serve"], ["sources", "try", "a"]):
        assert "fetching.contact is empty" in refused(*command, "--config", mine)


def test_an_outlet_of_which_nothing_comes_is_not_usable(
    dateline: Command, newsroom: Newsroom, mine: Path
) -> None:
    (mine.parent / "sources").mkdir()
    base = newsroom.base_urls["lantern"]
    (mine.parent / "sources" / "a.toml").write_text(f'name = "A"\nfeeds = ["{base}/about"]\n')
    done = dateline("sources", "try", "a", "--config", mine, cwd=mine.parent)
    assert done.returncode == 1
    assert "not usable: no listing gave a page" in done.stdout
    assert "a web page, not a feed" in done.stdout
