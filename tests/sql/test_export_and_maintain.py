"""The warehouse as plain Parquet, and kept lean without losing a row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from warehouse.connect import open_warehouse
from warehouse.errors import WarehouseError
from warehouse.export import export_tables, list_files
from warehouse.maintain import maintain
from warehouse.tables import ALL_TABLES
from warehouse.write import commit_night

MONDAY = date(2026, 3, 2)
LATER = datetime.now(UTC) + timedelta(days=30)


def commit_nights(warehouse, newsroom, nights):
    for n in range(nights):
        night_date = MONDAY + timedelta(days=n)
        commit_night(warehouse, newsroom.make_night(night_date, [newsroom.Story(slug=f"{n}")]))


def everything(warehouse):
    return {
        table.name: warehouse.connection.execute(f"FROM {table.name} ORDER BY ALL").fetchall()
        for table in ALL_TABLES
        if table.name not in {"runs", "fetches", "articles"}
    } | {
        name: warehouse.connection.execute(f"SELECT {key} FROM {name} ORDER BY ALL").fetchall()
        for name, key in (("runs", "run_id"), ("fetches", "fetch_id"), ("articles", "text, url"))
    }


def test_the_files_listed_hold_the_rows_and_no_orphans(warehouse, newsroom):
    commit_nights(warehouse, newsroom, 2)
    (folder,) = {path.parent for path in list_files(warehouse)["articles"]}
    (folder / "orphan.parquet").write_bytes(b"left by a writer that died")
    files = list_files(warehouse)
    assert len(files["articles"]) == 2
    assert sum(pq.read_table(path).num_rows for path in files["mentions"]) == 4
    frame = pd.concat(pd.read_parquet(path) for path in files["articles"])
    assert sorted(frame["url"]) == [f"https://harbour-times.example/{n}" for n in range(2)]
    assert files["checks"] == []


def test_files_read_plainly_have_the_columns_of_the_contract(warehouse, newsroom):
    commit_nights(warehouse, newsroom, 1)
    for table in ALL_TABLES:
        for path in list_files(warehouse)[table.name]:
            assert pq.read_table(path).column_names == table.schema.names


def test_listing_refuses_files_that_hold_deleted_rows(warehouse, newsroom):
    commit_nights(warehouse, newsroom, 1)
    warehouse.connection.execute("DELETE FROM mentions WHERE type = 'place'")
    with pytest.raises(WarehouseError, match="files of mentions hold rows deleted since"):
        list_files(warehouse)


def test_exported_copies_are_the_tables_and_views(warehouse, newsroom, tmp_path):
    commit_nights(warehouse, newsroom, 2)
    paths = export_tables(warehouse, tmp_path / "copies")
    assert {path.name for path in (tmp_path / "copies").iterdir()} == {
        f"{name}.parquet" for name in paths
    }
    assert {table.name for table in ALL_TABLES} < set(paths)
    said = pd.read_parquet(paths["who_said_what"])
    assert list(said["speaker"]) == ["Ana Reyes", "Ana Reyes"]
    assert pq.read_table(paths["claims"]).num_rows == 2


def test_only_what_is_named_is_exported(warehouse, tmp_path):
    copies = tmp_path / "copies"
    assert list(export_tables(warehouse, copies, ["runs"])) == ["runs"]
    assert [path.name for path in copies.iterdir()] == ["runs.parquet"]


def test_export_mistakes_are_one_clear_line(untouched, tmp_path):
    with pytest.raises(WarehouseError, match="no table or view nights; there are sources, runs"):
        export_tables(untouched, tmp_path, ["nights"])
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WarehouseError, match="cannot write to"):
        export_tables(untouched, tmp_path / "file")
    assert list(export_tables(untouched, tmp_path, ["runs"])) == ["runs"]


def test_maintenance_leaves_every_row_and_few_files(location, newsroom):
    with open_warehouse(location) as warehouse:
        commit_nights(warehouse, newsroom, 4)
        before = everything(warehouse)
        report = maintain(warehouse, now=LATER, keep_days=7)
        assert everything(warehouse) == before
        assert {len(paths) for paths in list_files(warehouse).values()} <= {0, 1}
        assert report.files_merged > report.files_written > 0
        assert report.snapshots_expired > 0
        assert report.files_deleted > 0
        listed = {path for paths in list_files(warehouse).values() for path in paths}
    on_disk = set(Path(location.data_path).joinpath("main").rglob("*.parquet"))
    assert on_disk == listed


def test_maintenance_deletes_what_a_dead_writer_left_but_nothing_fresh(location, newsroom):
    with open_warehouse(location) as warehouse:
        commit_nights(warehouse, newsroom, 1)
        orphan = list_files(warehouse)["articles"][0].with_name("orphan.parquet")
        orphan.write_bytes(b"left by a writer that died")
        assert maintain(warehouse, now=datetime.now(UTC), keep_days=7).files_deleted == 0
        assert orphan.exists()
        assert maintain(warehouse, now=LATER, keep_days=7).files_deleted == 1
        assert not orphan.exists()


def test_time_travel_lasts_as_long_as_it_was_asked_to(warehouse, newsroom):
    commit_nights(warehouse, newsroom, 2)
    report = maintain(warehouse, now=datetime.now(UTC), keep_days=7)
    assert report.snapshots_expired == 0
    versions = warehouse.connection.execute("FROM ducklake_snapshots('dateline')").fetchall()
    counts = [
        warehouse.connection.execute(
            f"SELECT count(*) FROM runs AT (VERSION => {version})"
        ).fetchall()[0][0]
        for version, *_ in versions[2:]
    ]
    assert {0, 1, 2} >= set(counts) >= {1, 2}


def test_a_reader_maintains_nothing(location):
    with (
        open_warehouse(location, read_only=True) as warehouse,
        pytest.raises(WarehouseError, match="reading only"),
    ):
        maintain(warehouse, now=LATER, keep_days=7)
