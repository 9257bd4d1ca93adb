"""Find where an outlet lists its articles, from its home page or one of its feeds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from urllib.parse import urljoin, urlsplit

from tasks.extraction.canonical_url import canonical_url
from tasks.fetching.enquiry import Enquiry
from tasks.fetching.policy import FetchPolicy
from tasks.night import Night
from tasks.sources.encoding import decode_text
from tasks.sources.feed import root_of
from tasks.sources.home_page import HomePage, Lead, read_home_page
from tasks.sources.listing import resolve_url
from tasks.sources.offer import Offer, choose_offers, read_offer
from tasks.sources.sitemap import read_sitemap
from warehouse.tables.fetches import Candidate, Fetch

FEED_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
SITEMAP_PATHS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")
MOST_LEADS = 12
MOST_SITEMAPS = 6
MOST_CHILDREN = 2
_SOURCE = "finding"
# Of these a sitemap seldom holds articles.
_NO_ARTICLES = re.compile(
    r"(?:^|[/_.-])(?:images?|videos?|authors?|tags?|categor\w*|topics?|pages?|static)(?:[/_.\d-]|$)"
)
_GZIP_MAGIC = b"\x1f\x8b"  # of all that is listed only sitemaps come packed


class NothingFoundError(Exception):
    """An address from which no listing was found: one line that says why, and what to do."""


@dataclass(frozen=True, slots=True)
class _Search:
    """What asks, and who hears of it."""

    enquiry: Enquiry
    tell: Callable[[str], None]


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
    search = _Search(Enquiry(policy, night.archive_dir, night.night_date), tell)
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
    offers = _offers_of(search, page, found_at)
    chosen, left = _choose(offers, now)
    if not chosen:
        raise NothingFoundError(_nothing(found_at, left))
    return _finding(page, found_at, chosen, left, search)


def _kind_of(body: bytes) -> str:
    """Whether a body is a feed, a sitemap, or else a page."""
    if body.startswith(_GZIP_MAGIC):
        return "sitemap"
    text = decode_text(body[:20_000])
    if text.lstrip()[:1] == "{":
        return "feed"
    kinds = dict.fromkeys(("rss", "feed", "rdf"), "feed")
    return {**kinds, "urlset": "sitemap", "sitemapindex": "sitemap"}.get(root_of(text), "page")


def _from_listing(search: _Search, body: bytes, url: str, kind: str, now: datetime) -> Finding:
    """The listing that was named is the one to read; its site's home page describes the outlet."""
    listing = read_sitemap(body, url=url, source_id=_SOURCE) if kind == "sitemap" else None
    own = read_offer(body, url=url, kind=kind, label=None, home_url=url)
    pages = own.pages or (listing.candidates if listing else ())
    parts = urlsplit(pages[0].url if pages else url)
    home_url = f"{parts.scheme}://{parts.netloc}/"
    own = read_offer(body, url=url, kind=kind, label=None, home_url=home_url)
    offers = _with_children(search, own, body, home_url) if kind == "sitemap" else [own]
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


def _offers_of(search: _Search, page: HomePage, home_url: str) -> list[Offer]:
    """Feeds declared, shown or named a page away; sitemaps of robots.txt; at last usual places."""
    leads = list(islice(_distinct((*page.alternates, *page.anchors)), MOST_LEADS))
    offers, further = _read_leads(search, leads, home_url)
    if further:
        offers += _read_leads(search, further, home_url)[0]
    sitemaps = _sitemaps_of(search.enquiry.named_sitemaps())
    offers += _read_sitemaps(search, sitemaps[:MOST_SITEMAPS], home_url)
    if not any(offer.problem is None for offer in offers):
        guessed = [Lead(urljoin(home_url, path), None) for path in FEED_PATHS]
        offers += [o for o in _read_leads(search, guessed, home_url)[0] if o.problem is None]
    if not sitemaps and not any(offer.problem is None for offer in offers):
        guessed_maps = [urljoin(home_url, path) for path in SITEMAP_PATHS]
        found = _read_sitemaps(search, guessed_maps, home_url)
        offers += [offer for offer in found if offer.problem is None]
    return offers


def _read_leads(
    search: _Search, leads: Sequence[Lead], home_url: str
) -> tuple[list[Offer], list[Lead]]:
    """The feeds among the leads, and the leads that pages among them name."""
    if not leads:
        return [], []
    search.tell(f"asking {len(leads)} addresses that may be feeds")
    offers: list[Offer] = []
    further: list[Lead] = []
    for lead, (row, body) in zip(
        leads, search.enquiry.ask([(x.url, "feed") for x in leads]), strict=True
    ):
        url = row.final_url or lead.url
        if body is None:
            offers.append(Offer(url=url, kind="feed", title=lead.label, problem=row.reason))
        elif root_of(decode_text(body[:20_000])) in ("html", "head", "body"):
            page = read_home_page(body, url=url)
            further += (*page.alternates, *page.anchors) if page else ()
        else:
            offers.append(
                read_offer(body, url=url, kind="feed", label=lead.label, home_url=home_url)
            )
    known = {lead.url for lead in leads} | {home_url}
    new = (lead for lead in _distinct(further) if lead.url not in known)
    return offers, list(islice(new, MOST_LEADS))


def _read_sitemaps(search: _Search, urls: Sequence[str], home_url: str) -> list[Offer]:
    if not urls:
        return []
    search.tell(f"asking {len(urls)} sitemaps")
    offers: list[Offer] = []
    for url, (row, body) in zip(
        urls, search.enquiry.ask([(u, "sitemap") for u in urls]), strict=True
    ):
        if body is None:
            offers.append(Offer(url=url, kind="sitemap", title=None, problem=row.reason))
        else:
            final_url = row.final_url or url
            own = read_offer(body, url=final_url, kind="sitemap", label=None, home_url=home_url)
            offers += _with_children(search, own, body, home_url)
    return offers


def _with_children(search: _Search, own: Offer, body: bytes, home_url: str) -> list[Offer]:
    """The sitemap; of an index, a news sitemap of its own where it has one, else the index."""
    listing = read_sitemap(body, url=own.url, source_id=_SOURCE)
    children = [c for c in listing.candidates if c.resource == "sitemap"]
    if own.pages or not children:
        return [own]
    likely = sorted(children, key=_likelihood, reverse=True)[:MOST_CHILDREN]
    search.tell(f"asking {len(likely)} of {len(children)} sitemaps of an index")
    found = [
        read_offer(body, url=child.url, kind="sitemap", label=None, home_url=home_url)
        for child, (_, body) in zip(
            likely, search.enquiry.ask([(c.url, "sitemap") for c in likely]), strict=True
        )
        if body is not None
    ]
    # One whose name has no number stays where it is; others change from day to day.
    lasting = [o for o in found if o.is_news and not any(c.isdigit() for c in urlsplit(o.url).path)]
    pages = tuple(page for offer in found for page in offer.pages)
    problem = None if pages else "its sitemaps list no pages"
    index = replace(own, pages=pages, is_news=any(o.is_news for o in found), problem=problem)
    if lasting and len(lasting) < len(children):
        return [*lasting, replace(index, problem="an index; its sitemap for news is enough")]
    return [index]


def _likelihood(child: Candidate) -> tuple[bool, bool, float]:
    path = urlsplit(child.url).path.lower()
    age = child.published_at.timestamp() if child.published_at else 0.0
    return "news" in path, not _NO_ARTICLES.search(path), age


def _sitemaps_of(robots_say: Iterable[str]) -> list[str]:
    """What robots.txt names as sitemaps, those of news first, those of no articles left out."""
    named = [url for each in robots_say if (url := resolve_url(each, "")) is not None]
    likely = [url for url in named if not _NO_ARTICLES.search(urlsplit(url).path.lower())]
    return sorted(likely or named, key=lambda url: "news" not in url.lower())


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
    search: _Search,
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


def _distinct(leads: Iterable[Lead]) -> Iterator[Lead]:
    seen: set[str] = set()
    for lead in leads:
        if lead.url not in seen:
            seen.add(lead.url)
            yield lead
