"""Which block of the page a line of an extracted text is."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate

from tasks.extraction.blocks.segment import MOST_BLOCKS, Block
from tasks.extraction.text_key import key_of

# Part of a line is enough to find it: extractors leave out a note or a button in its middle.
_TELLING_CHARS = 40


def places_of(lines: Sequence[str], blocks: Sequence[Block]) -> list[int | None]:
    """For each line the place of its block, or of the first of several that it was joined from.

    None for a line that no reader sees on the page, and for one without a letter or digit. Of a page
    that is not known to its end (see `cut_blocks`), None also for a line that is no single block. Of
    several blocks with the same words it is the one whose neighbours were kept as well.
    """
    by_key: dict[str, list[int]] = defaultdict(list)
    for place, block in enumerate(blocks):
        by_key[block.key].append(place)
    keys = [key_of(line) for line in lines]
    columns = Counter(
        blocks[by_key[key][0]].column for key in keys if len(by_key.get(key, ())) == 1
    )
    # Once a wording: a page may repeat one line thousands of times.
    best = {
        key: max(places, key=lambda place: (columns[blocks[place].column], -place))
        for key in set(keys)
        if (places := by_key.get(key))
    }
    if len(blocks) >= MOST_BLOCKS:  # most lines would be looked for in vain, which takes long
        return [best.get(key) for key in keys]
    parts = _Parts(blocks)
    return [best[key] if key in best else parts.place_of(key) for key in keys]


class _Parts:
    """The blocks as one key, in which a line stands that is a part of one, or parts of several."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._key = "".join(block.key for block in blocks)
        self._starts = list(accumulate((len(block.key) for block in blocks), initial=0))

    def place_of(self, key: str) -> int | None:
        if not key:
            return None
        for part in (key[:_TELLING_CHARS], key[-_TELLING_CHARS:]):
            found = self._key.find(part)
            if found >= 0:
                return bisect_right(self._starts, found) - 1
        return None
