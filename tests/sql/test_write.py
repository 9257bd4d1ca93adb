"""A night is written whole, once, and only when it keeps its tables' contracts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa
import pytest

from warehouse.arrow import to_arrow
from warehouse.errors import WarehouseError
from warehouse.tables import ALL_TABLES, ARTICLES, CLAIMS, ENTITIES, MENTIONS, RUNS, SOURCES
from warehouse.tables.articles import PostSpan
from warehouse.tables.contract import Span
from warehouse.write import commit_night

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
NO_ZONE = datetime.fromisoformat("2026-03-02T03:00:00")


def counts(rows_of):
    return {t.name: rows_of(f"SELECT count(*) AS n FROM {t.name}")[0]["n"] for t in ALL_TABLES}


def is_empty(warehouse):
    return all(
        warehouse.connection.execute(f"SELECT count(*) FROM {table.name}").fetchall() == [(0,)]
        for table in ALL_TABLES
    )


def test_a_night_is_written_whole(warehouse, newsroom, rows_of):
    night = newsroom.make_night(MONDAY)
    assert commit_night(warehouse, night)
    assert counts(rows_of) == {t.name: len(night.get(t, [])) for t in ALL_TABLES}


def test_a_night_twice_equals_once(warehouse, newsroom, rows_of):
    night = newsroom.make_night(MONDAY)
    commit_night(warehouse, night)
    once = {t.name: rows_of(f"FROM {t.name}") for t in ALL_TABLES}
    assert not commit_night(warehouse, night)
    assert {t.name: rows_of(f"FROM {t.name}") for t in ALL_TABLES} == once


def test_what_an_earlier_night_wrote_is_not_written_again(warehouse, newsroom, rows_of):
    commit_night(warehouse, newsroom.make_night(MONDAY))
    first = counts(rows_of)
    commit_night(warehouse, newsroom.make_night(TUESDAY))
    second = counts(rows_of)
    for table in (ARTICLES, MENTIONS, CLAIMS, ENTITIES, SOURCES):
        assert second[table.name] == first[table.name]
    assert second["runs"] == second["fetches"] == 2


def test_arrow_tables_are_taken_as_records_are(warehouse, newsroom, rows_of):
    night = newsroom.make_night(MONDAY)
    commit_night(warehouse, {table: to_arrow(table, rows) for table, rows in night.items()})
    assert rows_of("SELECT title FROM articles") == [{"title": "Talks resume in Calder"}]


def test_a_night_of_nothing_is_still_a_night(warehouse, newsroom, rows_of):
    assert commit_night(warehouse, newsroom.make_night(MONDAY, stories=()))
    assert counts(rows_of)["runs"] == 1


def test_pieces_in_order_are_accepted_across_rows(warehouse, newsroom, rows_of):
    night = newsroom.make_night(MONDAY)
    first = replace(night[CLAIMS][0], content=(Span(1, 4), Span(8, 9)))
    second = replace(first, claim_id="second", content=(Span(0, 2), Span(2, 3)), cue=())
    commit_night(warehouse, night | {CLAIMS: [first, second]})
    kept = rows_of("SELECT content FROM claims WHERE claim_id = 'second'")
    assert kept == [
        {"content": [{"start_char": 0, "end_char": 2}, {"start_char": 2, "end_char": 3}]}
    ]


def broken(newsroom, table, **changes):
    night = newsroom.make_night(MONDAY)
    return night | {table: [replace(night[table][0], **changes), *night[table][1:]]}


@pytest.mark.parametrize(
    ("table", "changes", "reason"),
    [
        (ARTICLES, {"text": None}, r"articles\.text is null in 1 of 1 rows"),
        (ARTICLES, {"title": "\ud800"}, r"articles\.title: .*surrogates not allowed"),
        (ARTICLES, {"text_chars": "many"}, r"articles\.text_chars: "),
        (ARTICLES, {"authors": ("Mo", None)}, r"articles\.authors has a null inside"),
        (ARTICLES, {"published_at": NO_ZONE}, r"published_at: time without a zone"),
        (ARTICLES, {"run_id": "other"}, "a row of run_id other in the night of nightly-2026-03-02"),
        (ARTICLES, {"night_date": TUESDAY}, "a row of night_date 2026-03-03"),
        (MENTIONS, {"start_char": 9, "end_char": 9}, "offsets 9 to 9 slice no text"),
        (MENTIONS, {"start_char": -1}, "offsets -1 to "),
        (CLAIMS, {"cue": (Span(5, 3),)}, r"claims\.cue: offsets 5 to 3 slice no text"),
        (CLAIMS, {"content": (Span(5, 8), Span(7, 9))}, r"claims\.content: pieces overlap"),
        (CLAIMS, {"content": (Span(5, 8), Span(1, 2))}, r"claims\.content: pieces overlap"),
        (ARTICLES, {"posts": (PostSpan(0, 9, NO_ZONE),)}, r"posts: time without a zone"),
        (ARTICLES, {"posts": (PostSpan(0, 9, None), PostSpan(8, 12, None))}, "pieces overlap"),
        (CLAIMS, {"confidence": float("nan")}, r"claims\.confidence is not a number"),
    ],
)
def test_rows_that_break_their_contract_are_refused(untouched, newsroom, table, changes, reason):
    with pytest.raises(WarehouseError, match=reason) as caught:
        commit_night(untouched, broken(newsroom, table, **changes))
    assert "\n" not in str(caught.value)
    assert is_empty(untouched)


def test_two_rows_with_one_key_are_refused(untouched, newsroom):
    night = newsroom.make_night(MONDAY)
    with pytest.raises(WarehouseError, match="mentions: 2 keys come more than once"):
        commit_night(untouched, night | {MENTIONS: night[MENTIONS] * 2})
    assert is_empty(untouched)


def test_a_night_without_its_run_is_refused(untouched, newsroom):
    night = newsroom.make_night(MONDAY)
    with pytest.raises(WarehouseError, match="exactly one row of runs"):
        commit_night(untouched, night | {RUNS: []})


def test_records_of_another_table_are_refused(untouched, newsroom):
    night = newsroom.make_night(MONDAY)
    with pytest.raises(WarehouseError, match="mentions takes MentionRow, got ClaimRow"):
        commit_night(untouched, night | {MENTIONS: night[CLAIMS]})


def test_arrow_tables_that_lack_a_column_are_refused(untouched, newsroom):
    night = newsroom.make_night(MONDAY)
    with pytest.raises(WarehouseError, match="rows do not fit table mentions"):
        commit_night(untouched, night | {MENTIONS: pa.table({"mention_id": ["a"]})})
