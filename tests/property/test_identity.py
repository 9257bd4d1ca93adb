"""Identities of fetches and versions: equal for equal things, different for different ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from tasks.extract_text import ExtractedPage
from tasks.fetching.rows import fetch_id
from tasks.night import content_key
from tasks.select_articles import select_articles
from warehouse.tables.articles import ArticleRow
from warehouse.tables.fetches import Candidate, Fetch

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
CANDIDATES = st.builds(
    Candidate, source_id=WORDS, url=WORDS, resource=st.sampled_from(["page", "feed", "sitemap"])
)
NIGHT = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 3, tzinfo=UTC)


@given(WORDS, CANDIDATES, WORDS)
def test_an_attempt_keeps_its_id_whatever_the_listing_says_of_it(
    run: str, candidate: Candidate, title: str
) -> None:
    told = replace(candidate, title=title, listed_in=title)
    assert fetch_id(run, told) == fetch_id(run, candidate)


@given(WORDS, CANDIDATES, CANDIDATES)
def test_two_attempts_have_two_ids(run: str, one: Candidate, other: Candidate) -> None:
    assert (fetch_id(run, one) == fetch_id(run, other)) == (one == other)


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_a_result_is_found_again_for_equal_content_only(one: list[str], other: list[str]) -> None:
    keys = content_key("step", "", one), content_key("step", "", other)
    assert (keys[0] == keys[1]) == (one == other)


def page(number: int, article: int, text: str) -> ExtractedPage:
    url = f"https://news.example/{article}?from={number}"
    fetch = Fetch(
        fetch_id=f"f{number}", run_id="r", night_date=NIGHT, source_id="s", url=url,
        resource="page", listed_in=None, requested_at=MOMENT, final_url=url, status_code=200,
        content_type=None, body_bytes=1, elapsed_ms=1, attempts=1, etag=None, last_modified=None,
        payload_digest=None, archive_file=None, archive_offset=None, archive_length=None,
        outcome="kept", reason=None, article_id=f"a{article}",
    )  # fmt: skip
    row = ArticleRow(
        article_version_id=f"a{article}-{text}", article_id=f"a{article}", run_id="r",
        night_date=NIGHT, source_id="s", fetch_id=f"f{number}", url=url,
        canonical_url=f"https://news.example/{article}", kind="article", title=None, authors=(),
        agency=None, published_at=None, published_date=None, modified_at=None, language="en",
        site_name=None, section=None, image_url=None, text=text, text_chars=len(text),
        content_hash=text, duplicate_group_id=f"a{article}", extractor="hand@1",
        annotation_outcome="pending",
    )  # fmt: skip
    return ExtractedPage(fetch, row)


PAGES = st.lists(st.tuples(st.integers(0, 4), st.sampled_from("xyz")), max_size=12).map(
    lambda met: [page(n, article, text) for n, (article, text) in enumerate(met)]
)


@given(PAGES, st.dictionaries(st.sampled_from([f"a{n}" for n in range(5)]), st.sampled_from("xyz")))
def test_of_each_article_one_version_a_night_is_kept_and_every_page_has_a_verdict(
    pages: list[ExtractedPage], known: dict[str, str]
) -> None:
    selected = select_articles.fn(pages, known=known, recent=[])
    assert [p.fetch.fetch_id for p in selected] == [p.fetch.fetch_id for p in pages]
    kept = [p.article for p in selected if p.article]
    assert len({article.article_id for article in kept}) == len(kept)
    assert all(known.get(article.article_id) != article.content_hash for article in kept)
    for chosen in selected:
        assert (chosen.fetch.outcome == "kept") == (chosen.article is not None)
        assert chosen.fetch.reason or chosen.article


@given(PAGES)
def test_what_was_kept_is_unchanged_the_next_time(pages: list[ExtractedPage]) -> None:
    kept = [p.article for p in select_articles.fn(pages, known={}, recent=[]) if p.article]
    known = {article.article_id: article.content_hash for article in kept}
    again = select_articles.fn(pages, known=known, recent=[])
    assert [p.article for p in again if p.article] == []
