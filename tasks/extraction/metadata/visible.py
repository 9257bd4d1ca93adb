"""The byline as a reader sees it, for pages that say nothing to machines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from tasks.extraction.byline_text import WRITTEN_BY, end_of_writers, is_by_others
from tasks.extraction.metadata.beside_headline import (
    NEAR,
    holders_of_headline,
    is_near,
    kind_of,
    measured_elements,
    stands_aside,
    weigh_place,
)

# As a word of its own or a part of one: "article__author", "articleAuthor", never "authority".
BYLINE = re.compile(
    r"(?i:by-?_?line|writer|auteur|contributor|redakteur|forfatter|skribent|periodista|redattore)|"
    r"(?:(?<![a-z])[aA]|A)uthor(?!i[tsz])|(?:(?<![a-z])[aA]|A)utor(?!i)|AUTHOR"
)
_BY = rf"(?:(?:photos? and )?(?:story|words|text|report(?:ed)?|written|posted|review) )?(?:{WRITTEN_BY}|from)"
_SAYS_BY = re.compile(rf"(?i:{_BY})\s*[:\s]\s*(?=[^\W\d_a-z])")
_FIRST = re.compile(r"\s*[abfvpdswtr]", re.IGNORECASE)  # the letters that one of these begins with
_ONLY_BY = re.compile(rf"(?:{_BY})\s*:?", re.IGNORECASE)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|writers?|autor(?:e|en|es)?|auteurs?|contributors?|journalists?|reporters?|"
    r"columnists?|staff|by|people|profiles?|team|meet-the-team|editors|redaktion|redattori|redactie|"
    r"forfatter|skribent|yazar(?:lar)?|periodistas?)/(?:\d+/)?[^/]+/?$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|redakteur|periodista)", re.IGNORECASE
)
_PICTURE = re.compile(r"caption|credit|gallery|media-?_?(?:box|info)|photo", re.IGNORECASE)
# Names without blanks, with what is said before or after them.
_CHINESE = re.compile(r"[\u3400-\u9fff\uff1a:/／（）()]{2,16}$")
_MOST_CHARS = 160
_LONG_CHARS = 80
_MOST_BYLINES = 4
_MOST_MARKED, _MOST_COMPARED = 1000, 30
_LIKELY, _CLEAR = -3, 4
_LINK = 2
_NAMING = ("class", "id", "data-testid")
_MOST_NAMING = 400  # characters
_MANY = 3


@dataclass(frozen=True, slots=True)
class _Line:
    """A text that may be the byline, a piece a line; the element it is of; what speaks for it."""

    text: str
    element: HtmlElement
    distance: int | None
    is_said: bool
    says_by: bool
    says_others: bool
    weight: int


def visible_bylines(tree: HtmlElement, *, is_told: bool = False) -> list[str]:
    """What may be the byline, the likeliest first, its pieces on lines of their own.

    What is named for it in the markup, begins with "By" or leads to an author's page, by how near the
    headline it stands. A writer's role tells it from a picture's "By". Several that are marked alike,
    one after the other, are one byline. A single word is none: it may be a button. Where the page has
    told machines who wrote it (`is_told`), only what is clearly a byline counts.
    """
    marked = list(islice(_marked_lines(tree), _MOST_MARKED))
    texts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in marked:
        texts[kind_of(line.element)].add(line.text)
    common = {kind for kind, of_kind in texts.items() if len(of_kind) > _MANY}
    around = holders_of_headline(tree)
    weighed = [replace(line, weight=_weigh(line, common, around)) for line in marked]
    least = _CLEAR if is_told else _LIKELY
    likely = [line for line in weighed if line.weight >= least]
    # The parts of a line that begins with "By" are told by it: "By Mara Feld, pictures by Pia Lens".
    whole = {line.element for line in likely if line.says_by or line.says_others}
    lines = [
        line
        for line in likely
        if not line.says_others and whole.isdisjoint(line.element.iterancestors())
    ]
    lines.sort(key=lambda line: -line.weight)
    best = lines[:_MOST_COMPARED]
    return list(dict.fromkeys(_with_next(line, best) for line in best))[:_MOST_BYLINES]


def _marked_lines(tree: HtmlElement) -> Iterator[_Line]:
    """In the page's order, with the points that their markup and first words give."""
    for element, distance in measured_elements(tree):
        said = _said_by(element)
        points = _weigh_markup(element)
        if not said and not points:
            continue
        whole = "\n".join(_pieces(element)) if points else said
        text = whole[: end_of_writers(whole)]
        if _may_name(text, is_marked=points > 0):
            says_by = (points > 0 or len(element) > 0) and _SAYS_BY.match(text) is not None
            by_others = is_by_others(text)
            points = points + 3 * says_by if points else 4 + bool(_ROLE.search(said))
            yield _Line(text, element, distance, bool(said), says_by, by_others, points)


def _may_name(text: str, *, is_marked: bool) -> bool:
    """Whether there are words enough: "By" and a single one may be a section, "By Invitation"."""
    words = text.split()
    return len(words) > (1 if is_marked else 2) or (is_marked and bool(_CHINESE.match(text)))


def _weigh_markup(element: HtmlElement) -> int:
    attributes = dict(element.items())
    if not attributes:
        return 0
    names = " ".join([attributes[name] for name in _NAMING if name in attributes])[:_MOST_NAMING]
    points = 3 if names and _is_named_for_it(names) else 0
    points += 3 if "author" in attributes.get("rel", "").split() else 0
    is_link = element.tag == "a" and _AUTHOR_PAGE.search(attributes.get("href", "")) is not None
    return points + (_LINK if is_link else 0)


@lru_cache(maxsize=1024)
def _is_named_for_it(names: str) -> bool:
    """Kept for the many elements of a page that are named alike."""
    return BYLINE.search(names) is not None


def _weigh(
    line: _Line, common: Collection[tuple[str, str]], around: Collection[HtmlElement]
) -> int:
    points = line.weight + weigh_place(line.distance)
    is_other = stands_aside(line.element, around) or _is_of_a_picture(line.element)
    # "By" is rarely said of anything but the article, wherever it stands.
    points -= (3 if line.is_said else 5) if is_other else 0
    points -= 2 if len(line.text) > _LONG_CHARS else 0
    is_far = line.distance is not None and not is_near(line.distance)
    points -= 4 if line.weight == _LINK and is_far else 0
    return points - (3 if kind_of(line.element) in common and not is_near(line.distance) else 0)


def _is_of_a_picture(element: HtmlElement) -> bool:
    holders = [element, *islice(element.iterancestors(), 3)]
    return any(e.tag == "figure" or _PICTURE.search(e.get("class") or "") for e in holders)


def _said_by(element: HtmlElement) -> str:
    """The text in or after an element that begins with "By"; the name may be a link beside it."""
    for text in (element.text, element.tail):
        if text and _FIRST.match(text) and len(text) <= _MOST_CHARS:
            words = " ".join(text.split())
            if _SAYS_BY.match(words):
                return words
    if element.text and len(element) and _ONLY_BY.fullmatch(element.text.strip()):
        return "\n".join(_pieces(element))
    return ""


def _pieces(element: HtmlElement) -> list[str]:
    lines: list[str] = []
    chars = 0
    for piece in element.itertext():
        if line := " ".join(piece.split()):
            lines.append(line)
            chars += len(line)
            if chars > _MOST_CHARS:
                return []
    return lines if chars > 2 else []


def _with_next(line: _Line, lines: Sequence[_Line]) -> str:
    """The line with those marked like it that follow it closely."""
    place = line.distance or 0
    alike = [
        other.text
        for other in lines
        if kind_of(other.element) == kind_of(line.element)
        and 0 <= (other.distance or 0) - place <= NEAR
        and (other.weight, other.says_by) == (line.weight, line.says_by)
        and _stand_together(line.element, other.element)
    ]
    return line.text if line.distance is None else "\n".join(dict.fromkeys(alike))


def _stand_together(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether both stand in the same box, or in neighbouring ones of it."""
    boxes = set(islice(one.iterancestors(), 3))
    return not boxes.isdisjoint(islice(other.iterancestors(), 3))
