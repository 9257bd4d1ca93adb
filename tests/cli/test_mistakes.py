"""Every mistake that a user can make is one line on stderr and exit status 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Refused = Callable[..., str]
WriteConfig = Callable[..., Path]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("data_dir = ", "not valid TOML"),
        ('colour = "red"', "colour: no such setting"),
        ('[fetching]\nspeed = "high"', "fetching.speed: no such setting"),
        ('[fetching]\ndelay_s = "soon"', "fetching.delay_s"),
        ("[fetching]\ndelay_s = -1", "fetching.delay_s"),
        ("[extraction]\nworkers = 0", "extraction.workers"),
        ('[schedule]\ncron = "every night"', "'every night' is not a cron expression"),
        ('[schedule]\ntime_zone = "Europe/Atlantis"', "'Europe/Atlantis' is not a time zone"),
        ('[sources]\nonly = ["nobody"]', "no outlet nobody"),
        ('[sources]\ndirectory = "nowhere"', "no outlets"),
        ('[annotation]\nannotator = "imaginary"', 'no annotation model "imaginary"'),
    ],
)
def test_a_wrong_configuration_names_the_key_and_what_is_wrong(
    refused: Refused, write_config: WriteConfig, lines: str, words: str
) -> None:
    assert words in refused("run", "--config", write_config(lines))


@pytest.mark.parametrize(
    ("outlet", "words"),
    [
        ("name = ", "not valid TOML"),
        ("feeds = []", "name"),
        ('name = "Here"\nfeed = "http://127.0.0.1/"', "feed: no such setting"),
        ('name = "Here"\nfeeds = ["{base}/feed"]', "newsroom is off"),
        (None, "no outlets"),
    ],
)
def test_a_wrong_outlet_names_its_file(
    refused: Refused, write_config: WriteConfig, tmp_path: Path, outlet: str | None, words: str
) -> None:
    line = refused("run", "--config", write_config("", outlet))
    assert words in line
    assert str(tmp_path / "sources") in line


def test_a_configuration_that_is_not_there_is_named(refused: Refused, tmp_path: Path) -> None:
    line = refused("run", "--config", tmp_path / "lost.toml")
    assert "lost.toml: cannot be read: No such file" in line


def test_a_configuration_may_not_be_a_folder_or_bytes(refused: Refused, tmp_path: Path) -> None:
    assert "cannot be read" in refused("run", "--config", tmp_path)
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00")
    assert "not valid TOML" in refused("run", "--config", tmp_path / "noise.toml")


def test_the_environment_is_checked_like_the_file(
    refused: Refused, write_config: WriteConfig
) -> None:
    line = refused("run", "--config", write_config(), DATELINE_FETCHING__DELAY_S="soon")
    assert "fetching.delay_s" in line


def test_serve_checks_the_schedule_before_it_starts_anything(
    refused: Refused, write_config: WriteConfig
) -> None:
    config = write_config('[schedule]\ncron = "61 3 * * *"')
    assert "61 3 * * *" in refused("serve", "--config", config)


@pytest.mark.parametrize("folder", ["a-file/data", "/proc/data", "/dev/null/data"])
def test_a_data_folder_that_cannot_be_written_is_named(
    refused: Refused, write_config: WriteConfig, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "a-file").write_text("")
    line = refused("run", "--config", write_config(f'data_dir = "{folder}"'))
    assert folder in line


def test_a_model_that_is_damaged_is_named(
    refused: Refused, write_config: WriteConfig, tmp_path: Path
) -> None:
    (tmp_path / "model").mkdir()
    config = write_config(f'[annotation]\nannotator = "{tmp_path / "model"}"')
    assert str(tmp_path / "model") in refused("run", "--config", config)
    (tmp_path / "model" / "manifest.json").write_text("{")
    (tmp_path / "model" / "model.onnx").write_bytes(b"no model")
    (tmp_path / "model" / "tokenizer.json").write_text("{}")
    assert str(tmp_path / "model") in refused("run", "--config", config)
    assert str(tmp_path / "model") in refused("annotate", "--annotator", tmp_path / "model")


def test_a_query_that_opens_with_a_comment_is_no_option(refused: Refused) -> None:
    assert "No such option" not in refused("sql", "-- Which runs?\nFROM runs")


def test_a_word_that_is_no_command_or_option_or_date_is_named(refused: Refused) -> None:
    assert "fetch" in refused("fetch")
    assert "--speed" in refused("run", "--speed")
    assert "tonight" in refused("run", "--date", "tonight")
    assert "xml" in refused("sql", "SELECT 1", "--format", "xml")


def test_reading_a_warehouse_that_is_not_there_says_how_to_make_it(refused: Refused) -> None:
    for command in (["sql", "SELECT 1"], ["report"], ["check"], ["export"]):
        assert "dateline run" in refused(*command)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELEC 1", "SELEC"),
        ("SELECT * FROM nothing", "nothing"),
        ("SELECT speeker FROM who_said_what", "speeker"),
        ("SELECT 1/", ""),
        ("DELETE FROM articles", ""),
        ("DROP VIEW who_said_what", ""),
        ("CREATE TABLE x AS SELECT 1", ""),
        ("INSERT INTO runs SELECT * FROM runs", ""),
        ("COPY articles TO 'stolen.csv'", ""),
        ("SELECT 1; DROP TABLE articles", ""),
    ],
)
def test_a_query_that_is_wrong_or_would_write_is_refused(
    refused: Refused, collected: tuple[Path, object], query: str, words: str
) -> None:
    assert words in refused("sql", query, cwd=collected[0])
    assert not (collected[0] / "stolen.csv").exists()


def test_a_table_that_is_not_there_is_named_with_one_that_is(refused: Refused) -> None:
    line = refused("describe", "who_said_waht")
    assert "who_said_waht" in line
    assert "who_said_what" in line


def test_an_outlet_that_is_not_there_is_named_with_those_that_are(refused: Refused) -> None:
    line = refused("sources", "try", "nobody")
    assert "nobody" in line
    assert "lantern" in line


def test_an_export_to_where_nothing_can_be_written_is_refused(
    refused: Refused, collected: tuple[Path, object], tmp_path: Path
) -> None:
    (tmp_path / "a-file").write_text("")
    assert "a-file" in refused("export", tmp_path / "a-file" / "copies", cwd=collected[0])
    assert "nouns" in refused("export", tmp_path, "--only", "nouns", cwd=collected[0])


def test_a_night_that_was_not_collected_is_said_to_be_missing(
    refused: Refused, collected: tuple[Path, object]
) -> None:
    assert "1999-12-31" in refused("report", "--date", "1999-12-31", cwd=collected[0])


def test_a_variable_for_other_programs_is_no_setting(
    dateline: Callable[..., object], tmp_path: Path
) -> None:
    done = dateline("sources", "list", cwd=tmp_path, DATELINE_DATA=json.dumps({"not": "ours"}))
    assert done.returncode == 0  # type: ignore[attr-defined]


def test_a_value_from_the_environment_is_not_blamed_on_the_file(
    refused: Refused, write_config: WriteConfig
) -> None:
    name = "DATELINE_FETCHING__RETRIES"
    line = refused("run", "--config", write_config(""), **{name: "often"})
    assert line.startswith(f"dateline: {name}: fetching.retries: ")
