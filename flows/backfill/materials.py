"""Older material as a person names it: WARC files, globs of them, folders of saved pages."""

from __future__ import annotations

import glob
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.mistakes import MistakeError
from tasks.sources.folder import PAGE_ENDINGS
from tasks.sources.outlet import Outlet
from tasks.sources.warc import WARC_ENDINGS, WarcError, refuse_non_warc

_HEAD_BYTES = 1_000_000
log = logging.getLogger("dateline")


@dataclass(frozen=True, slots=True)
class Material:
    """A WARC file, or a folder of saved pages."""

    path: Path
    is_folder: bool


def find_materials(names: Sequence[str]) -> list[Material]:
    """What the names stand for, each path once and in their order, those of a glob sorted.

    Raises `MistakeError` for a name that stands for nothing, and `WarcError` for a file that is no
    WARC file. One that a folder or glob brings is passed over with a warning unless it is the only.
    """
    found: dict[Path, Material] = {}
    for name in names:
        for material in _find(name):
            found.setdefault(material.path, material)
    return list(found.values())


def name_materials(outlets: Sequence[Outlet], source_id: str) -> list[str]:
    """The WARC files and patterns that the outlet's own file names.

    Raises `MistakeError` when there is no such outlet, or it names none.
    """
    by_id = {outlet.source_id: outlet for outlet in outlets}
    if source_id not in by_id:
        raise MistakeError(f"no outlet {source_id}; there are {', '.join(by_id)}")
    if not by_id[source_id].warcs:
        raise MistakeError(
            f"{source_id} has no warcs in its file: name them there, or give files and folders"
        )
    return [str(path) for path in by_id[source_id].warcs]


def fingerprint(path: Path) -> str:
    """Twelve hex digits of a file's size and first megabyte: the same file under another name."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    digest = hashlib.sha256(f"{path.stat().st_size}\n".encode())
    digest.update(head)
    return digest.hexdigest()[:12]


def _find(name: str) -> list[Material]:
    path = Path(name).expanduser()
    if path.is_dir():
        return _in_folder(path.resolve())
    if path.exists():
        refuse_non_warc(path)
        return [Material(path.resolve(), is_folder=False)]
    paths = [Path(found).resolve() for found in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207 - the pattern may be absolute
    if not paths:
        raise MistakeError(f"{name}: no such file or folder, and nothing that fits the pattern")
    folders = [Material(p, is_folder=True) for p in paths if p.is_dir()]
    return folders + _readable([p for p in paths if p.is_file()])


def _in_folder(folder: Path) -> list[Material]:
    files = [p for p in sorted(folder.rglob("*")) if p.is_file()]
    warcs = [p for p in files if p.name.lower().endswith(WARC_ENDINGS)]
    materials = _readable(warcs)
    if any(p.name.lower().endswith(PAGE_ENDINGS) for p in files):
        materials.append(Material(folder, is_folder=True))
    if not materials:
        endings = ", ".join((*WARC_ENDINGS, *PAGE_ENDINGS))
        raise MistakeError(f"{folder}: holds neither WARC files nor saved pages ({endings})")
    return materials


def _readable(paths: Sequence[Path]) -> list[Material]:
    """The files that are WARC; raises the `WarcError` of the last when none of them is."""
    materials: list[Material] = []
    last: WarcError | None = None
    for path in paths:
        try:
            refuse_non_warc(path)
        except WarcError as error:
            last = error
            log.warning("%s; passed over", error)
        else:
            materials.append(Material(path, is_folder=False))
    if last is not None and not materials:
        raise last
    return materials
