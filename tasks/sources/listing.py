"""What reading a feed, sitemap, list or folder gives: candidates, and what was wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from warehouse.tables.fetches import Candidate

MAX_URL_CHARS = 4_000
MAX_TITLE_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Listing:
    """`candidates` in the order listed; `problems`, one line each, for what could not be read.

    `notes` say what was left on purpose.
    """

    candidates: tuple[Candidate, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()


def resolve_url(link: str | None, base_url: str) -> str | None:
    """`link` as an absolute http(s) URL without its fragment, or None when it cannot be one."""
    if link is None:
        return None
    try:
        url = urldefrag(urljoin(base_url, link.strip())).url
        parts = urlsplit(url)
        host = parts.hostname
        url.encode("utf-8")
    except ValueError:  # brackets that open no IPv6 address, or half a character out of JSON
        return None
    is_usable = parts.scheme in ("http", "https") and bool(host) and len(url) <= MAX_URL_CHARS
    return url if is_usable and not any(c.isspace() or ord(c) < 32 for c in url) else None


def read_title(value: str | None) -> str | None:
    """A title on one line, cut at a sane length; None when nothing is left."""
    whole = (value or "").encode("utf-8", "ignore").decode()  # JSON may hold half a character
    return " ".join(whole.split())[:MAX_TITLE_CHARS] or None
