"""Lines among an article's paragraphs that are not of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tasks.extraction.boilerplate_phrases import AT_HEAD, AT_TAIL, ENDS_ARTICLE, EVERYWHERE
from tasks.extraction.sentence_end import ends_sentence
from tasks.extraction.text_key import key_of
from tasks.extraction.title_ends import title_parts

_HEAD_LINES = 4
_TAIL_LINES = 10
# A paragraph of an article may well begin like a phrase of the page; it is longer.
_MOST_CHARS = 260
# A paragraph shorter than this may be repeated in earnest: "Yes.", a refrain.
_LEAST_REPEATED_CHARS = 60
_MOST_HEADING_CHARS = 80
_PARAGRAPH_CHARS = 200


def strip_boilerplate(
    lines: Sequence[str], title: str | None, shown: Iterable[str] = ()
) -> list[str]:
    """The lines without boilerplate, the repeated title, and paragraphs that came before.

    `shown` are other texts of the page's head (site, section, authors): lines equal to one of them
    at the head are left out.
    """
    lines = _up_to_the_end(lines)
    head_keys = {key_of(text) for text in (*title_parts(title or ""), *shown)} - {""}
    first_tail = len(lines) - _TAIL_LINES
    seen: set[str] = set()
    kept = []
    for place, line in enumerate(lines):
        key = key_of(line)
        is_repeated = key in seen and len(line) >= _LEAST_REPEATED_CHARS
        is_shown = place < _HEAD_LINES and key in head_keys
        is_box = place >= first_tail and _ends_article(line)
        if not (is_repeated or is_shown or is_box or _is_phrase(line, place, first_tail)):
            kept.append(line)
            seen.add(key)
    return kept


def _is_phrase(line: str, place: int, first_tail: int) -> bool:
    if len(line) > _MOST_CHARS:
        return False
    bare = line.removeprefix("- ").strip()
    if EVERYWHERE.fullmatch(bare):
        return True
    if place < _HEAD_LINES and AT_HEAD.fullmatch(bare):
        return True
    return place >= first_tail and AT_TAIL.fullmatch(bare) is not None


def _up_to_the_end(lines: Sequence[str]) -> Sequence[str]:
    """The lines before a heading that ends the article, if it stands near the end."""
    for place in range(max(1, len(lines) - _TAIL_LINES), len(lines)):
        if _ends_article(lines[place]) and not _goes_on(lines[place + 1 : place + 2]):
            return lines[:place]
    return lines


def _ends_article(line: str) -> bool:
    bare = line.removeprefix("- ").strip()
    return len(line) < _MOST_HEADING_CHARS and ENDS_ARTICLE.fullmatch(bare) is not None


def _goes_on(next_lines: Sequence[str]) -> bool:
    """Whether a full paragraph follows: the heading was that of a box within the article."""
    return any(
        len(line) >= _PARAGRAPH_CHARS and ends_sentence(line) and not line.startswith("- ")
        for line in next_lines
    )
