"""What the words around a name, and the other names, say about what it stands for.

A tagger that has never met a name guesses its type anew each time; these signs are few and weak,
but they add up over the text.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

Vote = tuple[str, float]

_BEFORE: Final = 24  # characters
_AFTER: Final = 24
_LINE: Final = 64
_INSIDE: Final = re.compile(
    r"\b(?:in|into|near|throughout|across|outside|around|inside|"
    r"(?:north|south|east|west|coast|capital|city|town|village|port|island|people|valley) of)"
    r"\s+$",
    re.IGNORECASE,
)
_COURTESY: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sir|Dame)\.?\s+$")
_AGE: Final = re.compile(r",\s+\d{1,2},|,\s+who\b")
_COUNTRY_OF: Final = re.compile(
    r"(?:['’]s)?\s+(?:capital|government|army|coast|province|parliament|embassy|border)\b"
)
_DATELINE: Final = re.compile(r"(?:,\s+[A-Z][\w ]{2,20})?\s+(?:\([\w ]+\)\s+)?[–—-]\s")
# The agency in a dateline: "GENEVA, Switzerland (Meridian) –".
_DATELINE_BRACKET: Final = re.compile(r"(?:^|\n)[^\n.]{0,60}\($")
_BRACKET_DASH: Final = re.compile(r"\)\s*[–—-]+\s")
_DEMONYM_ENDINGS: Final = ("n", "an", "ian", "ese", "ish", "i", "er")
_SHORTEST_STEM: Final = 4
_FULL: Final = 1.0
_HALF: Final = 0.5


def weigh_context(text: str, start: int, end: int) -> Iterator[Vote]:
    """Yield the votes of the words beside the name at `start:end`."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    if _INSIDE.search(before):
        yield "place", _HALF
    if _COUNTRY_OF.match(after):
        yield "place", _HALF
    line = text[max(0, start - _LINE) : start]
    if _BRACKET_DASH.match(after) and _DATELINE_BRACKET.search(line):
        yield "organization", 2 * _FULL
    opens_text = start == 0 or text[start - 1] == "\n"
    if opens_text and text[start:end].isupper() and _DATELINE.match(after):
        yield "place", _FULL
    if _COURTESY.search(before):
        yield "person", _FULL
    if _AGE.match(after):
        yield "person", _HALF


def weigh_demonyms(name: str, others: Collection[str]) -> Iterator[Vote]:
    """Yield the votes of names of which one derives from the other: "Vessia" and "Vessian".

    `name` and `others` are folded names of the text.
    """
    if " " in name or len(name) < _SHORTEST_STEM:
        return
    if any(form in others for form in _demonyms_of(name)):
        yield "place", _FULL
    for ending in _DEMONYM_ENDINGS:
        stem = name.removesuffix(ending)
        stems = (stem, *(stem + vowel for vowel in "aeiouy"))
        known = {s for s in stems if len(s) >= _SHORTEST_STEM and s in others} - {name}
        if stem != name and known:
            yield "group", _FULL
            return


def _demonyms_of(place: str) -> Iterator[str]:
    stems = {place, place.rstrip("aeiouy")}
    return (stem + ending for stem in stems for ending in _DEMONYM_ENDINGS)
