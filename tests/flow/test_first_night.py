"""One night of the newsroom, from the feeds to the tables: every page accounted for."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from newsroom.articles import load_articles
from newsroom.expectations import Expectation, expect
from newsroom.listings import Entry
from newsroom.server import Newsroom
from tasks.fetching.archive import read_body
from warehouse.tables.fetches import Fetch

# What becomes of what the newsroom announces: the outcome, and words of the reason.
VERDICTS = {
    "article": ("kept", None),
    "video": ("rejected", "video"),
    "paywalled": ("rejected", "paywalled"),
    "redirect": ("duplicate", "the same article as"),
    "variant": ("duplicate", "the same article as"),
    "copy": ("kept", None),
    "soft_404": ("rejected", "not_found"),
    "missing": ("failed", "404"),
    "empty": ("rejected", "empty"),
    "forbidden": ("skipped", "robots.txt"),
}


@pytest.fixture(scope="module")
def expected() -> dict[tuple[str, str], Expectation]:
    return {(a.outlet, a.slug): expect(a) for a in load_articles(1)}


def verdict_of(entry: Entry, expected: dict[tuple[str, str], Expectation]) -> str:
    article = expected.get((entry.outlet, entry.slug or ""))
    is_kind = entry.outcome == "article" and article and article.kind in VERDICTS
    return article.kind if is_kind and article else entry.outcome


def article_of(first: Any, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = first.articles(title=title)
    return found


def test_every_announced_page_has_one_row_with_its_outcome_and_reason(
    served: Newsroom, first: Any, expected: dict[tuple[str, str], Expectation]
) -> None:
    for entry in served.entries:
        url = served.base_urls[entry.outlet] + entry.path
        (row,) = first.fetches(url=url, resource="page")
        outcome, words = VERDICTS[verdict_of(entry, expected)]
        assert (row["outcome"], row["source_id"]) == (outcome, entry.outlet), row
        assert (row["reason"] is None) if words is None else (words in row["reason"]), row
    assert len(first.fetches(resource="page")) == len(served.entries)


def test_the_listings_that_named_the_pages_have_rows_too(served: Newsroom, first: Any) -> None:
    for outlet in served.base_urls:
        read = {r["resource"] for r in first.fetches(source_id=outlet, outcome="listed")}
        assert "robots" in read
        assert read & {"feed", "sitemap"}
    named = {r["listed_in"] for r in first.fetches(resource="page")}
    assert named <= {r["url"] for r in first.fetches(outcome="listed")}


def test_the_counts_of_the_run_are_the_rows_of_the_tables(first: Any) -> None:
    (run,) = first.tables["runs"]
    outcomes = Counter(row["outcome"] for row in first.tables["fetches"])
    assert run["urls_tried"] == len(first.tables["fetches"])
    assert run["articles_kept"] == len(first.tables["articles"]) == outcomes["kept"]
    assert run["urls_rejected"] == outcomes["rejected"]
    assert run["urls_failed"] == outcomes["failed"]
    assert run["urls_skipped"] == outcomes["skipped"]
    assert run["urls_unchanged"] == outcomes["unchanged"] + outcomes["duplicate"]
    assert run["mentions_found"] == len(first.tables["mentions"])
    assert run["claims_found"] == len(first.tables["claims"])
    assert run["outcome"] == "finished"  # a page that is gone is a row, not a lost listing


def test_every_article_of_the_night_is_stored_as_it_was_written(
    first: Any, expected: dict[tuple[str, str], Expectation]
) -> None:
    standing = [e for e in expected.values() if VERDICTS.get(e.kind, ("kept",))[0] == "kept"]
    stored = {(row["source_id"], row["title"]): row for row in first.tables["articles"]}
    assert {(e.outlet, e.title) for e in standing} == set(stored)
    for wanted in standing:
        row = stored[wanted.outlet, wanted.title]
        assert (row["kind"], row["language"]) == (wanted.kind, wanted.language)
        assert row["text_chars"] == len(row["text"])


def test_a_page_that_robots_txt_forbids_is_never_asked_for(served: Newsroom, first: Any) -> None:
    forbidden = {(e.outlet, e.path) for e in served.entries if e.outcome == "forbidden"}
    assert len(forbidden) == 2
    assert not forbidden & {(outlet, path) for outlet, path, _ in first.requests}


def test_robots_txt_is_read_before_anything_else_and_once(served: Newsroom, first: Any) -> None:
    for outlet in served.base_urls:
        paths = [path for o, path, _ in first.requests if o == outlet]
        assert paths[0] == "/robots.txt"
        assert paths.count("/robots.txt") == 1


def test_no_page_is_asked_for_twice_unless_another_address_leads_to_it(first: Any) -> None:
    answers = Counter((outlet, path) for outlet, path, _ in first.requests)
    again = {path.partition("?")[0] for (_, path), times in answers.items() if times > 1}
    redirected = {
        urlsplit(r["final_url"]).path
        for r in first.fetches(outcome="duplicate")
        if r["final_url"] != r["url"]
    }
    assert again <= redirected


def test_a_story_that_four_outlets_carry_is_one_group(first: Any) -> None:
    (report,) = article_of(
        first, "Calder and Vessia agree to 72-hour pause after four days of talks"
    )
    group = first.articles(duplicate_group_id=report["duplicate_group_id"])
    assert {row["source_id"] for row in group} == {
        "meridian-wire",
        "harbour-courier",
        "ostra-tribune",
        "capital-ledger",
    }


def test_stories_that_only_share_a_subject_are_not_one_group(first: Any) -> None:
    groups = Counter(row["duplicate_group_id"] for row in first.tables["articles"])
    assert sorted(n for n in groups.values() if n > 1) == [2, 4]  # the copy, and the wire story


def test_a_story_at_two_addresses_is_in_one_group(first: Any) -> None:
    copies = article_of(first, "Trawler firm must pay reef villages £640,000, appeal judges rule")
    assert len(copies) == 2
    assert len({row["duplicate_group_id"] for row in copies}) == 1
    assert len({row["text"] for row in copies}) == 1


def test_a_page_in_a_language_without_a_model_is_kept_and_says_why_it_has_no_claims(
    first: Any,
) -> None:
    (row,) = first.articles(language="es")
    assert row["annotation_outcome"] == 'language "es": no model configured'
    version = row["article_version_id"]
    for table in ("mentions", "claims"):
        assert not [r for r in first.tables[table] if r["article_version_id"] == version]
    others = {r["annotation_outcome"] for r in first.tables["articles"] if r is not row}
    assert others == {"annotated"}


def test_a_page_that_lies_about_its_charset_is_read_right(
    first: Any, expected: dict[tuple[str, str], Expectation]
) -> None:
    wanted = expected["lantern", "cyclone-ziwa-landfall"]
    (row,) = article_of(first, wanted.title)
    assert row["text"] == wanted.text
    assert not set("\ufffdÂâ€") & set(row["text"])


def test_a_live_blog_keeps_its_posts_with_their_times(first: Any) -> None:
    (blog,) = (a for a in load_articles(1) if a.kind == "live_blog")
    written: dict[datetime | None, list[str]] = {}
    for block in blog.blocks:
        written.setdefault(block.posted_at, []).append(block.text)
    (row,) = first.articles(kind="live_blog")
    stored = {p["posted_at"]: row["text"][p["start_char"] : p["end_char"]] for p in row["posts"]}
    assert stored == {at: "\n\n".join(texts) for at, texts in written.items()}
    others = [r["posts"] for r in first.tables["articles"] if r is not row]
    assert others == [[]] * len(others)


def test_mentions_and_claims_slice_to_the_text_they_stand_for(first: Any) -> None:
    texts = {r["article_version_id"]: r["text"] for r in first.tables["articles"]}
    entities = {r["entity_id"] for r in first.tables["entities"]}
    for mention in first.tables["mentions"]:
        text = texts[mention["article_version_id"]]
        assert text[mention["start_char"] : mention["end_char"]] == mention["text"]
        assert mention["entity_id"] in entities
    for claim in first.tables["claims"]:
        text = texts[claim["article_version_id"]]
        pieces = [text[s["start_char"] : s["end_char"]] for s in claim["content"]]
        assert all(piece in claim["text"] for piece in pieces)
        assert pieces


def test_raw_pages_come_back_from_the_archive_as_they_were_sent(first: Any) -> None:
    kept = first.fetches(resource="page", outcome="kept")
    for row in kept[::6]:
        body = read_body(first.data_dir / "archive", Fetch(**row))
        with urlopen(row["url"], timeout=10) as response:
            assert body == response.read()


def test_the_checks_of_the_night_are_stored_and_none_fails(first: Any) -> None:
    checks = first.tables["checks"]
    assert len(checks) > 5
    assert [c["check_name"] for c in checks if c["severity"] == "fail" and c["violations"]] == []


def test_prefect_shows_the_counts_and_a_summary_of_the_night(
    first: Any, prefect_api_url: str
) -> None:
    asked = Request(f"{prefect_api_url}/artifacts/filter", data=b"{}", method="POST")
    asked.add_header("Content-Type", "application/json")
    with urlopen(asked, timeout=10) as response:
        shown = {a["key"]: a for a in json.load(response) if "2026-11-20" in json.dumps(a)}
    (run,) = first.tables["runs"]
    counts = {row["what"]: row["count"] for row in json.loads(shown["night-counts"]["data"])}
    assert counts["kept"] == run["articles_kept"]
    assert counts["claims"] == run["claims_found"]
    assert f"{run['articles_kept']} articles" in shown["night-summary"]["data"]
