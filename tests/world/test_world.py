"""A world of hosts as they are found outside, visited once: what its own logs say of the visitor.

The everyday suite visits 40 hosts with 800 pages; `make test-world` all 200 with 10,000.
"""

from __future__ import annotations

import pytest

MAX_RESIDENT_MB = 300
MAX_GROWTH_MB = 40  # from page 1,000 to page 10,000: their rows, which the stage hands on, are 15


def test_every_page_has_a_row_and_the_row_says_what_happened(report, is_full):
    assert report["pages"] == report["rows"] == (10_000 if is_full else 800)
    assert report["wrong"] == []


@pytest.mark.parametrize("kind", ["robots", "delay", "at once", "retry-after", "agent"])
def test_the_servers_saw_no_breach_of(report, kind):
    assert report["breaches"][kind] == []


def test_the_servers_met_the_visitor_with_all_they_had(report):
    assert set(report["statuses"]) == {"200", "301", "404", "410", "429", "500", "503", "0"}
    assert all(count > 0 for count in report["requests by kind of host"].values())
    assert report["most at once"] > 1


@pytest.mark.parametrize("kind", ["robots", "delay", "at once"])
def test_a_visitor_without_manners_is_found_out(rude_report, kind):
    assert rude_report["breaches"][kind]


def test_memory_does_not_grow_with_the_pages(report, is_full):
    resident_mb = report["memory_mb"]
    assert max(resident_mb.values()) < MAX_RESIDENT_MB
    if is_full:  # fewer pages show no growth
        assert resident_mb["10000"] - resident_mb["1000"] < MAX_GROWTH_MB
