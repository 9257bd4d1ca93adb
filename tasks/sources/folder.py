"""List the saved pages of a folder, with their addresses where an index file gives them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tasks.sources.listing import Listing, resolve_url
from warehouse.tables.fetches import Candidate

PAGE_ENDINGS = (".html", ".htm", ".html.gz", ".htm.gz", ".html.zst", ".htm.zst")
INDEX_NAMES = ("index.jsonl", "gold.jsonl")
_MAX_PROBLEMS = 20


@dataclass(slots=True)
class _Index:
    """What the index files of one directory say: by page name (`id`) and by path."""

    by_name: dict[str, str] = field(default_factory=dict)
    by_path: dict[Path, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def list_saved_pages(folder: Path, *, source_id: str) -> Listing:
    """Every `*.html`, `*.htm`, `*.html.gz` and `*.html.zst` under `folder`, in the order of paths.

    A page's address comes from the nearest `index.jsonl` or `gold.jsonl` (JSON lines with `id`,
    `url` and maybe `path`) in its folder or one above, up to the one that holds `folder`; a page
    that none of them names has its file:// address. Lines that cannot be read, second copies of
    an address and folders that are not there are problems, not errors; files with other endings
    (MHTML among them) are counted in the notes.
    """
    if not folder.is_dir():
        return Listing((), (f"{folder}: no such folder",))
    root = folder.resolve()
    indexes: dict[Path, _Index] = {}
    candidates: dict[str, Candidate] = {}
    problems: list[str] = []
    others: Counter[str] = Counter()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        if not _is_page(path):
            others[path.suffix.lower()] += path.name not in INDEX_NAMES
            continue
        candidate = _candidate(path, root, source_id, indexes)
        first = candidates.setdefault(candidate.url, candidate)
        if first is not candidate:
            problems.append(f"{path}: second copy of {candidate.url}, {first.path} was kept")
    problems += [p for index in indexes.values() for p in index.problems]
    if not candidates:
        problems.append(f"{folder}: no saved pages ({', '.join(PAGE_ENDINGS)})")
    return Listing(tuple(candidates.values()), tuple(problems), _note(others))


def _note(others: Counter[str]) -> tuple[str, ...]:
    """What lies there beside pages, by ending: none of it is read."""
    endings = [f"{count} {ending or 'without one'}" for ending, count in others.items() if count]
    return (f"files with other endings were left: {', '.join(endings[:10])}",) if endings else ()


def _is_page(path: Path) -> bool:
    return path.name.lower().endswith(PAGE_ENDINGS)


def _candidate(path: Path, root: Path, source_id: str, indexes: dict[Path, _Index]) -> Candidate:
    return Candidate(
        source_id=source_id,
        url=_find_url(path, root, indexes) or path.as_uri(),
        resource="page",
        listed_in=str(root),
        path=str(path),
    )


def _find_url(path: Path, root: Path, indexes: dict[Path, _Index]) -> str | None:
    name = _page_name(path)
    for directory in path.parents:
        if directory not in indexes:
            indexes[directory] = _read_indexes(directory)
        index = indexes[directory]
        url = index.by_path.get(path) or index.by_name.get(name)
        if url or directory == root.parent:
            return url
    return None


def _page_name(path: Path) -> str:
    ending = next(e for e in sorted(PAGE_ENDINGS, key=len, reverse=True) if _ends(path, e))
    return path.name[: -len(ending)]


def _ends(path: Path, ending: str) -> bool:
    return path.name.lower().endswith(ending)


def _read_indexes(directory: Path) -> _Index:
    index = _Index()
    for name in INDEX_NAMES:
        path = directory / name
        if path.is_file():
            _read_index(path, index)
    return index


def _read_index(path: Path, index: _Index) -> None:
    bad_lines = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            problem = _read_line(line, path.parent, index) if line.strip() else None
            if problem is None:
                continue
            bad_lines += 1
            if bad_lines <= _MAX_PROBLEMS:
                index.problems.append(f"{path}: line {number}: {problem}")
    if bad_lines > _MAX_PROBLEMS:
        index.problems.append(f"{path}: and {bad_lines - _MAX_PROBLEMS} more lines like these")


def _read_line(line: bytes, directory: Path, index: _Index) -> str | None:
    """Put one index line into the index; else what is wrong with it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "not JSON"
    if not isinstance(row, dict):
        return "not a JSON object"
    name, page, url = row.get("id"), row.get("path"), row.get("url")
    if not isinstance(name, str) and not isinstance(page, str):
        return "has neither id nor path"
    address = resolve_url(url, "") if isinstance(url, str) else None
    if address is None:
        # A page without a known address is no fault: it goes by its file's.
        return None if url in (None, "") else f"url is not an http(s) address: {str(url)[:100]!r}"
    if isinstance(name, str):
        index.by_name.setdefault(name, address)
    if isinstance(page, str) and "\0" not in page:
        index.by_path.setdefault((directory / page).resolve(), address)
    return None
