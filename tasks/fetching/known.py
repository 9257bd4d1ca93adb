"""What earlier nights know of a URL, so that an unchanged page costs the publisher nothing."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.fetching.archive import Place


@dataclass(frozen=True, slots=True)
class Known:
    """Validators as sent, the article found there, the sha256 (hex) of the body last kept, and
    where in the archive that body lies.

    `sitemaps` are those that a sitemap index named: they may have changed when the index has not.
    """

    etag: str | None = None
    last_modified: str | None = None
    article_id: str | None = None
    payload_digest: str | None = None
    archive_file: str | None = None
    archive_offset: int | None = None
    archive_length: int | None = None
    sitemaps: tuple[str, ...] = ()

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
