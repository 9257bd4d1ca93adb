"""Which articles the newsroom has, and which of them stand on its sites on a given night."""

from pathlib import Path
from typing import Final

from newsroom.article import Article, ArticleError
from newsroom.article_rules import check_articles

ARTICLES_FOLDER: Final = Path(__file__).parent / "articles"


def list_article_files(folder: Path = ARTICLES_FOLDER) -> list[Path]:
    """The article files under `folder`, one folder an outlet, in a fixed order."""
    return sorted(folder.glob("*/*.xml"))


def select_night(versions: list[Article], night: int) -> list[Article]:
    """The articles that stand on the sites on `night`, each in its newest version.

    A site keeps what it published before, so night 2 holds night 1's articles too; a corrected
    one replaces the version before it. Ordered by outlet, then newest first.
    """
    standing: dict[tuple[str, str], Article] = {}
    for article in sorted(versions, key=lambda version: version.night):
        if article.night <= night:
            standing[article.outlet, article.slug] = article
    ordered = sorted(standing.values(), key=lambda article: article.slug)
    ordered.sort(key=lambda article: article.published_at, reverse=True)
    return sorted(ordered, key=lambda article: article.outlet)


def load_articles(night: int, folder: Path = ARTICLES_FOLDER) -> list[Article]:
    """The articles that stand on the sites on `night` (1 or 2); see `select_night`.

    Raises ArticleError, naming file and line, when any file under `folder` breaks the format.
    """
    return select_night(load_versions(folder), night)


def load_versions(folder: Path = ARTICLES_FOLDER) -> list[Article]:
    """Every version of every article under `folder`, by outlet and file name.

    Raises ArticleError, for all files at once, when any breaks the format.
    """
    versions, problems = check_articles(list_article_files(folder))
    if problems:
        raise ArticleError(tuple(problems))
    return versions
