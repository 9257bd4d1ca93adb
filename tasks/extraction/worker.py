"""The process in which one page at a time is extracted: `python -m tasks.extraction.worker`.

It ends when its input ends, so it does not outlive the process that started it, and the kernel
ends it when a page takes too long, so it needs nobody to watch it.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable

from tasks.extraction.job import OUT_OF_CPU_TIME, OUT_OF_TIME, Job, Limits
from tasks.extraction.record import OUT_OF_MEMORY, Extracted, rejected
from tasks.extraction.saved_page import SavedPageError, read_saved_page
from tasks.extraction.wire import WorkerGoneError, receive, send


def main(extractor: str, limits: Limits) -> None:
    """Serves jobs on stdin until it closes, answering on what was stdout."""
    answers = os.dup(1)
    os.dup2(2, 1)  # a library that prints must not garble the answers
    for end in (OUT_OF_CPU_TIME, OUT_OF_TIME):
        signal.signal(end, signal.SIG_DFL)
    logging.disable(logging.CRITICAL)  # what matters of a page is in its reason
    module, _, name = extractor.partition(":")
    extract: Callable[..., Extracted] = getattr(importlib.import_module(module), name)
    extract(_WARM_UP, url="https://example.org/a")
    _limit_memory(limits.memory_limit_mb)
    gc.freeze()
    try:
        send(answers, "ready")
        while True:
            job = receive(0)
            assert isinstance(job, Job)
            signal.setitimer(signal.ITIMER_PROF, limits.page_timeout_s)
            signal.setitimer(signal.ITIMER_REAL, limits.clock_timeout_s)
            answer = _answer(extract, job)
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)
            send(answers, answer)
    except WorkerGoneError:
        return


# Loads what is loaded on first use, so that no page pays for it.
_WARM_UP = b"<html><body><article>" + b"<p>Readers of this paper know it.</p>" * 9 + b"</article>"


def _answer(extract: Callable[..., Extracted], job: Job) -> Extracted:
    body = job.body
    try:
        if not isinstance(body, bytes):
            body = read_saved_page(body)
        return extract(body, url=job.url, content_type=job.content_type, time_zone=job.time_zone)
    except SavedPageError as error:
        return rejected("error", str(error), extractor="none")
    except MemoryError:
        return rejected("error", OUT_OF_MEMORY, extractor="none")


def _limit_memory(megabytes: int) -> None:
    """Of the heap rather than of addresses, which numpy and lxml reserve without using."""
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1], Limits(float(sys.argv[2]), int(sys.argv[3])))
