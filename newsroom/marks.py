"""Reads one block of an article: its text with white space collapsed, and its marks' offsets."""

import re
from dataclasses import replace
from typing import Final, cast

from lxml import etree

from newsroom.article import CLAIM_PARTS, MENTION_TYPES, Mark

_WHITE_SPACE: Final = re.compile(r"[ \t\r\n]+")


def read_marked_text(element: etree._Element) -> tuple[str, tuple[Mark, ...]]:
    """The text of `element` and the marks in it, in order of their start, outer before inner.

    Offsets are characters of the returned text; a mark never begins or ends with a space.
    """
    reader = _MarkedTextReader()
    reader.read(element)
    return reader.finish()


class _MarkedTextReader:
    def __init__(self) -> None:
        self._text = ""
        self._marks: list[Mark] = []

    def read(self, element: etree._Element) -> None:
        self._append(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._read_mark(child)
            self._append(child.tail)

    def finish(self) -> tuple[str, tuple[Mark, ...]]:
        text = self._text.rstrip(" ")
        marks = [_trim(mark, text) for mark in self._marks]
        marks.sort(key=lambda mark: (mark.start, -mark.end))
        return text, tuple(marks)

    def _read_mark(self, element: etree._Element) -> None:
        position, start = len(self._marks), len(self._text)
        mark = Mark(
            tag=str(element.tag),
            start=start,
            end=start,
            name=element.get("name"),
            claim_ids=tuple((element.get("c") or "").split()),
            line=line_of(element),
        )
        self._marks.append(mark)
        self.read(element)
        self._marks[position] = replace(mark, end=len(self._text))

    def _append(self, raw: str | None) -> None:
        collapsed = _WHITE_SPACE.sub(" ", raw or "")
        if not self._text or self._text.endswith(" "):
            collapsed = collapsed.removeprefix(" ")
        self._text += collapsed


def _trim(mark: Mark, text: str) -> Mark:
    piece = text[mark.start : mark.end]
    start = mark.start + len(piece) - len(piece.lstrip(" "))
    return replace(mark, start=start, end=max(start, mark.start + len(piece.rstrip(" "))))


def is_mention(mark: Mark) -> bool:
    """Whether the mark is a named mention, not a part of a claim."""
    return mark.tag in MENTION_TYPES


def is_claim_part(mark: Mark) -> bool:
    """Whether the mark is the source, the cue or a piece of the content of a claim."""
    return mark.tag in CLAIM_PARTS


def line_of(element: etree._Element) -> int:
    """The line of its file on which the element begins, or 0 when that is not known."""
    return cast("int | None", element.sourceline) or 0  # the stubs leave its type open
