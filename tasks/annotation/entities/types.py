"""What kind of thing a name stands for: one type for every mention of it in the text."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

# Names of laws, events, works and products mostly say so themselves; the tagger has one label
# for all of them. The first pattern that fits decides.
_OTHER_KINDS: Final = (
    (
        "law",
        re.compile(
            r"\b(?:Act|Bill|Treaty|Accords?|Convention|Protocol|Constitution|Pact|Directive"
            r"|Amendment|Charter|Statute|Ordinance|Code|Regulation)\b(?! of War)"
        ),
    ),
    (
        "event",
        re.compile(
            r"\b(?:Cup|Olympics?|Games|Championships?|Summit|Conference|Festival|War|Forum|Open"
            r"|Grand Prix|Prix|League|Typhoon|Hurricane|Cyclone|Storm|Fair|Expo|Congress|Assembly"
            r"|Day|Awards?|Revolution|Uprising|Marathon|Biennale|Prize)\b"
        ),
    ),
    ("product", re.compile(r"^[A-Z][\w-]*[ -](?:[A-Z]?\d[\w.-]*)(?: [A-Z]\w*)?$")),
)
_PLACE_HEAD: Final = re.compile(
    r"(?i)\b(?:river|bridge|valley|lake|sea|bay|strait|island|islands|mountains?|airport|port"
    r"|province|district|street|avenue|square|crossing|quay|wharf|pier|row|hill|hills|park|forest|beach|coast|peninsula|desert|canal|pass|harbour)$"
)
_ORGANIZATION_HEAD: Final = re.compile(
    r"(?i)^(?:radio|banque|banco|universidad|université)\b|\b(?:news|times|tribune|radio|television|ministry|council|commission|committee|agency|authority|institute|university|bank"
    r"|company|corporation|inc|ltd|plc|group|party|union|federation|association|court|department"
    r"|foundation|partners|holdings|securities|parliament|senate|police|army|navy|brigade|staff|inspectorate"
    r"|trust|board|bureau|office|service|league|society|airlines|trading|capital|lines)$"
)
_BEFORE_PREPOSITION: Final = re.compile(r" (?:of|for|on|and|de|du)\b.*$")
_OWN_VOTE: Final = 0.6


def vote_type(votes: Iterable[tuple[str, float]], name: str) -> str:
    """Return the type with the greatest weight; what the name itself says counts as a vote too."""
    weights: defaultdict[str, float] = defaultdict(float)
    for kind, weight in votes:
        weights[kind] += weight
    head = _BEFORE_PREPOSITION.sub("", name)
    if " " in head and _PLACE_HEAD.search(head):
        weights["place"] += _OWN_VOTE
    if " " in head and _ORGANIZATION_HEAD.search(head):
        weights["organization"] += _OWN_VOTE
    kind = min(weights, key=lambda option: (-weights[option], option))
    return refine_other(name) if kind == "other" else kind


def refine_other(name: str) -> str:
    """Return law, event or product where a name of no other type says so, else other."""
    for kind, pattern in _OTHER_KINDS:
        if pattern.search(name):
            return kind
    return "other"


def is_organization_head(words: str) -> bool:
    """Tell whether the words end in what names a body: "General Staff", "Labour Inspectorate"."""
    return _ORGANIZATION_HEAD.search(words) is not None
