"""An outlet as configured: where its articles are listed and how gently it is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet. `source_id` is the name of its configuration file; addresses are absolute.

    What its listings date more than `max_age_days` before the night is left; 0 means nothing is.

    `time_zone` (IANA) is where a time without an offset on its pages and in its listings is meant.
    """

    source_id: str
    name: str
    home_url: str | None = None
    language: str | None = None
    country: str | None = None
    time_zone: str | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    url_lists: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    warcs: tuple[Path, ...] = ()  # files or patterns of files, for `dateline backfill` alone
    articles_a_night: int = 200
    max_age_days: int = 30
    delay_s: float = 1.0

    @property
    def listings(self) -> tuple[str, ...]:
        """Everything the outlet is read from, as text: feeds, sitemaps, URL lists, folders, WARCs."""
        paths = (*self.url_lists, *self.folders, *self.warcs)
        return (*self.feeds, *self.sitemaps, *(str(path) for path in paths))
