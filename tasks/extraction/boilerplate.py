"""Lines at the head and tail of an article that are not of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEAD_LINES = 4
_TAIL_LINES = 10
_KNOWN = re.compile(
    r"^(?:advertisement|read more\b.{0,120}|also read\b.*|related\b.{0,80}|share (?:this|on)\b.*|"
    r"sign up\b.*|subscribe\b.*|follow us\b.*|copyright\b.*|©.*|all rights reserved.*|"
    r"(?:photo|image|picture|credit|foto|source|quelle)\s?:.{0,120}|click here\b.*|"
    r"posted (?:on|at|in)\b.*|(?:last )?updated?\s?:?\s.{0,60}\d.*|published\b.{0,60}\d.*|"
    r"(?:\d+ )?comments?|print|email|share|tweet|whatsapp|facebook|twitter)$", re.IGNORECASE,
)  # fmt: skip


def strip_boilerplate(lines: Sequence[str], title: str | None) -> list[str]:
    """The lines without known boilerplate among the first and last, and without the title."""
    last_head, first_tail = _HEAD_LINES, len(lines) - _TAIL_LINES
    title_key = _key(title or "")
    kept = []
    for place, line in enumerate(lines):
        at_edge = place < last_head or place >= first_tail
        if at_edge and _KNOWN.match(line):
            continue
        if place < last_head and title_key and _key(line) == title_key:
            continue
        kept.append(line)
    return kept


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())
