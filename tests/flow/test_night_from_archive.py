"""A night made again from its archive alone is the night as it was fetched."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from flows.preparation import is_collected, plan_night
from flows.settings import Settings, read_outlets
from newsroom.server import Newsroom
from tasks.fetching.archive import archived_runs, read_run


@dataclass(frozen=True)
class MadeAgain:
    """The tables that came out of the archive, and how many requests that took."""

    tables: dict[str, list[dict[str, Any]]]
    requests: int


@pytest.fixture(scope="module")
def again(
    served: Newsroom, first: Any, nights: Any, tmp_path_factory: pytest.TempPathFactory
) -> MadeAgain:
    """The first night, from a copy of its archive, into a new warehouse."""
    from prefect import flow  # noqa: PLC0415 - takes seconds to import

    from flows.loading import load_pages  # noqa: PLC0415 - likewise

    folder = tmp_path_factory.mktemp("again")
    shutil.copytree(first.data_dir / "archive", folder / "data" / "archive")
    config = nights.write_config(folder, nights.outlet_files(served), data_dir=folder / "data")
    settings, before = Settings.read(config), len(served.requests)
    (run,) = archived_runs(settings.archive_dir)
    night = plan_night(settings, run.night_date)
    assert not is_collected(night)  # and now there is an empty warehouse

    @flow(name="again")
    def load() -> None:
        outlets = read_outlets(settings, {})
        load_pages(
            read_run(run), outlets, settings, night, flow="again", started_at=datetime.now(UTC)
        )

    load()
    return MadeAgain(nights.read_tables(folder / "data"), len(served.requests) - before)


def test_it_asks_nobody_for_anything(again: MadeAgain) -> None:
    assert again.requests == 0


@pytest.mark.parametrize("table", ["fetches", "articles", "mentions", "entities", "claims"])
def test_every_table_has_the_rows_that_the_night_as_fetched_has(
    again: MadeAgain, first: Any, table: str
) -> None:
    assert again.tables[table]
    assert again.tables[table] == first.tables[table]
