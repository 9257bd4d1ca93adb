"""Which of the pages that are listed tonight are asked for, by what earlier nights have on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tasks.fetching.retry import HARD, SOFT, TEMPORARY
from warehouse.tables.fetches import Candidate, PageHistory

# News is corrected on its first days; later the listing has to say that a page has changed.
RECHECK_DAYS = 2
SOFT_NIGHTS = 3  # nights on which a page with a soft error is tried
WAITING_DAYS = 7  # for so long a page that failed is tried although no listing names it any more


@dataclass(frozen=True, slots=True)
class Left:
    """A page that is listed and not asked for: the outcome of its row, and why."""

    outcome: str
    reason: str


def judge_revisit(
    candidate: Candidate, history: PageHistory | None, night_date: date
) -> Left | None:
    """Why a listed page is not asked for tonight; None when it is.

    A page is asked for when it is new, when its listing gives a later date than before, when it
    failed in a way that may have passed, and on its first days, for the sake of corrections. Then
    it costs a conditional request; a server that has no conditions to give is asked again only
    where its listing gives no date either.
    """
    if history is None or candidate.path is not None or _has_later_date(candidate, history):
        return None
    if history.error_weight is not None:
        return _judge_failure(history)
    age_days = (night_date - history.first_night).days
    has_condition = bool(history.etag or history.last_modified)
    is_dated = candidate.listed_at is not None and history.listed_modified_at is not None
    if age_days <= RECHECK_DAYS and (has_condition or not is_dated):
        return None
    return Left("unchanged", f"known and listed without a later date (since {history.first_night})")


def _judge_failure(history: PageHistory) -> Left | None:
    if history.error_weight == TEMPORARY:
        return None
    if history.error_weight == SOFT and history.nights_failed < SOFT_NIGHTS:
        return None
    nights = f"{history.nights_failed} nights" if history.nights_failed > 1 else "a night"
    when = f"after {nights}, the last {history.last_night}"
    return Left("skipped", f"given up: {history.last_reason} ({when})")


def waiting_pages(
    source_id: str, histories: Mapping[str, PageHistory], listed: Iterable[str], night_date: date
) -> list[Candidate]:
    """Pages that no listing names tonight and that may come this time, the first to fail first."""
    named = set(listed)
    return [
        _candidate(source_id, history)
        for url, history in histories.items()
        if url not in named and _may_come(history, night_date)
    ]


def _may_come(history: PageHistory, night_date: date) -> bool:
    if history.error_weight in (None, HARD) or _judge_failure(history) is not None:
        return False
    return history.nights_failed <= WAITING_DAYS and (night_date - history.last_night).days <= (
        WAITING_DAYS
    )


def _candidate(source_id: str, history: PageHistory) -> Candidate:
    return Candidate(
        source_id=source_id,
        url=history.url,
        resource="page",
        listed_in=history.listed_in,
        modified_at=history.listed_modified_at,
    )


def _has_later_date(candidate: Candidate, history: PageHistory) -> bool:
    now, before = candidate.listed_at, history.listed_modified_at
    return now is not None and before is not None and now > before
