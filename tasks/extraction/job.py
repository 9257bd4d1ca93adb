"""What the pool hands to a worker."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from pathlib import Path

# What the kernel sends to a worker whose page takes too long: by CPU time, and by the clock.
OUT_OF_CPU_TIME, OUT_OF_TIME = signal.SIGPROF, signal.SIGALRM
# On a busy machine a page has a share of a core only, and is the same page. The clock ends what
# waits without computing.
_CLOCK_PER_CPU = 10


@dataclass(frozen=True, slots=True)
class Job:
    """One page for a worker: its bytes or the saved file, and what came with it."""

    body: bytes | Path
    url: str | None
    content_type: str | None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost: seconds of CPU time, and megabytes of heap."""

    page_timeout_s: float
    memory_limit_mb: int

    @property
    def clock_timeout_s(self) -> float:
        """Wall seconds after which a page is ended, however little it has computed."""
        return _CLOCK_PER_CPU * self.page_timeout_s
