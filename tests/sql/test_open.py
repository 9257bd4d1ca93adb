"""Opening: every way it can fail costs one clear line, and an upgrade loses nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from warehouse.check import run_checks
from warehouse.connect import Location, open_warehouse
from warehouse.errors import WarehouseError
from warehouse.layout import LAYOUT_VERSION, bring_up_to_date, missing_columns
from warehouse.reannotation import stored_articles
from warehouse.state import is_finished
from warehouse.tables import ALL_TABLES, CHECKS, RUNS
from warehouse.write import commit_night

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def complaint(location, *, read_only=False):
    with pytest.raises(WarehouseError) as caught, open_warehouse(location, read_only=read_only):
        pytest.fail("it opened")
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_path_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("in the way")
    location = Location.under(tmp_path / "file" / "warehouse")
    assert "cannot write to" in complaint(location)
    assert "Not a directory" in complaint(location)


def test_a_reader_of_nothing_is_told_what_makes_a_warehouse(tmp_path):
    assert "`dateline run` makes one" in complaint(Location.under(tmp_path), read_only=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("read_only", [True, False])
def test_a_catalog_that_is_no_catalog_is_one_clear_line(tmp_path, read_only):
    location = Location.under(tmp_path)
    Path(location.catalog).write_bytes(b"not a database " * 1000)
    message = complaint(location, read_only=read_only)
    assert "catalog.sqlite" in message
    assert "restore it" in message


@pytest.mark.parametrize("read_only", [True, False])
def test_a_damaged_catalog_is_one_clear_line(location, newsroom, read_only):
    with open_warehouse(location) as warehouse:
        commit_night(warehouse, newsroom.make_night(MONDAY))
    catalog = Path(location.catalog)
    pages = bytearray(catalog.read_bytes())
    pages[4096:-4096] = bytes(len(pages) - 8192)
    catalog.write_bytes(pages)
    assert "catalog.sqlite" in complaint(location, read_only=read_only)


def test_tables_whose_catalog_is_gone_are_not_taken_for_an_empty_warehouse(location, newsroom):
    with open_warehouse(location) as warehouse:
        commit_night(warehouse, newsroom.make_night(MONDAY))
    Path(location.catalog).unlink()
    assert "restore it from a copy" in complaint(location)


def test_tables_that_were_deleted_are_one_clear_line(location, newsroom):
    with open_warehouse(location) as warehouse:
        commit_night(warehouse, newsroom.make_night(MONDAY))
    shutil.rmtree(location.data_path)
    assert "No such file" in complaint(location)


def test_one_deleted_file_is_one_clear_line_when_it_is_read(location, newsroom):
    with open_warehouse(location) as warehouse:
        commit_night(warehouse, newsroom.make_night(MONDAY))
    shutil.rmtree(Path(location.data_path) / "main" / "runs")
    with (
        pytest.raises(WarehouseError, match=r"catalog\.sqlite: .*No such file"),
        open_warehouse(location, read_only=True) as warehouse,
    ):
        is_finished(warehouse, "nightly-2026-03-02")


def test_a_warehouse_may_be_moved(tmp_path, newsroom):
    with open_warehouse(Location.under(tmp_path / "here")) as warehouse:
        commit_night(warehouse, newsroom.make_night(MONDAY))
    shutil.move(tmp_path / "here", tmp_path / "there")
    with open_warehouse(Location.under(tmp_path / "there")) as warehouse:
        commit_night(warehouse, newsroom.make_night(TUESDAY))
        assert warehouse.connection.execute("SELECT count(*) FROM fetches").fetchall() == [(2,)]


def test_paths_with_quotes_and_spaces_are_only_paths(tmp_path, newsroom):
    with open_warehouse(Location.under(tmp_path / "l'année 2026; --")) as warehouse:
        assert commit_night(warehouse, newsroom.make_night(MONDAY))


def test_a_warehouse_of_a_newer_dateline_is_left_alone(location):
    with open_warehouse(location) as warehouse:
        warehouse.connection.execute("UPDATE internal.layout SET layout_version = 99")
    for read_only in (True, False):
        message = complaint(location, read_only=read_only)
        assert f"layout 99, this one knows {LAYOUT_VERSION}" in message
        assert "update Dateline" in message


def test_columns_that_this_dateline_does_not_know_are_left_alone(location):
    with open_warehouse(location) as warehouse:
        warehouse.connection.execute("ALTER TABLE claims ADD COLUMN mood VARCHAR")
        warehouse.connection.execute("UPDATE internal.layout SET fingerprint = 'another'")
    assert "columns that this one does not know (mood)" in complaint(location)


def test_an_older_warehouse_gains_the_new_columns_and_keeps_its_rows(location, newsroom):
    with open_warehouse(location) as warehouse:
        commit_night(warehouse, newsroom.make_night(MONDAY))
        warehouse.connection.execute("ALTER TABLE claims DROP COLUMN check_worthiness")
        warehouse.connection.execute("DROP TABLE checks")
        warehouse.connection.execute("UPDATE internal.layout SET fingerprint = 'older'")
    with open_warehouse(location) as warehouse:
        commit_night(warehouse, newsroom.make_night(TUESDAY, [newsroom.Story(slug="second")]))
        ask = warehouse.connection.execute
        assert ask("SELECT count(*), count(check_worthiness) FROM claims").fetchall() == [(2, 0)]
        assert ask("SELECT count(*) FROM who_said_what").fetchall() == [(2,)]
        assert ask("SELECT count(*) FROM checks").fetchall() == [(0,)]


def test_a_reader_of_an_older_warehouse_is_told_what_it_lacks_and_how_it_gets_it(
    location, newsroom
):
    with open_warehouse(location) as warehouse:
        commit_night(warehouse, newsroom.make_night(MONDAY))
        warehouse.connection.execute("ALTER TABLE articles DROP COLUMN posts")
        warehouse.connection.execute("UPDATE internal.layout SET fingerprint = 'older'")
    with open_warehouse(location, read_only=True) as warehouse:
        assert warehouse.connection.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
    with (
        pytest.raises(WarehouseError, match="without posts: `dateline maintain` brings it up"),
        open_warehouse(location, read_only=True) as warehouse,
    ):
        run_checks(warehouse, checked_at=newsroom.at(MONDAY))
    with open_warehouse(location) as warehouse:
        stored = stored_articles(warehouse, f"nightly-{MONDAY}", source_id=None, other_than=None)
        assert [article.posts for article in stored] == [None]
        assert not any(
            row.violations for row in run_checks(warehouse, checked_at=newsroom.at(MONDAY))
        )


def test_a_column_that_two_tables_lack_is_named_once(location):
    with open_warehouse(location) as warehouse:
        lacking = replace(RUNS.columns[0], name="mood")
        tables = [replace(table, columns=(*table.columns, lacking)) for table in (RUNS, CHECKS)]
        assert missing_columns(warehouse.connection, tuple(tables)) == ["mood"]


def test_a_column_stored_as_another_type_stops_the_upgrade(location):
    wrong = replace(RUNS.columns[0], sql_type="DATE")
    changed = replace(RUNS, columns=(wrong, *RUNS.columns[1:]))
    with (
        open_warehouse(location) as warehouse,
        pytest.raises(WarehouseError, match=r"runs\.run_id is stored as VARCHAR"),
    ):
        bring_up_to_date(warehouse.connection, (changed, CHECKS))


def test_opening_again_makes_nothing(location):
    with open_warehouse(location) as warehouse:
        assert not bring_up_to_date(warehouse.connection)


def test_a_reader_cannot_write(location, newsroom):
    with open_warehouse(location):
        pass
    with (
        open_warehouse(location, read_only=True) as warehouse,
        pytest.raises(WarehouseError, match="opened for reading only"),
    ):
        commit_night(warehouse, newsroom.make_night(MONDAY))


def test_times_are_shown_in_utc(location, newsroom, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    with open_warehouse(location) as warehouse:
        commit_night(warehouse, newsroom.make_night(MONDAY))
        shown = warehouse.connection.execute("SELECT finished_at::VARCHAR FROM runs").fetchall()
    assert shown == [("2026-03-02 04:00:00+00",)]


def test_every_table_and_column_is_documented_in_the_catalog(warehouse):
    query = (
        "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main' AND comment IS NULL"
    )
    tables = "', '".join(table.name for table in ALL_TABLES)
    missing = warehouse.connection.execute(
        f"{query} AND database_name = 'dateline' AND table_name IN ('{tables}')"
    )
    assert missing.fetchall() == []
