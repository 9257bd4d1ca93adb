"""Ask where an outlet may list its articles: what its home page and robots.txt name, usual places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urljoin, urlsplit

from tasks.fetching.enquiry import Enquiry
from tasks.sources.encoding import decode_text
from tasks.sources.feed import root_of
from tasks.sources.home_page import HomePage, Lead, read_home_page
from tasks.sources.listing import resolve_url
from tasks.sources.offer import Offer, read_offer
from tasks.sources.sitemap import read_sitemap
from warehouse.tables.fetches import Candidate

FEED_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
SITEMAP_PATHS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")
MOST_LEADS = 12
MOST_SITEMAPS = 6
MOST_CHILDREN = 2
SOURCE = "finding"
# Of these a sitemap seldom holds articles.
_NO_ARTICLES = re.compile(
    r"(?:^|[/_.-])(?:images?|videos?|authors?|tags?|categor\w*|topics?|pages?|static)(?:[/_.\d-]|$)"
)


@dataclass(frozen=True, slots=True)
class Search:
    """What asks, and who hears of it."""

    enquiry: Enquiry
    tell: Callable[[str], None]


def collect_offers(search: Search, page: HomePage, home_url: str) -> list[Offer]:
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


def offer_with_children(search: Search, own: Offer, body: bytes, home_url: str) -> list[Offer]:
    """The sitemap; of an index, a news sitemap of its own where it has one, else the index."""
    listing = read_sitemap(body, url=own.url, source_id=SOURCE)
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


def _read_leads(
    search: Search, leads: Sequence[Lead], home_url: str
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


def _read_sitemaps(search: Search, urls: Sequence[str], home_url: str) -> list[Offer]:
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
            offers += offer_with_children(search, own, body, home_url)
    return offers


def _likelihood(child: Candidate) -> tuple[bool, bool, float]:
    path = urlsplit(child.url).path.lower()
    age = child.published_at.timestamp() if child.published_at else 0.0
    return "news" in path, not _NO_ARTICLES.search(path), age


def _sitemaps_of(robots_say: Iterable[str]) -> list[str]:
    """What robots.txt names as sitemaps, those of news first, those of no articles left out."""
    named = [url for each in robots_say if (url := resolve_url(each, "")) is not None]
    likely = [url for url in named if not _NO_ARTICLES.search(urlsplit(url).path.lower())]
    return sorted(likely or named, key=lambda url: "news" not in url.lower())


def _distinct(leads: Iterable[Lead]) -> Iterator[Lead]:
    seen: set[str] = set()
    for lead in leads:
        if lead.url not in seen:
            seen.add(lead.url)
            yield lead
