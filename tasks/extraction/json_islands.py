"""The JSON that a page's scripts carry for its own programs: state, props, content of an article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

# A state is assigned to a variable, or handed to a function, as one object.
_ASSIGNED = re.compile(r"(?:=|\()\s*(?=[{\[])")
_AS_STRING = re.compile(r"=\s*(?:JSON\.parse\(\s*)?(?=\"(?:\{|%7B|\[))")
# React's flight format: lines "id:value", in strings that are pushed one after the other; a text has its length before it.
_FLIGHT = re.compile(r"self\.__next_f\.push\(\s*(?=\[1,)")
_FLIGHT_ROW = re.compile(rb"\n*[0-9a-f]*:(?:T([0-9a-f]+),|[A-Z]*)")
_LEAST_CHARS = 500
_MOST_CHARS = 4_000_000
_MOST_ISLANDS = 40
# A failed try costs as much as all that stands before it: the error counts lines.
_MOST_TRIES = 200
_DECODER = json.JSONDecoder(strict=False)


def read_json_islands(tree: HtmlElement) -> Iterator[object]:
    """JSON values of at least 500 characters in the page's scripts, JSON-LD left out.

    What is not JSON is passed over. At most 40 values.
    """
    flight: list[str] = []
    left = _MOST_ISLANDS
    for script in tree.iter("script"):
        source = script.text or ""
        kind = (script.get("type") or "").lower()
        if not _LEAST_CHARS <= len(source) <= _MOST_CHARS or "ld+json" in kind:
            continue
        for value in _whole(source) if "json" in kind else _values_in(source, flight):
            yield value
            left -= 1
            if left == 0:
                return
    yield from _flight_values("".join(flight).encode("utf-8", "replace"))


def _whole(source: str) -> Iterator[object]:
    try:
        yield json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return


def _values_in(source: str, flight: list[str]) -> Iterator[object]:
    """The objects assigned in a script; flight strings are put aside."""
    if match := _FLIGHT.search(source):
        pushed = _decode(source, match.end())[0]
        if isinstance(pushed, list) and len(pushed) == 2 and isinstance(pushed[1], str):
            flight.append(pushed[1])
        return
    position = 0
    for _ in range(_MOST_TRIES):
        if (match := _ASSIGNED.search(source, position)) is None:
            break
        value, end = _decode(source, match.end())
        if end - match.end() >= _LEAST_CHARS:
            yield value
        position = max(end, match.end() + 1)
    for match in islice(_AS_STRING.finditer(source), _MOST_TRIES):
        packed, _ = _decode(source, match.end())
        if isinstance(packed, str) and len(packed) >= _LEAST_CHARS:
            yield from _whole(packed)


def _decode(source: str, start: int) -> tuple[object, int]:
    """The value that begins there and where it ends; (None, start) without one."""
    try:
        return _DECODER.raw_decode(source, start)
    except (ValueError, RecursionError):
        return None, start


def _flight_values(flight: bytes) -> Iterator[object]:
    """The values of a flight: lines of JSON, and texts that say how many bytes they have."""
    position = 0
    while match := _FLIGHT_ROW.match(flight, position):
        position = match.end()
        if match[1]:  # a text: markup that a component shows
            end = position + int(match[1], 16)
            yield flight[position:end].decode("utf-8", "replace")
            position = end
        else:
            end = flight.find(b"\n", position)
            end = len(flight) if end < 0 else end
            if end - position >= _LEAST_CHARS:
                yield from _whole(flight[position:end].decode("utf-8", "replace"))
            position = end + 1
