"""Entries of an XML feed: RSS 0.9x and 2.0, RSS 1.0, Atom 0.3 and 1.0.

Read by us over lxml because the two libraries tried give wrong addresses or none for what is
common in the wild; see docs/decisions/0008-feeds-read-over-lxml.md.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from html.entities import name2codepoint
from itertools import islice
from urllib.parse import urljoin

from lxml import etree

from tasks.sources.elements import free, local_name
from tasks.sources.feed_entry import FeedEntry

_ENTRIES = ("{*}item", "{*}entry")
_ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>")
_ENTRY_START = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s/>]")
_ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|RDF)\s*>", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_DOCTYPE_OPENING = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_LOOSE_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"  # left as it is: an ampersand is just that there
    r"|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(?:(\w+);)?",
    re.DOTALL,
)
# What no XML 1.0 document may hold.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_PUBLISHED = ("pubDate", "published", "date", "issued", "created")
_MODIFIED = ("updated", "modified")
_TEXTS = frozenset({"title", "guid", "id", "origLink", *_PUBLISHED, *_MODIFIED})
# Of a picture or a recording, not of the entry: Media RSS, and what podcasts add.
_OF_MEDIA = re.compile(r"\{[^}]*(?:/mrss|itunes|podcast)[^}]*\}", re.IGNORECASE)
_MAX_TEXT_CHARS = 8_000
_MAX_AMPERSANDS = 200_000  # with more, a feed is not mended: it is meant to cost memory
_HEAD_CHARS = 100_000  # in which a declaration and a document type must stand
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_HTML_TYPES = ("", "text/html", "application/xhtml+xml")


def read_xml_entries(text: str, base_url: str, problems: list[str]) -> Iterator[FeedEntry]:
    """Entries as they stream by, each freed when read; what is broken is told in `problems`.

    An entry that the feed breaks off in is left out: its link may be half a link. Document types
    are not read, so no entity of theirs is expanded or fetched.
    """
    text = _ready(_whole_entries(text, problems))
    parser = etree.iterparse(
        io.BytesIO(text.encode("utf-8", "replace")),
        events=("end",),
        tag=_ENTRIES,
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        encoding="utf-8",
    )
    try:
        for _, element in parser:
            yield _read_entry(element, base_url)
            free(element)
    except etree.XMLSyntaxError as error:
        problems.append(f"feed is malformed: {' '.join(str(error).split())[:200]}")
        return
    if parser.error_log and not problems:
        fault = parser.error_log[0]
        where = f"line {fault.line}: {' '.join(fault.message.split())[:200]}"
        problems.append(f"feed is malformed: {where}; what could be read was")


def _whole_entries(text: str, problems: list[str]) -> str:
    """The text up to its last entry that ends, closed; all of it where the feed itself ends."""
    last_end = max((match.end() for match in _ENTRY_END.finditer(text)), default=0)
    start = _ENTRY_START.search(text, last_end)
    if start is None or _ROOT_END.search(text, start.end()):
        return text
    problems.append("feed is malformed: it breaks off inside an entry, which was left out")
    return text[: start.start()]


def _ready(text: str) -> str:
    """The text with what makes parsers stumble put right: entities of HTML, loose ampersands."""
    head, rest = text[:_HEAD_CHARS], text[_HEAD_CHARS:]
    head = _DECLARATION.sub("", head, count=1)
    # Tried at its first opening only: a document has one, and to look for the end of each takes long.
    opening = _DOCTYPE_OPENING.search(head)
    doctype = _DOCTYPE.match(head, opening.start()) if opening else None
    if doctype:
        head = head[: doctype.start()] + head[doctype.end() :]
    text = (head.lstrip() + rest).translate(_FORBIDDEN)
    return _LOOSE_AMPERSAND.sub(_escape, text) if text.count("&") <= _MAX_AMPERSANDS else text


def _escape(match: re.Match[str]) -> str:
    found, name = match[0], match[1]
    if found.startswith("<"):
        return found
    return chr(name2codepoint[name]) if name in name2codepoint else f"&amp;{found[1:]}"


def _read_entry(element: etree._Element, base_url: str) -> FeedEntry:
    fields: dict[str, str] = {}
    for part in element:
        name = local_name(part)
        is_own = name in _TEXTS and not _OF_MEDIA.match(str(part.tag))
        if is_own and name not in fields and (text := _text(part)):
            fields[name] = text
    return FeedEntry(
        links=tuple(_links(element, fields, base_url)),
        title=_plain(fields.get("title")),
        published=next((fields[name] for name in _PUBLISHED if name in fields), None),
        modified=next((fields[name] for name in _MODIFIED if name in fields), None),
    )


def _links(element: etree._Element, fields: dict[str, str], base_url: str) -> Iterator[str]:
    """What may be the article's address, the likeliest first.

    Feed burners put their own counting address into `link` and the article's into `origLink`; a
    `guid` is an address unless it says that it is none (RSS 2.0); of Atom's links only the
    alternate ones lead to the article (RFC 4287, 4.2.7.2), and pages before other formats.
    """
    if "origLink" in fields:
        yield fields["origLink"]
    plain = ((link, _text(link)) for link in element.iterfind("{*}link"))
    # Of several links, the first that has text: RSS' own; Atom's have attributes instead.
    yield from [_resolved(link, text, base_url) for link, text in plain if text][:1]
    yield from _alternates(element, base_url)
    guid = element.find("{*}guid")
    is_address = guid is None or (guid.get("isPermaLink") or "true").strip().lower() != "false"
    for name in ("guid", "id") if is_address else ("id",):
        if fields.get(name, "").lower().startswith(("http://", "https://")):
            yield fields[name]
    if about := element.get(_RDF_ABOUT):
        yield about


def _alternates(element: etree._Element, base_url: str) -> list[str]:
    found = [
        ((link.get("type") or "").partition(";")[0].strip().lower() not in _HTML_TYPES, link)
        for link in element.iterfind("{*}link")
        if link.get("href") and (link.get("rel") or "alternate").strip().lower() == "alternate"
    ]
    found.sort(key=lambda pair: pair[0])
    return [_resolved(link, link.get("href") or "", base_url) for _, link in found]


def _resolved(element: etree._Element, link: str, base_url: str) -> str:
    """The link made whole by the xml:base that holds where it stands, and the feed's address."""
    try:
        return urljoin(urljoin(base_url, element.base or ""), link)
    except ValueError:  # brackets that open no IPv6 address
        return link


def _text(element: etree._Element) -> str:
    return "".join(map(str, islice(element.itertext(), 100)))[:_MAX_TEXT_CHARS].strip()


def _plain(title: str | None) -> str | None:
    """A title without the markup that many feeds escape into it."""
    if title is None or not ("&" in title or "<" in title):
        return title
    return html.unescape(_MARKUP.sub("", html.unescape(title) if "&lt;" in title else title))
