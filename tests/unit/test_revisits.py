"""Which listed pages are asked for again, and which failures are tried on another night."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tasks.fetching.retry import weigh
from tasks.fetching.revisits import judge_revisit, waiting_pages
from warehouse.tables.fetches import Candidate, PageHistory

TONIGHT = date(2026, 11, 20)
NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
URL = "https://x.example/a"


def listed(modified_at=None, **values):
    return Candidate(source_id="x", url=URL, resource="page", modified_at=modified_at, **values)


def history(nights_ago, *, url=URL, **values):
    night = TONIGHT - timedelta(days=nights_ago)
    nothing = dict.fromkeys(PageHistory.__dataclass_fields__)
    given = {"url": url, "first_night": night, "last_night": night, "nights_failed": 0}
    return PageHistory(**(nothing | given | values))


def failed(nights_ago, weight, nights=1, **values):
    values = {"error_weight": weight, "nights_failed": nights, "last_reason": "HTTP 503"} | values
    return history(nights_ago, **values)


def is_asked(candidate, known):
    return judge_revisit(candidate, known, TONIGHT) is None


def test_a_new_page_is_asked_for():
    assert is_asked(listed(), None)


def test_a_page_with_validators_is_asked_for_on_its_first_days_only():
    asked = [
        is_asked(listed(NOON), history(n, etag="e", listed_modified_at=NOON)) for n in (1, 2, 3)
    ]
    assert asked == [True, True, False]


def test_a_page_without_validators_is_asked_for_only_where_its_listing_gives_no_date():
    assert not is_asked(listed(NOON), history(1, listed_modified_at=NOON))
    assert is_asked(listed(), history(1))
    assert not is_asked(listed(), history(3))


def test_a_page_that_its_listing_dates_later_is_asked_for_however_old_it_is():
    known = history(300, etag="e", listed_modified_at=NOON)
    assert is_asked(listed(NOON + timedelta(minutes=1)), known)
    assert not is_asked(listed(NOON), known)
    assert not is_asked(listed(NOON - timedelta(days=1)), known)


def test_a_page_that_is_left_says_since_when_it_is_known():
    left = judge_revisit(listed(), history(9), TONIGHT)
    assert (left.outcome, left.reason) == (
        "unchanged",
        "known and listed without a later date (since 2026-11-11)",
    )


def test_a_saved_page_is_read_every_night():
    assert is_asked(listed(path="/pages/a.html"), history(9))


@pytest.mark.parametrize(
    ("weight", "asked"),
    [("hard", [False] * 4), ("soft", [True, True, False, False]), ("temporary", [True] * 4)],
)
def test_errors_are_tried_again_by_their_weight(weight, asked):
    assert [is_asked(listed(), failed(1, weight, nights)) for nights in (1, 2, 3, 9)] == asked


def test_a_final_error_says_so_until_the_listing_dates_the_page_anew():
    gone = failed(4, "hard", last_reason="HTTP 410 Gone", listed_modified_at=NOON)
    left = judge_revisit(listed(NOON), gone, TONIGHT)
    assert (left.outcome, left.reason) == (
        "skipped",
        "given up: HTTP 410 Gone (after a night, the last 2026-11-16)",
    )
    assert is_asked(listed(NOON + timedelta(hours=1)), gone)


def test_pages_that_failed_wait_for_another_night_though_nothing_lists_them():
    histories = {
        h.url: h
        for h in (
            failed(1, "temporary", url="again", listed_in="feed"),
            failed(1, "temporary", url="listed tonight"),
            failed(1, "soft", url="soft"),
            failed(1, "soft", 3, url="soft too often"),
            failed(1, "hard", url="gone"),
            failed(8, "temporary", url="too long ago"),
            failed(1, "temporary", 8, url="too often"),
            history(1, url="fine"),
        )
    }
    waiting = waiting_pages("x", histories, ["listed tonight"], TONIGHT)
    assert [candidate.url for candidate in waiting] == ["again", "soft"]
    assert (waiting[0].listed_in, waiting[0].resource) == ("feed", "page")


def test_errors_are_weighed():
    assert weigh("failed", 404, is_temporary=False) == "hard"
    assert weigh("failed", 403, is_temporary=False) == "soft"
    assert weigh("failed", 503, is_temporary=True) == "temporary"
    assert weigh("failed", None, is_temporary=True) == "temporary"
    assert weigh("rejected", 200, is_temporary=False) == "hard"
    assert {weigh(o, 200, is_temporary=False) for o in ("fetched", "unchanged", "skipped")} == {
        None
    }
