"""The byline and the date as a reader sees them, for pages that say nothing to machines."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|author(?:s|-?name|_name)?|writer|autor(?:e|en)?|auteur)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATE = re.compile(r"date|time|publish|posted|pubdate|meta|datum|fecha|byline", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|related|sidebar|footer|promo|teaser|recommend", re.IGNORECASE)
_MOST_CHARS = 160


def visible_bylines(tree: HtmlElement) -> list[str]:
    """Short texts that stand where bylines stand, in the page's order."""
    found = []
    for element in tree.iter("a", "span", "p", "div", "address", "li", "cite"):
        is_link = "author" in (element.get("rel") or "").split()
        label = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not is_link and not _BYLINE.search(label):
            continue
        text = " ".join(element.text_content().split())
        if 2 < len(text) <= _MOST_CHARS and not _stands_aside(element):
            found.append(text)
        if len(found) == 3:
            break
    return found[:1]


def visible_dates(tree: HtmlElement) -> list[str]:
    """Short texts that stand where dates stand, in the page's order."""
    found = []
    for element in tree.iter("time", "span", "p", "div", "li"):
        label = f"{element.tag} {element.get('class') or ''} {element.get('id') or ''}"
        if not _DATE.search(label) or len(element) > 6:
            continue
        text = " ".join(element.text_content().split())
        if (
            6 < len(text) <= _MOST_CHARS
            and any(map(str.isdigit, text))
            and not _stands_aside(element)
        ):
            found.append(text)
        if len(found) == 12:
            break
    return found


def _stands_aside(element: HtmlElement) -> bool:
    """Whether it stands in comments, teasers or other people's boxes."""
    for ancestor in element.iterancestors():
        if ancestor.tag in ("footer", "aside", "nav"):
            return True
        if _COMMENTS.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"[:200]) and (
            ancestor.tag not in ("body", "html")
        ):
            return True
    return False
