"""`articles`: one row a version of an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.tables.contract import column, define_table


@dataclass(frozen=True, slots=True)
class PostSpan:
    """A post of a live blog: where it stands in the text (half-open), and its time, null unsaid."""

    start_char: int
    end_char: int
    posted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """One row is one version of an article; a changed text or title is a new version."""

    article_version_id: str = column("Identity of the version: article_id, night and content_hash.")
    article_id: str = column("Identity of the article: hash of its canonical URL. Never changes.")
    run_id: str = column("Run that brought it.")
    night_date: date = column("Night of that run.")
    source_id: str = column("Outlet that published it.")
    fetch_id: str = column("Fetch that brought it, and so the archived record it came from.")
    url: str = column("URL that was fetched, after redirects.")
    canonical_url: str = column("The article's own address, cleaned of tracking and variants.")
    kind: str = column("article, live_blog or press_release.")
    title: str | None = column("Headline without the site's name; null when none was found.")
    authors: tuple[str, ...] = column("Authors, people only; empty when the page names none.")
    agency: str | None = column("News agency credited; null when none is.")
    credits: tuple[str, ...] | None = column(
        "All that the page names as authors, in its words: people, agencies, desks, the outlet "
        "itself; null in rows older than the column.",
        default=None,
    )
    published_at: datetime | None = column("Time of publication (UTC); null when only a day.")
    published_date: date | None = column("Day of publication where it was written; null unknown.")
    modified_at: datetime | None = column("Time of the last change it admits (UTC); null if none.")
    language: str | None = column(
        "Language of the text (BCP 47); null when it is too short to say."
    )
    site_name: str | None = column("Site's name as the page gives it; null when it does not.")
    section: str | None = column("Section as the page gives it; null when it does not.")
    tags: tuple[str, ...] | None = column(
        "Keywords that the page gives itself; null in rows older than the column.", default=None
    )
    access: str | None = column(
        "free, metered or paid, as the page declares itself; null when it does not.", default=None
    )
    image_url: str | None = column("Lead image; null when there is none.")
    text: str = column("Headline-free text; paragraphs are separated by a blank line.")
    text_chars: int = column("Characters (code points) of text.")
    posts: tuple[PostSpan, ...] | None = column(
        "Posts of a live blog, in the page's order: where each stands in the text, and when it came "
        "(UTC, null when the page does not say). Empty when the page is none, or does not keep them "
        "apart; null in rows older than the column.",
        default=None,
    )
    content_hash: str = column("sha256 over title and text: two equal versions are one.")
    duplicate_group_id: str = column(
        "Articles with nearly the same text share it: the article_id of the earliest of them."
    )
    text_signature: str | None = column(
        "MinHash of the text, by which near duplicates are found; null: too short to compare.",
        default=None,
    )
    extractor: str = column("Extractor and version that produced the text.")
    annotation_outcome: str = column("annotated, or why it was left without mentions and claims.")
    annotator: str | None = column(
        "Annotation model that read it last, as id@revision; null: that of its run.", default=None
    )


ARTICLES = define_table(
    "articles",
    ArticleRow,
    meaning="Versions of articles.",
    key=("article_version_id",),
    partition="night_date",
    sort=("source_id", "article_id", "article_version_id"),
)
