"""What the commands say of a night that `dateline run` has collected with no server running."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]
DATELINE = shlex.quote(str(Path(sys.executable).with_name("dateline")))
README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def asked(dateline: Command, collected: tuple[Path, Done]) -> Callable[..., str]:
    """Runs a command that must succeed in the folder of the collected night: what it prints."""

    def run(*arguments: str | Path) -> str:
        done = dateline(*arguments, cwd=collected[0])
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_a_run_ends_well_and_shows_what_came_out(collected: tuple[Path, Done]) -> None:
    folder, done = collected
    assert done.returncode == 0, done.stderr
    assert "Night of 2026-11-20" in done.stdout
    assert "27 articles from 6 outlets" in done.stdout
    assert "robots.txt" in done.stdout
    assert "Vessia" in done.stdout
    assert str(folder / "dateline-data" / "warehouse") in done.stdout
    assert done.stdout.count("\n  dateline ") + done.stdout.count("/dateline ") >= 3
    assert "Traceback" not in done.stderr


def test_what_a_run_says_to_try_next_can_be_done(
    collected: tuple[Path, Done], asked: Callable[..., str]
) -> None:
    _, _, advice = collected[1].stdout.partition("Try next\n")
    commands = [shlex.split(line) for line in advice.splitlines() if line.strip()]
    assert len(commands) == 3
    for words in commands[:2]:
        assert asked(*words[1:]).count("\n") > 3
    assert commands[2][1:] == ["run", "--date", "2026-11-21"]


def test_a_second_run_says_that_there_is_nothing_to_do(asked: Callable[..., str]) -> None:
    before = asked("sql", "SELECT * FROM runs", "-f", "csv")
    said = asked("run", "--date", "2026-11-20")
    assert "already" in said
    assert "27 articles from 6 outlets" in said
    assert asked("sql", "SELECT * FROM runs", "-f", "csv") == before


def test_a_query_answers_in_four_formats(
    dateline: Command, collected: tuple[Path, Done], asked: Callable[..., str], tmp_path: Path
) -> None:
    query = "SELECT title, authors FROM latest_articles ORDER BY title"
    rows = list(csv.DictReader(io.StringIO(asked("sql", query, "--format", "csv"))))
    assert len(rows) == 27
    answer = asked("sql", query, "--format", "json")
    try:
        objects = json.loads(answer)
    except json.JSONDecodeError:
        objects = [json.loads(line) for line in answer.splitlines()]
    assert [row["title"] for row in objects] == [row["title"] for row in rows]
    assert rows[0]["title"][:20] in asked("sql", query)
    file = tmp_path / "answer.parquet"
    command = f"{DATELINE} sql {shlex.quote(query)} -f parquet > {file}"
    subprocess.run(["bash", "-c", command], cwd=collected[0], check=True)
    assert pq.read_table(file).column("title").to_pylist() == [row["title"] for row in rows]


def test_a_query_may_come_on_standard_input(
    dateline: Command, collected: tuple[Path, Done]
) -> None:
    done = dateline("sql", "-f", "csv", cwd=collected[0], given="SELECT 40 + 2 AS answer")
    assert done.stdout.split() == ["answer", "42"]


def test_the_files_behind_the_tables_are_plain_parquet(asked: Callable[..., str]) -> None:
    listed = [line.split("\t") for line in asked("export", "--list").splitlines()]
    assert {table for table, _ in listed} >= {"articles", "claims", "fetches", "mentions", "runs"}
    for table, file in listed:
        query = f"SELECT count(*) AS n FROM {table}"
        expected = int(asked("sql", query, "-f", "csv").split()[1])
        assert pq.read_table(file, partitioning=None).num_rows == expected
        if table in {"articles", "claims"}:
            assert len(pd.read_parquet(file, partitioning=None)) == expected


def test_exported_copies_are_what_the_tables_say(asked: Callable[..., str], tmp_path: Path) -> None:
    asked("export", tmp_path / "copies", "--only", "articles", "--only", "who_said_what")
    articles = pd.read_parquet(tmp_path / "copies" / "articles.parquet")
    assert len(articles) == 27
    assert (articles["text"].str.len() == articles["text_chars"]).all()
    assert len(pq.read_table(tmp_path / "copies" / "who_said_what.parquet")) > 300
    assert {f.name for f in (tmp_path / "copies").iterdir()} == {
        "articles.parquet",
        "who_said_what.parquet",
    }


def test_check_runs_every_check_and_none_fails(asked: Callable[..., str]) -> None:
    said = asked("check")
    passed, run = map(int, re.search(r"(\d+) of (\d+) checks passed", said).groups())  # type: ignore[union-attr]
    assert run > 10
    assert passed >= run - 2
    assert "fail " not in said


def test_report_shows_the_night_again(
    asked: Callable[..., str], collected: tuple[Path, Done]
) -> None:
    shown = collected[1].stdout.partition("Try next")[0]
    assert asked("report").partition("Try next")[0] == shown
    assert asked("report", "--date", "2026-11-20").partition("Try next")[0] == shown


def test_describe_knows_every_table_and_view(asked: Callable[..., str]) -> None:
    names = asked("describe")
    for name in ("articles", "who_said_what", "source_health"):
        assert name in names
    assert "certainty" in asked("describe", "who_said_what")


def test_maintain_changes_no_row(asked: Callable[..., str]) -> None:
    query = "SELECT count(*), sum(text_chars) FROM articles"
    before = asked("sql", query)
    assert "past states" in asked("maintain")
    assert asked("sql", query) == before


def test_sources_lists_each_outlet_with_what_it_is_read_from(asked: Callable[..., str]) -> None:
    lines = asked("sources", "list").splitlines()
    assert len(lines) == 6
    assert any(line.startswith("lantern\tThe Lantern\t") and "rss" in line for line in lines)


def test_a_try_of_an_outlet_shows_its_articles_and_stores_nothing(
    dateline: Command, tmp_path: Path
) -> None:
    done = dateline("sources", "try", "capital-ledger", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Bank of Norrhaven holds rate at 4.25%" in done.stdout
    assert "paywalled" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_doctor_finds_nothing_wrong_and_says_what_is(
    asked: Callable[..., str], dateline: Command, tmp_path: Path
) -> None:
    lines = asked("doctor").splitlines()
    assert len(lines) >= 6
    assert all(line.startswith("ok ") for line in lines)
    (tmp_path / "mine.toml").write_text("[sources]\ndirectory = 'nowhere'")
    done = dateline("doctor", "--config", "mine.toml", cwd=tmp_path)
    assert done.returncode == 1
    assert "wrong  outlets" in done.stdout
    assert done.stderr == ""


def test_the_query_of_the_readme_gives_the_output_of_the_readme(
    asked: Callable[..., str],
) -> None:
    found = re.search(
        r"<!-- checked:query -->\s*```bash\n(.*?)```\s*```text\n(.*?)```\s*<!-- /checked -->",
        README.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert found, "README.md has no checked query: a bash and a text block between the markers"
    command, output = found.groups()
    program, *arguments = shlex.split(command)
    assert program.rpartition("/")[2] == "dateline"
    assert trimmed(asked(*arguments)) == trimmed(output)


def trimmed(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]
