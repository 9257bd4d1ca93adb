"""Which block of the page a line of an extracted text is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from tasks.extraction.blocks.segment import Block
from tasks.extraction.text_key import key_of


def places_of(lines: Sequence[str], blocks: Sequence[Block]) -> list[int | None]:
    """For each line the place of its block; None for one that is no single block (a table's row).

    Of several blocks with the same words it is the one whose neighbours were kept as well.
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
        if key and (places := by_key.get(key))
    }
    return [best.get(key) for key in keys]
