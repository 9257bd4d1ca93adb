"""The demo newsroom: six invented outlets, written for Dateline and served on loopback.

Its articles carry hand-set marks, so a page and what must come out of it have one origin.
Nothing here imports Dateline's own packages.
"""

from datetime import date
from typing import Final

OUTLETS: Final[tuple[str, ...]] = (
    "meridian-wire",
    "harbour-courier",
    "ostra-tribune",
    "capital-ledger",
    "lantern",
    "radio-sabel",
)
"""The outlets' ids: folder of their articles, of their templates, and key in ``site.toml``."""

NIGHTS: Final[tuple[date, ...]] = (date(2026, 11, 20), date(2026, 11, 21))
"""The dates of the two nights on which the newsroom publishes, in order."""


def night_of(day: date) -> int:
    """The number of the night shown on `day`: 1 up to 2026-11-20, 2 from then on."""
    return 1 if day <= NIGHTS[0] else 2
