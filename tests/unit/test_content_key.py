"""The name under which a step's result is found again: the same work, by the same Dateline."""

from __future__ import annotations

from dataclasses import replace

import pytest

import tasks.night
from tasks.night import content_key
from warehouse.tables import ALL_TABLES, ARTICLES


def test_equal_content_has_an_equal_name_and_other_content_another():
    name = content_key("extract", "lantern", ["a", 1])
    assert name == content_key("extract", "lantern", ["a", 1])
    assert name.startswith("extract-lantern-")
    assert name != content_key("extract", "lantern", ["a", 2])
    assert name != content_key("extract", "lantern", ["a1"])


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("version", lambda _: "99.0"),
        ("ALL_TABLES", (*ALL_TABLES[1:], replace(ARTICLES, columns=ARTICLES.columns[1:]))),
    ],
)
def test_what_a_dateline_of_other_columns_left_is_not_taken(monkeypatch, name, other):
    before = content_key("extract", "lantern", ["a"])
    monkeypatch.setattr(tasks.night, name, other)
    assert content_key("extract", "lantern", ["a"]) != before
