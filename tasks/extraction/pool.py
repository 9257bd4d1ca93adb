"""Extracts pages in worker processes, each page within a hard limit of time and memory.

A page can loop for ever in a parser or crash it, and then costs itself only: its worker is
replaced and the page is rejected with the reason. The workers are plain child processes fed over
pipes, not `multiprocessing`'s: they start the same way from a thread of a running flow, never
import the caller's main module again, and end by themselves when their parent is gone.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from tasks.extraction.job import OUT_OF_CPU_TIME, OUT_OF_TIME, Job, Limits
from tasks.extraction.record import OUT_OF_MEMORY, Extracted, rejected
from tasks.extraction.wire import WorkerGoneError, receive, send

_START_S = 120.0
# How much longer than the page's limit by the clock the pool waits before it ends a worker itself.
_GRACE_S = 5.0
# Pages taken from the input ahead of the one that is due, per worker.
_AHEAD = 8
# Parsers' caches and a fragmented heap grow slowly; a fresh process costs a second of CPU.
_PAGES_A_LIFE = 1000
# A machine that is short of memory may end a worker as it starts, and have some again.
_MOST_FAILED_STARTS = 3
_EXTRACTOR = "tasks.extraction.page:extract_page"


class ExtractionError(Exception):
    """Workers cannot be started; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page to extract. `body` is its bytes, a saved file (`.gz`, `.zst`), or a way to get them.

    `time_zone` (IANA) is where its times without an offset are meant; see `extract_page`.
    """

    id: str
    url: str | None
    body: bytes | Path | Callable[[], bytes]
    content_type: str | None = None
    time_zone: str | None = None


def extract_pages(
    pages: Iterable[Page], *, workers: int, page_timeout_s: float = 10.0, memory_limit_mb: int = 400
) -> Iterator[Extracted]:
    """One record a page, in the order of `pages`, which are read as they are needed.

    Raises ExtractionError when the workers cannot be started, and nothing for a page.
    """
    with ExtractionPool(workers, Limits(page_timeout_s, memory_limit_mb)) as pool:
        yield from pool.extract(pages)


@dataclass(slots=True)
class _Task:
    """A page on its way; `answer` arrives out of order."""

    answer: Extracted | None = None


@dataclass(slots=True)
class _Worker:
    """A child process, and the task it is at."""

    process: subprocess.Popen[bytes]
    is_ready: bool = False
    task: _Task | None = None
    pages: int = 0
    deadline: float = field(default_factory=lambda: time.monotonic() + _START_S)

    @property
    def inlet(self) -> int:
        assert self.process.stdin is not None
        return self.process.stdin.fileno()

    @property
    def outlet(self) -> int:
        assert self.process.stdout is not None
        return self.process.stdout.fileno()


class ExtractionPool:
    """Workers to be used for several batches of pages; a context manager, not for several threads.

    `extractor` names the function ("module:function") that a worker imports and calls.
    """

    def __init__(self, workers: int, limits: Limits, *, extractor: str = _EXTRACTOR) -> None:
        self._limits = limits
        self._extractor = extractor
        self._size = max(1, workers)
        self._workers: list[_Worker] = []
        self._failed_starts = 0  # one after the other

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._workers:
            self._discard(self._workers[-1])

    def extract(self, pages: Iterable[Page]) -> Iterator[Extracted]:
        """See `extract_pages`. The workers stay for the next batch."""
        coming = iter(pages)
        first = next(coming, None)
        if first is None:
            return  # no page is worth no worker
        coming = chain([first], coming)
        window: deque[_Task] = deque()
        is_over = False
        while True:
            while not is_over and len(window) < self._size * _AHEAD and (worker := self._idle()):
                page = next(coming, None)
                if page is None:
                    is_over = True
                else:
                    window.append(self._give(worker, page))
            if window and (answer := window[0].answer) is not None:
                window.popleft()
                yield answer
            elif window or not is_over:
                self._wait()
            else:
                return

    def _idle(self) -> _Worker | None:
        """A worker without a task; until there are enough, a new one is started beside it."""
        for worker in [w for w in self._workers if w.is_ready and w.task is None]:
            if worker.process.poll() is not None:
                self._discard(worker)
        while len(self._workers) < self._size:
            self._workers.append(_Worker(self._start()))
        return next((w for w in self._workers if w.is_ready and w.task is None), None)

    def _start(self) -> subprocess.Popen[bytes]:
        limits = (str(self._limits.page_timeout_s), str(self._limits.memory_limit_mb))
        command = [sys.executable, "-m", "tasks.extraction.worker", self._extractor, *limits]
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "MALLOC_TRIM_THRESHOLD_": "1000000",  # glibc: what a large page took is given back
        }
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                bufsize=0,
                process_group=0,  # an interrupt at the terminal is the pool's to handle
            )
        except OSError as error:
            raise ExtractionError(f"extraction workers cannot be started: {error}") from error

    def _give(self, worker: _Worker, page: Page) -> _Task:
        """Sends the page; one whose bytes cannot be had is answered here."""
        task = _Task()
        body = page.body
        if not isinstance(body, bytes | Path):
            try:
                body = body()
            except Exception as error:  # noqa: BLE001 - whatever it reads, it costs this page only
                reason = " ".join(f"its bytes cannot be read: {error}".split())
                task.answer = rejected("error", reason, extractor="none")
                return task
        worker.task = task
        worker.deadline = time.monotonic() + self._limits.clock_timeout_s + _GRACE_S
        try:
            job = Job(body, page.url, page.content_type, page.time_zone)
            send(worker.inlet, job, deadline=worker.deadline)
        except WorkerGoneError:
            self._bury(worker)
        return task

    def _wait(self) -> None:
        """Until a worker answers, dies, or is past its deadline."""
        busy = {w.outlet: w for w in self._workers if w.task is not None or not w.is_ready}
        poll = select.poll()
        for fd in busy:
            poll.register(fd, select.POLLIN)
        patience = min(w.deadline for w in busy.values()) - time.monotonic()
        ready = {fd for fd, _ in poll.poll(max(0.0, patience) * 1000)}
        for fd, worker in busy.items():
            if fd in ready:
                self._hear(worker)
            elif time.monotonic() > worker.deadline:
                self._bury(worker)

    def _hear(self, worker: _Worker) -> None:
        try:
            message = receive(worker.outlet, deadline=time.monotonic() + _GRACE_S)
        except WorkerGoneError:
            self._bury(worker)
            return
        worker.is_ready = True
        self._failed_starts = 0
        if worker.task is not None and isinstance(message, Extracted):
            worker.task.answer = message
            worker.task = None
            worker.pages += 1
            if worker.pages >= _PAGES_A_LIFE or message.reason == OUT_OF_MEMORY:
                self._discard(worker)

    def _bury(self, worker: _Worker) -> None:
        """Takes a dead or silent worker out, and says so of its page."""
        status = self._discard(worker, patience_s=1.0)
        if not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= _MOST_FAILED_STARTS:
                raise ExtractionError(f"extraction workers end as they start (status {status})")
        if worker.task is not None:
            worker.task.answer = rejected("error", self._cause(status), extractor="none")

    def _discard(self, worker: _Worker, *, patience_s: float = 0.0) -> int | None:
        """Ends the process and gives its exit status; None when it had to be killed."""
        self._workers.remove(worker)
        process = worker.process
        status = None
        # It may hang where even the kernel's timer does not end it.
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = process.wait(patience_s) if patience_s else None
        if status is None:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        return status

    def _cause(self, status: int | None) -> str:
        if status in (None, -OUT_OF_CPU_TIME, -OUT_OF_TIME):
            return f"took longer than {self._limits.page_timeout_s:g} s"
        if status is not None and status < 0:
            return f"killed its worker ({signal.Signals(-status).name})"
        return f"ended its worker (status {status})"
