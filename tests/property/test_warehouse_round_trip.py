"""What is written is what is read: any text, any time, any nesting, null where the contract allows."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from types import NoneType
from typing import get_args, get_origin, get_type_hints
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from warehouse.connect import Location, open_warehouse
from warehouse.tables import ALL_TABLES, MENTIONS, RUNS
from warehouse.tables.articles import PostSpan
from warehouse.tables.contract import Span
from warehouse.write import commit_night

# Every code point that UTF-8 can hold, and the ones that break naive code more often than chance.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "",
        "\x00",
        "a\x00b",
        "\r\n\t",
        "'; DROP TABLE runs; --",
        "e\u0301",
        "👩‍👩‍👧",
        "\U0010ffff",
        "\u202eabc",
    ]
)
TIMES = st.datetimes(timezones=st.just(UTC)) | st.sampled_from(
    [
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, UTC),
    ]
)
BASIC = {
    str: TEXTS,
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    date: st.dates(),
    datetime: TIMES,
}


@st.composite
def spans(draw):
    """Places in order, as a contract asks: neighbours may touch, and none is empty."""
    edges = sorted(draw(st.sets(st.integers(0, 2**31 - 1), max_size=8)))
    return tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def posts(draw):
    """Places in order, with times that may be unknown."""
    places = draw(spans())
    return tuple(PostSpan(p.start_char, p.end_char, draw(st.none() | TIMES)) for p in places)


PIECES = {Span: spans(), PostSpan: posts()}


def values_of(hint):
    if NoneType in get_args(hint):
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
        return st.none() | values_of(hint)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return PIECES[inner] if inner in PIECES else st.lists(BASIC[inner], max_size=4).map(tuple)
    return BASIC[hint]


def records_of(table, run_id, night_date):
    hints = get_type_hints(table.record)
    values = {field.name: values_of(hints[field.name]) for field in fields(table.record)}
    values |= {"run_id": st.just(run_id), "night_date": st.just(night_date)}
    if table is MENTIONS:
        values |= {"start_char": st.integers(0, 10), "end_char": st.integers(11, 2**63 - 1)}
    if "run_id" not in table.key:
        # Keys of other nights are taken: a row that has one is left as it stands there.
        values[table.key[0]] = TEXTS.map(lambda text: f"{run_id} {text}")
    return st.lists(
        st.builds(table.record, **values),
        min_size=1,
        max_size=6,
        unique_by=lambda row: tuple(getattr(row, name) for name in table.key),
    )


@st.composite
def nights(draw):
    """A run of its own, and rows of one other table that belong to it."""
    # DuckLake stores U+0000 but cannot look for it, so the one column looked for is without.
    run_id = f"run {uuid4()} {draw(TEXTS)}".replace("\x00", "")
    night_date = draw(st.dates())
    table = draw(st.sampled_from([table for table in ALL_TABLES if table is not RUNS]))
    run = draw(records_of(RUNS, run_id, night_date))[:1]
    return {RUNS: run, table: draw(records_of(table, run_id, night_date))}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    with open_warehouse(Location.under(tmp_path_factory.mktemp("round_trip"))) as opened:
        yield opened


def read_back(warehouse, table, run_id):
    query = f"FROM {table.name} WHERE run_id = ?"
    rows = warehouse.connection.execute(query, [run_id]).to_arrow_table().to_pylist()
    return sorted(rows, key=repr)


def as_rows(records):
    rows = [
        {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(record).items()}
        for record in records
    ]
    return sorted(rows, key=repr)


# One warehouse serves every example on purpose: each writes a night of its own.
@settings(
    max_examples=25,
    deadline=None,
    # A failing night is small as it is, and shrinking one takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(nights())
def test_write_then_read_is_identity_and_writing_twice_equals_once(warehouse, night):
    run_id = night[RUNS][0].run_id
    assert commit_night(warehouse, night)
    once = {table: read_back(warehouse, table, run_id) for table in night}
    assert once == {table: as_rows(records) for table, records in night.items()}
    assert not commit_night(warehouse, night)
    assert {table: read_back(warehouse, table, run_id) for table in night} == once
