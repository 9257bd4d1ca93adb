"""Read a sitemap: pages with the news extension, or an index of further sitemaps.

Format: sitemaps.org protocol 0.9 and Google's news extension 0.9.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice

from lxml import etree

from tasks.sources.elements import free, local_name
from tasks.sources.encoding import decode_text
from tasks.sources.feed import read_feed, root_of
from tasks.sources.listing import Listing, read_title, resolve_url
from tasks.sources.times import read_moment, read_time
from tasks.sources.url_list import read_url_list
from warehouse.tables.fetches import Candidate

MAX_SITEMAP_BYTES = 52_428_800  # the protocol's own limit, uncompressed
# An entry is a few hundred bytes; with images and translations it may be some thousands.
_END_BYTES = 65_536
_ENTRY_MARK = re.compile(rb"</?(?:[\w.-]+:)?(?:url|sitemap)\s*>")
_GZIP_MAGIC = b"\x1f\x8b"


_OF = {
    "url": ("loc", "lastmod"),
    "sitemap": ("loc", "lastmod"),
    "news": ("publication_date", "title"),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    tag: str
    fields: dict[str, str]


def read_sitemap(
    body: bytes,
    *,
    url: str,
    source_id: str,
    zone: tzinfo | None = None,
    max_urls: int = 50_000,
) -> Listing:
    """The pages or, for an index, the further sitemaps (`resource="sitemap"`) that it lists.

    `body` may be gzip. A page's `published_at` is its news publication date; a sitemap's is its
    lastmod, so that the newest can be read first. `zone`, the outlet's, is that of times without an offset;
    without it they are unknown. Never raises for a bad sitemap: what is wrong,
    and where, stands in the listing's problems.
    """
    if not body or body.isspace():
        return Listing((), (f"{url}: sitemap is empty",))
    problems: list[str] = []
    stream = _Limited(body)
    opening = decode_text(stream.peek(4_000)).lstrip()
    if opening[:4].lower() == "http" or opening[:1] == "#":
        text = stream.read()
        return read_url_list(text, listed_in=url, source_id=source_id, max_urls=max_urls)
    if root_of(opening) in ("rss", "feed", "rdf"):  # the protocol allows feeds as sitemaps
        return read_feed(stream.read(), url=url, source_id=source_id, zone=zone)
    entries = list(islice(_entries(stream, problems), max_urls + 1))
    if 0 < len(entries) <= max_urls and stream.is_inside_entry:
        del entries[-1]
        problems.append("sitemap breaks off inside an entry, which was left out")
    if len(entries) > max_urls:
        problems.append(f"sitemap lists more than {max_urls} addresses, the rest was left")
    if stream.fault:
        problems.append(stream.fault)
    found = [_candidate(e, url, source_id, zone) for e in entries[:max_urls]]
    candidates = tuple(c for c in found if c is not None)
    if len(candidates) < len(found):
        bad = len(found) - len(candidates)
        problems.append(f"{bad} of {len(found)} entries: no usable http(s) address")
    return Listing(candidates, tuple(f"{url}: {p}" for p in problems))


class _Limited:
    """The sitemap's plain bytes, unpacked as they are read, up to the protocol's limit."""

    def __init__(self, body: bytes) -> None:
        raw = io.BytesIO(body)
        is_packed = body.startswith(_GZIP_MAGIC)
        self._file = io.BufferedReader(gzip.GzipFile(fileobj=raw) if is_packed else raw)
        self._left = MAX_SITEMAP_BYTES
        self._end = b""
        self.fault: str | None = None

    @property
    def is_inside_entry(self) -> bool:
        """Whether what was read last ends between an entry's opening and its closing tag."""
        marks = _ENTRY_MARK.findall(self._end)
        return bool(marks) and not marks[-1].startswith(b"</")

    def peek(self, size: int) -> bytes:
        """The first bytes, left to be read; empty when they cannot be unpacked."""
        try:
            return self._file.peek(size)[:size]
        except (OSError, EOFError, zlib.error):
            return b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes; at the limit or a fault of the packing, none, and `fault` says why."""
        try:
            data = self._file.read(min(size, self._left) if size >= 0 else self._left)
        except (OSError, EOFError, zlib.error) as error:
            self.fault = f"sitemap is damaged gzip: {error}"
            return b""
        self._left -= len(data)
        self._end = (self._end + data)[-_END_BYTES:]
        if not self._left:
            self.fault = f"sitemap is larger than {MAX_SITEMAP_BYTES} bytes, the rest was left"
        return data


def _entries(stream: _Limited, problems: list[str]) -> Iterator[_Entry]:
    """Entries as they stream by; each is freed when read, so that memory does not grow."""
    parser = etree.iterparse(
        stream,
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    has_entries = False
    try:
        for _, element in parser:
            tag = local_name(element)
            if tag in ("url", "sitemap") and element.getparent() is not None:
                has_entries = True
                yield _read_entry(element, tag)
                free(element)
    except etree.XMLSyntaxError as error:
        problems.append(f"sitemap is malformed: {' '.join(str(error).split())[:200]}")
        return
    if parser.error_log:
        fault = parser.error_log[0]
        problems.append(f"sitemap is malformed: line {fault.line}: {fault.message.strip()[:200]}")
    elif not has_entries and local_name(parser.root) not in ("urlset", "sitemapindex"):
        problems.append(_no_sitemap(local_name(parser.root)))


def _no_sitemap(root: str) -> str:
    if root.lower() in ("html", "head", "body"):
        return (
            "a web page, not a sitemap: the sitemap has moved or has another address; "
            "robots.txt may name it, and `dateline sources add` looks for it"
        )
    return f"not a sitemap: its first element is <{root[:40]}>"


def _read_entry(element: etree._Element, tag: str) -> _Entry:
    fields: dict[str, str] = {}
    for part in element.iter():
        name, parent = local_name(part), part.getparent()
        holder = local_name(parent) if parent is not None else ""
        # Images and videos have addresses, titles and dates too, which are not the page's.
        if name in _OF.get(holder, ()) and part.text:
            fields.setdefault(name, part.text)
    return _Entry(tag, fields)


def _candidate(
    entry: _Entry, sitemap_url: str, source_id: str, zone: tzinfo | None
) -> Candidate | None:
    url = resolve_url(entry.fields.get("loc"), sitemap_url)
    if url is None:
        return None
    is_index = entry.tag == "sitemap"
    lastmod, published = entry.fields.get("lastmod"), entry.fields.get("publication_date")
    published_at = read_time(lastmod if is_index else published, zone)
    return Candidate(
        source_id=source_id,
        url=url,
        resource="sitemap" if is_index else "page",
        listed_in=sitemap_url,
        title=None if is_index else read_title(entry.fields.get("title")),
        published_at=published_at,
        modified_at=read_moment(lastmod, zone)
        or (None if published_at else read_moment(published, zone)),
    )
