"""What the pool hands to a worker."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from pathlib import Path

# What the kernel sends to a worker whose page takes too long.
OUT_OF_TIME = signal.SIGALRM


@dataclass(frozen=True, slots=True)
class Job:
    """One page for a worker: its bytes or the saved file, and what came with it."""

    body: bytes | Path
    url: str | None
    content_type: str | None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost."""

    page_timeout_s: float
    memory_limit_mb: int
