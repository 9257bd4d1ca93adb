"""Read a list of addresses, one a line."""

from __future__ import annotations

from tasks.sources.listing import Listing, resolve_url
from warehouse.tables.fetches import Candidate

_MAX_PROBLEMS = 20


def read_url_list(
    body: bytes, *, listed_in: str, source_id: str, max_urls: int = 50_000
) -> Listing:
    """The pages that a text file lists. Blank lines and lines that open with `#` are passed over.

    `listed_in` is the list's path or URL. A line that is no http(s) address is a problem with its
    number; the rest is read all the same.
    """
    candidates: list[Candidate] = []
    bad_lines: list[str] = []
    for number, line in enumerate(body.decode("utf-8-sig", errors="replace").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if len(candidates) == max_urls:
            bad_lines.append(f"list has more than {max_urls} addresses, the rest was left")
            break
        url = resolve_url(text, "") if "\ufffd" not in text else None
        if url is None:
            bad_lines.append(f"line {number} is not an http(s) address: {text[:100]!r}")
        else:
            candidates.append(
                Candidate(source_id=source_id, url=url, resource="page", listed_in=listed_in)
            )
    problems = bad_lines[:_MAX_PROBLEMS]
    if len(bad_lines) > _MAX_PROBLEMS:
        problems.append(f"and {len(bad_lines) - _MAX_PROBLEMS} more lines like these")
    return Listing(tuple(candidates), tuple(f"{listed_in}: {p}" for p in problems))
