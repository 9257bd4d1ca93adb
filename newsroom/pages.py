"""Renders an outlet's pages with the outlet's own templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from newsroom.article import Article
from newsroom.body_html import render_posts
from newsroom.outlets import Outlet, section_key
from newsroom.structured_data import describe_graph, describe_page

TEMPLATES_FOLDER: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Teaser:
    """A link to an article, as boxes and index pages show it."""

    headline: str
    summary: str
    section: str
    path: str
    published_at: datetime


class PageRenderer:
    """Renders the pages of one outlet as it stands on one night.

    `articles` are the outlet's own, newest first; they fill navigation and boxes of links.
    Pages hold relative links and public canonical ones, so no page depends on host or port.
    """

    def __init__(self, outlet: Outlet, articles: Sequence[Article]) -> None:
        self._outlet = outlet
        self._teasers = {article.slug: _tease(outlet, article) for article in articles}
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES_FOLDER / outlet.outlet),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["clock"] = _show_clock
        self._environment.filters["names"] = _join_names
        self._environment.filters["key"] = section_key
        self._environment.globals["outlet"] = outlet
        sections = sorted({teaser.section for teaser in self._teasers.values()})
        self._environment.globals["sections"] = [(name, section_key(name)) for name in sections]

    def render_article(
        self, article: Article, *, canonical: str | None = None, template: str = "article.html"
    ) -> str:
        """The article's page; `canonical` where it names another address than the article's."""
        posts = render_posts(article, self._outlet.link_types)
        return self._environment.get_template(template).render(
            article=article,
            title=self._outlet.page_title(article),
            canonical=canonical or self._outlet.canonical_url(article),
            path=self._outlet.path_of(article),
            posts=posts,
            blocks=[block for post in posts for block in post.blocks],
            data=describe_page(self._outlet, article, posts),
            graph=describe_graph(self._outlet, article),
            charset=self.declared_charset(article.slug),
            related=self._teasers_beside(article)[:4],
            most_read=self._teasers_beside(article)[-5:],
        )

    def render_index(self, heading: str, articles: Sequence[Article]) -> str:
        """The front page, or the page of a section."""
        return self._environment.get_template("index.html").render(
            title=f"{heading} – {self._outlet.tagline}",
            heading=heading,
            charset=self.declared_charset(None),
            teasers=[self._teasers[article.slug] for article in articles],
        )

    def render_notice(self, heading: str, words: str) -> str:
        """A page with a heading and a sentence: about the outlet, search, not found."""
        return self._environment.get_template("notice.html").render(
            title=self._outlet.title_pattern.format(headline=heading, section=heading),
            heading=heading,
            charset=self.declared_charset(None),
            words=words,
        )

    def declared_charset(self, slug: str | None) -> str:
        """The charset that the page's <meta> names, which is not always that of its bytes."""
        if self._outlet.charset == "utf-8" or slug in self._outlet.mislabelled:
            return "utf-8"
        return "iso-8859-1"

    def _teasers_beside(self, article: Article) -> list[Teaser]:
        others = [teaser for slug, teaser in self._teasers.items() if slug != article.slug]
        return sorted(others, key=lambda teaser: teaser.section != article.section)


def _tease(outlet: Outlet, article: Article) -> Teaser:
    return Teaser(
        headline=article.headline,
        summary=article.standfirst,
        section=article.section or "News",
        path=outlet.path_of(article),
        published_at=article.published_at,
    )


def _show_clock(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    return f"{hour}.{moment:%M}{'am' if moment.hour < 12 else 'pm'}"


def _join_names(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
