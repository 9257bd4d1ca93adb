"""Every page of both nights against its expectation; the differences are pinned as data.

A golden file names, for each page of an outlet, only what came out differently from what its author
marked. It is written by `make golden` alone, so a change of the extractor shows as a diff to read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from difflib import unified_diff
from functools import cache
from typing import Any

import pytest

from flows.preparation import read_outlets_offline
from flows.settings import EMBEDDED_CONFIG, Settings
from newsroom import OUTLETS
from newsroom.article import Article
from newsroom.articles import load_articles
from newsroom.expectations import expect
from newsroom.outlets import load_outlets
from newsroom.site import Site, build_site
from tasks.extraction.page import extract_page
from tasks.extraction.record import Extracted

BASE = "http://127.0.0.1:8041"
# Of an article that is refused (a stub, a video) the rest of the record promises nothing.
FIELDS = (
    "title",
    "authors",
    "agency",
    "published_at",
    "published_date",
    "modified_at",
    "language",
    "section",
    "access",
    "kind",
    "text",
)


def extract(site: Site, path: str) -> Extracted:
    page = site.pages[path]
    zone = configured_zone(site.outlet.outlet)
    return extract_page(page.body, url=BASE + path, content_type=page.content_type, time_zone=zone)


@cache
def configured_zone(outlet_id: str) -> str | None:
    """As a night reads it: from the outlet's own file."""
    outlets = read_outlets_offline(Settings.read(EMBEDDED_CONFIG))
    return next(o.time_zone for o in outlets if o.source_id == outlet_id)


def expected(article: Article) -> dict[str, Any]:
    wanted = asdict(expect(article))
    wanted["published_date"] = article.published_at.date()
    wanted["section"] = article.section
    wanted["access"] = "paid" if article.is_paid else "free"
    if wanted["modified_at"] == wanted["published_at"]:
        wanted["modified_at"] = None  # a page that was never changed has no time of change
    return wanted


def plain(value: object) -> Any:
    """As JSON has it: moments to the second with their offset, lists for tuples, "" for none."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else (value or "")


def is_same(field: str, wanted: Any, got: Any) -> bool:
    if field == "agency":
        return (wanted or "") == (got or "")
    if field == "access" and wanted == "free":
        return got in ("free", None)  # most outlets do not say so
    return bool(wanted == got)  # times are equal when they name one moment, whatever their offset


def difference(field: str, wanted: Any, got: Any) -> Any:
    if field == "text":
        lines = unified_diff(wanted.split("\n"), (got or "").split("\n"), lineterm="", n=0)
        return [line for line in lines if not line.startswith(("---", "+++"))]
    return {"expected": plain(wanted), "extracted": plain(got)}


def differences(outlet_id: str, night: int) -> dict[str, Any]:
    """By slug, then by field, what came out differently; pages that are right are left out."""
    articles, outlet = load_articles(night), load_outlets()[outlet_id]
    site = build_site(outlet, articles, BASE)
    found = {}
    for article in (a for a in articles if a.outlet == outlet_id):
        got, wanted = extract(site, outlet.path_of(article)), expected(article)
        fields = FIELDS if got.status == "ok" else ("kind", "language", "title")
        pairs = {field: (wanted[field], getattr(got, field)) for field in fields}
        wrong = {f: difference(f, *pair) for f, pair in pairs.items() if not is_same(f, *pair)}
        if wrong:
            found[article.slug] = wrong
    return found


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_differs_from_the_expectations_is_what_is_known_to(
    outlet: str, compare_golden: Callable[[str, dict[str, Any]], None]
) -> None:
    nights = {f"night {night}": differences(outlet, night) for night in (1, 2)}
    compare_golden(outlet, nights)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_special_pages_get_the_verdict_that_is_on_file(
    outlet: str, compare_golden: Callable[[str, dict[str, Any]], None]
) -> None:
    site = build_site(load_outlets()[outlet], load_articles(1), BASE)
    special = [e.path for e in site.entries if e.outcome not in {"article", "redirect"}]
    verdicts = {}
    for path in special:
        if path in site.pages:
            got = extract(site, path)
            verdicts[path] = {
                name: plain(getattr(got, name))
                for name in ("status", "kind", "reason", "title", "canonical_url", "access")
            }
    compare_golden(f"{outlet}.special", verdicts)
