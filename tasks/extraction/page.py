"""One page in, one record out: the only door of this engine for a single page."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement
from trafilatura import load_html

from tasks.extraction.access import find_access
from tasks.extraction.authors import find_authors
from tasks.extraction.canonical_url import canonical_url
from tasks.extraction.charset import decode_page, strip_controls
from tasks.extraction.dates.publication import find_dates
from tasks.extraction.kind import judge_page
from tasks.extraction.language import identify_language
from tasks.extraction.live_blog import is_live_blog, read_posts
from tasks.extraction.metadata.signals import read_signals
from tasks.extraction.record import EXTRACTOR, OUT_OF_MEMORY, Extracted, rejected
from tasks.extraction.saved_page import MAX_BODY_BYTES
from tasks.extraction.section import find_section
from tasks.extraction.site import find_image, find_site_name
from tasks.extraction.tags import find_tags
from tasks.extraction.text import extract_text
from tasks.extraction.title import find_title

__all__ = ["EXTRACTOR", "Extracted", "extract_page"]


def extract_page(
    body: bytes,
    *,
    url: str | None,
    content_type: str | None = None,
    time_zone: str | None = None,
) -> Extracted:
    """The article of a page as fetched, or the reason why there is none.

    `body` is the page after transfer and content encoding were undone; `content_type` the header's
    value; `time_zone` (IANA) that of the outlet, by which a time without an offset is read: without
    it such a time counts for its day only. Deterministic. Never raises: a page that breaks the
    extractor is a rejected page.
    """
    try:
        return _extract(body, url, content_type, time_zone)
    except MemoryError:
        return rejected("error", OUT_OF_MEMORY, extractor=EXTRACTOR)
    except Exception as error:
        logging.getLogger(__name__).warning("extraction failed", exc_info=error)
        reason = f"the extractor failed on it: {type(error).__name__}"
        return rejected("error", reason, extractor=EXTRACTOR)


def _extract(
    body: bytes, url: str | None, content_type: str | None, time_zone: str | None
) -> Extracted:
    if not body.strip():
        return rejected("empty", "empty page", extractor=EXTRACTOR)
    if len(body) > MAX_BODY_BYTES:
        reason = f"larger than {MAX_BODY_BYTES // 1_000_000} MB"
        return rejected("error", reason, extractor=EXTRACTOR)
    markup = decode_page(body, content_type)
    if not _looks_like_html(markup):
        return rejected("error", "not an HTML page", extractor=EXTRACTOR)
    tree = load_html(markup)
    if tree is None or len(tree) == 0:
        return rejected("empty", "no markup that could be read", extractor=EXTRACTOR)
    # Of markup that is a single element without <html>, the parser gives that element only.
    tree = tree.getroottree().getroot()
    return _shown(_read_article(tree, url, ZoneInfo(time_zone) if time_zone else None))


def _shown(page: Extracted) -> Extracted:
    """The page without the control characters that entities and JSON can bring into its metadata."""
    return replace(
        page,
        title=strip_controls(page.title or "") or None,
        site_name=strip_controls(page.site_name or "") or None,
        section=strip_controls(page.section or "") or None,
        authors=_seen(page.authors),
        credits=_seen(page.credits),
        tags=_seen(page.tags),
    )


def _seen(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(strip_controls, words)))


def _looks_like_html(markup: str) -> bool:
    head = markup[:2000].lstrip().lower()
    if head.startswith(("%pdf", "{", "[", "<?xml", "<rss", "<feed", "<urlset", "<sitemapindex")):
        return head.startswith("<?xml") and "<html" in head
    return "<" in markup and ">" in markup


def _read_article(tree: HtmlElement, url: str | None, zone: ZoneInfo | None) -> Extracted:
    signals = read_signals(tree, url)
    site_name = find_site_name(signals)
    title = find_title(signals, site_name)
    text = extract_text(signals, title)
    text, posts = read_posts(signals, text, zone) if is_live_blog(signals) else (text, ())
    byline = find_authors(signals, site_name, text)
    dates = find_dates(signals, zone)
    is_signed = bool(byline.authors) or dates.published_date is not None
    judgement = judge_page(signals, title, text, is_signed=is_signed)
    address = canonical_url(url or signals.declared_url or "", signals.declared_url) or None
    return Extracted(
        status=judgement.status,
        kind=judgement.kind,
        reason=judgement.reason,
        title=title,
        authors=byline.authors,
        agency=byline.agency,
        credits=byline.credits,
        published_at=dates.published_at,
        published_date=dates.published_date,
        modified_at=dates.modified_at,
        language=identify_language(text),
        site_name=site_name,
        section=find_section(signals, title, site_name),
        tags=find_tags(signals),
        access=find_access(signals) or ("paid" if judgement.kind == "paywalled" else None),
        canonical_url=address,
        image_url=find_image(signals),
        text=text,
        posts=posts,
        extractor=EXTRACTOR,
    )
