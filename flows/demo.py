"""The demo newsroom as a run needs it: served on loopback while the night is collected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date

from flows.settings import Settings

# Addresses that stay the same from night to night let the second night ask "only if it changed".
FIRST_PORT = 47160


@contextmanager
def open_newsroom(settings: Settings, night_date: date) -> Iterator[dict[str, str]]:
    """Addresses by outlet of the newsroom as of `night_date`; none when it is not configured."""
    if not settings.newsroom:
        yield {}
        return
    # Imported here: who collects real outlets never needs the demo.
    from newsroom import night_of  # noqa: PLC0415
    from newsroom.server import serve  # noqa: PLC0415

    with ExitStack() as stack:
        try:
            newsroom = stack.enter_context(serve(night_of(night_date), FIRST_PORT))
        except OSError:  # somebody has one of the ports: any others will do
            newsroom = stack.enter_context(serve(night_of(night_date)))
        yield dict(newsroom.base_urls)
