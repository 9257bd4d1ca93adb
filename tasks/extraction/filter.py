"""The engine as a Unix filter: JSON lines in, JSON lines out, same number, same order."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.extraction.job import Limits
from tasks.extraction.pool import ExtractionPool, Page
from tasks.extraction.record import EXTRACTOR, Extracted, rejected

_HTML_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of input: what to call it in the output, and what is wrong with it, if anything."""

    id: object
    fault: str | None = None


def extract_lines(
    lines: Iterable[str],
    *,
    folder: Path,
    workers: int,
    page_timeout_s: float = 10.0,
    memory_limit_mb: int = 400,
) -> Iterator[str]:
    r"""One JSON object a line of input, without the "\n"; a bad line is a rejected line.

    In: `{"id", "url", "path" | "html"}`; a relative `path` starts at `folder` and may end in
    `.gz` or `.zst`. Out: see `Extracted`; times in ISO 8601.
    """
    waiting: deque[_Line] = deque()
    with ExtractionPool(workers, Limits(page_timeout_s, memory_limit_mb)) as pool:
        for extracted in pool.extract(_pages(lines, folder, waiting)):
            yield from _faulty(waiting)
            yield written_line(waiting.popleft().id, extracted)
    yield from _faulty(waiting)


def _pages(lines: Iterable[str], folder: Path, waiting: deque[_Line]) -> Iterator[Page]:
    """The pages named by good lines; every line is noted in `waiting`."""
    for line in lines:
        read = _read(line, folder)
        if isinstance(read, _Line):
            waiting.append(read)
        else:
            waiting.append(_Line(read[0]))
            yield read[1]


def _faulty(waiting: deque[_Line]) -> Iterator[str]:
    """The rejections that are due, taken off `waiting`."""
    while waiting and (fault := waiting[0].fault) is not None:
        yield written_line(waiting.popleft().id, rejected("error", fault, extractor=EXTRACTOR))


def _read(line: str, folder: Path) -> tuple[object, Page] | _Line:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _Line(None, f"not a line of JSON: {error}" if line.strip() else "an empty line")
    if not isinstance(row, dict):
        return _Line(None, "not a JSON object")
    given_id, url = row.get("id"), row.get("url")
    # Nested to the limit of reading, it could not be written again.
    if isinstance(given_id, dict | list):
        return _Line(None, '"id" is neither a string nor a number')
    if url is not None and not isinstance(url, str):
        return _Line(given_id, '"url" is neither a string nor null')
    page = _page_of(row, str(given_id), url, folder)
    if page is None:
        return _Line(given_id, 'names no page: neither "path" nor "html" is a string')
    return given_id, page


# Any: what a line of JSON may hold.
def _page_of(row: dict[str, Any], page_id: str, url: str | None, folder: Path) -> Page | None:
    html, path = row.get("html"), row.get("path")
    if isinstance(html, str):
        return Page(page_id, url, html.encode("utf-8", "replace"), _HTML_TYPE)
    if isinstance(path, str) and path and "\0" not in path:
        return Page(page_id, url, folder / path)
    return None


def written_line(given_id: object, extracted: Extracted) -> str:
    """The record as one line of JSON that has a UTF-8 form; `given_id` as it came."""
    published_at, published_date = extracted.published_at, extracted.published_date
    row = {
        "id": given_id,
        "status": extracted.status,
        "reason": extracted.reason,
        "kind": extracted.kind,
        "title": extracted.title,
        "authors": list(extracted.authors),
        "published_at": published_at.isoformat() if published_at else None,
        "published_date": published_date.isoformat() if published_date else None,
        "language": extracted.language,
        "site_name": extracted.site_name,
        "canonical_url": extracted.canonical_url,
        "text": extracted.text,
        "extractor": extracted.extractor,
        "agency": extracted.agency,
        "credits": list(extracted.credits),
        "modified_at": extracted.modified_at.isoformat() if extracted.modified_at else None,
        "section": extracted.section,
        "tags": list(extracted.tags),
        "image_url": extracted.image_url,
        "access": extracted.access,
        "posts": [
            {
                "start": post.start,
                "end": post.end,
                "posted_at": post.posted_at.isoformat() if post.posted_at else None,
            }
            for post in extracted.posts
        ],
    }
    written = json.dumps(row, ensure_ascii=False)
    # Half a character, legal in JSON's escapes, has no UTF-8: only then everything is escaped.
    return written if _has_utf8(written) else json.dumps(row)


def _has_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
