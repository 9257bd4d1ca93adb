"""Several processes at one warehouse: killed writers, waiting writers, readers during a write."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from warehouse.check import run_checks
from warehouse.connect import open_warehouse
from warehouse.errors import WarehouseError
from warehouse.write import commit_night

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)

# Every script starts in a process of its own, with the builders of conftest.py at hand.
OPENING = """
import os, runpy, signal, sys
from datetime import date, timedelta
from pathlib import Path
from warehouse import write
from warehouse.connect import Location, open_warehouse
desk = runpy.run_path(sys.argv[1])
location = Location.under(Path(sys.argv[2]))
"""
WRITE_NIGHT_AFTER_NIGHT = """
with open_warehouse(location) as warehouse:
    for n in range(1000):
        stories = [desk["Story"](slug=f"story-{n}-{k}") for k in range(40)]
        night = desk["make_night"](date(2026, 1, 1) + timedelta(days=n), stories)
        print("writing", flush=True)
        write.commit_night(warehouse, night)
"""
HOLD_THE_LOCK = """
with open_warehouse(location):
    print("open", flush=True)
    signal.pause()
"""
HOLD_THE_LOCK_AND_FORK = """
with open_warehouse(location):
    child = os.fork()
    if child == 0:
        signal.pause()
    print(child, flush=True)
    signal.pause()
"""
PAUSE_IN_THE_MIDDLE_OF_A_NIGHT = """
insert, tables = write.insert_missing, []

def insert_slowly(connection, table, rows):
    insert(connection, table, rows)
    tables.append(table)
    if len(tables) == 4:
        print("half way", flush=True)
        sys.stdin.readline()

write.insert_missing = insert_slowly
with open_warehouse(location) as warehouse:
    write.commit_night(warehouse, desk["make_night"](date(2026, 3, 3)))
    print("written", flush=True)
"""


@contextmanager
def process(script, location):
    here = Path(__file__)
    directory = Path(location.catalog).parent
    started = subprocess.Popen(
        [sys.executable, "-c", OPENING + script, str(here.with_name("conftest.py")), directory],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(here.parents[2])},
    )
    with started:
        try:
            yield started
        finally:
            started.kill()


def count_nights(location):
    with open_warehouse(location, read_only=True) as warehouse:
        return warehouse.connection.execute("SELECT count(*) FROM runs").fetchall()[0][0]


@pytest.mark.parametrize("seed", range(3))
def test_a_writer_killed_at_any_moment_leaves_whole_nights(location, newsroom, seed):
    chance = random.Random(seed)
    with process(WRITE_NIGHT_AFTER_NIGHT, location) as writer:
        for _ in range(1 + seed):
            writer.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            writer.wait(timeout=chance.uniform(0, 0.2))
        writer.kill()
    with open_warehouse(location) as warehouse:
        results = run_checks(warehouse, checked_at=newsroom.at(MONDAY))
        assert [r for r in results if r.severity == "fail" and r.violations] == []
        nights = len({r.run_id for r in results})
        assert seed <= nights
        assert warehouse.connection.execute(
            "SELECT count(*), count(DISTINCT run_id) FROM claims"
        ).fetchall() == [(40 * nights, nights)]
        assert commit_night(warehouse, newsroom.make_night(date(2030, 1, 1)))


def test_a_second_writer_is_told_who_the_first_is(location):
    with process(HOLD_THE_LOCK, location) as writer:
        writer.stdout.readline()
        with (
            pytest.raises(WarehouseError, match=rf"process {writer.pid}, since \d{{4}}-.* UTC"),
            open_warehouse(location),
        ):
            pytest.fail("two writers at once")
        assert count_nights(location) == 0


def test_a_killed_writer_leaves_no_lock(location):
    with process(HOLD_THE_LOCK, location) as writer:
        writer.stdout.readline()
    with open_warehouse(location) as warehouse:
        assert not warehouse.is_read_only


def test_a_killed_writers_children_do_not_keep_its_lock(location):
    with process(HOLD_THE_LOCK_AND_FORK, location) as writer:
        child = int(writer.stdout.readline())
        writer.kill()
        writer.wait()
        try:
            with open_warehouse(location) as warehouse:
                assert not warehouse.is_read_only
        finally:
            os.kill(child, signal.SIGKILL)


def test_a_reader_during_a_write_sees_the_night_before(location, newsroom):
    with open_warehouse(location) as warehouse:
        commit_night(warehouse, newsroom.make_night(MONDAY))
    with process(PAUSE_IN_THE_MIDDLE_OF_A_NIGHT, location) as writer:
        assert writer.stdout.readline() == "half way\n"
        with open_warehouse(location, read_only=True) as reader:
            count = "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM fetches)"
            assert reader.connection.execute(count).fetchall() == [(1, 1)]
            writer.stdin.write("go on\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "written\n"
            assert reader.connection.execute(count).fetchall() == [(2, 2)]


def test_a_write_that_fails_half_way_leaves_nothing(location, newsroom, monkeypatch):
    with open_warehouse(location) as warehouse:
        monkeypatch.setattr("warehouse.write.quote_name", fail_on("mentions"))
        with pytest.raises(OSError, match="disk"):
            commit_night(warehouse, newsroom.make_night(MONDAY))
        monkeypatch.undo()
        ask = warehouse.connection.execute
        assert ask("SELECT count(*) FROM articles").fetchall() == [(0,)]
        assert commit_night(warehouse, newsroom.make_night(MONDAY))


def fail_on(table):
    def quote_name(name):
        if name == table:
            raise OSError("the disk is full")
        return f'"{name}"'

    return quote_name
