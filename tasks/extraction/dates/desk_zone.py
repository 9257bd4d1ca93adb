"""The time zone of the desk, for pages whose own time of publication is given in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.extraction.metadata.signals import Signals

_NAMED = re.compile(
    r"time_?zone\W{1,6}(?:\w{1,8}\W{1,6}){0,3}?"
    r"((?:America|Europe|Asia|Africa|Australia|Pacific|Atlantic)\\?/[A-Z]\w+(?:\\?/[A-Z]\w+)?)",
    re.IGNORECASE,
)
_WITH_OFFSET = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?([+-](?:0\d|1[0-4]):?(?:00|30|45))\b"
)
_MOST_SCRIPT_CHARS = 300_000


def find_desk_zone(signals: Signals) -> tzinfo | None:
    """The zone that the page's scripts name, else the one offset that its other times have.

    None where it gives none or several.
    """
    text = "\n".join(_texts(signals))
    names = {name.replace("\\", "") for name in _NAMED.findall(text)}
    if len(names) == 1:
        try:
            return ZoneInfo(names.pop())
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    offsets = {written.replace(":", "") for written in _WITH_OFFSET.findall(text)}
    offsets -= {"+0000", "-0000"}
    if names or len(offsets) != 1:
        return None
    written = offsets.pop()
    length = timedelta(hours=int(written[1:3]), minutes=int(written[3:]))
    return timezone(-length if written[0] == "-" else length)


def _texts(signals: Signals) -> Iterator[str]:
    """Meta tags, times, and scripts up to a limit: a page may carry megabytes of them."""
    for contents in signals.meta.values():
        yield from contents
    for element in signals.tree.iter("time"):
        yield element.get("datetime") or ""
    room = _MOST_SCRIPT_CHARS
    for script in signals.tree.iter("script"):
        text = script.text or ""
        if len(text) <= room:
            room -= len(text)
            yield text
