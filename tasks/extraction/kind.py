"""What kind of page it is, and whether it is an article."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.extraction.metadata.jsonld import types_of
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.record import Kind, Status

_LEAST_CHARS = 150


@dataclass(frozen=True, slots=True)
class Judgement:
    """The kind, and the reason when it is rejected."""

    status: Status
    kind: Kind
    reason: str | None = None


def judge_page(signals: Signals, title: str | None, text: str) -> Judgement:
    """By what the page says it is, by what it shows, and by how much text there is."""
    if any("LiveBlogPosting" in types_of(node) for node in signals.nodes):
        return Judgement("ok", "live_blog")
    if len(text) < _LEAST_CHARS:
        return Judgement(
            "rejected", "empty", f"too short to be an article ({len(text)} characters)"
        )
    return Judgement("ok", "article")
