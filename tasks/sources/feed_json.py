"""Entries of a JSON feed, versions 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tasks.sources.feed_entry import FeedEntry


def read_json_entries(text: str, problems: list[str]) -> Iterator[FeedEntry]:
    """The feed's items; what is broken is told in `problems`.

    JSON that breaks off gives nothing: unlike XML it cannot be read up to there.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        problems.append(f"feed is not JSON: {' '.join(str(error).split())[:200]}")
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        problems.append("not a feed: JSON without a list of items")
        return
    for item in items:
        yield _read_item(item if isinstance(item, dict) else {})


def _read_item(item: dict[str, object]) -> FeedEntry:
    """`url` is the article's own address, `external_url` of what it only points to."""
    texts = {name: value.strip() for name, value in item.items() if isinstance(value, str)}
    links = [texts[name] for name in ("url", "external_url") if texts.get(name)]
    if texts.get("id", "").startswith(("http://", "https://")):
        links.append(texts["id"])
    return FeedEntry(
        links=tuple(links),
        title=texts.get("title"),
        published=texts.get("date_published"),
        modified=texts.get("date_modified"),
    )
