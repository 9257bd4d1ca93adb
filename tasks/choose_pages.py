"""Step: which of an outlet's pages are asked for tonight. Quick, so it is not kept for resuming."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tasks.fetching.known import Known
from tasks.fetching.retry import TEMPORARY
from tasks.fetching.revisits import judge_revisit, waiting_pages
from tasks.fetching.rows import Run, row_of_unasked
from tasks.list_articles import Listed
from tasks.night import Night
from warehouse.tables.fetches import WITHOUT_ROW, Candidate, Fetch, PageHistory

MAX_OVER_CAP_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """`listed` with the pages to ask for and rows of those left out; `known` by URL as listed."""

    listed: Listed
    known: dict[str, Known]


def choose_pages(listed: Listed, histories: Mapping[str, PageHistory], night: Night) -> Chosen:
    """What the outlet lists, less what is known, with what failed before, up to the outlet's cap.

    Pages over the cap wait for the next nights; where they are more than `MAX_OVER_CAP_ROWS`, the
    first listing's row counts the rest.
    """
    run, at = Run(night.run_id, night.night_date), datetime.now(UTC)
    due: list[Candidate] = []
    rows: list[Fetch] = []
    for candidate in listed.candidates:
        history = histories.get(candidate.url)
        left = judge_revisit(candidate, history, night.night_date)
        if left is None:
            due.append(candidate)
            continue
        row = row_of_unasked(run, candidate, at=at, outcome=left.outcome, reason=left.reason)
        rows.append(replace(row, article_id=history.article_id if history else None))
    cap = listed.outlet.articles_a_night
    over_cap = due[cap:]
    rows += [_over_cap(candidate, cap, run, at) for candidate in over_cap[:MAX_OVER_CAP_ROWS]]
    if _was_read(listed):
        named = (candidate.url for candidate in listed.candidates)
        due += waiting_pages(listed.outlet.source_id, histories, named, night.night_date)
    due = due[:cap]
    known = {c.url: Known.by(histories[c.url]) for c in due if c.url in histories}
    rows = [*_noted(listed.fetches, len(over_cap) - MAX_OVER_CAP_ROWS), *rows]
    return Chosen(replace(listed, candidates=tuple(due), fetches=tuple(rows)), known)


def _noted(rows: tuple[Fetch, ...], left: int) -> tuple[Fetch, ...]:
    """The rows of the listings, of which the first counts the pages that get no row."""
    if left <= 0:
        return rows
    note = f"{left} more pages over the outlet's cap {WITHOUT_ROW}"
    reason = f"{rows[0].reason}; {note}" if rows[0].reason else note
    return (replace(rows[0], reason=reason), *rows[1:])


def _was_read(listed: Listed) -> bool:
    """Whether the outlet answers at all tonight: where it does not, old failures are left to wait."""
    rows = (row for row in listed.fetches if row.resource != "robots")
    return any(row.outcome in ("listed", "unchanged") for row in rows)


def _over_cap(candidate: Candidate, cap: int, run: Run, at: datetime) -> Fetch:
    return row_of_unasked(
        run,
        candidate,
        at=at,
        outcome="skipped",
        reason=f"over the outlet's cap of {cap} articles a night",
        error_weight=TEMPORARY,
    )
