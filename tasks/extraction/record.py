"""What extraction says of one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Literal

Status = Literal["ok", "rejected"]
Kind = Literal[
    "article",
    "live_blog",
    "press_release",
    "video",
    "gallery",
    "podcast",
    "paywalled",
    "consent",
    "index",
    "not_found",
    "error",
    "empty",
]
Access = Literal["free", "metered", "paid"]

EXTRACTOR = f"dateline-3+trafilatura-{version('trafilatura')}"
OUT_OF_MEMORY = "needed more memory than allowed"


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a live blog: where it stands in the text (half-open), and its time, null unsaid."""

    start: int
    end: int
    posted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """One page: its article, or the reason why it is none. Null means that the page does not say.

    `authors` are people; `credits` are all that the page names as its authors, in its own words:
    people, agencies, desks, the outlet. `published_date` is the day at the desk: in the offset that
    the page writes, of a time in UTC as far as outlet or page tell. `published_at` is aware, and null
    where the page names a day only, or a time without an offset whose zone is not known. `text` has
    paragraphs separated by a blank line and does not repeat the title; it is empty where there is
    none. `posts` are those of a live blog, in the text's order. A rejected page keeps whatever could
    be read, with `reason` in one line.
    """

    status: Status
    kind: Kind
    reason: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None
    credits: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_date: date | None = None
    modified_at: datetime | None = None
    language: str | None = None
    site_name: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    access: Access | None = None
    canonical_url: str | None = None
    image_url: str | None = None
    text: str = ""
    posts: tuple[Post, ...] = ()
    extractor: str


def rejected(kind: Kind, reason: str, *, extractor: str) -> Extracted:
    """A page of which nothing could be read."""
    return Extracted(status="rejected", kind=kind, reason=reason, extractor=extractor)
