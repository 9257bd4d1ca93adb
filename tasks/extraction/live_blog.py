"""Live blogs: whether a page is one, and which piece of its text was posted when."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tasks.extraction.blocks.segment import COMMENTS, Block, cut_blocks
from tasks.extraction.boilerplate import strip_boilerplate
from tasks.extraction.dates.machine_times import parse_time
from tasks.extraction.json_prose import paragraphs_of, reads_as_prose
from tasks.extraction.metadata.jsonld import first_text, types_of
from tasks.extraction.metadata.signals import Signals, has_node
from tasks.extraction.record import Post
from tasks.extraction.text_key import key_of

_LIVE = re.compile(
    r"/live/|live-?blog|live-?ticker|news-?ticker|live-?updates?|-live-[a-z]?\d|/direct/|en-direct|"
    r"en-directo|in-diretta|ao-minuto|minuto-a-minuto"
)
_LEAST_TIMES = 5
_LEAST_POSTS = 3
_MOST_POSTS = 1000
_MUCH_MORE = 1.5
_TELLING_CHARS = 40


@dataclass(frozen=True, slots=True)
class _Update:
    """A post as the page has it: when, and its lines."""

    at: datetime | None
    lines: list[str]


def is_live_blog(signals: Signals) -> bool:
    """By its own word, else by an address that says so and posts with times."""
    if "LiveBlogPosting" in types_of(signals.article):
        return True
    path = f"/{urlsplit(signals.address).path.strip('/').lower()}/"
    if not _LIVE.search(path):
        return False
    times = sum(1 for _ in signals.tree.iter("time"))
    return times >= _LEAST_TIMES or has_node(signals, "LiveBlogPosting")


def read_posts(
    signals: Signals, text: str, zone: tzinfo | None = None
) -> tuple[str, tuple[Post, ...]]:
    """The live blog's text, and where in it each post stands.

    The text is what of the one given stands before the posts, and then these, in the page's order.
    Where the page does not keep posts apart, it is the one given, and there are none. A time without
    an offset is read by `zone`.
    """
    updates, stated = _shown_updates(signals.tree, zone), _stated_updates(signals, zone)
    # JSON-LD often has a post's paragraphs in one, so it counts only where it has much more.
    if _length(stated) > _MUCH_MORE * _length(updates):
        updates = stated
    if len(updates) < _LEAST_POSTS:
        return text, ()
    owners = _owners(updates)
    lines = [
        *_lead(text, signals.tree, owners),
        *(line for update in updates for line in update.lines),
    ]
    return "\n\n".join(lines), tuple(_spans(lines, updates, owners))


def _lead(text: str, tree: HtmlElement, owners: dict[str, int]) -> list[str]:
    """The lines of the text that the page has before its first post."""
    before: set[str] = set()
    for block in cut_blocks(tree):
        key = _telling(block.text)
        if key in owners:
            break
        before.add(key)
    return [line for line in text.split("\n\n") if line and _telling(line) in before]


def _spans(lines: Sequence[str], updates: list[_Update], owners: dict[str, int]) -> Iterator[Post]:
    """One span a post: from its first line to the line before the next post's."""
    position = 0
    current: int | None = None
    start = end = 0
    for line in lines:
        owner = owners.get(_telling(line))
        if owner is not None and owner != current:
            if current is not None:
                yield Post(start, end, updates[current].at)
            current, start = owner, position
        end = position + len(line)
        position = end + 2
    if current is not None:
        yield Post(start, end, updates[current].at)


def _owners(updates: list[_Update]) -> dict[str, int]:
    """Which post a line belongs to; lines of several posts belong to none."""
    counts = Counter(key for update in updates for key in set(map(_telling, update.lines)))
    return {
        key: number
        for number, update in enumerate(updates)
        for line in update.lines
        if counts[key := _telling(line)] == 1
    }


def _telling(line: str) -> str:
    return key_of(line)[:_TELLING_CHARS]


def _length(updates: list[_Update]) -> int:
    return sum(len(line) for update in updates for line in update.lines)


def _stated_updates(signals: Signals, zone: tzinfo | None) -> list[_Update]:
    """The updates that JSON-LD lists with their texts."""
    found = []
    for node in (signals.article, *signals.nodes):
        stated = node.get("liveBlogUpdate")
        for item in stated[:_MOST_POSTS] if isinstance(stated, list) else ():
            if not isinstance(item, dict) or not isinstance(body := item.get("articleBody"), str):
                continue
            headline = first_text(item, "headline")
            lines = [*([headline] if headline else []), *paragraphs_of(body)]
            found.append(_Update(_moment(first_text(item, "datePublished"), zone), lines))
        if found:
            break
    return [update for update in found if update.lines]


def _shown_updates(tree: HtmlElement, zone: tzinfo | None) -> list[_Update]:
    """The posts on the page: sisters that each have a time and something to say."""
    column = _column_of_posts(tree)
    if column is None:
        return []
    found = []
    for child in column[:_MOST_POSTS] if len(column) > _MOST_POSTS else column:
        time = next(child.iter("time"), None) if isinstance(child.tag, str) else None
        if time is None:
            continue
        label = key_of(time.text_content())
        blocks = [block for block in cut_blocks(child) if _is_told(block, label)]
        lines = strip_boilerplate([block.text for block in blocks], None)
        if any(map(reads_as_prose, lines)):
            at = _moment(time.get("datetime") or time.text_content(), zone)
            found.append(_Update(at, lines))
    return found


def _column_of_posts(tree: HtmlElement) -> HtmlElement | None:
    """The element with the most children that hold a time, the innermost of several."""
    timed: dict[HtmlElement, set[HtmlElement]] = defaultdict(set)
    for time in tree.iter("time"):
        child = time
        for parent in time.iterancestors():
            timed[parent].add(child)
            child = parent
    best = max(timed, key=lambda parent: len(timed[parent]), default=None)
    return best if best is not None and len(timed[best]) >= _LEAST_POSTS else None


def _is_told(block: Block, label: str) -> bool:
    if block.parts & COMMENTS or block.tag in ("figcaption", "footer", "nav"):
        return False
    is_label = block.key == label or not block.key or block.link_chars == len(block.text)
    return not is_label and (block.tag in ("h2", "h3", "h4") or reads_as_prose(block.text))


def _moment(raw: str | None, zone: tzinfo | None) -> datetime | None:
    moment = parse_time(raw, zone) if raw else None
    return moment.at if moment is not None else None
