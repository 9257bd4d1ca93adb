"""The dateline of a dispatch: "KYIV, Ukraine (AP) –" before the first sentence."""

import re
from typing import Final

_LONGEST: Final = 80  # characters
_ORNAMENT: Final = r"(?:[^\w\s()\[\]\"'“”„«»‘’]{1,3} )?"  # a bullet or an emblem before the place
_PLACE: Final = r"[^\W\d_a-z]{2,}(?:[ .'’-]{1,2}[^\W\d_a-z]+)*"
_REGION: Final = r"(?:, ?[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})?"
_DAY: Final = r"(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?"
_AGENCY: Final = r"(?: ?\([^()\n]{2,40}\))?"
_DASH: Final = r" ?(?:–|—|--?|:)\s+"
_DATELINE: Final = re.compile(_ORNAMENT + _PLACE + _REGION + _DAY + _AGENCY + _DASH)


def find_dateline_end(text: str, start: int) -> int | None:
    """Return where the text after the dateline at `start` begins, or None if there is none.

    A dateline names a place in capitals, may add a region, a day and an agency in brackets, and
    ends in a dash or a colon.
    """
    found = _DATELINE.match(text, start, start + _LONGEST)
    return found.end() if found else None
