"""All that one outlet serves on one night, by path."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from newsroom.article import Article
from newsroom.listings import Entry, list_entries, write_listings
from newsroom.outlets import Outlet, section_key
from newsroom.pages import PageRenderer

_CONTENT_TYPES: Final = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "gz": "application/gzip",
}
_NOT_FOUND: Final = (
    "Page not found",
    "Sorry, the page you are looking for has moved or is no longer there.",
)


@dataclass(frozen=True)
class Page:
    """One response: its status, body and validators, before any content encoding."""

    status: int
    content_type: str
    body: bytes
    changed_at: datetime | None = None
    location: str | None = None

    @property
    def etag(self) -> str:
        """A strong validator: the same body has the same one on every port."""
        return f'"{sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True)
class Site:
    """One outlet on one night: its pages by path (with query where it matters), its listing."""

    outlet: Outlet
    pages: dict[str, Page]
    not_found: Page
    entries: tuple[Entry, ...]

    def find_page(self, path_and_query: str) -> Page:
        """The page at the address; tracking parameters that mean nothing here are ignored."""
        path, _, _ = path_and_query.partition("?")
        without_more, _, _ = path_and_query.partition("&")
        for address in (path_and_query, without_more, path):
            if address in self.pages:
                return self.pages[address]
        return self.not_found


def build_site(outlet: Outlet, articles: Sequence[Article], base_url: str) -> Site:
    """The site of `outlet` with `articles`, those of all outlets, served at `base_url`."""
    builder = _SiteBuilder(outlet, [item for item in articles if item.outlet == outlet.outlet])
    entries = list_entries(outlet, builder.articles)
    for article in builder.articles:
        builder.add_article(outlet.path_of(article), article)
    for entry in entries:
        if entry.outcome != "article":
            builder.add_special(entry)
    builder.add_indexes()
    for path, body in write_listings(outlet, entries, base_url).items():
        kind = path.rpartition(".")[2] if path.endswith((".txt", ".gz")) else outlet.listing
        content_type = _CONTENT_TYPES.get(kind, "application/xml; charset=utf-8")
        builder.pages[path] = Page(200, content_type, body, builder.changed_at)
    not_found = builder.make_notice(404, *_NOT_FOUND)
    return Site(outlet, builder.pages, not_found, tuple(entries))


class _SiteBuilder:
    def __init__(self, outlet: Outlet, articles: Sequence[Article]) -> None:
        self.outlet = outlet
        self.articles = articles
        self.pages: dict[str, Page] = {}
        self.changed_at = max((article.changed_at for article in articles), default=None)
        self._renderer = PageRenderer(outlet, articles)
        self._by_slug = {article.slug: article for article in articles}

    def add_article(self, path: str, article: Article, canonical: str | None = None) -> None:
        html = self._renderer.render_article(article, canonical=canonical)
        self._add_html(path, article, html)

    def add_special(self, entry: Entry) -> None:
        article = self._by_slug.get(entry.slug or "")
        match entry.outcome:
            case "redirect" if article:
                location = self.outlet.path_of(article)
                self._add(entry.path, Page(301, "text/html", b"", location=location))
            case "copy" if article:
                self.add_article(entry.path, article, self.outlet.host + entry.path)
            case "variant" if article:
                html = self._renderer.render_article(article, template="amp.html")
                self._add_html(entry.path, article, html)
            case "soft_404":
                self._add(entry.path, self.make_notice(200, *_NOT_FOUND))
            case "empty":
                self._add(entry.path, Page(200, self._content_type(None), b""))
            case "forbidden":
                self._add(entry.path, self.make_notice(200, entry.title, "For members only."))
            case "missing":
                pass  # announced, and not there
            case other:
                raise ValueError(f"{self.outlet.outlet}: special page of unknown outcome {other!r}")

    def add_indexes(self) -> None:
        self._add_index("/", self.outlet.name, self.articles)
        for section in sorted({article.section for article in self.articles}):
            chosen = [article for article in self.articles if article.section == section]
            self._add_index(f"/section/{section_key(section)}", section, chosen)
        about = f"{self.outlet.name}: {self.outlet.tagline}."
        self._add("/about", self.make_notice(200, "About us", about))
        self._add("/search", self.make_notice(200, "Search", "Type a word to search for."))

    def make_notice(self, status: int, heading: str, words: str) -> Page:
        html = self._renderer.render_notice(heading, words)
        return Page(status, self._content_type(None), self._encode(html))

    def _add_index(self, path: str, heading: str, articles: Sequence[Article]) -> None:
        html = self._renderer.render_index(heading, articles)
        page = Page(200, self._content_type(None), self._encode(html), self.changed_at)
        self._add(path, page)

    def _add_html(self, path: str, article: Article, html: str) -> None:
        content_type = self._content_type(article.slug)
        self._add(path, Page(200, content_type, self._encode(html), article.changed_at))

    def _add(self, path: str, page: Page) -> None:
        if path in self.pages:
            raise ValueError(f"{self.outlet.outlet}: two pages at {path}")
        self.pages[path] = page

    def _encode(self, html: str) -> bytes:
        return html.encode(self.outlet.charset, "xmlcharrefreplace")

    def _content_type(self, slug: str | None) -> str:
        if self.outlet.charset == "utf-8" or slug in self.outlet.mislabelled:
            return "text/html; charset=utf-8"
        return "text/html"  # an old server that names no charset
