"""Names and texts written into SQL where DuckDB takes no parameters (ATTACH, COPY, DDL)."""

from __future__ import annotations


def quote_text(text: str) -> str:
    """A string literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def quote_name(name: str) -> str:
    """An identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'
