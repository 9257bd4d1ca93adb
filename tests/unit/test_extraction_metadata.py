"""Section, tags, access and site of single pages, as publishers really state them."""

import json

import pytest
from made_signals import ld, meta, signals

from tasks.extraction.access import find_access
from tasks.extraction.section import find_section
from tasks.extraction.site import find_site_name
from tasks.extraction.tags import find_tags

HEADLINE = "Board votes to reopen the north pier"


@pytest.mark.parametrize(
    ("head", "access"),
    [
        (ld(isAccessibleForFree=True), "free"),
        (ld(isAccessibleForFree="False"), "paid"),
        (ld(isAccessibleForFree="http://schema.org/False"), "paid"),
        (ld(hasPart={"@type": "WebPageElement", "isAccessibleForFree": False}), "paid"),
        (ld(isAccessibleForFree=False) + meta("article:content_tier", "metered"), "metered"),
        (meta("article:content_tier", "locked"), "paid"),
        (meta("post.premium.state", "true"), "paid"),
        (meta("is_premium", "0"), "free"),
        (meta("is_premium", "0") + meta("paywall", "yes"), None),
        (ld(headline="x"), None),
    ],
)
def test_access_is_what_the_page_declares(head, access):
    assert find_access(signals(head)) == access


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (ld(keywords=["Pier", "pier", "Harbour board"]), ("Pier", "Harbour board")),
        (ld(keywords="Pier, Harbour board"), ("Pier", "Harbour board")),
        (ld(keywords=["type:article", "Pier", "4711"]) + meta("keywords", "x, y"), ("Pier",)),
        (meta("article:tag", "Pier") + meta("keywords", "a, b"), ("Pier",)),
        (meta("article:tag", "Pier,Harbour board"), ("Pier", "Harbour board")),
        (
            ld(keywords=["Page Type: News", "Source/Wire", "/article", "_seo", "[COPY]", "Pier"]),
            ("Pier",),
        ),
        (
            ld(keywords=["Nation/World", "Winter 2026/2027", "9/11"]),
            ("Nation/World", "Winter 2026/2027", "9/11"),
        ),
        (meta("keywords", "Board votes to reopen the north pier"), ()),
        ("", ()),
    ],
)
def test_tags_are_the_pages_own_and_none_of_its_systems(head, tags):
    assert find_tags(signals(head)) == tags


def crumbs(*names: str) -> str:
    items = [{"@type": "ListItem", "name": name} for name in names]
    node = {"@type": "BreadcrumbList", "itemListElement": items}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("head", "body", "section"),
    [
        (ld(articleSection=["Harbour", "Local"]) + crumbs("Home", "News"), "", "Harbour"),
        (crumbs("Home", "Local", "Harbour", HEADLINE), "", "Harbour"),
        ("", "<a href=/harbour>Harbour</a><a href=/sport>Sport</a>", "Harbour"),
        ("", "<a href=/harbour>Harbour</a><a href=/harbour/pier/>Pier</a>", "Pier"),
        ("", "<a href=/harbour>Tarnholm Post</a><a href=/sport>Sport</a>", None),
        (ld(articleSection="https://post.example/harbour"), "", None),
    ],
)
def test_the_section_is_stated_or_read_from_the_way_to_the_page(head, body, section):
    assert find_section(signals(head, body), HEADLINE, "Tarnholm Post") == section


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content="The Tarnholm Post">', "The Tarnholm Post"),
        (ld(publisher={"name": "Post Verlag"}), "Post Verlag"),
        (f"<title>{HEADLINE} | Harbour | Tarnholm-Post</title>", "Tarnholm-Post"),
        (f"<title>{HEADLINE} | Community notes</title>", None),
        ("", None),
    ],
)
def test_the_sites_name_is_stated_or_stands_at_the_end_of_the_title(head, name):
    assert find_site_name(signals(head)) == name
