"""Reads one article file. Whatever is wrong is noted with its line; nothing is guessed."""

from datetime import datetime
from pathlib import Path
from typing import Final

from lxml import etree

from newsroom.article import Article, Block, ClaimNote, Problem
from newsroom.marks import line_of, read_marked_text

_PARTS: Final = frozenset(
    {"headline", "standfirst", "author", "agency", "caption", "body", "claims"}
)
_ATTRIBUTES: Final = frozenset(
    ["outlet", "slug", "kind", "language", "published", "modified", "section", "night", "access"]
)
_BLOCKS: Final = frozenset({"p", "h2", "h3", "blockquote"})
_FALLBACK_TIME: Final = datetime.fromisoformat("2026-11-18T00:00:00+00:00")


def read_article(path: Path) -> tuple[Article | None, list[Problem]]:
    """The article in the file, and what is wrong with the file's form.

    The article is None when the file cannot be read as XML at all.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        return None, [Problem(path, error.lineno or 0, f"not well-formed XML: {error.msg}")]
    if root.tag != "article":
        return None, [Problem(path, line_of(root), f"root is <{_tag(root)}>, not <article>")]
    reader = _ArticleReader(path, root)
    return reader.read(), reader.problems


class _ArticleReader:
    def __init__(self, path: Path, root: etree._Element) -> None:
        self.problems: list[Problem] = []
        self._path = path
        self._root = root

    def read(self) -> Article:
        self._refuse_unknown(self._root, _PARTS)
        for attribute in sorted(set(map(str, self._root.attrib)) - _ATTRIBUTES):
            self._note(self._root, f"unknown attribute {attribute!r}")
        return Article(
            path=self._path,
            outlet=self._require(self._root, "outlet"),
            slug=self._require(self._root, "slug"),
            kind=self._require(self._root, "kind"),
            language=self._require(self._root, "language"),
            published_at=self._time(self._root, "published") or _FALLBACK_TIME,
            modified_at=self._time(self._root, "modified") if self._root.get("modified") else None,
            section=self._root.get("section", ""),
            night=self._night(),
            is_paid=self._root.get("access") == "paid",
            headline=self._one("headline"),
            standfirst=self._one("standfirst"),
            authors=tuple(self._all("author")),
            agency=self._one("agency"),
            caption=self._one("caption"),
            blocks=tuple(self._blocks()),
            claims=tuple(self._claims()),
        )

    def _note(self, element: etree._Element, message: str) -> None:
        self.problems.append(Problem(self._path, line_of(element), message))

    def _refuse_unknown(self, parent: etree._Element, known: frozenset[str]) -> None:
        for child in parent:
            if _tag(child) not in known:
                self._note(child, f"<{_tag(child)}> cannot stand in <{_tag(parent)}>")
        loose = [parent.text, *(child.tail for child in parent)]
        if any(text and text.strip() for text in loose):
            self._note(parent, f"text outside of any block in <{_tag(parent)}>")

    def _require(self, element: etree._Element, attribute: str) -> str:
        value = element.get(attribute)
        if not value:
            self._note(element, f"<{_tag(element)}> has no {attribute!r}")
        return value or ""

    def _time(self, element: etree._Element, attribute: str) -> datetime | None:
        value = self._require(element, attribute)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            if value:
                self._note(element, f"{attribute}={value!r} is not an ISO 8601 time")
            return None
        if moment.tzinfo is None:
            self._note(element, f"{attribute}={value!r} has no offset")
            return None
        return moment

    def _night(self) -> int:
        value = self._root.get("night", "")
        if value not in {"1", "2"}:
            self._note(self._root, f"night={value!r} is neither 1 nor 2")
            return 1
        return int(value)

    def _all(self, tag: str) -> list[str]:
        return [read_marked_text(element)[0] for element in self._root.findall(tag)]

    def _one(self, tag: str) -> str:
        values = self._all(tag)
        if len(values) > 1:
            self._note(self._root, f"more than one <{tag}>")
        return values[0] if values else ""

    def _blocks(self) -> list[Block]:
        body = self._root.find("body")
        if body is None:
            self._note(self._root, "no <body>")
            return []
        self._refuse_unknown(body, _BLOCKS | {"post"})
        blocks: list[Block] = []
        for element in body:
            if element.tag == "post":
                self._refuse_unknown(element, _BLOCKS)
                posted_at = self._time(element, "at")
                blocks.extend(self._block(child, posted_at) for child in element)
            elif element.tag in _BLOCKS:
                blocks.append(self._block(element, None))
        return blocks

    def _block(self, element: etree._Element, posted_at: datetime | None) -> Block:
        text, marks = read_marked_text(element)
        if not text:
            self._note(element, f"<{_tag(element)}> is empty")
        return Block(_tag(element), text, marks, line_of(element), posted_at)

    def _claims(self) -> list[ClaimNote]:
        claims = self._root.find("claims")
        if claims is None:
            return []
        self._refuse_unknown(claims, frozenset({"claim"}))
        return [self._claim(element) for element in claims.findall("claim")]

    def _claim(self, element: etree._Element) -> ClaimNote:
        negated = self._require(element, "negated")
        if negated not in {"true", "false", ""}:
            self._note(element, f"negated={negated!r} is neither true nor false")
        return ClaimNote(
            claim_id=self._require(element, "id"),
            kind=self._require(element, "kind"),
            claimant=element.get("claimant", ""),
            role=element.get("role", ""),
            is_negated=negated == "true",
            certainty=self._require(element, "certainty"),
            line=line_of(element),
        )


def _tag(element: etree._Element) -> str:
    return str(element.tag)
