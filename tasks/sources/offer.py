"""A listing that an outlet was found to have, and which of several are worth reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tasks.sources.encoding import decode_text
from tasks.sources.feed import read_feed
from tasks.sources.listing import Listing
from tasks.sources.site import is_same_site, site_name
from tasks.sources.sitemap import read_sitemap
from warehouse.tables.fetches import Candidate

MOST_LISTINGS = 6
_STALE = timedelta(days=30)
_COMMENT_PATH = re.compile(r"(?:^|[/_-])comments(?:[/_.-]|$)", re.IGNORECASE)
_COMMENT_TITLE = re.compile(
    r"\bcomments (?:on|for|feed)\b|\bkommentar(?:e zu|e für|-feed)|\bcomentarios (?:en|de|a)\b"
    r"|\bcommentaires (?:sur|pour)\b",
    re.IGNORECASE,
)
_AUDIO = re.compile(
    r"""<(?:enclosure|link)\s[^<>]{0,2000}?\btype\s*=\s*["'](?:audio|video)/""", re.IGNORECASE
)
_CHANNEL_TITLE = re.compile(r"<title[^<>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,200})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One listing found. `problem` says why it is not to be read; None when it may be."""

    url: str
    kind: str  # feed or sitemap
    title: str | None
    pages: tuple[Candidate, ...] = ()
    is_news: bool = False
    problem: str | None = None

    @property
    def newest_at(self) -> datetime | None:
        """When the newest of its pages was published or changed; None where none has a date."""
        dates = [c.published_at or c.modified_at for c in self.pages]
        return max((d for d in dates if d is not None), default=None)

    @property
    def oldest_at(self) -> datetime | None:
        """When the oldest was; None likewise."""
        dates = [c.published_at or c.modified_at for c in self.pages]
        return min((d for d in dates if d is not None), default=None)


def read_offer(body: bytes, *, url: str, kind: str, label: str | None, home_url: str) -> Offer:
    """The listing with its pages, and what speaks against it, if anything does."""
    read = read_sitemap if kind == "sitemap" else read_feed
    listing = read(body, url=url, source_id="")
    pages = tuple(c for c in listing.candidates if c.resource == "page")
    text = decode_text(body[:400_000]) if kind == "feed" else ""
    title = _channel_title(text) or label
    names = f"{title or ''} {label or ''}"
    return Offer(
        url=url,
        kind=kind,
        title=title,
        pages=pages,
        is_news=kind == "sitemap" and any(page.title for page in pages),
        problem=_problem_of(listing, pages, url) or _problem_for(pages, names, text, home_url),
    )


def _problem_of(listing: Listing, pages: Sequence[Candidate], url: str) -> str | None:
    """What is wrong with a listing that gives nothing; an index of sitemaps still may."""
    if listing.candidates:
        return "readers' comments" if pages and _COMMENT_PATH.search(urlsplit(url).path) else None
    return listing.problems[0].removeprefix(f"{url}: ") if listing.problems else "lists no pages"


def _problem_for(pages: Sequence[Candidate], names: str, text: str, home_url: str) -> str | None:
    """Why pages that are listed are not the outlet's articles; None when they seem to be."""
    if not pages:
        return None
    if _COMMENT_TITLE.search(names):
        return "readers' comments"
    if len(_AUDIO.findall(text)) * 2 >= len(pages):
        return "a podcast or video feed"
    own = sum(is_same_site(page.url, home_url) for page in pages)
    if own * 2 < len(pages):
        return f"leads to other sites, such as {site_name(urlsplit(pages[0].url).hostname or '')}"
    return None


def _channel_title(text: str) -> str | None:
    match = _CHANNEL_TITLE.search(text)
    return " ".join(match[1].split()) or None if match else None


def choose_offers(
    offers: Sequence[Offer], *, now: datetime, key: Callable[[str], str]
) -> tuple[list[Offer], list[Offer]]:
    """The fewest that cover the outlet, and the others, each with the problem that spoke against it.

    Feeds and news sitemaps come before sitemaps of everything, and what is alive before what has
    been silent for a month. Within the best of these the one that adds most pages is taken, until
    none adds a twentieth. `key` says which URLs are one page.
    """
    sound = [offer for offer in offers if offer.problem is None]
    ranks = [_rank(offer, now) for offer in sound]
    best = [offer for offer, rank in zip(sound, ranks, strict=True) if rank == min(ranks)]
    chosen, covered = _cover(best, key)
    left = [offer for offer in offers if offer not in chosen]
    return chosen, [replace(o, problem=o.problem or _why_not(o, covered, now, key)) for o in left]


def _rank(offer: Offer, now: datetime) -> int:
    is_silent = offer.newest_at is not None and now - offer.newest_at > _STALE
    return 2 * is_silent + (offer.kind == "sitemap" and not offer.is_news)


def _cover(offers: Sequence[Offer], key: Callable[[str], str]) -> tuple[list[Offer], set[str]]:
    pages = {offer.url: {key(page.url) for page in offer.pages} for offer in offers}
    every = set().union(*pages.values())
    chosen: list[Offer] = []
    covered: set[str] = set()
    waiting = list(offers)
    while waiting and len(chosen) < MOST_LISTINGS:
        # Of equals a feed, for its titles and times, then the one found first.
        best = max(waiting, key=lambda o: (len(pages[o.url] - covered), o.kind == "feed"))
        gain = len(pages[best.url] - covered)
        if chosen and (gain == 0 or gain * 20 < len(every)):
            break
        chosen.append(best)
        covered |= pages[best.url]
        waiting.remove(best)
    return chosen, covered


def _why_not(offer: Offer, covered: set[str], now: datetime, key: Callable[[str], str]) -> str:
    new = len({key(page.url) for page in offer.pages} - covered)
    if not new:
        return "nothing that the listings above do not have"
    if offer.newest_at is not None and now - offer.newest_at > _STALE:
        return f"nothing new since {offer.newest_at:%Y-%m-%d}"
    return f"{new} pages that the listings above do not have"
