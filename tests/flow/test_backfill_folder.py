"""A folder of saved pages: into the archive and the tables, once, and whole after a kill."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from flows.backfill.materials import find_materials
from flows.settings import Settings
from newsroom.server import Newsroom
from tasks.fetching.archive import read_body
from warehouse.tables.fetches import Fetch

TODAY = date(2026, 11, 23)
CHANGED_AT = datetime(2025, 5, 5, 12, tzinfo=UTC)


@pytest.fixture
def config(nights: Any, tmp_path: Path, prefect_api_url: str) -> Path:
    """A configuration that knows none of the pages, with its data beside it."""
    outlets = {"other": 'name = "Other"'}
    written: Path = nights.write_config(tmp_path / "config", outlets, data_dir=tmp_path / "data")
    return written


@pytest.fixture
def saved(served: Newsroom, tmp_path: Path) -> Path:
    """Three articles as files that were changed last on a day of May."""
    folder = tmp_path / "saved"
    folder.mkdir()
    entries = [e for e in served.entries if e.outlet == "ostra-tribune" and e.outcome == "article"]
    for number, entry in enumerate(entries[:3]):
        with urlopen(served.base_urls[entry.outlet] + entry.path, timeout=30) as response:
            (folder / f"{number}.html").write_bytes(response.read())
        os.utime(folder / f"{number}.html", (CHANGED_AT.timestamp(), CHANGED_AT.timestamp()))
    return folder


def load(config: Path, folder: Path) -> list[Any]:
    """What `dateline backfill FOLDER --source other` does, in this process."""
    from flows.backfill.order import Backfiller  # noqa: PLC0415 - Prefect takes seconds to import

    filler = Backfiller(config, Settings.read(config), "other", TODAY)
    return list(filler.load_materials(find_materials([str(folder)])))


def test_a_folder_of_pages_is_loaded_into_the_archive_and_once(
    config: Path, saved: Path, nights: Any, tmp_path: Path
) -> None:
    (loaded,) = load(config, saved)
    assert loaded.run.night_date == CHANGED_AT.date()
    tables = nights.read_tables(tmp_path / "data")
    assert len(tables["articles"]) == 3
    assert {r["source_id"] for r in tables["fetches"]} == {"other"}
    kept = [Fetch(**r) for r in tables["fetches"] if r["outcome"] == "kept"]
    bodies = {read_body(tmp_path / "data" / "archive", fetch) for fetch in kept}
    assert bodies == {page.read_bytes() for page in saved.iterdir()}
    assert [each.was_there for each in load(config, saved)] == [True]
    assert nights.read_tables(tmp_path / "data") == tables
