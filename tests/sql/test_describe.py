"""The documentation is generated, whole, and up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.describe import cookbook_markdown, describe_markdown, describe_text, list_names
from warehouse.errors import WarehouseError
from warehouse.queries import load_sql
from warehouse.tables import ALL_TABLES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("name", "generate"),
    [("tables.md", describe_markdown), ("sql-cookbook.md", cookbook_markdown)],
)
def test_generated_pages_are_up_to_date(name, generate):
    assert (DOCS / name).read_text(encoding="utf-8") == generate(), (
        "run: python -m warehouse.describe"
    )


def test_every_name_is_listed_and_every_column_described():
    names, described = list_names(), describe_text()
    for table in ALL_TABLES:
        assert f" {table.name} " in names
        assert all(column.meaning in described for column in table.columns)
    for file in (*load_sql("views"), *load_sql("macros")):
        assert f" {file.name} " in names


def test_one_table_is_described_alone():
    assert "The source denies or negates the statement." in describe_text("claims")
    assert "articles (table)" not in describe_text("claims")


def test_a_name_that_is_not_there_is_one_clear_line():
    with pytest.raises(WarehouseError, match=r"no table or view claim: did you mean claims\?"):
        describe_text("claim")
    with pytest.raises(WarehouseError, match="dateline describe lists them all"):
        describe_text("zzz")
