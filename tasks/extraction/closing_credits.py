"""The credit line under a dispatch: who wrote what many papers print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.extraction.agencies import agency_in

# Under the text there is a line or two of this, never a paragraph.
_LAST_LINES = 3
_MOST_CHARS = 160
_NAMES = r"(?P<names>[^.;:()©]{2,60}?)"
_OPENINGS = (
    r"(?:©|\(c\)|copyright)(?:\s*(?:©|\(c\)))?\s*(?:\d{4}[,.]?\s*)?(?:by\s+)?",
    r"(?:mit\s+)?(?:material|informationen)\s+(?:von|der|des)\s+(?:der\s+|den\s+)?",
    r"(?:with|from)\s+(?:inputs?|material|files?|reporting|reports|information)\s+(?:from|by)\s+",
    r"avec\s+(?:(?:l['’])?agence\s+)?",
    (
        r"(?:con|com|with|met|med|z)\s+(?:informaci[oó]n|informações|materiale?)\s+"
        r"(?:de\s+la|de|da|di|van|fra|från)\s+"
    ),
    r"(?:source|quelle|fuente|fonte|bron|kilde|källa|źródło)s?\s*:\s*",
)
# The line is nothing but the credit: "© 2026 AFP", "(dpa/lby)", "/ritzau/", "Con información de EFE".
_CREDIT = re.compile(rf"^[\s(\[*/–—-]*(?:{'|'.join(_OPENINGS)})?{_NAMES}\W*$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[/,&+]|\s(?:und|and|et|y|e|en|och|og|i)\s)\s*")
_SIGN_OFFS = (
    (re.compile(r"\breporting by\b.+;\s*(?:writing|editing) by\b", re.IGNORECASE), "Reuters"),
    (
        re.compile(
            r"\bassociated press (?:\w+ )?(?:writers?|journalists?|reporters?)\b.+\bcontributed\b",
            re.IGNORECASE,
        ),
        "AP",
    ),
)
# "ALL RIGHTS RESERVED" and what else follows the name.
_RIGHTS = re.compile(
    r"[.,;]?\s*(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos reservados)\b.*$",
    re.IGNORECASE,
)


def closing_agency(text: str) -> str | None:
    """The agency that the last lines of `text` credit; None where they credit none."""
    for line in _closing_lines(text):
        for sign_off, agency in _SIGN_OFFS:
            if sign_off.search(line):
                return agency
        match = _CREDIT.match(_RIGHTS.sub("", line))
        if match is not None:
            found = map(agency_in, _BETWEEN.split(match["names"].strip()))
            agency_named = next(filter(None, found), None)
            if agency_named is not None:
                return agency_named
    return None


def _closing_lines(text: str) -> Iterator[str]:
    """The last short lines, the last first."""
    for line in reversed(text.rsplit("\n\n", _LAST_LINES)[-_LAST_LINES:]):
        if len(line) <= _MOST_CHARS:
            yield line.strip()
