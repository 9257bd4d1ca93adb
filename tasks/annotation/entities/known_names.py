"""Short names that need no introduction in the news, and what they stand for."""

from typing import Final

# Only names that stand for one thing in nearly every article, in capitals as written here.
_KNOWN: Final = {
    "EU": "European Union",
    "UN": "United Nations",
    "US": "United States",
    "USA": "United States",
    "United States of America": "United States",
    "UK": "United Kingdom",
    "UAE": "United Arab Emirates",
    "DRC": "Democratic Republic of the Congo",
    "IMF": "International Monetary Fund",
    "WHO": "World Health Organization",
    "WTO": "World Trade Organization",
    "IAEA": "International Atomic Energy Agency",
    "ECB": "European Central Bank",
    "AU": "African Union",
    "ICRC": "International Committee of the Red Cross",
}


def full_name(name: str) -> str | None:
    """Return the full form of a well-known short name, with or without points (U.S.)."""
    return _KNOWN.get(name) or _KNOWN.get(name.replace(".", ""))
