"""The tables, one file each. Everything else derives from them."""

from warehouse.tables.articles import ARTICLES
from warehouse.tables.checks import CHECKS
from warehouse.tables.claims import CLAIMS
from warehouse.tables.contract import Table
from warehouse.tables.entities import ENTITIES
from warehouse.tables.fetches import FETCHES
from warehouse.tables.mentions import MENTIONS
from warehouse.tables.runs import RUNS
from warehouse.tables.sources import SOURCES

ALL_TABLES: tuple[Table, ...] = (
    SOURCES,
    RUNS,
    FETCHES,
    ARTICLES,
    MENTIONS,
    ENTITIES,
    CLAIMS,
    CHECKS,
)

__all__ = [
    "ALL_TABLES",
    "ARTICLES",
    "CHECKS",
    "CLAIMS",
    "ENTITIES",
    "FETCHES",
    "MENTIONS",
    "RUNS",
    "SOURCES",
    "Table",
]
