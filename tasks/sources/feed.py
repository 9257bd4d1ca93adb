"""Read an RSS, Atom or JSON feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import tzinfo
from itertools import islice

from tasks.sources.encoding import decode_text
from tasks.sources.feed_entry import FeedEntry
from tasks.sources.feed_json import read_json_entries
from tasks.sources.feed_xml import read_xml_entries
from tasks.sources.listing import Listing, read_title, resolve_url
from tasks.sources.times import read_moment, read_time
from warehouse.tables.fetches import Candidate

MAX_FEED_BYTES = 10_000_000
MAX_JSON_BYTES = 5_000_000  # it is read whole, at up to twenty times its size
_PASSED_OVER = r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>"
_FIRST_TAG = re.compile(
    rf"{_PASSED_OVER}|<(?:[\w.-]+:)?([A-Za-z][\w.-]*)", re.DOTALL | re.IGNORECASE
)
_OF_FEEDS = frozenset({"rss", "feed", "rdf", "channel", "item", "entry"})
_OF_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_OF_PAGES = frozenset({"html", "head", "body", "title", "meta", "div", "p", "script", "link", "h1"})


def read_feed(
    body: bytes,
    *,
    url: str,
    source_id: str,
    zone: tzinfo | None = None,
    max_entries: int = 1_000,
) -> Listing:
    """The feed's articles in its own order, links resolved against `url` or the feed's base.

    `zone`, the outlet's, is that of times without an offset; without it they are unknown.
    Never raises for a bad feed: what is wrong, and where, stands in the listing's problems.
    Entities of the feed's own are neither fetched nor expanded, so that neither a file of ours nor
    gigabytes of text can come out of it.
    """
    limit = MAX_JSON_BYTES if _is_json(body[:100].decode("latin-1")) else MAX_FEED_BYTES
    if len(body) > limit:
        return Listing((), (f"{url}: feed of {len(body)} bytes is over {limit}",))
    if not body or body.isspace():
        return Listing((), (f"{url}: feed is empty",))
    problems: list[str] = []
    entries = list(islice(_entries(decode_text(body), url, problems), max_entries + 1))
    if len(entries) > max_entries:
        problems.append(f"feed has more than {max_entries} entries, the first were read")
    found = [_candidate(entry, url, source_id, zone) for entry in entries[:max_entries]]
    candidates = tuple(c for c in found if c is not None)
    if not found and not problems:
        problems.append("feed has no entries")
    if len(candidates) < len(found):
        bad = len(found) - len(candidates)
        problems.append(f"{bad} of {len(found)} entries: no usable http(s) link")
    return Listing(candidates, tuple(f"{url}: {problem}" for problem in problems))


def root_of(text: str) -> str:
    """The name of a document's first element in lower case, without prefix; empty without one."""
    found = (match[1] for match in _FIRST_TAG.finditer(text[:20_000]))
    return next((name.lower() for name in found if name), "")


def _entries(text: str, url: str, problems: list[str]) -> Iterator[FeedEntry]:
    if _is_json(text):
        return read_json_entries(text, problems)
    root = root_of(text)
    if root in _OF_FEEDS:
        return read_xml_entries(text, url, problems)
    problems.append(_no_feed(root))
    return iter(())


def _is_json(text: str) -> bool:
    return text.lstrip("\xef\xbb\xbf \r\n\t")[:1] in ("{", "[")


def _no_feed(root: str) -> str:
    """What a body is that is no feed, and what to do about it."""
    if root in _OF_PAGES:
        return (
            "a web page, not a feed: the feed has moved or has another address; "
            "`dateline sources add` with the page's address looks for it"
        )
    if root in _OF_SITEMAPS:
        return "a sitemap, not a feed: name it under sitemaps"
    if root == "opml":
        return "a list of feeds (OPML), not a feed: name those that it lists"
    return f"not a feed: its first element is <{root[:40]}>" if root else "not a feed"


def _candidate(
    entry: FeedEntry, feed_url: str, source_id: str, zone: tzinfo | None
) -> Candidate | None:
    url = next((u for u in (resolve_url(x, feed_url) for x in entry.links) if u), None)
    if url is None:
        return None
    published_at = read_time(entry.published, zone) or read_time(entry.modified, zone)
    modified_at = read_time(entry.modified, zone)
    if published_at is None:
        modified_at = read_moment(entry.published or entry.modified, zone)
    return Candidate(
        source_id=source_id,
        url=url,
        resource="page",
        listed_in=feed_url,
        title=read_title(entry.title),
        published_at=published_at,
        modified_at=modified_at,
    )
