"""One spelling for the same words, however they are marked up."""

from __future__ import annotations

import re


def key_of(text: str) -> str:
    """What of a text does not change with its markup: letters and digits, in lower case."""
    return re.sub(r"\W+", "", text.casefold())
