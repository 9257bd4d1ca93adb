"""What a person asked for and cannot have."""

from __future__ import annotations


class MistakeError(Exception):
    """A wish that cannot be met: one line that says what, where and what to do."""
