"""The rules that an article must keep, beyond the form of its file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from newsroom import OUTLETS
from newsroom.article import Article, Block, Mark, Problem
from newsroom.article_xml import read_article
from newsroom.marks import is_claim_part, is_mention

KINDS: Final = frozenset(
    ["article", "live_blog", "video", "paywalled", "gallery", "press_release", "index"]
)
CLAIM_KINDS: Final = frozenset({"direct", "mixed", "indirect"})
CERTAINTIES: Final = frozenset({"certain", "probable", "possible", "unknown"})
_FIRST_MOMENT: Final = datetime(2026, 11, 18, tzinfo=UTC)
_LAST_MOMENTS: Final = {
    1: datetime(2026, 11, 20, 20, tzinfo=UTC),
    2: datetime(2026, 11, 21, 20, tzinfo=UTC),
}


def check_articles(paths: Iterable[Path]) -> tuple[list[Article], list[Problem]]:
    """The articles that could be read, and every problem in the files, by file and line."""
    articles: list[Article] = []
    problems: list[Problem] = []
    for path in paths:
        article, found = read_article(path)
        problems.extend(found)
        if article is not None:
            articles.append(article)
            problems.extend(_find_problems(article))
    problems.extend(_find_repeated_slugs(articles))
    problems.sort(key=lambda problem: (problem.path, problem.line))
    return articles, problems


def _find_problems(article: Article) -> Iterator[Problem]:
    for line, message in (
        *_check_identity(article),
        *_check_times(article),
        *_check_marks(article),
        *_check_claims(article),
    ):
        yield Problem(article.path, line, message)


def _check_identity(article: Article) -> Iterator[tuple[int, str]]:
    if article.outlet not in OUTLETS:
        yield 1, f"unknown outlet {article.outlet!r}"
    if article.outlet != article.path.parent.name:
        yield 1, f"outlet {article.outlet!r} stands in folder {article.path.parent.name!r}"
    if article.path.name not in {f"{article.slug}.xml", f"{article.slug}.night2.xml"}:
        yield 1, f"slug {article.slug!r} and file name disagree"
    if article.path.name.endswith(".night2.xml") and article.night != 2:
        yield 1, 'a .night2.xml file needs night="2"'
    if article.kind not in KINDS:
        yield 1, f"unknown kind {article.kind!r}"
    if not article.headline:
        yield 1, "no <headline>"
    if not article.blocks:
        yield 1, "no text"


def _check_times(article: Article) -> Iterator[tuple[int, str]]:
    posted = [block.posted_at for block in article.blocks if block.posted_at]
    for moment in (article.published_at, article.changed_at, *posted):
        if not _FIRST_MOMENT <= moment <= _LAST_MOMENTS[article.night]:
            yield 1, f"{moment.isoformat()} is outside of night {article.night}"
    if article.changed_at < article.published_at:
        yield 1, "modified before it was published"


def _check_marks(article: Article) -> Iterator[tuple[int, str]]:
    known = {claim.claim_id for claim in article.claims}
    for block in article.blocks:
        for mark in block.marks:
            yield from _check_mark(mark, block, known)


def _check_mark(mark: Mark, block: Block, known: set[str]) -> Iterator[tuple[int, str]]:
    if mark.start >= mark.end:
        yield mark.line, f"<{mark.tag}> marks nothing"
    if is_claim_part(mark):
        if not mark.claim_ids:
            yield mark.line, f'<{mark.tag}> has no c="…"'
        for claim_id in mark.claim_ids:
            if claim_id not in known:
                yield mark.line, f'<{mark.tag} c="{claim_id}">: no such claim'
    elif is_mention(mark):
        for outer in block.marks:
            if is_mention(outer) and outer is not mark and _contains(outer, mark):
                yield mark.line, f"<{mark.tag}> stands inside the mention <{outer.tag}>"
    else:
        yield mark.line, f"unknown mark <{mark.tag}>"


def _contains(outer: Mark, inner: Mark) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _check_claims(article: Article) -> Iterator[tuple[int, str]]:
    parts = Counter(
        (claim_id, mark.tag)
        for block in article.blocks
        for mark in block.marks
        for claim_id in mark.claim_ids
    )
    ids = Counter(claim.claim_id for claim in article.claims)
    for claim in article.claims:
        if ids[claim.claim_id] > 1:
            yield claim.line, f"claim id {claim.claim_id!r} is used twice"
        if not parts[claim.claim_id, "content"]:
            yield claim.line, f"claim {claim.claim_id!r} has no <content>"
        if claim.kind not in CLAIM_KINDS:
            yield claim.line, f"unknown kind of claim {claim.kind!r}"
        if claim.certainty not in CERTAINTIES:
            yield claim.line, f"unknown certainty {claim.certainty!r}"


def _find_repeated_slugs(articles: list[Article]) -> Iterator[Problem]:
    first: dict[tuple[str, str, int], Article] = {}
    for article in articles:
        key = (article.outlet, article.slug, article.night)
        if key in first:
            other = first[key].path.name
            yield Problem(article.path, 1, f"slug and night are those of {other} too")
        first.setdefault(key, article)
