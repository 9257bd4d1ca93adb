"""The byline and the date as a reader sees them, for pages that say nothing to machines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author(?:s|-?name|_name)?|writer|autor(?:e|en)?|auteur|contributor)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_SAYS_BY = re.compile(r"(?:By|BY|From|Von|Par|Por|Di|Door)\s*[:\s]\s*(?=[^\W\d_a-z])")
_DATE = re.compile(r"date|time|publish|posted|datum|fecha|meta|byline|info", re.IGNORECASE)
_ASIDE = re.compile(
    r"comment|related|sidebar|footer|promo|teaser|recommend|most-?read|trending|newsletter",
    re.IGNORECASE,
)
_MOST_CHARS = 160
_MOST_DATES = 12


def visible_bylines(tree: HtmlElement) -> list[str]:
    """The first short text that stands where a byline stands, its pieces on lines of their own."""
    said = ""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "title"):
            continue
        label = f"{element.get('class') or ''} {element.get('id') or ''}"
        is_marked = "author" in (element.get("rel") or "").split() or _BYLINE.search(label)
        for text in (element.text, element.tail):
            if not said and text and _SAYS_BY.match(text.strip()) and len(text) <= _MOST_CHARS:
                said = " ".join(text.split())
        if is_marked and (lines := _lines(element)) and not _stands_aside(element):
            return ["\n".join(lines)]
    return [said] if said else []


def _lines(element: HtmlElement) -> list[str]:
    pieces = [" ".join(piece.split()) for piece in element.itertext()]
    lines = [piece for piece in pieces if piece]
    return lines if 2 < sum(map(len, lines)) <= _MOST_CHARS else []


def visible_dates(tree: HtmlElement) -> Iterator[str]:
    """Short texts with digits that may be the date, in the page's order: marked ones first."""
    found = 0
    for element in tree.iter("time", "span", "p", "div", "li", "td", "font"):
        label = f"{element.tag} {element.get('class') or ''} {element.get('id') or ''}"
        if not _DATE.search(label) or len(element) > 8 or _stands_aside(element):
            continue
        if text := _short_text_with_digits(" ".join(element.itertext())):
            yield text
            found += 1
            if found == _MOST_DATES:
                break
    for element in tree.iter("div", "font", "td", "p", "span", "br", "small", "em", "i", "b"):
        for raw in (element.text, element.tail):
            if raw and (text := _short_text_with_digits(raw)):
                yield text


def _short_text_with_digits(raw: str) -> str | None:
    text = " ".join(raw.split())
    return text if 6 < len(text) <= _MOST_CHARS and any(map(str.isdigit, text)) else None


def _stands_aside(element: HtmlElement) -> bool:
    """Whether it stands in comments, teasers or other people's boxes."""
    for ancestor in element.iterancestors():
        if ancestor.tag in ("footer", "aside", "nav"):
            return True
        label = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"[:200]
        if ancestor.tag not in ("body", "html") and _ASIDE.search(label):
            return True
    return False
