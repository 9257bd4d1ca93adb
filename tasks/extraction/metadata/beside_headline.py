"""Where on a page something stands: how far from the headline, and whether aside of the article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

_UNSEEN_TAGS = frozenset({"script", "style", "head", "title", "noscript", "template"})
_ASIDE = re.compile(
    r"comment|related|sidebar|footer|promo|teaser|recommend|most-?read|trending|newsletter",
    re.IGNORECASE,
)
_MOST_HEADING_CHARS = 400
# In elements after and before the heading.
NEAR, AFTER, ABOVE = 30, 90, 15


def measured_elements(tree: HtmlElement) -> Iterator[tuple[HtmlElement, int | None]]:
    """What a reader may see, in the page's order, with the number of elements since the headline.

    Negative before it; None on a page without any.
    """
    elements = [e for e in tree.iter() if isinstance(e.tag, str) and e.tag not in _UNSEEN_TAGS]
    headline = _headline(tree)
    heading = None if headline is None else elements.index(headline)
    for place, element in enumerate(elements):
        yield element, None if heading is None else place - heading


def holders_of_headline(tree: HtmlElement) -> frozenset[HtmlElement]:
    """What the headline stands in; empty on a page without any."""
    headline = _headline(tree)
    return frozenset(() if headline is None else headline.iterancestors())


def _headline(tree: HtmlElement) -> HtmlElement | None:
    """The first-level heading that has most words of the window's title, else the longest."""
    title = set(next((e.text_content() for e in tree.iter("title")), "").casefold().split())
    return max(tree.iter("h1"), key=lambda heading: _rank(heading, title), default=None)


def _rank(heading: HtmlElement, title: Collection[str]) -> tuple[int, int]:
    words = heading.text_content().casefold().split()
    chars = len(" ".join(words))
    return len(set(words).intersection(title)), chars if chars <= _MOST_HEADING_CHARS else 0


def kind_of(element: HtmlElement) -> tuple[str, str]:
    """Its tag and class: elements of one kind are marked alike."""
    return element.tag, element.get("class") or ""


def weigh_place(distance: int | None) -> int:
    """Points for a line that stands right after the headline, or right above; less far above."""
    if distance is None:
        return 0
    if distance > 0:
        return 4 if distance <= NEAR else 2 if distance <= AFTER else 0
    return 3 if distance >= -ABOVE else -2


def is_near(distance: int | None) -> bool:
    """Whether it stands right above or below the headline."""
    return distance is not None and -ABOVE <= distance <= NEAR


def stands_aside(element: HtmlElement, around: Collection[HtmlElement]) -> bool:
    """Whether it stands in comments, teasers or other people's boxes.

    What holds the headline (`around`) is none of them, whatever its name: "has-sidebar".
    """
    for ancestor in element.iterancestors():
        if ancestor in around:
            return False
        if ancestor.tag in ("footer", "aside", "nav"):
            return True
        label = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"[:200]
        if ancestor.tag not in ("body", "html") and _ASIDE.search(label):
            return True
    return False
