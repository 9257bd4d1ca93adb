"""`dateline extract` and `dateline annotate`: the two engines as Unix filters of JSON lines."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

# A page as large as one may be, in JSON's escapes, is shorter.
_MOST_LINE_BYTES = 64_000_000


def extract(
    *,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes.")] = 2,
    page_timeout_s: Annotated[
        float, typer.Option(min=0.1, help="CPU seconds a page may take.")
    ] = 10.0,
    memory_limit_mb: Annotated[
        int, typer.Option(min=256, help="Megabytes a worker may use.")
    ] = 2000,
) -> None:
    """Pages in, articles out: {"id", "url", "path" or "html"} a line; one line out for each."""
    from tasks.extraction.filter import extract_lines  # noqa: PLC0415

    lines = extract_lines(
        _input_lines(),
        folder=Path.cwd(),
        workers=workers,
        page_timeout_s=page_timeout_s,
        memory_limit_mb=memory_limit_mb,
    )
    _write_lines(lines)


def annotate(
    *,
    annotator: Annotated[
        str, typer.Option(help="A shipped model, a model folder, or spacy:PIPELINE.")
    ] = "default",
) -> None:
    """Texts in, names and claims out: {"id", "text", ...} a line; one line out for each."""
    from tasks.annotation.annotator import load_annotator  # noqa: PLC0415
    from tasks.annotation.filter import annotate_lines  # noqa: PLC0415

    _write_lines(annotate_lines(_input_lines(), load_annotator(annotator)))


def _input_lines() -> Iterator[str]:
    """Lines of standard input as UTF-8, whatever the locale; a broken byte breaks its line only.

    Of a line that no page needs, its reader gets the beginning, which is no JSON.
    """
    # None where the shell has closed it.
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    stream = sys.stdin.buffer
    while line := stream.readline(_MOST_LINE_BYTES):
        end = line
        while end and not end.endswith(b"\n"):
            end = stream.readline(_MOST_LINE_BYTES)
        yield line.decode("utf-8", "replace")


def _write_lines(lines: Iterable[str]) -> None:
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    for line in lines:
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
