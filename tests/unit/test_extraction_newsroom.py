"""The demo newsroom's pages, in six house styles, come out as their authors marked them.

Floors, not exactness: the newsroom grows, and a page that is hard should be seen here, not hidden.
"""

import pytest

from newsroom.articles import load_articles
from newsroom.expectations import expect
from newsroom.outlets import load_outlets
from newsroom.site import build_site
from tasks.extraction.page import extract_page


@pytest.fixture(scope="module")
def pairs():
    """Expectation, what came out, and the article's public address, for all standing articles."""
    articles = load_articles(2)
    found = []
    for outlet_id, outlet in load_outlets().items():
        site = build_site(outlet, articles, "http://127.0.0.1:8041")
        for article in articles:
            if article.outlet == outlet_id:
                path = outlet.path_of(article)
                served = site.pages[path]
                url = f"http://127.0.0.1:8041{path}"
                got = extract_page(served.body, url=url, content_type=served.content_type)
                found.append((expect(article), got, outlet.canonical_url(article)))
    return found


def share(rights):
    rights = list(rights)
    return sum(rights) / len(rights)


def test_titles_languages_and_addresses_are_right(pairs):
    assert all(got.title == wanted.title for wanted, got, _ in pairs)
    assert all(got.language == wanted.language for wanted, got, _ in pairs)
    assert all(got.canonical_url == address.rstrip("/") for _, got, address in pairs)


def test_only_videos_stubs_and_lists_are_rejected(pairs):
    assert share(got.kind == wanted.kind for wanted, got, _ in pairs) >= 0.95
    kept = ("article", "live_blog", "press_release")
    assert all(got.status == "ok" for wanted, got, _ in pairs if wanted.kind in kept)


def test_bylines_are_right_and_agencies_are_no_people(pairs):
    assert share(got.authors == wanted.authors for wanted, got, _ in pairs) >= 0.98
    assert share((got.agency or "") == wanted.agency for wanted, got, _ in pairs) >= 0.98
    assert all(set(got.authors) <= set(got.credits) for _, got, _ in pairs)


def test_the_day_is_the_one_of_the_page_and_the_time_is_kept(pairs):
    days = [got.published_date == wanted.published_at.date() for wanted, got, _ in pairs]
    assert share(days) >= 0.98
    timed = [
        (got.published_at, wanted.published_at) for wanted, got, _ in pairs if got.published_at
    ]
    assert all(got == wanted for got, wanted in timed)
    assert len(timed) >= 0.7 * len(pairs)


def test_the_text_is_the_article_and_nothing_else(pairs):
    kept = [(wanted, got) for wanted, got, _ in pairs if got.status == "ok"]
    assert share(got.text == wanted.text for wanted, got in kept) >= 0.9
