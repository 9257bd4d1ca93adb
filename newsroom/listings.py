"""How the outlets announce their pages: RSS and Atom feeds, sitemaps, robots.txt."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from newsroom.article import Article
from newsroom.outlets import Outlet, SpecialPage
from newsroom.pages import TEMPLATES_FOLDER

_UNDATED: Final = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
_STILL_NEWS: Final = timedelta(hours=12)


@dataclass(frozen=True)
class Entry:
    """One page as a feed or sitemap announces it.

    `path` is as announced, maybe with tracking parameters. `outcome` says what a fetch of it
    meets: "article", or an outcome of SpecialPage; `slug` is the article reached in the end.
    """

    outlet: str
    path: str
    outcome: str
    slug: str | None
    title: str
    summary: str
    authors: tuple[str, ...]
    language: str
    published_at: datetime
    changed_at: datetime
    guid: str


def list_entries(outlet: Outlet, articles: Sequence[Article]) -> list[Entry]:
    """All that `outlet` announces: its `articles` in their order, then its special pages.

    A special page whose article is not published yet is not announced either. Every other
    article's address carries the outlet's tracking parameters, if it has any.
    """
    entries = [_announce(outlet, article) for article in articles]
    if outlet.tracking:
        entries[::2] = [_track(entry, outlet.tracking) for entry in entries[::2]]
    by_slug = {article.slug: article for article in articles}
    for special in outlet.specials:
        if special.slug is None:
            entries.append(_announce_nothing(outlet, special))
        elif special.slug in by_slug:
            entries.append(_announce_again(outlet, special, by_slug[special.slug]))
    return entries


def write_listings(outlet: Outlet, entries: Sequence[Entry], base_url: str) -> dict[str, bytes]:
    """The bodies of the outlet's feed or sitemaps and of its robots.txt, by path.

    Addresses of pages are under `base_url`, where the outlet is served now.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES_FOLDER / "listings"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["rfc822"] = format_datetime
    changed_at = max((entry.changed_at for entry in entries), default=_UNDATED)

    def write(template: str, chosen: Sequence[Entry]) -> bytes:
        page = environment.get_template(template).render(
            outlet=outlet, base=base_url, entries=chosen, changed_at=changed_at
        )
        return page.encode()

    bodies = {"/robots.txt": write("robots.txt", ())}
    if outlet.listing == "sitemap_index":
        news, archive = _split_by_age(entries)
        archived = write("news_sitemap.xml", archive)
        bodies[outlet.listing_path] = write("sitemap_index.xml", ())
        bodies["/sitemaps/news.xml"] = write("news_sitemap.xml", news)
        bodies["/sitemaps/archive.xml.gz"] = gzip.compress(archived, mtime=0)
    else:
        bodies[outlet.listing_path] = write(f"{outlet.listing}.xml", entries)
    return bodies


def _announce(outlet: Outlet, article: Article) -> Entry:
    return Entry(
        outlet=outlet.outlet,
        path=outlet.path_of(article),
        outcome="article",
        slug=article.slug,
        title=article.headline,
        summary=article.standfirst or article.blocks[0].text[:160],
        authors=article.authors,
        language=article.language,
        published_at=article.published_at,
        changed_at=article.changed_at,
        guid=outlet.canonical_url(article),
    )


def _announce_again(outlet: Outlet, special: SpecialPage, article: Article) -> Entry:
    return replace(
        _announce(outlet, article),
        path=special.path,
        outcome=special.outcome,
        title=special.title,
        guid=outlet.host + special.path,
    )


def _announce_nothing(outlet: Outlet, special: SpecialPage) -> Entry:
    return Entry(
        outlet=outlet.outlet,
        path=special.path,
        outcome=special.outcome,
        slug=None,
        title=special.title,
        summary=special.title,
        authors=(),
        language="en",
        published_at=_UNDATED,
        changed_at=_UNDATED,
        guid=outlet.host + special.path,
    )


def _track(entry: Entry, tracking: str) -> Entry:
    joint = "&" if "?" in entry.path else "?"
    return replace(entry, path=f"{entry.path}{joint}{tracking}")


def _split_by_age(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    newest = max((entry.published_at for entry in entries), default=_UNDATED)
    news = [entry for entry in entries if newest - entry.published_at <= _STILL_NEWS]
    return news, [entry for entry in entries if entry not in news]
