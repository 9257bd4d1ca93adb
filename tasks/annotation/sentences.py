"""Sentence boundaries by rule, with exact offsets.

The rules are those of edited English news: a sentence ends at a full stop, question mark,
exclamation mark or ellipsis that is followed by white space and something that can begin a
sentence. Abbreviations, initials and titles do not end one. A blank line always does.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINE_START_LOWER = re.compile(r"\n[^\S\n]*(?=[^\W\d_])")
_TERMINAL = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)")
_OPENERS = "\"'“‘«„([–—-•*"
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+$")

# These stand before a name or a number, so the full stop after them is never the end.
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "mx",
        "dr",
        "prof",
        "gen",
        "sen",
        "rep",
        "reps",
        "sens",
        "gov",
        "lt",
        "col",
        "sgt",
        "cpl",
        "pvt",
        "maj",
        "capt",
        "cmdr",
        "adm",
        "brig",
        "hon",
        "rev",
        "fr",
        "st",
        "ste",
        "mt",
        "ft",
        "pres",
        "supt",
        "insp",
        "det",
        "messrs",
        "mme",
        "mlle",
        "no",
        "nos",
        "vol",
        "pp",
        "fig",
        "art",
        "sec",
        "est",
        "dept",
        "univ",
        "rs",
    ]
)
_NEVER_FINAL = frozenset(("v", "vs", "cf", "eg", "ie", "viz", "approx", "ca"))
# These may end a sentence; they do so only before a word that commonly opens one.
_MAYBE_FINAL = frozenset(
    [
        "inc",
        "corp",
        "co",
        "ltd",
        "plc",
        "bros",
        "jr",
        "sr",
        "esq",
        "ave",
        "blvd",
        "rd",
        "etc",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "am",
        "pm",
        "us",
        "uk",
        "un",
        "eu",
        "usa",
        "uae",
        "dc",
        "phd",
        "md",
        "ba",
        "ma",
    ]
)
_STARTERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "he",
        "she",
        "it",
        "we",
        "they",
        "i",
        "you",
        "his",
        "her",
        "its",
        "our",
        "their",
        "there",
        "here",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "after",
        "before",
        "when",
        "while",
        "as",
        "if",
        "but",
        "and",
        "so",
        "yet",
        "however",
        "meanwhile",
        "still",
        "also",
        "no",
        "not",
        "what",
        "who",
        "why",
        "how",
        "where",
        "one",
        "some",
        "many",
        "most",
        "all",
        "both",
        "another",
        "last",
        "earlier",
        "according",
        "asked",
        "officials",
        "police",
        "authorities",
    ]
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of `text` as half-open code point spans, in order.

    Spans hold no white space at either end and never cross a blank line. A single line break
    ends a sentence too, except in hard-wrapped text (a block whose lines continue in lower case).
    """
    spans: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        bounds = [start, *_cuts(text, start, end), end]
        pieces = (_trim(text, *piece) for piece in pairwise(bounds))
        spans.extend(piece for piece in pieces if piece is not None)
    return spans


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that no sentence may cross: paragraphs, or lines of one."""
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        yield from _lines(text, start, gap.start())
        start = gap.end()
    yield from _lines(text, start, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if _is_hard_wrapped(text, start, end):
        yield start, end
        return
    while (newline := text.find("\n", start, end)) != -1:
        yield start, newline
        start = newline + 1
    yield start, end


def _is_hard_wrapped(text: str, start: int, end: int) -> bool:
    """Tell whether a third of the block's line breaks are followed by a lower-case letter."""
    breaks = text.count("\n", start, end)
    if not breaks:
        return False
    starts = (found.end() for found in _LINE_START_LOWER.finditer(text, start, end))
    return 3 * sum(text[at].islower() for at in starts) >= breaks


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the offsets inside the block at which a sentence ends."""
    for found in _TERMINAL.finditer(text, start, end):
        at = found.end()
        following = at
        while following < end and text[following].isspace():
            following += 1
        if following == end or not _can_open(text[following]):
            continue
        if found.group() != "." or _full_stop_ends(text, start, found.start(), following, end):
            yield at


def _can_open(char: str) -> bool:
    """Tell whether a sentence can begin with `char`; letters of scripts without case can."""
    return (char.isalnum() and not char.islower()) or char in _OPENERS


def _full_stop_ends(text: str, start: int, stop: int, following: int, end: int) -> bool:
    """Tell whether a lone full stop at `stop` closes the sentence rather than an abbreviation."""
    found = _LAST_WORD.search(text, max(start, stop - 24), stop)
    if found is None:
        return True
    word = found.group()
    letters = word.replace(".", "").casefold()
    if letters in _NEVER_FINAL or (letters in _TITLES and word[0].isupper()):
        return False
    if letters in _TITLES and text[following].isdigit():
        return False
    is_initial = len(word) == 1 and word.isupper()
    if is_initial or "." in word or (letters in _MAYBE_FINAL and word[0].isupper()):
        return _next_word(text, following, end).casefold() in _STARTERS
    return True


def _next_word(text: str, at: int, end: int) -> str:
    while at < end and text[at] in _OPENERS:
        at += 1
    stop = at
    while stop < end and stop - at < 24 and text[stop].isalpha():
        stop += 1
    return text[at:stop]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
