"""Pages of the newsroom: every word of an article is there, and no link leads nowhere."""

import json
from urllib.parse import urlsplit

import pytest
from lxml import html

from newsroom import OUTLETS
from newsroom.article import Article
from newsroom.articles import load_articles
from newsroom.outlets import load_outlets
from newsroom.site import Page, Site, build_site

SITES: dict[tuple[str, int], Site] = {}


def site_of(outlet: str, night: int = 2) -> Site:
    if (outlet, night) not in SITES:
        base_url = "http://127.0.0.1:1"
        site = build_site(load_outlets()[outlet], load_articles(night), base_url)
        SITES[outlet, night] = site
    return SITES[outlet, night]


def articles_of(outlet: str) -> list[Article]:
    return [article for article in load_articles(2) if article.outlet == outlet]


def read_page(site: Site, page: Page) -> html.HtmlElement:
    return html.fromstring(page.body.decode(site.outlet.charset))


def words_of(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_page_holds_every_word_of_its_article(outlet: str) -> None:
    site = site_of(outlet)
    for article in articles_of(outlet):
        tree = read_page(site, site.pages[site.outlet.path_of(article)])
        shown = words_of(tree.text_content())
        for words in (article.headline, article.caption, *(b.text for b in article.blocks)):
            assert words in shown, (article.slug, words)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_page_also_holds_what_is_not_the_article(outlet: str) -> None:
    site = site_of(outlet)
    articles = articles_of(outlet)
    shown = words_of(read_page(site, site.pages[site.outlet.path_of(articles[0])]).text_content())
    assert any(other.headline in shown for other in articles[1:])
    assert "cookie" in shown


@pytest.mark.parametrize("outlet", OUTLETS)
def test_every_link_within_an_outlet_leads_somewhere(outlet: str) -> None:
    site = site_of(outlet)
    for path, page in site.pages.items():
        if not page.content_type.startswith("text/html") or not page.body:
            continue
        for link in read_page(site, page).xpath("//@href"):
            address = urlsplit(str(link))
            is_here = not address.scheme and not address.netloc and address.path
            if is_here:
                target = f"{address.path}?{address.query}" if address.query else address.path
                assert site.find_page(target).status < 400, (path, link)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_page_is_the_same_on_every_port(outlet: str) -> None:
    here = site_of(outlet)
    there = build_site(load_outlets()[outlet], load_articles(2), "http://127.0.0.1:2")
    html_paths = [
        path for path, page in here.pages.items() if page.content_type.startswith("text/html")
    ]
    assert html_paths
    assert all(here.pages[path] == there.pages[path] for path in html_paths)


def test_the_byline_is_visible_where_there_is_no_metadata() -> None:
    site = site_of("lantern")
    article = next(article for article in articles_of("lantern") if article.authors)
    page = read_page(site, site.pages[site.outlet.path_of(article)])
    assert f"By {article.authors[0]}" in words_of(page.text_content())
    assert not page.xpath("//meta[@property] | //script | //*[@itemprop] | //time")


def test_structured_data_says_what_the_article_says() -> None:
    for outlet in ("meridian-wire", "radio-sabel"):
        site = site_of(outlet)
        for article in articles_of(outlet):
            tree = read_page(site, site.pages[site.outlet.path_of(article)])
            (script,) = tree.xpath("//script[@type='application/ld+json']/text()")
            data = json.loads(str(script))
            assert article.headline in {data.get("headline"), data.get("name")}
            assert article.published_at.isoformat() in {
                data.get("datePublished"),
                data.get("uploadDate"),
            }


def test_a_mislabelled_page_is_not_in_the_charset_it_names() -> None:
    site = site_of("lantern")
    for article in articles_of("lantern"):
        page = site.pages[site.outlet.path_of(article)]
        if article.slug in site.outlet.mislabelled:
            assert page.content_type == "text/html; charset=utf-8"
            with pytest.raises(UnicodeDecodeError):
                page.body.decode("utf-8")


@pytest.mark.parametrize("outlet", OUTLETS)
def test_special_pages_name_articles_that_exist(outlet: str) -> None:
    site = site_of(outlet)
    slugs = {article.slug for article in articles_of(outlet)}
    named = {special.slug for special in site.outlet.specials if special.slug}
    assert named | set(site.outlet.mislabelled) <= slugs
    announced = {entry.path for entry in site.entries}
    assert {special.path for special in site.outlet.specials} <= announced


def test_every_kind_of_special_page_is_announced_somewhere() -> None:
    outcomes = {entry.outcome for outlet in OUTLETS for entry in site_of(outlet).entries}
    assert outcomes == {
        "article", "redirect", "missing", "soft_404", "empty", "forbidden", "copy", "variant",
    }  # fmt: skip


def test_the_paid_page_stops_early_and_says_so() -> None:
    paid = [article for article in articles_of("capital-ledger") if article.is_paid]
    assert paid
    site = site_of("capital-ledger")
    for article in paid:
        page = site.pages[site.outlet.path_of(article)].body.decode()
        assert '"isAccessibleForFree": false' in page
        assert "Subscribe to unlock" in page


def test_a_correction_changes_the_page_and_its_validators() -> None:
    before = {(a.outlet, a.slug): a for a in load_articles(1)}
    corrected = [
        article
        for article in load_articles(2)
        if article.night == 2 and (article.outlet, article.slug) in before
    ]
    assert corrected
    for article in corrected:
        first = site_of(article.outlet, 1)
        path = first.outlet.path_of(article)
        old, new = first.pages[path], site_of(article.outlet).pages[path]
        assert old.etag != new.etag
        assert old.changed_at is not None
        assert new.changed_at is not None
        assert old.changed_at < new.changed_at
