"""What a person asked for and cannot have."""

from __future__ import annotations

from datetime import date


class MistakeError(Exception):
    """A wish that cannot be met: one line that says what, where and what to do."""


def name_nights(first: date, last: date) -> str:
    """A range of nights in words; an end that is open is left out."""
    if first == last:
        return f"for the night of {first}"
    since = [f"from {first}"] if first > date.min else []
    until = [f"to {last}"] if last < date.max else []
    return " ".join([*since, *until]) or "for any night"
