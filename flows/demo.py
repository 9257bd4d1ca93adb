"""The demo newsroom as a run needs it: served on loopback while the night is collected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flows.settings import Settings


@contextmanager
def open_newsroom(settings: Settings, night_date: date) -> Iterator[dict[str, str]]:
    """Addresses by outlet of the newsroom as of `night_date`; none when it is not configured."""
    if not settings.newsroom:
        yield {}
        return
    # Imported here: who collects real outlets never needs the demo.
    from newsroom import night_of  # noqa: PLC0415
    from newsroom.server import serve  # noqa: PLC0415

    with serve(night_of(night_date)) as newsroom:
        yield dict(newsroom.base_urls)
