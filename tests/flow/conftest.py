"""Nights collected from a newsroom that the test serves, so that it sees every request."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tasks.annotation
from flows.settings import EMBEDDED_CONFIG
from newsroom.server import Newsroom, serve
from warehouse.connect import Location, open_warehouse
from warehouse.tables import ALL_TABLES

SOURCES = EMBEDDED_CONFIG.parent / "sources"
MODEL = Path(tasks.annotation.__file__).parent / "models" / "default"
TWO = ("meridian-wire", "ostra-tribune")
Tables = dict[str, list[dict[str, Any]]]

# What tells of the moment or the place of a run, and so differs between two equal ones. Lengths
# and offsets in the archive do, because every record there has its time.
OF_TIME_AND_PLACE = {
    "fetches": {"requested_at", "elapsed_ms", "archive_offset", "archive_length"},
    "runs": {"started_at", "finished_at", "fetch_s", "extract_s", "annotate_s"},
    "checks": {"checked_at"},
}

CONFIG = """\
data_dir = "{data_dir}"
[schedule]
time_zone = "UTC"
[fetching]
delay_s = 0.0
allow_private_addresses = true
{more}
"""


@dataclass(frozen=True)
class Collected:
    """A night as the warehouse has it, and the requests that it took, as (outlet, path, status)."""

    config: Path
    data_dir: Path
    tables: Tables
    requests: list[tuple[str, str, int]]

    def fetches(self, **values: object) -> list[dict[str, Any]]:
        return select(self.tables["fetches"], **values)

    def articles(self, **values: object) -> list[dict[str, Any]]:
        return select(self.tables["articles"], **values)


def select(rows: list[dict[str, Any]], **values: object) -> list[dict[str, Any]]:
    return [row for row in rows if all(row[name] == value for name, value in values.items())]


def read_tables(data_dir: Path, *, without_time_and_place: bool = False) -> Tables:
    """Every table's rows as dictionaries, in the order of their keys."""
    tables: Tables = {}
    location = Location.under(data_dir / "warehouse")
    with open_warehouse(location, read_only=True) as warehouse:
        for table in ALL_TABLES:
            query = f"SELECT * FROM {table.name} ORDER BY {', '.join(table.key)}"
            rows = warehouse.connection.execute(query).to_arrow_table().to_pylist()
            hidden = OF_TIME_AND_PLACE.get(table.name, set()) if without_time_and_place else set()
            tables[table.name] = [
                {name: value for name, value in row.items() if name not in hidden} for row in rows
            ]
    return tables


def write_config(
    folder: Path, outlets: Mapping[str, str], *, data_dir: Path | str, more: str = ""
) -> Path:
    """A configuration in `folder` for outlets given as the text of their files."""
    (folder / "sources").mkdir(parents=True)
    for outlet, text in outlets.items():
        (folder / "sources" / f"{outlet}.toml").write_text(text)
    config = folder / "dateline.toml"
    config.write_text(CONFIG.format(data_dir=data_dir, more=more))
    return config


def outlet_files(newsroom: Newsroom, *only: str) -> dict[str, str]:
    """The newsroom's outlet files as shipped, with the address at which they are served here."""
    return {
        outlet: (SOURCES / f"{outlet}.toml").read_text().replace("{base}", url)
        for outlet, url in newsroom.base_urls.items()
        if outlet in (only or newsroom.base_urls)
    }


def collect(newsroom: Newsroom, config: Path, data_dir: Path, night_date: date) -> Collected:
    """One night through the flow itself, in this process."""
    from flows.nightly import nightly  # noqa: PLC0415 - Prefect takes seconds to import

    before = len(newsroom.requests)
    nightly(config_file=config, night_date=night_date)
    requests = [(r.outlet, r.path, r.status) for r in newsroom.requests[before:]]
    return Collected(config, data_dir, read_tables(data_dir), requests)


@pytest.fixture(scope="session")
def served() -> Iterator[Newsroom]:
    """The newsroom of the first night; a test that publishes the second puts the first back."""
    with serve(1) as newsroom:
        yield newsroom


@pytest.fixture(scope="session")
def first(
    served: Newsroom,
    prefect_api_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    first_night: date,
) -> Collected:
    """The first night of the whole newsroom."""
    folder = tmp_path_factory.mktemp("first")
    config = write_config(folder, outlet_files(served), data_dir=folder / "data")
    return collect(served, config, folder / "data", first_night)


@pytest.fixture(scope="session")
def second(
    served: Newsroom, first: Collected, tmp_path_factory: pytest.TempPathFactory
) -> Collected:
    """The second night, on a copy of what the first left."""
    folder = tmp_path_factory.mktemp("second")
    shutil.copytree(first.data_dir, folder / "data")
    config = write_config(folder, outlet_files(served), data_dir=folder / "data")
    served.publish(2)
    try:
        return collect(served, config, folder / "data", date(2026, 11, 21))
    finally:
        served.publish(1)


@pytest.fixture(scope="session")
def second_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped weights under another revision: another model, as far as rows can tell."""
    folder = tmp_path_factory.mktemp("model") / "second"
    shutil.copytree(MODEL, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["revision"] = "second"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


@pytest.fixture(scope="session")
def collected_night(
    served: Newsroom, prefect_api_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Collected:
    """One night of two outlets, read by the shipped model."""
    folder = tmp_path_factory.mktemp("night")
    config = write_config(folder, outlet_files(served, *TWO), data_dir=folder / "data")
    return collect(served, config, folder / "data", date(2026, 11, 20))


@pytest.fixture(scope="session")
def copy_night(
    served: Newsroom, second_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], Path]:
    """Copies a data folder, configured with the second model: the configuration's path."""

    def copy(data_dir: Path) -> Path:
        folder = tmp_path_factory.mktemp("copy")
        shutil.copytree(data_dir, folder / "data")
        return write_config(
            folder / "config",
            outlet_files(served, *TWO),
            data_dir=folder / "data",
            more=f'[annotation]\nannotator = "{second_model}"',
        )

    return copy


@pytest.fixture(scope="session")
def nights() -> type[Nights]:
    """The functions above, since test folders are no packages to import from."""
    return Nights


class Nights:
    collect = staticmethod(collect)
    read_tables = staticmethod(read_tables)
    write_config = staticmethod(write_config)
    outlet_files = staticmethod(outlet_files)
