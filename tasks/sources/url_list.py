"""Read a list of addresses, one a line."""

from __future__ import annotations

import gzip
import io
import zlib

import zstandard

from tasks.sources.encoding import decode_text
from tasks.sources.listing import Listing, resolve_url
from warehouse.tables.fetches import Candidate

MAX_LIST_BYTES = 52_428_800  # as for a sitemap
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_MAX_PROBLEMS = 20


def read_url_list(
    body: bytes, *, listed_in: str, source_id: str, max_urls: int = 50_000
) -> Listing:
    """The pages that a text lists. Blank lines and lines that open with `#` are passed over.

    `body` may be gzip or zstd; its encoding may be UTF-8, UTF-16 with a mark, or Windows-1252.
    After an address, what follows a blank or a tab is the list's own (a title, say) and left alone.
    `listed_in` is the list's path or URL. A line that is no http(s) address is a problem with its
    number, and repeated addresses are counted; the rest is read all the same.
    """
    text, bad_lines = _unpack(body)
    candidates: dict[str, Candidate] = {}
    repeated = 0
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split(maxsplit=1)
        if not words or words[0].startswith("#"):
            continue
        url = resolve_url(words[0], "") if "\ufffd" not in line else None
        if url is None:
            bad_lines.append(f"line {number} is not an http(s) address: {line.strip()[:100]!r}")
        elif url in candidates:
            repeated += 1
        elif len(candidates) == max_urls:
            bad_lines.append(f"list has more than {max_urls} addresses, the rest was left")
            break
        else:
            candidates[url] = Candidate(
                source_id=source_id, url=url, resource="page", listed_in=listed_in
            )
    problems = bad_lines[:_MAX_PROBLEMS]
    if len(bad_lines) > _MAX_PROBLEMS:
        problems.append(f"and {len(bad_lines) - _MAX_PROBLEMS} more lines like these")
    return Listing(
        tuple(candidates.values()),
        tuple(f"{listed_in}: {p}" for p in problems),
        (f"{repeated} addresses stand in it more than once",) if repeated else (),
    )


def _unpack(body: bytes) -> tuple[str, list[str]]:
    """The list's text, and what is wrong with its packing."""
    raw = io.BytesIO(body)
    try:
        if body.startswith(_GZIP_MAGIC):
            body = gzip.GzipFile(fileobj=raw).read(MAX_LIST_BYTES + 1)
        elif body.startswith(_ZSTD_MAGIC):
            with zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True) as file:
                body = file.read(MAX_LIST_BYTES + 1)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        return "", [f"cannot be unpacked: {' '.join(str(error).split())[:120]}"]
    if len(body) <= MAX_LIST_BYTES:
        return decode_text(body), []
    whole = body[:MAX_LIST_BYTES].rpartition(b"\n")[0]
    return decode_text(whole), [f"list is larger than {MAX_LIST_BYTES} bytes, the rest was left"]
