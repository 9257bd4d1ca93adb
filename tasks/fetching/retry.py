"""Whether and when to ask again: tonight, on another night, or never.

Errors weigh as Media Cloud's story-indexer weighs them: a hard one is final, a soft one gets some
nights, a temporary one is tried again the next night.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_TEMPORARY = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_OVERRUN = frozenset({429, 503})
_FINAL = frozenset({404, 410})
HARD, SOFT, TEMPORARY = "hard", "soft", "temporary"
_MAX_BACKOFF_S = 30.0


def is_temporary(status: int) -> bool:
    """Whether a status says that asking again may help."""
    return status in _TEMPORARY


def is_overrun(status: int) -> bool:
    """Whether a status says that the host is asked too much."""
    return status in _OVERRUN


def weigh(outcome: str, status: int | None, *, is_temporary: bool) -> str | None:
    """How lasting a failure is; None when there was none.

    What came and cannot be used is hard, as is a page that is not there; no answer, a server's
    error and a limit of ours that was reached are temporary; all else (403, TLS, circles of
    redirects) is soft.
    """
    if outcome == "rejected":
        return HARD
    if outcome == "failed":
        return HARD if status in _FINAL else TEMPORARY if is_temporary else SOFT
    return None


def backoff(attempt: int, base_s: float) -> float:
    """Seconds to wait after the attempt of that number, counted from 1: doubling, capped."""
    return min(base_s * 2.0 ** min(attempt - 1, 16), _MAX_BACKOFF_S)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date (RFC 9110, 10.2.3).

    None when there is none, or when it is neither.
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
