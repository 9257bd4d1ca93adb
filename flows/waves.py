"""A stage over many chunks: a few at a time, in order, and no chunk lost to another's failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import TypeVar

from prefect.futures import PrefectFuture

C = TypeVar("C")
R = TypeVar("R")


def chunked(items: Sequence[C], size: int) -> list[tuple[C, ...]]:
    """`items` in order, cut into tuples of at most `size`."""
    return [tuple(items[i : i + size]) for i in range(0, len(items), size)]


def in_waves(
    submit: Callable[[C], PrefectFuture[R]],
    chunks: Sequence[C],
    *,
    at_once: int,
    stop: Callable[[], None] | None = None,
) -> Iterator[R]:
    """The result of each chunk, in order, with `at_once` of them under way as long as any wait.

    A chunk that takes long holds up nobody: those after it are begun as others end, and their
    results are kept until their turn. When one fails, those under way are finished first, so that a
    later run finds their results; when the run is interrupted, `stop` is called to end them sooner.
    """
    ended: SimpleQueue[int] = SimpleQueue()
    under_way: dict[int, PrefectFuture[R]] = {}
    results: dict[int, R] = {}
    begun = 0
    try:
        for place in range(len(chunks)):
            while place not in results:
                while begun < len(chunks) and len(under_way) < at_once:
                    under_way[begun] = _begin(submit, chunks[begun], begun, ended)
                    begun += 1
                done = ended.get()
                results[done] = under_way.pop(done).result()
            yield results.pop(place)
    except KeyboardInterrupt:
        if stop is not None:
            stop()
        raise
    finally:
        for future in under_way.values():
            future.wait()


def _begin(
    submit: Callable[[C], PrefectFuture[R]], chunk: C, place: int, ended: SimpleQueue[int]
) -> PrefectFuture[R]:
    """The chunk's future, which will put `place` into `ended` when it has ended."""
    future = submit(chunk)
    future.add_done_callback(lambda _: ended.put(place))
    return future
