"""The SQL files under warehouse/sql: each opens with comments that say what a row is and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from graphlib import TopologicalSorter
from importlib import resources

_COLUMN = re.compile(r"^\s{2,}(\w+): (.+)$")


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One file of SQL: `name` without ending, `header` its opening comment lines, `body` the rest."""

    name: str
    header: tuple[str, ...]
    body: str

    @property
    def meaning(self) -> str:
        """The header's prose on one line, without the lines that explain columns."""
        return " ".join(line.strip() for line in self.header if not _COLUMN.match(line))

    @property
    def columns(self) -> dict[str, str]:
        """What the header says of each column: name to meaning, from lines `--   name: meaning`."""
        return {m[1]: m[2] for line in self.header if (m := _COLUMN.match(line))}


def load_sql(folder: str) -> tuple[SqlFile, ...]:
    """The files of `warehouse/sql/<folder>`, each after those whose names it uses, else by name."""
    directory = resources.files("warehouse") / "sql" / folder
    paths = sorted(
        (e for e in directory.iterdir() if e.name.endswith(".sql")), key=lambda e: e.name
    )
    files = [parse_sql(p.name.removesuffix(".sql"), p.read_text(encoding="utf-8")) for p in paths]
    names = {file.name for file in files}
    uses = {f.name: sorted(names & set(re.findall(r"\w+", f.body)) - {f.name}) for f in files}
    by_name = {file.name: file for file in files}
    return tuple(by_name[name] for name in TopologicalSorter(uses).static_order())


def parse_sql(name: str, text: str) -> SqlFile:
    """A file's text taken apart at the end of its opening comment."""
    lines = text.splitlines()
    length = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = tuple(line.removeprefix("--").rstrip() for line in lines[:length])
    return SqlFile(name, header, "\n".join(lines[length:]).strip().removesuffix(";"))
