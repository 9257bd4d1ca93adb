"""`dateline extract` and `dateline annotate`: the two engines as Unix filters of JSON lines."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer


def extract(
    *,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes.")] = 2,
    page_timeout_s: Annotated[float, typer.Option(min=0.1, help="Seconds a page may take.")] = 10.0,
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


def _input_lines() -> Iterable[str]:
    """Lines of standard input as UTF-8, whatever the locale; a broken byte breaks its line only."""
    return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")


def _write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
