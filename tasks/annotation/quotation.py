"""Where quotation marks open and close: the spans of quoted text within each paragraph.

Straight, curly, low and angled double marks are one kind; single marks are quotation marks only
where they cannot be apostrophes. The tagger reads "inside quotation marks" as a feature of each
word, so the model and this file belong together: a change here needs a new model.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"[^\n]+")
_MARK = re.compile("[\"“”„«»‘’']")
_OPENING_DOUBLE = "“„«"
_CLOSING_DOUBLE = "”»"
_BEFORE_OPENING = '([{–—-/:"“„«'


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted text with its marks, half-open; `is_closed` is false where the mark has no partner."""

    start: int
    end: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    char: str
    may_open: bool
    may_close: bool


def find_quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations of `text` in order; none crosses a line break.

    A double mark without a partner opens a quotation to the end of its paragraph, as one that
    continues in the next paragraph does. A single mark without a partner is an apostrophe.
    """
    found: list[Quotation] = []
    for paragraph in _PARAGRAPH.finditer(text):
        marks = [
            _read_mark(text, m.start(), m.group()) for m in _MARK.finditer(text, *paragraph.span())
        ]
        if marks:
            found.extend(_pair(text, marks, paragraph.end()))
    return found


def _read_mark(text: str, at: int, char: str) -> _Mark:
    before = text[at - 1] if at else "\n"
    after = text[at + 1] if at + 1 < len(text) else "\n"
    if char in "‘’'":
        opens = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
        closes = not before.isspace() and not after.isalnum()
        return _Mark(at, char, opens and char != "’", closes and char != "‘")
    if char == '"':
        # 6'2" and 24" are measures, and a mark between a space and a word can only open.
        return _Mark(at, char, not after.isspace(), not before.isspace())
    return _Mark(at, char, char in _OPENING_DOUBLE, char in _CLOSING_DOUBLE or char == "“")


def _pair(text: str, marks: list[_Mark], paragraph_end: int) -> Iterator[Quotation]:
    can_end = _single_can_end(text, marks)
    opened: _Mark | None = None
    for index, mark in enumerate(marks):
        if opened is None:
            if mark.may_open and _is_quote_opening(text, mark, can_end[index]):
                opened = mark
        elif _closes(text, opened, mark, can_end[index]):
            yield Quotation(opened.at, mark.at + 1, is_closed=True)
            opened = None
    if opened is not None and opened.char not in "‘'":
        yield Quotation(opened.at, paragraph_end, is_closed=False)


def _single_can_end(text: str, marks: list[_Mark]) -> list[bool]:
    """Tell for each mark whether a surely closing single mark follows before the next opening."""
    result = [False] * len(marks)
    is_ahead = False
    for index in range(len(marks) - 1, -1, -1):
        result[index] = is_ahead
        mark = marks[index]
        if mark.char in "’'" and mark.may_close:
            is_ahead = is_ahead or text[mark.at - 1] != "s" or not mark.may_open
        elif mark.char in "‘'" and mark.may_open:
            is_ahead = False
    return result


def _is_quote_opening(text: str, mark: _Mark, has_end: bool) -> bool:
    if mark.char in "‘'":
        return has_end
    is_measure = mark.char == '"' and mark.at > 0 and text[mark.at - 1].isdigit()
    return not is_measure


def _closes(text: str, opened: _Mark, mark: _Mark, later_end: bool) -> bool:
    if opened.char in "‘'":
        if mark.char not in "’'" or not mark.may_close:
            return False
        is_possessive = text[mark.at - 1] == "s" and later_end
        return not is_possessive
    if opened.char == '"':
        return mark.char in '"”'
    return (
        mark.char in _CLOSING_DOUBLE
        or (mark.char == '"' and mark.may_close)
        or (mark.char == "“" and opened.char == "„")
    )
