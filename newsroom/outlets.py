"""The outlets as `site.toml` describes them: names, addresses, house habits, special pages."""

import re
import tomllib
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from newsroom.article import Article

SITE_FILE: Final = Path(__file__).parent / "site.toml"


@dataclass(frozen=True)
class SpecialPage:
    """A listed page that is no plain article; `outcome` says what a fetch of it meets.

    redirect: moved to the article `slug`. missing: status 404. soft_404: status 200 and a "not
    found" text. empty: status 200, no body. forbidden: robots.txt forbids it. copy: the story
    `slug` again under an address of its own. variant: the story `slug` in other markup, whose
    canonical link names the article's own address.
    """

    outcome: str
    path: str
    slug: str | None
    title: str


@dataclass(frozen=True)
class Outlet:
    """One outlet. `host` is its public address, which exists on no network (`.example`)."""

    outlet: str
    name: str
    host: str
    tagline: str
    title_pattern: str
    article_path: str
    listing: str
    listing_path: str
    tracking: str
    disallow: tuple[str, ...]
    crawl_delay_s: float | None
    is_gzipped: bool
    charset: str
    mislabelled: tuple[str, ...]
    shows_offset: bool
    link_types: tuple[str, ...]
    specials: tuple[SpecialPage, ...]

    def path_of(self, article: Article) -> str:
        """The path (with query, at the outlet that uses one) at which `article` is served."""
        kind = article.kind if article.kind in {"live_blog", "video"} else "news"
        return self.article_path.format(
            slug=article.slug,
            section=section_key(article.section),
            language=article.language,
            kind={"live_blog": "live"}.get(kind, kind),
            day=article.published_at.date(),
            number=zlib.crc32(article.slug.encode()) % 90_000 + 10_000,
            code=sha256(article.slug.encode()).hexdigest()[:16],
        )

    def canonical_url(self, article: Article) -> str:
        """The article's public address: the same wherever the newsroom is served."""
        return self.host + self.path_of(article)

    def page_title(self, article: Article) -> str:
        """The text of the page's <title>, with the site's name as this outlet puts it."""
        return self.title_pattern.format(headline=article.headline, section=article.section)


def section_key(section: str) -> str:
    """The section's name as it stands in addresses."""
    plain = unicodedata.normalize("NFKD", section).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-") or "news"


def load_outlets(path: Path = SITE_FILE) -> dict[str, Outlet]:
    """The outlets by id, in the order of the file. Raises KeyError for a setting left out."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {outlet: _read_outlet(outlet, settings) for outlet, settings in table.items()}


def _read_outlet(outlet: str, settings: Mapping[str, Any]) -> Outlet:  # Any: values of TOML
    return Outlet(
        outlet=outlet,
        name=settings["name"],
        host=f"https://www.{outlet}.example",
        tagline=settings["tagline"],
        title_pattern=settings["title_pattern"],
        article_path=settings["article_path"],
        listing=settings["listing"],
        listing_path=settings["listing_path"],
        tracking=settings.get("tracking", ""),
        disallow=tuple(settings["disallow"]),
        crawl_delay_s=settings.get("crawl_delay_s"),
        is_gzipped=settings.get("is_gzipped", False),
        charset=settings.get("charset", "utf-8"),
        mislabelled=tuple(settings.get("mislabelled", ())),
        shows_offset=settings.get("shows_offset", True),
        link_types=tuple(settings.get("link_types", ())),
        specials=tuple(
            SpecialPage(page["outcome"], page["path"], page.get("slug"), page["title"])
            for page in settings.get("special", ())
        ),
    )
