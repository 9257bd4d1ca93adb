"""Find where an outlet lists its articles, from its home page or one of its feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from tasks.collect_offers import SOURCE, Search, collect_offers, offer_with_children
from tasks.extraction.canonical_url import canonical_url
from tasks.fetching.enquiry import Enquiry
from tasks.fetching.policy import FetchPolicy
from tasks.night import Night
from tasks.sources.encoding import decode_text
from tasks.sources.feed import root_of
from tasks.sources.home_page import HomePage, read_home_page
from tasks.sources.offer import Offer, choose_offers, read_offer
from tasks.sources.sitemap import read_sitemap
from warehouse.tables.fetches import Fetch

_GZIP_MAGIC = b"\x1f\x8b"  # of all that is listed only sitemaps come packed


class NothingFoundError(Exception):
    """An address from which no listing was found: one line that says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An outlet as its site describes it; `chosen` cover it, `left` say why they were left."""

    home_url: str
    name: str | None
    language: str | None
    country: str | None
    chosen: tuple[Offer, ...]
    left: tuple[Offer, ...]
    robots: tuple[Fetch, ...]


def find_listings(
    url: str, *, policy: FetchPolicy, night: Night, now: datetime, tell: Callable[[str], None]
) -> Finding:
    """What was found from `url`: a home page, a feed or a sitemap; some dozen requests at most.

    All go by robots.txt and the policy's rhythm; `tell` hears of each round. Raises
    `NothingFoundError` where the address cannot be read or nothing there lists articles.
    """
    search = Search(Enquiry(policy, night.archive_dir, night.night_date), tell)
    tell(f"asking {url}")
    ((row, body),) = search.enquiry.ask([(url, "home")])
    if body is None:
        raise NothingFoundError(f"{url}: {row.reason}")
    found_at = row.final_url or url
    kind = _kind_of(body)
    if kind != "page":
        return _from_listing(search, body, found_at, kind, now)
    page = read_home_page(body, url=found_at)
    if page is None:
        raise NothingFoundError(f"{url}: neither a web page nor a feed or sitemap")
    offers = collect_offers(search, page, found_at)
    chosen, left = _choose(offers, now)
    if not chosen:
        raise NothingFoundError(_nothing(found_at, left))
    return _finding(page, found_at, chosen, left, search)


def _from_listing(search: Search, body: bytes, url: str, kind: str, now: datetime) -> Finding:
    """The listing that was named is the one to read; its site's home page describes the outlet."""
    listing = read_sitemap(body, url=url, source_id=SOURCE) if kind == "sitemap" else None
    own = read_offer(body, url=url, kind=kind, label=None, home_url=url)
    pages = own.pages or (listing.candidates if listing else ())
    parts = urlsplit(pages[0].url if pages else url)
    home_url = f"{parts.scheme}://{parts.netloc}/"
    own = read_offer(body, url=url, kind=kind, label=None, home_url=home_url)
    offers = offer_with_children(search, own, body, home_url) if kind == "sitemap" else [own]
    chosen, left = _choose(offers, now)
    if not chosen:
        raise NothingFoundError(f"{url}: {left[0].problem or 'lists no pages'}")
    search.tell(f"asking {home_url}")
    ((row, home),) = search.enquiry.ask([(home_url, "home")])
    page = read_home_page(home, url=row.final_url or home_url) if home else None
    others = [
        Offer(url=lead.url, kind="feed", title=lead.label, problem="not looked at")
        for lead in (page.alternates if page else ())
        if lead.url != url
    ]
    return _finding(page, home_url, chosen, [*left, *others], search)


def _kind_of(body: bytes) -> str:
    """Whether a body is a feed, a sitemap, or else a page."""
    if body.startswith(_GZIP_MAGIC):
        return "sitemap"
    text = decode_text(body[:20_000])
    if text.lstrip()[:1] == "{":
        return "feed"
    kinds = dict.fromkeys(("rss", "feed", "rdf"), "feed")
    return {**kinds, "urlset": "sitemap", "sitemapindex": "sitemap"}.get(root_of(text), "page")


def _choose(offers: Iterable[Offer], now: datetime) -> tuple[list[Offer], list[Offer]]:
    first: dict[str, Offer] = {}
    for offer in offers:
        first.setdefault(offer.url, offer)
    return choose_offers(list(first.values()), now=now, key=lambda url: canonical_url(url, None))


def _finding(
    page: HomePage | None,
    home_url: str,
    chosen: Sequence[Offer],
    left: Sequence[Offer],
    search: Search,
) -> Finding:
    title = next((offer.title for offer in chosen if offer.title), None)
    return Finding(
        home_url=home_url,
        name=(page.name if page else None) or title,
        language=page.language if page else None,
        country=page.country if page else None,
        chosen=tuple(chosen),
        left=tuple(left),
        robots=tuple(search.enquiry.robots_fetches),
    )


def _nothing(url: str, left: Sequence[Offer]) -> str:
    said = f"; {len(left)} looked at, such as {left[0].url}: {left[0].problem}" if left else ""
    return (
        f"{url}: no feed and no sitemap found{said}; "
        "if you know the address of one, add the outlet by that"
    )
