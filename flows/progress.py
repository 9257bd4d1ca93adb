"""Progress that tells the truth: bars on a terminal, a line a stage in a log."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")
log = logging.getLogger("dateline")


class StageProgress(Protocol):
    """Counts what a stage has finished."""

    def follow(self, stage: str, results: Iterable[T], total: int) -> Iterator[T]:
        """`results` as they come, counted against `total`."""
        ...


class TerminalProgress:
    """One bar a stage."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars

    def follow(self, stage: str, results: Iterable[T], total: int) -> Iterator[T]:
        """`results` as they come, counted against `total`."""
        bar = self._bars.add_task(stage, total=total)
        for result in results:
            self._bars.advance(bar)
            yield result


class LogProgress:
    """One line when a stage begins and one when it ends."""

    def follow(self, stage: str, results: Iterable[T], total: int) -> Iterator[T]:
        """`results` as they come, counted against `total`."""
        log.info("%s: %d to do", stage, total)
        done = 0
        for result in results:
            done += 1
            yield result
        log.info("%s: %d of %d done", stage, done, total)


@contextmanager
def stage_progress(console: Console, *, is_passing: bool = False) -> Iterator[StageProgress]:
    """Bars where `console` is a terminal, log lines where it is not; passing bars leave no trace."""
    if not console.is_terminal:
        yield LogProgress()
        return
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=is_passing) as bars:
        yield TerminalProgress(bars)
