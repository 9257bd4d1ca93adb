"""What a feed says of one article, whichever of the formats it is in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """As written: `links` may be its address, the likeliest first; times are not read yet."""

    links: tuple[str, ...]
    title: str | None = None
    published: str | None = None
    modified: str | None = None
