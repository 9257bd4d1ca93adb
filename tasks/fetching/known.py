"""What earlier nights know of a URL, so that an unchanged page costs the publisher nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

from tasks.fetching.archive import Place
from warehouse.tables.fetches import Fetch, KnownResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(KnownResponse):
    """The last full response, as what the next request goes by.

    `sitemaps` are those that a sitemap index named: they may have changed when the index has not.
    """

    sitemaps: tuple[str, ...] = ()

    @classmethod
    def by(cls, response: KnownResponse | Fetch, *, sitemaps: tuple[str, ...] = ()) -> Self:
        """What is known by the record or the row of the response."""
        values = {field.name: getattr(response, field.name) for field in fields(KnownResponse)}
        return cls(**values, sitemaps=sitemaps)

    @property
    def place(self) -> Place | None:
        """Where the body lies; None when that is not known."""
        file, offset, length = self.archive_file, self.archive_offset, self.archive_length
        if file is None or offset is None or length is None:
            return None
        return Place(file, offset, length)

    @property
    def conditions(self) -> dict[str, str]:
        """Request headers that ask for the page only if it changed (RFC 9110, 13.1)."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value and _is_safe(value)}


def _is_safe(value: str) -> bool:
    """Whether a stored value can be sent: what a server gave is not trusted to be a header."""
    return value.isascii() and value.isprintable() and len(value) <= 1_000
