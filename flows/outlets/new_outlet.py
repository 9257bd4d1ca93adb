"""What must hold before an outlet is looked for; known without Prefect, so that a mistake is quick."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

from flows.settings import Settings, SettingsError

_MAX_SLUG_CHARS = 60


def slug(text: str) -> str:
    """Lower-case letters and digits of ASCII, dashes between; empty where the text has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_MAX_SLUG_CHARS].strip("-")


def read_outlet_address(url: str) -> str:
    """The URL with its scheme and path, https:// and / where it has none; else `SettingsError`."""
    address = url.strip() if "://" in url else f"https://{url.strip()}"
    try:
        parts = urlsplit(address)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_usable = False
    if not is_usable or any(c.isspace() for c in address):
        raise SettingsError(f"{url}: not an address such as https://gazette.example/")
    return address if parts.path else parts._replace(path="/").geturl()


def outlet_path(settings: Settings, source_id: str, *, is_forced: bool) -> Path:
    """Where the outlet's file goes; `SettingsError` where one is and must not be replaced."""
    if not source_id:
        raise SettingsError("--name: give a name with at least one Latin letter or digit")
    file = settings.sources.directory / f"{source_id}.toml"
    if file.exists() and not is_forced:
        raise SettingsError(f"{file}: is there already; --force replaces it, --name names another")
    return file
