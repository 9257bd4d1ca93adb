"""The page cut into blocks: the pieces of text that a reader sees as one paragraph, line or cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from tasks.extraction.text_key import key_of

# Tags whose words no reader sees, or sees as controls.
_UNSEEN = frozenset((
    "script", "style", "noscript", "template", "head", "svg", "math", "button", "select", "textarea",
    "input", "iframe", "object", "audio", "video", "canvas", "map", "dialog",
))  # fmt: skip
# Tags inside a line; every other tag begins a new block.
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "picture", "source",
    "amp-img",
))  # fmt: skip
# Parts of a page that are not its article, by what classes and ids are called, and by tags.
FORM, COMMENTS, CAPTION, FIGURE, AUTHOR, FOOTER = (1 << place for place in range(6))
_BIT = {"comments": COMMENTS, "caption": CAPTION, "author": AUTHOR, "footer": FOOTER}
_BY_TAG = {"form": FORM, "figure": FIGURE, "figcaption": FIGURE, "footer": FOOTER}
_BY_NAME = re.compile(
    r"(?P<caption>caption|credit|legend|photo-?by|image-?(?:info|meta|desc)|bildunter|legende)|"
    r"(?P<comments>comment|disqus|discussion|livefyre|coral|kommentar|replies|forum)|"
    r"(?P<author>author|byline|bio(?:$|[-_ ])|contributor|writer|autor|auteur)|"
    r"(?P<footer>footer|foot(?:$|[-_ ])|copyright|disclaimer|legal|colophon|corrections?)"
)
MOST_BLOCKS = 4000
_MOST_LABEL_CHARS = 300
# So many elements from the innermost out say what a block itself is.
_OWN = 3


@dataclass(slots=True)
class Block:
    """One block. `parts` are bits of all that it stands in, `own_parts` of the innermost of it.

    `link_chars` counts the characters in links; `column` numbers the element around the block's own.
    """

    text: str
    key: str
    tag: str
    link_chars: int
    parts: int
    own_parts: int
    column: int


@dataclass(slots=True)
class _Place:
    """An element that is open, as far as blocks in it need to know."""

    tag: str
    parts: int
    own_parts: int
    number: int


class _Cutter:
    """Walks the tree once; a block ends where one that is not inline begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._link_chars = self._in_links = self._count = 0
        self._open = [_Place("body", 0, 0, 0)]

    def cut(self, root: HtmlElement) -> list[Block]:
        """The blocks of the element, in the page's order."""
        walk = iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in _UNSEEN:
                    walk.skip_subtree()
                else:
                    self._begin(element, tag)
                    self._add(element.text)
            else:
                if event == "end" and tag not in _UNSEEN:
                    self._end(tag)
                if element is not root:
                    self._add(element.tail)
            if len(self.blocks) >= MOST_BLOCKS:
                break
        self._flush()
        return self.blocks

    def _begin(self, element: HtmlElement, tag: str) -> None:
        if tag not in _INLINE:
            self._flush()
            if tag != "br":
                self._enter(element, tag)
        elif tag == "a":
            self._in_links += 1

    def _end(self, tag: str) -> None:
        if tag not in _INLINE and tag != "br":
            self._flush()
            self._open.pop()
        elif tag == "a":
            self._in_links -= 1

    def _enter(self, element: HtmlElement, tag: str) -> None:
        own = 0
        if tag not in ("body", "html"):
            label = f"{element.get('class') or ''} {element.get('id') or ''}"[:_MOST_LABEL_CHARS]
            own = _parts_of(label.strip().lower()) | _BY_TAG.get(tag, 0)
        self._count += 1
        self._open.append(_Place(tag, self._open[-1].parts | own, own, self._count))

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self._pieces.append(text)
        if self._in_links:
            self._link_chars += len(text.strip())

    def _flush(self) -> None:
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if text:
            near = self._open[-_OWN:]
            own_parts = 0
            for open_place in near:
                own_parts |= open_place.own_parts
            self.blocks.append(
                Block(
                    text=text,
                    key=key_of(text),
                    tag=near[-1].tag,
                    link_chars=min(self._link_chars, len(text)),
                    parts=near[-1].parts,
                    own_parts=own_parts,
                    column=near[max(0, len(near) - 2)].number,
                )
            )
        self._link_chars = 0


@lru_cache(maxsize=8192)
def _parts_of(label: str) -> int:
    """Bits of what classes and id say, in lower case; an outlet's pages share most of their labels."""
    bits = 0
    for match in _BY_NAME.finditer(label):
        bits |= _BIT[match.lastgroup or ""]
    return bits


def cut_blocks(tree: HtmlElement) -> list[Block]:
    """The page's blocks, in its order; at most 4,000."""
    body = tree.find("body")
    return _Cutter().cut(tree if body is None else body)
