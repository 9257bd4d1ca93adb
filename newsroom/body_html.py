"""An article's blocks as HTML: the words exactly as written, with the links an outlet sets."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from markupsafe import Markup, escape

from newsroom.article import Article, Block, Mark


@dataclass(frozen=True)
class HtmlBlock:
    """One block of the text: its tag and its inner HTML."""

    tag: str
    html: Markup


@dataclass(frozen=True)
class HtmlPost:
    """The blocks of one post of a live blog, or of a whole article (`posted_at` is None)."""

    posted_at: datetime | None
    blocks: tuple[HtmlBlock, ...]


def render_posts(article: Article, link_types: Collection[str]) -> list[HtmlPost]:
    """The article's blocks by post, in the order in which they are written.

    Titles of works are set in <em>; the first mention of a name of `link_types` is a link.
    """
    linked: set[str] = set()
    return [
        HtmlPost(posted_at, tuple(_render(block, link_types, linked) for block in blocks))
        for posted_at, blocks in groupby(article.blocks, key=lambda block: block.posted_at)
    ]


def _render(block: Block, link_types: Collection[str], linked: set[str]) -> HtmlBlock:
    html, position = Markup(), 0
    for mark, before, after in _wraps(block, link_types, linked):
        html += escape(block.text[position : mark.start])
        html += before + escape(block.text[mark.start : mark.end]) + after
        position = mark.end
    return HtmlBlock(block.tag, html + escape(block.text[position:]))


def _wraps(
    block: Block, link_types: Collection[str], linked: set[str]
) -> Iterator[tuple[Mark, Markup, Markup]]:
    for mark in block.marks:
        name = mark.name or block.text[mark.start : mark.end]
        if mark.tag == "work":
            yield mark, Markup("<em>"), Markup("</em>")
        elif mark.tag in link_types and name not in linked and block.tag == "p":
            linked.add(name)
            address = "/search?" + urlencode({"q": name})
            yield mark, Markup('<a href="{}">').format(address), Markup("</a>")
