"""What the page's head and its JSON-LD say of the article, held against an extracted text.

An extractor that took a page's other column for the article does not know it. The page does: its
headline and description have words that an article tells again, and JSON-LD may have the article
itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from tasks.extraction.blocks.segment import Block
from tasks.extraction.json_prose import reads_as_prose
from tasks.extraction.text_key import key_of

_WORD = re.compile(r"\w{4,}")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]{2,}")
_BODY_TAGS = ("p", "h2", "h3", "h4", "blockquote", "li", "div")
# With fewer words the head says too little to overrule an extractor.
_LEAST_WORDS = 5
# So little of them is a text about something else; and so much a text about the same.
_TELLS_NONE, _TELLS_IT = 0.2, 0.35
_LEAST_PARAGRAPHS, _LEAST_CHARS = 2, 250
# A stated body must be seen on the page, but for so little; and be as long as so much of the text
# that has none of it: what is much shorter is a teaser, or the opening of a long list.
_SEEN, _NONE, _NO_TEASER = 0.8, 0.05, 0.5
_TELLING_CHARS = 60


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of four letters and more, in lower case; of scripts without spaces, the pairs."""
    words: set[str] = set()
    for word in _WORD.findall(" ".join(texts).casefold()):
        words |= {one + two for one, two in pairwise(word)} if _CJK.search(word) else {word}
    return frozenset(words)


def share_told(lines: Iterable[str], head: frozenset[str]) -> float:
    """Which share of the head's words the lines have; 1 where the head says too little."""
    if len(head) < _LEAST_WORDS:
        return 1.0
    return len(words_of(lines) & head) / len(head)


def column_told(
    lines: Sequence[str], blocks: Sequence[Block], head: frozenset[str]
) -> Sequence[str]:
    """The lines; or, where they tell nothing of the head, the longest column that does."""
    if share_told(lines, head) > _TELLS_NONE:
        return lines
    columns: dict[int, list[str]] = defaultdict(list)
    for block in blocks:
        if block.tag in _BODY_TAGS:
            columns[block.column].append(block.text)
    told = [column for column in columns.values() if _is_text(column)]
    told = [column for column in told if share_told(column, head) >= _TELLS_IT]
    return max(told, key=_chars, default=lines)


def stated_body(
    lines: Sequence[str], blocks: Sequence[Block], body: Sequence[str]
) -> Sequence[str]:
    """The lines; or, where they are none of the body that JSON-LD states, its blocks on the page."""
    stated = "".join(map(key_of, body))
    is_teaser = len(stated) < max(_LEAST_CHARS, _NO_TEASER * _chars(lines))
    if is_teaser or _share_in(lines, stated) > _NONE:
        return lines
    own = [block.text for block in blocks if len(block.key) >= 20 and block.key in stated]
    return own if sum(len(key_of(text)) for text in own) >= _SEEN * len(stated) else lines


def _share_in(lines: Sequence[str], stated: str) -> float:
    found = sum(len(line) for line in lines if key_of(line)[:_TELLING_CHARS] in stated)
    return found / max(1, _chars(lines))


def _is_text(column: Sequence[str]) -> bool:
    prose = [text for text in column if reads_as_prose(text)]
    return len(prose) >= _LEAST_PARAGRAPHS and _chars(prose) >= _LEAST_CHARS


def _chars(lines: Iterable[str]) -> int:
    return sum(map(len, lines))
