"""What the warehouse raises."""

from __future__ import annotations


class WarehouseError(Exception):
    """The warehouse cannot do what was asked: one line saying what, where and what to do next."""


def first_line(error: BaseException) -> str:
    """The first line of an error's message, for use inside a one-line message of our own."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
