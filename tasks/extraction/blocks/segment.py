"""The page cut into blocks: the pieces of text that a reader sees as one paragraph, line or cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from tasks.extraction.text_key import key_of

# Tags whose words no reader sees, or sees as controls.
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "button",
        "select",
        "textarea",
        "input",
        "iframe",
        "object",
        "audio",
        "video",
        "canvas",
        "map",
        "dialog",
    ]
)
# Tags inside a line; every other tag begins a new block.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "picture",
        "source",
        "amp-img",
    ]
)
# What the names of classes and ids say of a part of a page, and so of all that stands in it.
PARTS = {
    "caption": r"caption|credit|legend|photo-?by|image-?(?:info|meta|desc)|bildunter|legende",
    "related": r"related|recommend|more-?(?:from|on|stor|news|like)|read-?(?:more|also|next)|teaser|"
    r"promo|outbrain|taboola|most-?(?:read|pop|view)|popular|trending|see-?also|similar|also-?like|"
    r"link-?list|further|latest|mehr-?zum|weiter|relaciona|correlat|liens|lire-?aussi|river|card",
    "comment": r"comment|disqus|discussion|livefyre|coral|kommentar|replies|forum",
    "author": r"author|byline|bio(?:$|[-_ ])|contributor|writer|autor|auteur",
    "letter": r"newsletter|sign-?up|subscri|e-?mail|inbox|abo(?:$|[-_ ])|paywall|regwall|piano|offer|"
    r"register|login|membership|donat|support-?us|appeal|contribution|epic",
    "share": r"share|sharing|social|follow|addthis|whatsapp|facebook|twitter|bookmark",
    "advert": r"(?:^|[-_ ])(?:ads?|advert\w*|sponsor\w*|dfp|gpt|commercial|affiliate|partner)(?:$|[-_ ])",
    "footer": r"footer|foot(?:$|[-_ ])|copyright|disclaimer|legal|colophon|corrections?",
    "navigation": r"nav|menu|breadcrumb|pagination|pager|tabs?(?:$|[-_ ])|toolbar|masthead|skip",
    "aside": r"sidebar|side-?bar|aside|rail|widget|module|infobox|fact-?box|factbox|info-?box|panel|"
    r"pull-?quote|call-?out|in-??depth|summary-?list|key-?points|highlights",
    "tags": r"(?:^|[-_ ])tags?(?:$|[-_ ])|topics?(?:$|[-_ ])|keywords?|categor|taxonomy",
    "meta": r"meta(?:$|[-_ ])|date|time|publish|updated|kicker|eyebrow|section-?name|reading",
    "standfirst": r"stand-?first|sub-?(?:title|head|headline)|dek(?:$|[-_ ])|deck|lead(?:$|[-_ ])|"
    r"intro|excerpt|summary|abstract|chapo|teaser-?text|vorspann|strapline|description",
    "body": r"article-?(?:body|text|content|copy|main|wrap)|story-?(?:body|text|content)|body-?(?:text|"
    r"copy|content)|entry-?content|post-?(?:content|body|text)|rich-?text|main-?content|content-?body|"
    r"paragraph|texto?(?:$|[-_ ])|artikel|cuerpo|corps|zn-body|wysiwyg|prose",
    "live": r"live|liveblog|ticker|timeline|post(?:$|[-_ ])|update|entry(?:$|[-_ ])",
    "media": r"gallery|slide|carousel|video|player|media|image|photo|figure|picture|embed|lightbox",
    "quoted": r"tweet|instagram|embed|blockquote|social-?post|bluesky|tiktok",
    "hidden": r"hidden|sr-only|visually-?hidden|screen-?reader|print-?only|invisible|modal|popup|overlay|"
    r"cookie|consent|gdpr|banner",
    "ending": r"bottom|after|end-?of|tail|outro|below|source|methodology|reference",
}
_PARTS = re.compile("|".join(f"(?P<{name}>{words})" for name, words in PARTS.items()))
_BIT = {name: 1 << place for place, name in enumerate(PARTS)}
# Tags that say the same; their bits stand after those of the names.
REGIONS = (
    "article", "main", "section", "aside", "nav", "header", "footer", "form", "figure", "figcaption",
    "table", "ul", "ol", "dl", "blockquote", "address", "details", "hgroup",
)  # fmt: skip
_REGION_BIT = {tag: 1 << (len(PARTS) + place) for place, tag in enumerate(REGIONS)}
HIDDEN = 1 << (len(PARTS) + len(REGIONS))
FORM, COMMENTS = _REGION_BIT["form"], _BIT["comment"]
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_BLOCKS = 4000
_MOST_LABEL_CHARS = 300


@dataclass(slots=True)
class Block:
    """One block. `parts` are bits of all that it stands in, `own_parts` of the innermost three of it.

    `row` numbers the block's own element and `column` the one around it; `mould` is how the three
    are marked up; `article` numbers the <article> it stands in, 0 for none.
    """

    text: str
    tag: str
    link_chars: int
    links: int
    bold_chars: int
    parts: int
    own_parts: int
    depth: int
    column: int
    row: int
    mould: str
    article: int
    key: str


@dataclass(slots=True)
class _Place:
    """An element that is open, as far as blocks in it need to know."""

    tag: str
    parts: int
    own_parts: int
    label: str
    number: int
    article: int


class _Cutter:
    """Walks the tree once; a block ends where one that is not inline begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._link_chars = self._links = self._bold_chars = 0
        self._in_links = self._in_bolds = 0
        self._count = self._articles = 0
        self._open = [_Place("body", 0, 0, "", 0, 0)]

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
            if len(self.blocks) >= _MOST_BLOCKS:
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
            self._links += 1
        elif tag in ("b", "strong"):
            self._in_bolds += 1

    def _end(self, tag: str) -> None:
        if tag not in _INLINE and tag != "br":
            self._flush()
            self._open.pop()
        elif tag == "a":
            self._in_links -= 1
        elif tag in ("b", "strong"):
            self._in_bolds -= 1

    def _enter(self, element: HtmlElement, tag: str) -> None:
        above = self._open[-1]
        label = f"{element.get('class') or ''} {element.get('id') or ''}"[
            :_MOST_LABEL_CHARS
        ].strip()
        own = 0 if tag in ("body", "html") else _parts_of(label.lower()) | _REGION_BIT.get(tag, 0)
        if element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or ""):
            own |= HIDDEN
        self._count += 1
        article = above.article
        if tag == "article":
            self._articles += 1
            article = self._articles
        self._open.append(_Place(tag, above.parts | own, own, label, self._count, article))

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self._pieces.append(text)
        if self._in_links or self._in_bolds:
            chars = len(text.strip())
            self._link_chars += chars if self._in_links else 0
            self._bold_chars += chars if self._in_bolds else 0

    def _flush(self) -> None:
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if text:
            near = self._open[-3:]
            place, above = near[-1], near[-2] if len(near) > 1 else near[-1]
            own_parts = 0
            for open_place in near:
                own_parts |= open_place.own_parts
            self.blocks.append(
                Block(
                    text=text,
                    tag=place.tag,
                    link_chars=min(self._link_chars, len(text)),
                    links=self._links,
                    bold_chars=min(self._bold_chars, len(text)),
                    parts=place.parts,
                    own_parts=own_parts,
                    depth=len(self._open),
                    column=above.number,
                    row=place.number,
                    mould="\0".join(f"{p.tag}.{p.label}" for p in near),
                    article=place.article,
                    key=key_of(text),
                )
            )
        self._link_chars = self._links = self._bold_chars = 0


@lru_cache(maxsize=8192)
def _parts_of(label: str) -> int:
    """Bits of what classes and id say, in lower case; an outlet's pages share most of their labels."""
    bits = 0
    for match in _PARTS.finditer(label):
        bits |= _BIT[match.lastgroup or ""]
    return bits


def cut_blocks(tree: HtmlElement) -> list[Block]:
    """The page's blocks, in its order; at most 4,000."""
    body = tree.find("body")
    return _Cutter().cut(tree if body is None else body)
