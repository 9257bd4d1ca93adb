"""Read an RSS, Atom or JSON feed."""

from __future__ import annotations

import io
from calendar import timegm
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

# Any: fastfeedparser and feedparser give untyped mappings; every value is checked before use.
from typing import Any

import fastfeedparser
import feedparser
from lxml import etree

from tasks.sources.listing import Listing, read_time, read_title, resolve_url
from warehouse.tables.fetches import Candidate

MAX_FEED_BYTES = 10_000_000
# feedparser needs about a second for a megabyte, so what only it can read must be small.
MAX_SLOW_FEED_BYTES = 2_000_000
_ONLY_LINKS = {
    "include_content": False,
    "include_tags": False,
    "include_media": False,
    "include_enclosures": False,
}


def read_feed(body: bytes, *, url: str, source_id: str, max_entries: int = 1_000) -> Listing:
    """The feed's articles in its own order, links resolved against `url` or the feed's base.

    Never raises for a bad feed: what is wrong, and where, stands in the listing's problems.
    External entities are not fetched and internal ones not expanded, so that neither a file of
    ours nor gigabytes of text can come out of a feed.
    """
    if len(body) > MAX_FEED_BYTES:
        return Listing((), (f"{url}: feed of {len(body)} bytes is over {MAX_FEED_BYTES}",))
    if not body or body.isspace():
        return Listing((), (f"{url}: feed is empty",))
    entries, problems = _read_entries(body, url)
    if len(entries) > max_entries:
        problems.append(f"feed has {len(entries)} entries, the first {max_entries} were read")
    found = [_candidate(e, url, source_id) for e in entries[:max_entries]]
    candidates = tuple(c for c in found if c is not None)
    if len(candidates) < len(found):
        bad = len(found) - len(candidates)
        problems.append(f"{bad} of {len(found)} entries: no usable http(s) link")
    return Listing(candidates, tuple(f"{url}: {problem}" for problem in problems))


def _read_entries(body: bytes, url: str) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Entries by the fast parser; by the lenient one where the fast one fails or finds none."""
    # The fast parser does not know xml:base; the lenient one resolves links by it.
    if b"xml:base" not in body or len(body) > MAX_SLOW_FEED_BYTES:
        try:
            entries = fastfeedparser.parse(body, **_ONLY_LINKS)["entries"]
        # A parser of untrusted bytes: whatever it raises means that it could not read them.
        except Exception as error:  # noqa: BLE001
            fast_problem = _one_line(error)
        else:
            if entries:
                return list(entries), _syntax_problems(body)
            fast_problem = "feed has no entries"
    else:
        fast_problem = "feed has no entries"
    entries = _read_leniently(body, url) if len(body) <= MAX_SLOW_FEED_BYTES else []
    return entries, _syntax_problems(body) if entries else [fast_problem]


def _read_leniently(body: bytes, url: str) -> list[Mapping[str, Any]]:
    """Entries by feedparser, with links made absolute; none when it cannot read the body."""
    try:
        # A stream, never the bytes themselves: feedparser would open a file they happen to name.
        feed = feedparser.parse(
            io.BytesIO(body), response_headers={"content-location": url}, sanitize_html=False
        )
    # As above: untrusted bytes, and nothing else to do than to say that they are no feed.
    except Exception:  # noqa: BLE001
        return []
    return list(feed.get("entries", ()))


def _syntax_problems(body: bytes) -> list[str]:
    """Where the XML breaks its own rules, if it does; a JSON feed has none once it was read."""
    if body[:1_000].lstrip()[:1] in (b"{", b"["):
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        return [f"feed is malformed: {_one_line(error)}; what could be read was"]
    return []


def _candidate(entry: Mapping[str, Any], feed_url: str, source_id: str) -> Candidate | None:
    url = next((u for u in (resolve_url(x, feed_url) for x in _links(entry)) if u), None)
    if url is None:
        return None
    return Candidate(
        source_id=source_id,
        url=url,
        resource="page",
        listed_in=feed_url,
        title=read_title(_text(entry.get("title"))),
        published_at=_published_at(entry),
        modified_at=_modified_at(entry),
    )


def _links(entry: Mapping[str, Any]) -> Iterable[str]:
    """The entry's link; else its identifier, where that is an address."""
    link, identifier = _text(entry.get("link")), _text(entry.get("id"))
    if link:
        yield link
    if identifier and identifier.startswith(("http://", "https://")):
        yield identifier


def _published_at(entry: Mapping[str, Any]) -> datetime | None:
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    if parsed:
        return _from_struct(parsed)
    return read_time(_text(entry.get("published")) or _text(entry.get("updated")))


def _modified_at(entry: Mapping[str, Any]) -> datetime | None:
    # Asked for by `in`: feedparser would give the date of publication for a missing one.
    if entry.get("updated_parsed"):
        return _from_struct(entry["updated_parsed"])
    return read_time(_text(entry["updated"])) if "updated" in entry else None


# Any: feedparser's UTC struct_time, which may hold what no calendar does.
def _from_struct(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
