"""Whether a page lists articles instead of being one."""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import urlsplit

from tasks.extraction.blocks.segment import cut_blocks
from tasks.extraction.json_prose import reads_as_prose
from tasks.extraction.metadata.signals import Signals, has_node, og_type
from tasks.extraction.text_key import key_of

_LISTS = ("CollectionPage", "SearchResultsPage", "ProfilePage")
# A link with at least so many characters is a headline; a list has at least so many of them.
_HEADLINE_CHARS = 25
_LEAST_HEADLINES = 5
# The headlines stand against the text at this rate, and a longer text is never a list's.
_CHARS_A_HEADLINE = 60
_MOST_CHARS = 1500
# A paragraph this long, on an address that names a story, is the story.
_FULL_PARAGRAPH = 300
# What is no list whatever else is on the page.
_LEAST_PARAGRAPHS, _LEAST_CHARS = 2, 300
_STORY_PATH = re.compile(r"\d{4}|\w+-\w+-\w+")


def is_index_page(signals: Signals, text: str) -> bool:
    """No article of its own, and either an address or contents that only lists have."""
    if signals.article or og_type(signals) == "article" or "datepublished" in signals.microdata:
        return False
    if any(name.endswith(("published_time", "publishdate")) for name in signals.meta):
        return False
    address = urlsplit(signals.address)
    segments = [segment for segment in address.path.split("/") if segment]
    if signals.address and not segments and not address.query:
        return True
    headlines = _count_headlines(signals)
    if headlines < _LEAST_HEADLINES or _is_one_text(signals, text):
        return False
    if has_node(signals, *_LISTS):
        return True
    names_no_story = len(segments) <= 2 and not _STORY_PATH.search(address.path)
    is_sparse = headlines * _CHARS_A_HEADLINE > len(text)
    return is_sparse and (names_no_story or _is_teasers(text))


def _is_teasers(text: str) -> bool:
    lines = text.split("\n\n")
    has_full = any(len(line) >= _FULL_PARAGRAPH and reads_as_prose(line) for line in lines)
    return len(text) < _MOST_CHARS and not has_full


def _is_one_text(signals: Signals, text: str) -> bool:
    """Whether paragraphs of the text stand side by side in one element; teasers have one each."""
    lines = {key_of(line) for line in text.split("\n\n") if reads_as_prose(line)}
    columns: dict[int, list[str]] = defaultdict(list)
    for block in cut_blocks(signals.tree):
        if block.key in lines:
            columns[block.column].append(block.text)
    return any(
        len(told) >= _LEAST_PARAGRAPHS and sum(map(len, told)) >= _LEAST_CHARS
        for told in columns.values()
    )


def _count_headlines(signals: Signals) -> int:
    links = ("".join(link.itertext()).strip() for link in signals.tree.iter("a"))
    return sum(1 for text in links if len(text) >= _HEADLINE_CHARS)
