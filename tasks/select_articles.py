"""Step: which of the night's articles are new, changed, known, or the same one twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from prefect import task

from tasks.extract_text import ExtractedPage
from tasks.extraction.near_duplicates import group_duplicates
from warehouse.tables.articles import ArticleRow


@task(name="select articles")
def select_articles(
    pages: Sequence[ExtractedPage],
    *,
    known: Mapping[str, str],
    recent: Iterable[tuple[str, str, str]],
) -> list[ExtractedPage]:
    """`pages` with a final outcome each; only new and changed articles keep their article.

    `known` maps the ids of articles in the warehouse to their newest content hash; `recent` gives
    (article id, duplicate group, signature of the text) of the last weeks, for articles that others
    published too.
    The step is not kept for resuming: it is quick, and it compares with the warehouse as it is.
    """
    first_urls: dict[str, str] = {}
    judged = [_compare(page, known, first_urls) for page in pages]
    articles = sorted((p.article for p in judged if p.article), key=_age)
    signed = [(article.article_id, article.text_signature) for article in articles]
    changed = {article_id for article_id, _ in signed}
    others = (r for r in recent if r[0] not in changed)
    groups = group_duplicates(signed, others)
    return [_grouped(page, groups) for page in judged]


def _age(article: ArticleRow) -> tuple[bool, float, str]:
    """Sorts the first to publish first, and those without a time of day last."""
    at = article.published_at
    return at is None, at.timestamp() if at else 0.0, article.article_id


def _compare(
    page: ExtractedPage, known: Mapping[str, str], first_urls: dict[str, str]
) -> ExtractedPage:
    article = page.article
    if article is None:
        return page
    first_url = first_urls.get(article.article_id)
    if first_url is not None:
        return _without_article(page, "duplicate", f"the same article as {first_url}")
    first_urls[article.article_id] = page.fetch.url
    if known.get(article.article_id) == article.content_hash:
        return _without_article(page, "unchanged", "title and text are those already stored")
    return page


def _without_article(page: ExtractedPage, outcome: str, reason: str) -> ExtractedPage:
    return ExtractedPage(replace(page.fetch, outcome=outcome, reason=reason), None)


def _grouped(page: ExtractedPage, groups: Mapping[str, str]) -> ExtractedPage:
    if page.article is None:
        return page
    group = groups[page.article.article_id]
    return replace(page, article=replace(page.article, duplicate_group_id=group))
