"""Queries only read, mistakes cost one line, and every format says the same."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pyarrow.parquet as pq
import pytest

from warehouse import query
from warehouse.connect import Location, open_warehouse
from warehouse.query import QueryError, run_query, write_csv, write_json, write_parquet, write_table
from warehouse.shell import run_shell
from warehouse.write import commit_night

MONDAY = date(2026, 3, 2)
ROW = "SELECT text, cue, is_negated, confidence, night_date, NULL AS nothing, claim_id FROM claims"


@pytest.fixture(scope="module")
def reader(tmp_path_factory, newsroom):
    location = Location.under(tmp_path_factory.mktemp("query"))
    with open_warehouse(location) as writer:
        commit_night(writer, newsroom.make_night(MONDAY))
    with open_warehouse(location, read_only=True) as opened:
        yield opened


def written(reader, sql, write=write_csv):
    stream = io.StringIO()
    write(run_query(reader, sql), stream)
    return stream.getvalue()


def test_csv_has_a_header_nested_values_as_json_and_nulls_as_nothing(reader):
    header, row = csv.reader(io.StringIO(written(reader, ROW)))
    assert header[:3] == ["text", "cue", "is_negated"]
    assert row[0] == "We will talk,"
    assert json.loads(row[1]) == [{"start_char": 16, "end_char": 20}]
    assert row[2:6] == ["False", "0.9", "2026-03-02", ""]


def test_json_is_one_object_a_line(reader):
    (line,) = written(reader, ROW, write_json).splitlines()
    row = json.loads(line)
    assert row["cue"] == [{"start_char": 16, "end_char": 20}]
    assert (row["is_negated"], row["night_date"], row["nothing"]) == (False, "2026-03-02", None)


def test_parquet_is_what_the_query_gave(reader):
    stream = io.BytesIO()
    write_parquet(run_query(reader, "SELECT title, authors FROM articles"), stream)
    table = pq.read_table(io.BytesIO(stream.getvalue()))
    assert table.to_pylist() == [{"title": "Talks resume in Calder", "authors": ["Mo Vance"]}]


def test_a_table_shows_names_values_and_how_many(reader):
    shown = written(reader, "SELECT title, '[bold]' AS mark FROM articles", write_table)
    assert "Talks resume in Calder" in shown
    assert "[bold]" in shown
    assert "1 row\n" in shown


def test_a_table_too_long_for_a_screen_says_so(reader, monkeypatch):
    monkeypatch.setattr(query, "ROWS_ON_SCREEN", 3)
    shown = written(reader, "SELECT range AS n FROM range(10)", write_table)
    assert "first 3 rows; more with --format csv, json or parquet" in shown


def test_no_rows_are_a_header_alone(reader):
    assert written(reader, "SELECT title FROM articles WHERE FALSE") == "title\n"


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT titel FROM articles", '"titel" not found .* Candidate bindings: "title"'),
        ("FROM artcles", 'Table with name artcles does not exist! Did you mean "articles"'),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT CAST(title AS INT) FROM articles", "Could not convert string 'Talks"),
        ("SELECT error(repeat('x', 10000))", "xxx …$"),
        ("FROM reader", "Table with name reader does not exist"),
    ],
)
def test_a_mistake_costs_one_line(reader, sql, reason):
    with pytest.raises(QueryError, match=reason) as caught:
        written(reader, sql)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 320


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO runs SELECT * FROM runs",
        "SELECT 1; DELETE FROM runs",
        "UPDATE articles SET title = ''",
        "DROP TABLE runs",
        "CREATE TABLE mine (a INTEGER)",
        "ALTER TABLE runs ADD COLUMN a INTEGER",
        "CALL ducklake_expire_snapshots('dateline', older_than => now())",
        "EXPLAIN ANALYZE DELETE FROM runs",
        "COPY runs TO 'runs.csv'",
        "ATTACH 'other.db'",
        "INSTALL spatial",
        "BEGIN",
    ],
)
def test_statements_that_write_are_refused(reader, sql, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QueryError, match="queries only read here") as caught:
        written(reader, sql)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert written(reader, "SELECT count(*) AS n FROM runs") == "n\n1\n"


def test_a_mistake_late_in_a_long_result_is_one_line_too(reader):
    sql = "SELECT CASE WHEN range < 300000 THEN 1 ELSE error('late') END FROM range(300001)"
    with pytest.raises(QueryError, match=r"late|SET threads = 1"):
        written(reader, sql)
    with pytest.raises(QueryError, match="late"):
        written(reader, f"SET threads = 1; {sql}")
    assert written(reader, "SELECT 1 AS n") == "n\n1\n"


def test_a_pivot_and_a_scratch_table_are_allowed(reader):
    assert "person" in written(reader, "PIVOT mentions ON type USING count(*) GROUP BY article_id")
    assert written(reader, "CREATE TEMP TABLE t AS SELECT 5 AS n; FROM t") == "n\n5\n"


def session(reader, *lines):
    stream, typed = io.StringIO(), iter(lines)

    def read_line(_prompt):
        line = next(typed, None)
        if line is None:
            raise EOFError
        if line == "^C":
            raise KeyboardInterrupt
        return line

    run_shell(reader, stream, read_line)
    return stream.getvalue()


def test_a_session_takes_statements_of_several_lines(reader):
    assert "Talks resume" in session(reader, "SELECT title", "FROM articles;")


def test_a_session_goes_on_after_a_mistake(reader):
    shown = session(reader, "SELEC 1;", "SELECT 41 + 1 AS n;")
    assert "syntax error" in shown
    assert "42" in shown


def test_a_session_describes_what_there_is(reader):
    shown = session(reader, "\\d", "\\d claims", "\\d claimz", "\\help")
    assert "who_said_what" in shown
    assert "The source denies or negates the statement." in shown
    assert "no table or view claimz: did you mean claims?" in shown
    assert "ends a statement" in shown


def test_a_session_ends_when_asked_and_forgets_an_interrupted_statement(reader):
    assert "42" not in session(reader, "\\q", "SELECT 42;")
    assert "42" in session(reader, "SELECT nonsense", "^C", "SELECT 42;")


@pytest.mark.parametrize("nothing", ["", "  ", ";", "-- only a remark"])
def test_asking_nothing_is_said_to_be_nothing(reader, nothing):
    with pytest.raises(QueryError, match="nothing was asked"):
        run_query(reader, nothing)
