"""The documentation of tables, views and macros, from contracts and the headers of SQL files."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.queries import SqlFile, load_sql
from warehouse.tables import ALL_TABLES
from warehouse.tables.contract import Table

_OPENING = """# Tables and views

Generated from `warehouse/tables` and `warehouse/sql` by `make docs`; do not edit.

Views are the public interface: they keep their names and columns while tables may change behind
them. Offsets count Python characters (Unicode code points) and are half-open; times are UTC; null
means unknown, and the column says when.
"""
_COOKBOOK_OPENING = """# SQL cookbook

Generated from `warehouse/sql/examples` by `make docs`; do not edit. Each of these runs in the tests;
paste one into `dateline sql`.
"""


@dataclass(frozen=True, slots=True)
class ColumnPage:
    """One documented column; `type` is empty where it follows from a view's query."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Page:
    """One documented table, view or macro; `storage` says how a table's rows lie in files."""

    name: str
    category: str
    meaning: str
    storage: str
    columns: tuple[ColumnPage, ...]


def load_pages() -> tuple[Page, ...]:
    """Everything a query can name: views first, since they are what analysts should use."""
    return (
        *sorted((_sql_page(file, "view") for file in load_sql("views")), key=_name_of),
        *sorted((_sql_page(file, "macro") for file in load_sql("macros")), key=_name_of),
        *(_table_page(table) for table in ALL_TABLES),
    )


def list_names() -> str:
    """The names of everything, one a line with its meaning, for a terminal."""
    pages = load_pages()
    width = max(len(page.name) for page in pages)
    return "".join(f"{page.category:6} {page.name:{width}}  {page.meaning}\n" for page in pages)


def describe_text(name: str | None = None) -> str:
    """Tables, views and macros, or the one of that name, for a terminal.

    Raises `WarehouseError` with the nearest names when there is no such one.
    """
    pages = load_pages()
    if name is None:
        return "\n".join(map(_page_text, pages))
    for page in pages:
        if page.name == name:
            return _page_text(page)
    near = difflib.get_close_matches(name, [page.name for page in pages], cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "dateline describe lists them all"
    raise WarehouseError(f"no table or view {name}: {hint}")


def describe_markdown() -> str:
    """The whole of docs/tables.md."""
    return "\n".join([_OPENING, *map(_page_markdown, load_pages())])


def cookbook_markdown() -> str:
    """The whole of docs/sql-cookbook.md: each example's question, then its SQL."""
    recipes = [
        f"## {file.header[0].strip()}\n\n{_prose(file.header[1:])}```sql\n{file.body}\n```\n"
        for file in load_sql("examples")
    ]
    return "\n".join([_COOKBOOK_OPENING, *recipes])


def _name_of(page: Page) -> str:
    return page.name


def _prose(lines: tuple[str, ...]) -> str:
    return f"{' '.join(line.strip() for line in lines)}\n\n" if lines else ""


def _sql_page(file: SqlFile, category: str) -> Page:
    columns = tuple(ColumnPage(name, "", meaning) for name, meaning in file.columns.items())
    return Page(file.name, category, file.meaning, "", columns)


def _table_page(table: Table) -> Page:
    columns = tuple(
        ColumnPage(c.name, c.sql_type + ("" if c.is_nullable else " NOT NULL"), c.meaning)
        for c in table.columns
    )
    storage = f"Key: {', '.join(table.key)}. Sorted by {', '.join(table.sort)}."
    if table.partition is not None:
        storage += f" Files split by the month of {table.partition}."
    return Page(table.name, "table", table.meaning, storage, columns)


def _page_text(page: Page) -> str:
    names = max((len(column.name) for column in page.columns), default=0)
    types = max((len(column.type) for column in page.columns), default=0)
    lines = [f"{page.name} ({page.category})", f"  {page.meaning}"]
    if page.storage:
        lines.append(f"  {page.storage}")
    lines += [f"    {c.name:{names}}  {c.type:{types}}  {c.meaning}" for c in page.columns]
    return "\n".join(lines) + "\n"


def _page_markdown(page: Page) -> str:
    lines = [f"## {page.name} ({page.category})", "", page.meaning]
    if page.storage:
        lines += ["", page.storage]
    if page.category == "table":
        lines += ["", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{c.name}` | `{c.type}` | {c.meaning} |" for c in page.columns]
    elif page.columns:
        lines += ["", "| column | meaning |", "|---|---|"]
        lines += [f"| `{c.name}` | {c.meaning} |" for c in page.columns]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Writes the generated pages below docs/: `python -m warehouse.describe`."""
    docs = Path("docs")
    (docs / "tables.md").write_text(describe_markdown(), encoding="utf-8")
    (docs / "sql-cookbook.md").write_text(cookbook_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
