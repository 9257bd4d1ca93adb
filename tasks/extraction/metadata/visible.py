"""The byline as a reader sees it, for pages that say nothing to machines."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author(?:s|-?name|_name)?|writer|autor(?:e|en)?|auteur|contributor)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_BY = r"(?:(?:photos? and )?(?:story|words|text|report(?:ed)?|written|review) )?by|from|von|par|por|di|door"
_SAYS_BY = re.compile(rf"(?i:{_BY})\s*[:\s]\s*(?=[^\W\d_a-z])")
_ONLY_BY = re.compile(rf"(?:{_BY})\s*:?", re.IGNORECASE)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|writers?|autor(?:e|en|es)?|auteurs?|contributors?|journalists?|reporters?|"
    r"columnists?|staff|by)/[^/]+/?$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|redakteur|periodista)", re.IGNORECASE
)
_ASIDE = re.compile(
    r"comment|related|sidebar|footer|promo|teaser|recommend|most-?read|trending|newsletter",
    re.IGNORECASE,
)
_MOST_CHARS = 160
_MOST_SAID = 6


def visible_bylines(tree: HtmlElement) -> list[str]:
    """What stands where a byline stands, the likeliest first, a byline's pieces on own lines.

    The first short text of an element named for it; the first that begins with "By", or the first
    such that tells a writer's role (pictures are credited with "By" too); the first link to an
    author's page. A single word is no byline there: it may be a button.
    """
    marked = linked = ""
    said: list[str] = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "title"):
            continue
        if len(said) < _MOST_SAID and (text := _said_by(element)):
            said.append(text)
        label = f"{element.get('class') or ''} {element.get('id') or ''}"
        if "author" in (element.get("rel") or "").split() or BYLINE.search(label):
            if (lines := _lines(element)) and not stands_aside(element):
                marked = "\n".join(lines)
                break
        elif not linked and element.tag == "a" and _AUTHOR_PAGE.search(element.get("href") or ""):
            linked = "" if stands_aside(element) else "\n".join(_lines(element))
    spoken = next(filter(_ROLE.search, said), next(iter(said), ""))
    return [byline for byline in (marked, spoken, linked) if len(byline.split()) > 1]


def _said_by(element: HtmlElement) -> str:
    """The text in or after an element that begins with "By"; the name may be a link beside it."""
    for text in (element.text, element.tail):
        if text and len(text) <= _MOST_CHARS and _SAYS_BY.match(text.strip()):
            return " ".join(text.split())
    if element.text and len(element) and _ONLY_BY.fullmatch(element.text.strip()):
        return "\n".join(_lines(element))
    return ""


def _lines(element: HtmlElement) -> list[str]:
    pieces = [" ".join(piece.split()) for piece in element.itertext()]
    lines = [piece for piece in pieces if piece]
    return lines if 2 < sum(map(len, lines)) <= _MOST_CHARS else []


def stands_aside(element: HtmlElement) -> bool:
    """Whether it stands in comments, teasers or other people's boxes."""
    for ancestor in element.iterancestors():
        if ancestor.tag in ("footer", "aside", "nav"):
            return True
        label = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"[:200]
        if ancestor.tag not in ("body", "html") and _ASIDE.search(label):
            return True
    return False
