"""Which URLs can be asked for, where an answer redirects to, and whose rhythm a request follows."""

from __future__ import annotations

import re
from functools import lru_cache

from yarl import URL

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_URL_CHARS = 4_000
_CONTROL = re.compile(r"[\x00-\x1f]")


# A page's URL is read where it is queued, asked for and looked up: once for an outlet of usual size.
@lru_cache(maxsize=4_096)
def read_address(url: str) -> tuple[URL | None, str]:
    """The URL to ask for, without its fragment; or None and why it cannot be asked for."""
    if len(url) > _MAX_URL_CHARS:
        return None, f"URL is longer than {_MAX_URL_CHARS} characters"
    if _CONTROL.search(url):
        return None, "URL contains control characters"
    try:
        address = URL(url).with_fragment(None)
        problem = _problem(address)
    except ValueError as error:
        return None, f"not a URL: {' '.join(str(error).split())[:120]}"
    return (None, problem) if problem else (address, "")


def _problem(address: URL) -> str:
    """Why an address cannot be asked for; empty when it can. `ValueError` for a bad port."""
    if address.scheme not in ("http", "https"):
        return f"only http and https are fetched, not {address.scheme[:20] or 'a bare path'!r}"
    if not address.host or address.port is None:
        return "URL names no host"
    if address.user is not None or address.password is not None:
        return "URL carries a user name or password"
    return ""


def host_of(url: URL) -> str:
    """The host whose rhythm a request follows: its name, and its port where that is unusual."""
    return url.host or "" if url.is_default_port() else f"{url.host}:{url.port}"


def is_redirect(status: int) -> bool:
    """Whether a status sends the asker elsewhere (RFC 9110, 15.4)."""
    return status in _REDIRECTS


def redirect_of(status: int, location: str | None, asked: URL) -> str | None:
    """Where an answer to `asked` redirects to; None when it does not."""
    if not is_redirect(status) or not location:
        return None
    try:
        return str(asked.join(URL(location)))
    except ValueError:
        return location  # refused by `read_address`, with its reason
