"""Chunks of a stage: how many are under way, and in which order their results come."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Lock
from typing import Any

import pytest

from flows.waves import in_waves

PATIENCE_S = 10.0


@dataclass(frozen=True)
class Future:
    """As much of a Prefect future as a stage uses, over one of the standard library."""

    inner: concurrent.futures.Future[str]
    is_waited_for: Event

    def result(self) -> str:
        return self.inner.result()

    def wait(self) -> None:
        self.is_waited_for.set()
        concurrent.futures.wait([self.inner])

    def add_done_callback(self, fn: Callable[[Any], None]) -> None:
        self.inner.add_done_callback(fn)


@pytest.fixture
def submit_to() -> Iterator[Callable[..., Callable[[str], Future]]]:
    """Makes what submits chunks to threads that do `work` on each."""
    with ThreadPoolExecutor(8) as pool:

        def make(work: Callable[[str], str], is_waited_for: Event | None = None) -> Any:
            event = is_waited_for or Event()
            return lambda chunk: Future(pool.submit(work, chunk), event)

        yield make


def test_a_chunk_that_takes_long_holds_up_none_of_those_after_it(submit_to: Any) -> None:
    last_has_begun = Event()

    def work(chunk: str) -> str:
        if chunk == "slow":
            return "in time" if last_has_begun.wait(PATIENCE_S) else "too late"
        if chunk == "last":
            last_has_begun.set()
        return chunk

    chunks = ["slow", "second", "third", "last"]
    results = list(in_waves(submit_to(work), chunks, at_once=2))
    assert results == ["in time", "second", "third", "last"]


def test_no_more_are_under_way_than_may_be(submit_to: Any) -> None:
    lock, under_way, most = Lock(), 0, 0

    def work(chunk: str) -> str:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        Event().wait(0.01)
        with lock:
            under_way -= 1
        return chunk

    assert list(in_waves(submit_to(work), "abcdefghij", at_once=3)) == list("abcdefghij")
    assert most == 3


def test_after_a_failure_none_is_begun_and_those_under_way_are_finished(submit_to: Any) -> None:
    finished: list[str] = []
    is_waited_for = Event()

    def work(chunk: str) -> str:
        if chunk == "bad":
            raise ValueError(chunk)
        if is_waited_for.wait(PATIENCE_S):
            finished.append(chunk)
        return chunk

    submit = submit_to(work, is_waited_for)
    with pytest.raises(ValueError, match="bad"):
        list(in_waves(submit, ["long", "bad", "never"], at_once=2))
    assert finished == ["long"]


def test_an_interrupted_stage_stops_what_is_under_way_before_it_waits_for_it(
    submit_to: Any,
) -> None:
    is_stopped, ended = Event(), []

    def work(chunk: str) -> str:
        if chunk == "long":
            ended.append(is_stopped.wait(PATIENCE_S))
        return chunk

    waves = in_waves(submit_to(work), ["short", "long"], at_once=2, stop=is_stopped.set)
    assert next(waves) == "short"
    with pytest.raises(KeyboardInterrupt):
        waves.throw(KeyboardInterrupt)
    assert ended == [True]
