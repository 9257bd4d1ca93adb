# ruff: noqa: SIM905 - word lists read best as running text
"""Short names and the full names that they stand for: surnames, first words of a company."""

from typing import Final

Words = tuple[str, ...]

# Such a word opens or closes the names of many bodies, so alone it is nobody's short name.
_GENERIC: Final = frozenset(
    """national international world united federal central general royal state public new north
    south east west northern southern eastern western european african asian american ministry
    bank party union university court council committee institute agency authority department
    commission group company association federation foundation society board office centre center
    house police army court press news times first great free grand""".split()
)

_FEATURES: Final = frozenset(
    "mount mt lake cape river strait cyclone hurricane typhoon storm".split()
)


def match_person(short: Words, full: Words) -> int:
    """Return how well a short name fits a person's full name: 0 not at all, 4 best.

    >>> match_person(("moravec",), ("ilana", "moravec"))
    4
    """
    if not short or len(full) < 2 or short == full:
        return 0
    if len(short) == 1:
        return _match_one_word(short[0], full)
    if short[-1] != full[-1]:
        return 2 if full[: len(short)] == short else 0
    if len(short) < len(full) and full[-len(short) :] == short:
        return 4
    return 3 if _same_first_name(short[0], full[0]) else 0


def _match_one_word(word: str, full: Words) -> int:
    if len(word) < 2:
        return 0
    if full[-1] == word:
        return 4
    if full[0] == word:
        return 2
    return 1 if word in full else 0


def _same_first_name(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def match_organization(short: Words, full: Words) -> int:
    """Return how well a short name fits an organisation's full name: 0 not at all, 2 best."""
    if not short or len(short) >= len(full) or all(word in _GENERIC for word in short):
        return 0
    if full[: len(short)] == short:
        return 2
    return 1 if full[-len(short) :] == short else 0


def match_place(short: Words, full: Words) -> int:
    """Return 1 where the full name is the short one and what it names: "Irun", "Mount Irun"."""
    if not short or len(full) != len(short) + 1:
        return 0
    is_head_first = full[1:] == short and full[0] in _FEATURES
    return int(is_head_first or (full[:-1] == short and full[-1] in _FEATURES))
