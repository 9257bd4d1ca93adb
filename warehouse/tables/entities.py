"""`entities`: canonical names across articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warehouse.tables.contract import column, define_table


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRow:
    """One row is one name of one type, from the night on which it was first seen."""

    entity_id: str = column("Identity: hash of type and the name's folded form.")
    name: str = column("Canonical name, as the first article that named it in full wrote it.")
    type: str = column("person organization place group event product work law or other.")
    run_id: str = column("Run that first saw it.")
    night_date: date = column("Night of that run.")
    geonames_id: int | None = column("GeoNames id; null when no shipped table has the name.")
    iso_country: str | None = column("ISO 3166-1 alpha-2 of a country; null for all else.")
    wikidata_id: str | None = column("Wikidata id; null when no shipped table has the name.")


ENTITIES = define_table(
    "entities", EntityRow, meaning="Canonical names across articles.", key=("entity_id",)
)
