"""What an outlet's listings come to on one night."""

from __future__ import annotations

import gzip
from datetime import date

import pytest

from tasks import read_listings as step
from tasks.fetching.policy import FetchPolicy
from tasks.list_articles import list_articles
from tasks.night import Night
from tasks.sources.outlet import Outlet

NIGHT = date(2026, 11, 20)
POLICY = FetchPolicy(delay_s=0.0, allow_private_addresses=True, retries=0)


@pytest.fixture
def listed(tmp_path):
    """Lists an outlet: paths of the candidates, and outcome and reason of each row by path."""

    def run(site, *, feeds=(), sitemaps=(), **limits):
        night = Night("run", NIGHT, tmp_path / "archive", tmp_path / "w", tmp_path / "r")
        outlet = Outlet(
            source_id="outlet",
            name="Outlet",
            feeds=tuple(site.base + path for path in feeds),
            sitemaps=tuple(site.base + path for path in sitemaps),
            **limits,
        )
        got = list_articles.fn(outlet, policy=POLICY, night=night, known={})
        paths = [c.url.removeprefix(site.base) for c in got.candidates]
        rows = {f.url.removeprefix(site.base): (f.outcome, f.reason) for f in got.fetches}
        return paths, rows

    return run


def urlset(*entries: tuple[str, str | None]) -> str:
    dated = "<url><loc>{base}%s</loc><lastmod>%s</lastmod></url>"
    bare = "<url><loc>{base}%s</loc></url>"
    return f"<urlset>{''.join(dated % e if e[1] else bare % e[0] for e in entries)}</urlset>"


def index(*entries: tuple[str, str | None]) -> str:
    sitemaps = urlset(*entries).replace("<url>", "<sitemap>").replace("</url>", "</sitemap>")
    return sitemaps.replace("urlset", "sitemapindex")


def test_a_sitemap_of_the_whole_archive_becomes_tonights_pages(make_site, listed) -> None:
    old = [(f"/old/{n}", f"2019-01-{n % 28 + 1:02}") for n in range(2_000)]
    site = make_site({"/map.xml": urlset(*old, ("/b", "2026-11-19"), ("/a", "2026-11-20"))})
    paths, rows = listed(site, sitemaps=["/map.xml"])
    assert paths == ["/a", "/b"]
    assert rows["/map.xml"] == (
        "listed",
        "2000 of 2002 pages older than 2026-10-21 were left",
    )
    assert len(rows) == 2  # the sitemap and robots.txt


def test_only_the_sitemaps_of_an_index_that_changed_are_asked_for_the_newest_first(
    make_site, listed
) -> None:
    site = make_site(
        {
            "/index.xml": index(
                ("/2020.xml", "2020-12-31T00:00:00Z"),
                ("/october.xml.gz", "2026-10-31T00:00:00Z"),
                ("/november.xml", "2026-11-20T00:00:00Z"),
            ),
            "/november.xml": urlset(("/a", None)),
            "/october.xml.gz": gzip.compress(b"<urlset/>"),
        }
    )
    paths, rows = listed(site, sitemaps=["/index.xml"])
    assert paths == ["/a"]
    assert site.asked == ["/robots.txt", "/index.xml", "/november.xml", "/october.xml.gz"]
    assert "1 of 3 sitemaps older" in rows["/index.xml"][1]


def test_a_listings_time_without_an_offset_is_the_outlets(make_site, listed) -> None:
    pages = urlset(("/local", "2026-11-20T10:00:00"), ("/noon", "2026-11-20T12:00:00Z"))
    site = make_site({"/map.xml": pages})
    paths, _ = listed(site, sitemaps=["/map.xml"], time_zone="America/New_York")
    assert paths == ["/local", "/noon"]


def test_an_index_that_names_itself_ends(make_site, listed) -> None:
    site = make_site(
        {
            "/a.xml": index(("/a.xml", None), ("/b.xml", None)),
            "/b.xml": index(("/a.xml", None), ("/c.xml", None)),
            "/c.xml": urlset(("/page", None)),
        }
    )
    assert listed(site, sitemaps=["/a.xml"])[0] == ["/page"]
    assert site.asked == ["/robots.txt", "/a.xml", "/b.xml", "/c.xml"]


def test_an_index_without_an_end_is_left_at_a_limit_and_says_so(
    make_site, listed, monkeypatch
) -> None:
    monkeypatch.setattr(step, "MAX_LISTINGS", 5)
    pages = {f"/{n}.xml": index((f"/{n + 1}.xml", None), (f"/x{n}.xml", None)) for n in range(9)}
    site = make_site(pages)
    _, rows = listed(site, sitemaps=["/0.xml"])
    assert len(site.asked) == 6
    assert any("listings more than a night reads" in (reason or "") for _, reason in rows.values())


def test_what_a_moved_index_names_is_listed_under_the_address_that_was_asked_for(
    make_site, tmp_path
) -> None:
    """By it the next night finds the sitemaps, when the index itself has not changed."""
    site = make_site({"/new.xml": index(("/a.xml", None)), "/a.xml": urlset(("/page", None))})
    site.moved["/old.xml"] = "/new.xml"
    night = Night("run", NIGHT, tmp_path / "archive", tmp_path / "w", tmp_path / "r")
    outlet = Outlet(source_id="outlet", name="Outlet", sitemaps=(f"{site.base}/old.xml",))
    got = list_articles.fn(outlet, policy=POLICY, night=night, known={})
    named = {row.url: row.listed_in for row in got.fetches if row.resource == "sitemap"}
    assert named == {f"{site.base}/old.xml": None, f"{site.base}/a.xml": f"{site.base}/old.xml"}
    assert [(c.url, c.listed_in) for c in got.candidates] == [
        (f"{site.base}/page", f"{site.base}/a.xml")
    ]


def test_a_feed_that_is_configured_twice_is_asked_for_once_and_has_one_row(
    make_site, tmp_path
) -> None:
    site = make_site({"/feed": "<rss><channel><item><link>{base}/a</link></item></channel></rss>"})
    night = Night("run", NIGHT, tmp_path / "archive", tmp_path / "w", tmp_path / "r")
    listing = tmp_path / "list.txt"
    listing.write_text("https://x.example/b")
    outlet = Outlet(
        source_id="outlet",
        name="Outlet",
        feeds=(f"{site.base}/feed", f"{site.base}/feed"),
        url_lists=(listing, listing),
    )
    got = list_articles.fn(outlet, policy=POLICY, night=night, known={})
    assert site.asked == ["/robots.txt", "/feed"]
    assert sorted(row.resource for row in got.fetches) == ["feed", "robots", "url_list"]


def test_a_page_in_two_listings_is_one_and_has_the_date_that_either_gives(
    make_site, listed
) -> None:
    feed = "<rss><channel><item><link>{base}/a</link></item><item><link>{base}/b</link></item></channel></rss>"
    site = make_site({"/feed": feed, "/map.xml": urlset(("/b", "2026-11-20"))})
    assert listed(site, feeds=["/feed"], sitemaps=["/map.xml"])[0] == ["/b", "/a"]


def test_a_web_page_in_a_feeds_place_is_rejected_with_advice(make_site, listed) -> None:
    site = make_site({"/feed": "<!doctype html><html><body>Moved</body></html>"})
    outcome, reason = listed(site, feeds=["/feed"])[1]["/feed"]
    assert outcome == "rejected"
    assert "a web page, not a feed" in reason
