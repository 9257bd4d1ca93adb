"""A night on which no outlet answers is not stored, and can be tried again under its date."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.settings import Settings
from flows.silence import SilentNightError, refuse_silent_night
from newsroom.server import Newsroom, serve
from tasks.fetching.archive import archived_runs
from warehouse.connect import Location, open_warehouse


@pytest.fixture(scope="module")
def closed_port() -> Iterator[socket.socket]:
    """A port where nobody listens, held so that nobody else comes to listen there."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held


@pytest.fixture(scope="module")
def tried(
    served: Newsroom,
    nights: Any,
    dateline: Callable[..., Any],
    prefect_api_url: str,
    closed_port: socket.socket,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Any]:
    """The folder of a run whose only outlet was not there, and what was said."""
    folder, port = tmp_path_factory.mktemp("silent"), closed_port.getsockname()[1]
    outlet, address = next(iter(served.base_urls.items()))
    text = nights.outlet_files(served, outlet)[outlet].replace(address, f"http://127.0.0.1:{port}")
    nights.write_config(folder, {outlet: text}, data_dir=folder / "data", more="retries = 0")
    said = dateline(
        "run",
        "--config",
        "dateline.toml",
        "--date",
        "2026-11-20",
        cwd=folder,
        PREFECT_API_URL=prefect_api_url,
    )
    return folder, said


def test_a_night_on_which_nobody_answers_is_one_line_and_stores_nothing(
    tried: tuple[Path, Any],
) -> None:
    folder, said = tried
    assert said.returncode == 2, said.stderr
    line = said.stderr.splitlines()[-1]
    assert line.startswith("dateline: nothing was stored for the night of 2026-11-20")
    assert "no connection" in line
    assert "Traceback" not in said.stderr
    with open_warehouse(Location.under(folder / "data" / "warehouse"), read_only=True) as warehouse:
        counts = warehouse.connection.execute(
            "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM fetches)"
        ).fetchall()
    assert counts == [(0, 0)]


def test_a_backfill_of_that_date_does_not_make_it_a_night(tried: tuple[Path, Any]) -> None:
    from flows.backfill.order import Backfiller  # noqa: PLC0415 - Prefect takes seconds to import

    config = tried[0] / "dateline.toml"
    filler = Backfiller(config, Settings.read(config), None, date(2026, 11, 23))
    assert archived_runs(filler.settings.archive_dir)
    assert list(filler.load_nights(date.min, date.max)) == []


def test_the_same_date_run_again_asks_again(
    tried: tuple[Path, Any], closed_port: socket.socket, nights: Any, first_night: date
) -> None:
    folder, port = tried[0], closed_port.getsockname()[1]
    closed_port.close()
    with serve(1, port) as newsroom:
        night = nights.collect(newsroom, folder / "dateline.toml", folder / "data", first_night)
    assert night.requests
    assert night.articles()
    assert {row["outcome"] for row in night.fetches(resource="feed")} <= {"listed"}


def test_a_night_without_any_listing_is_refused_as_well(tmp_path: Path, first_night: date) -> None:
    from tasks.night import Night  # noqa: PLC0415 - beside its only use

    night = Night("run", first_night, tmp_path, tmp_path, tmp_path / "results")
    with pytest.raises(SilentNightError, match="since no outlet names one"):
        refuse_silent_night([], night)
