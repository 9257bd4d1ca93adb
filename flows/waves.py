"""A stage over many chunks: a few at a time, in order, and no chunk lost to another's failure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from prefect.futures import PrefectFuture

C = TypeVar("C")
R = TypeVar("R")


def chunked(items: Sequence[C], size: int) -> list[tuple[C, ...]]:
    """`items` in order, cut into tuples of at most `size`."""
    return [tuple(items[i : i + size]) for i in range(0, len(items), size)]


def in_waves(
    submit: Callable[[C], PrefectFuture[R]], chunks: Sequence[C], *, at_once: int
) -> Iterator[R]:
    """The result of each chunk, in order, with at most `at_once` of them under way.

    When one fails, those under way are finished first, so that a later run finds their results.
    """
    under_way: deque[PrefectFuture[R]] = deque()
    waiting = iter(chunks)
    try:
        for chunk in waiting:
            under_way.append(submit(chunk))
            if len(under_way) == at_once:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        for future in under_way:
            future.wait()
