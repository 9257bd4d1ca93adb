"""Extraction of the demo newsroom stays at least as good as it was.

Figures of 2026-11-23, as shares of the pages. A floor may rise by itself; lowering one takes a
reason here.
"""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from types import ModuleType

import pytest

from newsroom.articles import load_articles
from newsroom.expectations import expect
from newsroom.outlets import load_outlets
from newsroom.site import build_site
from tasks.extraction.near_duplicates import group_duplicates
from tasks.extraction.page import extract_page
from tasks.extraction.text_signature import sign_text

FLOORS = {
    "text F1": 0.995,
    "title": 1.0,
    "authors": 0.99,
    "agency": 0.96,
    "day": 1.0,
    "time of day": 0.83,  # the others give a day only
    "kind": 0.97,
    "language": 1.0,
}
# By share of words replaced, the share of copies that must join their original.
LEAST_FOUND = {0.05: 0.99, 0.15: 0.97, 0.30: 0.80}


@pytest.fixture(scope="module")
def evaluations() -> dict[str, ModuleType]:
    names = ("evaluate_text", "evaluate_near_duplicates")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parent)
        return {name: importlib.import_module(name) for name in names}


@pytest.fixture(scope="module")
def figures(evaluations: dict[str, ModuleType]) -> dict[str, float]:
    """Each figure over all pages of the newsroom's second night that carry an article."""
    rights: dict[str, list[float]] = {name: [] for name in FLOORS}
    articles = load_articles(2)
    for outlet_id, outlet in load_outlets().items():
        site = build_site(outlet, articles, "http://127.0.0.1:8041")
        for article in articles:
            if article.outlet == outlet_id:
                path = outlet.path_of(article)
                page, wanted = site.pages[path], expect(article)
                got = extract_page(
                    page.body, url=f"http://127.0.0.1:8041{path}", content_type=page.content_type
                )
                if got.status == "ok":
                    precision, recall = evaluations["evaluate_text"].overlap(got.text, wanted.text)
                    rights["text F1"].append(2 * precision * recall / (precision + recall))
                rights["title"].append(got.title == wanted.title)
                rights["authors"].append(got.authors == wanted.authors)
                rights["agency"].append((got.agency or "") == wanted.agency)
                rights["day"].append(got.published_date == wanted.published_at.date())
                rights["time of day"].append(got.published_at == wanted.published_at)
                rights["kind"].append(got.kind == wanted.kind)
                rights["language"].append(got.language == wanted.language)
    return {name: sum(values) / len(values) for name, values in rights.items()}


@pytest.mark.parametrize("figure", FLOORS)
def test_extraction_of_the_newsroom_is_as_good_as_it_was(
    figures: dict[str, float], figure: str
) -> None:
    assert figures[figure] >= FLOORS[figure]


@pytest.fixture(scope="module")
def stories() -> list[tuple[str, str]]:
    """The newsroom's articles that are no copies of one another, by slug."""
    texts = {a.slug: expect(a).text for a in load_articles(2) if len(expect(a).text.split()) > 60}
    groups = group_duplicates([(slug, sign_text(text)) for slug, text in texts.items()], [])
    return [(slug, text) for slug, text in texts.items() if groups[slug] == slug]


@pytest.mark.parametrize("share", LEAST_FOUND)
def test_edited_copies_of_the_newsrooms_articles_join_their_originals(
    stories: list[tuple[str, str]], evaluations: dict[str, ModuleType], share: float
) -> None:
    others = [word for _, text in stories for word in text.split()]
    rng = random.Random(20261123)
    replace_words = evaluations["evaluate_near_duplicates"].replace_words
    copies = [
        (f"{slug}, copy {n}", " ".join(replace_words(text.split(), share, rng, others)))
        for slug, text in stories
        for n in range(5)
    ]
    recent = [(slug, slug, sign_text(text) or "") for slug, text in stories]
    for copy, text in copies:
        assert sign_text(text), copy
    # Each copy a night of its own: copies of one original are no help to one another.
    found = [
        group_duplicates([(copy, sign_text(text))], recent)[copy] == copy.partition(",")[0]
        for copy, text in copies
    ]
    assert sum(found) >= LEAST_FOUND[share] * len(found)
