"""What earlier nights know of a URL, so that an unchanged page costs the publisher nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """Validators as sent, the article found there, and the sha256 (hex) of the body last kept."""

    etag: str | None = None
    last_modified: str | None = None
    article_id: str | None = None
    payload_digest: str | None = None

    @property
    def conditions(self) -> dict[str, str]:
        """Request headers that ask for the page only if it changed (RFC 9110, 13.1)."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value and _is_safe(value)}


def _is_safe(value: str) -> bool:
    """Whether a stored value can be sent: what a server gave is not trusted to be a header."""
    return value.isascii() and value.isprintable() and len(value) <= 1_000
