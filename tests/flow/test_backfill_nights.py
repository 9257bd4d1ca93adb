"""Nights of our own archive: brought back into the tables without a request."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.mistakes import MistakeError
from flows.settings import Settings
from newsroom.server import Newsroom

TODAY = date(2026, 11, 23)


def test_a_night_whose_tables_are_lost_comes_back_from_the_archive_as_it_was(
    served: Newsroom, first: Any, nights: Any, tmp_path: Path
) -> None:
    from flows.backfill.order import Backfiller  # noqa: PLC0415 - Prefect takes seconds to import

    data = tmp_path / "data"
    shutil.copytree(first.data_dir / "archive", data / "archive")
    config = nights.write_config(tmp_path / "config", nights.outlet_files(served), data_dir=data)
    (data / "runs").mkdir()
    filler = Backfiller(config, Settings.read(config), None, TODAY)
    before = len(served.requests)
    (loaded,) = filler.load_nights(date(2026, 11, 20), date(2026, 11, 20))
    assert not loaded.was_there
    assert len(served.requests) == before
    again = nights.read_tables(data, without_time_and_place=True)
    once = nights.read_tables(first.data_dir, without_time_and_place=True)
    for table in ("articles", "mentions", "entities", "claims", "fetches"):
        assert again[table] == once[table], table
    (loaded,) = filler.load_nights(date.min, date.max)
    assert loaded.was_there


def test_a_night_whose_run_is_unfinished_is_left_to_be_finished(
    first: Any, nights: Any, tmp_path: Path, prefect_api_url: str
) -> None:
    from flows.backfill.order import Backfiller  # noqa: PLC0415 - Prefect takes seconds to import

    data = tmp_path / "data"
    shutil.copytree(first.data_dir / "archive", data / "archive")
    (data / "runs" / "nightly-2026-11-20").mkdir(parents=True)
    outlets = {"other": 'name = "Other"'}
    config = nights.write_config(tmp_path / "config", outlets, data_dir=data)
    filler = Backfiller(config, Settings.read(config), None, date(2026, 11, 20))
    with pytest.raises(MistakeError, match="dateline run --date 2026-11-20"):
        list(filler.load_nights(date.min, date.max))


def test_of_a_past_night_that_was_never_finished_what_it_had_fetched_is_loaded(
    served: Newsroom, first: Any, nights: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from flows.backfill.order import Backfiller  # noqa: PLC0415 - Prefect takes seconds to import

    data, night = tmp_path / "data", Path("2026-11-20/nightly-2026-11-20")
    (data / "archive" / night).mkdir(parents=True)
    (data / "runs" / night.name).mkdir(parents=True)
    source = first.data_dir / "archive" / night
    shutil.copy(source / "lantern.listing.warc.gz", data / "archive" / night)
    pages = (source / "lantern.warc.gz").read_bytes()
    torn = data / "archive" / night / "lantern.warc.gz.part"
    torn.write_bytes(pages[: len(pages) * 2 // 3])
    config = nights.write_config(
        tmp_path / "config", nights.outlet_files(served, "lantern"), data_dir=data
    )
    before = len(served.requests)
    (loaded,) = Backfiller(config, Settings.read(config), None, TODAY).load_nights(
        date.min, date.max
    )
    assert "was never finished: what it had fetched is loaded" in caplog.text
    assert (loaded.run.outcome, len(served.requests)) == ("finished_with_failures", before)
    whole = {r["url"]: r for r in first.articles(source_id="lantern")}
    found = nights.read_tables(data)["articles"]
    assert 0 < len(found) < len(whole)
    assert [row["text"] for row in found] == [whole[row["url"]]["text"] for row in found]
    assert list((data / "runs").iterdir()) == []
    assert torn.stat().st_size == len(pages) * 2 // 3
