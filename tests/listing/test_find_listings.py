"""An outlet's listings found from its address, on sites as there are many."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest

from tasks.fetching.policy import FetchPolicy
from tasks.find_listings import NothingFoundError, find_listings
from tasks.night import Night

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
POLICY = FetchPolicy(delay_s=0.0, allow_private_addresses=True, retries=0)


@pytest.fixture
def find(tmp_path):
    """What is found from a path of the site: paths chosen, and paths left with the reason."""

    def run(site, path="/"):
        night = Night("run", date(2026, 11, 20), tmp_path / "a", tmp_path / "w", tmp_path / "r")
        found = find_listings(
            site.base + path, policy=POLICY, night=night, now=NOW, tell=lambda _: None
        )
        chosen = [offer.url.removeprefix(site.base) for offer in found.chosen]
        left = {offer.url.removeprefix(site.base): offer.problem for offer in found.left}
        return found, chosen, left

    return run


def feed(*paths: str, title: str = "The Gazette", day: int = 19, more: str = "") -> str:
    items = "".join(
        f"<item><title>Story {path}</title><link>{{base}}{path}</link>{more}"
        f"<pubDate>{day} Nov 2026 10:00:00 GMT</pubDate></item>"
        for path in paths
    )
    return f"<rss><channel><title>{title}</title><link>{{base}}/</link>{items}</channel></rss>"


def news_map(*paths: str) -> str:
    entry = (
        "<url><loc>{base}%s</loc><n:news><n:publication_date>2026-11-20T08:00:00Z"
        "</n:publication_date><n:title>Story</n:title></n:news></url>"
    )
    return f'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{"".join(entry % p for p in paths)}</urlset>'


def home(*links: str, body: str = "", head: str = "", lang: str = "nb-NO") -> str:
    alternates = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links
    )
    return f'<!doctype html><html lang="{lang}"><head><title>Forside | The Gazette</title>{head}{alternates}</head><body>{body}</body></html>'


def stories(count: int, start: int = 0) -> list[str]:
    return [f"/story/{n}" for n in range(start, start + count)]


def test_the_declared_feed_is_taken_and_the_outlet_described(make_site, find) -> None:
    page = home("/feed", head='<meta property="og:site_name" content="The Gazette">')
    site = make_site({"/": page, "/feed": feed(*stories(5))})
    found, chosen, left = find(site)
    assert (chosen, left) == (["/feed"], {})
    assert (found.name, found.language, found.country) == ("The Gazette", "nb", "NO")
    assert found.home_url == site.base + "/"
    assert site.asked == ["/robots.txt", "/", "/feed"]


def test_comments_podcasts_copies_and_other_peoples_feeds_are_left_with_the_reason(
    make_site, find
) -> None:
    audio = '<enclosure url="/a.mp3" type="audio/mpeg" length="1"/>'
    elsewhere = feed(*stories(5)).replace("<link>{base}/story", "<link>https://other.example/story")
    site = make_site(
        {
            "/": home(
                "/feed", "/comments/feed", "/pod", "/atom", "/ads", "/gone", "/empty", "/page"
            ),
            "/feed": feed(*stories(8)),
            "/comments/feed": feed(*stories(9, 50), title="Comments on: The Gazette"),
            "/pod": feed(*stories(9, 70), more=audio),
            "/atom": feed(*stories(8)),
            "/ads": elsewhere,
            "/empty": feed(),
            "/page": home(),
        }
    )
    _, chosen, left = find(site)
    assert chosen == ["/feed"]
    assert left == {
        "/comments/feed": "readers' comments",
        "/pod": "a podcast or video feed",
        "/atom": "nothing that the listings above do not have",
        "/ads": "leads to other sites, such as other.example",
        "/gone": "HTTP 404 Not Found",
        "/empty": "feed has no entries",
    }


def test_the_fewest_listings_that_cover_the_outlet_are_chosen(make_site, find) -> None:
    site = make_site(
        {
            "/": home("/sport", "/world", "/all", "/local"),
            "/all": feed(*stories(40)),
            "/sport": feed(*stories(10)),
            "/world": feed(*stories(10, 35)),
            "/local": feed(*stories(1, 90)),
        }
    )
    _, chosen, left = find(site)
    assert chosen == ["/all", "/world"]
    assert left["/sport"] == "nothing that the listings above do not have"
    assert left["/local"] == "1 pages that the listings above do not have"


def test_feeds_on_the_page_that_lists_feeds_are_found_a_hop_away(make_site, find) -> None:
    anchors = '<a href="/about">About</a><a href="/service/rss.html">RSS-Feeds</a>'
    listed = (
        '<a href="/xml/politics">Politics (RSS)</a><a href="feed:{base}/xml/sport.rss">Sport</a>'
    )
    site = make_site(
        {
            "/": home(body=anchors),
            "/service/rss.html": home(body=listed),
            "/xml/politics": feed(*stories(5)),
            "/xml/sport.rss": feed(*stories(5, 20)),
        }
    )
    _, chosen, _ = find(site)
    assert chosen == ["/xml/politics", "/xml/sport.rss"]
    assert "/about" not in site.asked


def test_sitemaps_of_robots_txt_are_found_news_preferred_and_an_index_followed(
    make_site, find
) -> None:
    old = "<urlset><url><loc>{base}/old</loc></url></urlset>"
    index = "<sitemapindex>{}</sitemapindex>".format(
        "".join(
            f"<sitemap><loc>{{base}}/{name}.xml</loc></sitemap>"
            for name in ("archive-1", "archive-2", "images", "news")
        )
    )
    site = make_site(
        {
            "/robots.txt": "User-agent: *\nSitemap: {base}/index.xml\nSitemap: {base}/authors.xml",
            "/": home(),
            "/index.xml": index,
            "/news.xml": news_map(*stories(5)),
            "/archive-1.xml": old,
        }
    )
    found, chosen, left = find(site)
    assert chosen == ["/news.xml"]
    assert found.chosen[0].is_news
    assert "/index.xml" in left
    assert not {"/images.xml", "/authors.xml"} & set(site.asked)


def test_usual_places_are_tried_only_where_nothing_is_named(make_site, find) -> None:
    site = make_site({"/": home(), "/rss.xml": feed(*stories(4))})
    assert find(site)[1] == ["/rss.xml"]
    site = make_site({"/": home(), "/sitemap.xml": gzip.compress(b"<urlset/>")})
    with pytest.raises(NothingFoundError, match="no feed and no sitemap found"):
        find(site)
    assert len(site.asked) < 15


def test_what_robots_txt_forbids_is_not_asked_for(make_site, find) -> None:
    site = make_site(
        {
            "/robots.txt": "User-agent: *\nDisallow: /feeds/",
            "/": home("/feeds/all", "/open"),
            "/feeds/all": feed(*stories(9)),
            "/open": feed(*stories(3)),
        }
    )
    _, chosen, left = find(site)
    assert chosen == ["/open"]
    assert "robots.txt" in left["/feeds/all"]
    assert "/feeds/all" not in site.asked


def test_a_feed_that_fell_silent_is_taken_only_if_there_is_no_other(make_site, find) -> None:
    silent = feed(*stories(9)).replace("Nov 2026", "Nov 2019")
    site = make_site({"/": home("/old", "/new"), "/old": silent, "/new": feed(*stories(2, 50))})
    _, chosen, left = find(site)
    assert chosen == ["/new"]
    assert left["/old"] == "nothing new since 2019-11-19"
    site = make_site({"/": home("/old"), "/old": silent})
    assert find(site)[1] == ["/old"]


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("listing", [feed(*stories(3)), news_map(*stories(3))])
def test_a_listings_own_address_will_do(make_site, find, listing, is_packed) -> None:
    site = make_site({"/": home("/other"), "/x": listing, "/other": feed(*stories(3, 7))})
    if is_packed and "urlset" in listing:
        site.pages["/x"] = gzip.compress(listing.replace("{base}", site.base).encode())
    found, chosen, left = find(site, "/x")
    assert chosen == ["/x"]
    assert found.home_url == site.base + "/"
    assert found.name == "The Gazette"
    assert left == {"/other": "not looked at"}


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ({}, "HTTP 404"),
        ({"/": 503}, "HTTP 503"),
        ({"/": home()}, "no feed and no sitemap found"),
        ({"/robots.txt": "User-agent: *\nDisallow: /", "/": home()}, "robots.txt"),
        ({"/": feed()}, "feed has no entries"),
        ({"/": b"\0\1\2"}, "no feed and no sitemap|neither a web page"),
    ],
)
def test_where_nothing_is_found_one_line_says_why(make_site, find, pages, reason) -> None:
    site = make_site(pages)
    with pytest.raises(NothingFoundError, match=reason) as raised:
        find(site)
    assert "\n" not in str(raised.value)
    assert str(raised.value).startswith(site.base)
