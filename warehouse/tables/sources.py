"""`sources`: the outlets as configured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warehouse.tables.contract import column, define_table


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One row is one configuration of an outlet, from the night on which it was first used."""

    source_id: str = column("The outlet: the name of its configuration file.")
    config_hash: str = column("Hash of the outlet's configuration; a changed outlet is a new row.")
    run_id: str = column("Run that first used this configuration.")
    night_date: date = column("Night of that run.")
    name: str = column("The outlet's name as readers know it.")
    home_url: str | None = column("Home page; null when the source is a folder or an archive.")
    language: str | None = column("Main language (BCP 47); null when not configured.")
    country: str | None = column("Country (ISO 3166-1 alpha-2); null when not configured.")
    time_zone: str | None = column(
        "Zone (IANA) of times that its pages and listings give without an offset; null when not "
        "configured."
    )
    listings: tuple[str, ...] = column("Feeds, sitemaps, URL lists and folders it is read from.")


SOURCES = define_table(
    "sources",
    SourceRow,
    meaning="Outlets as configured.",
    key=("source_id", "config_hash"),
)
