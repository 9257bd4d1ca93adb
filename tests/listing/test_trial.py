"""What a try of an outlet says of it."""

from __future__ import annotations

from datetime import date

import pytest

from flows.outlets.trial import try_outlet
from flows.settings import Settings

NIGHT = date(2026, 11, 20)
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="2026-11-20T08:00:00+01:00">
<meta name="author" content="Mira Holt"></head><body><article><h1>{title}</h1>{text}</article>"""
TEXT = "".join(
    f"<p>The harbour board said on day {n} that the northern quay would stay closed until divers "
    "had looked at its foundations, and that the ferries would leave from the old pier.</p>"
    for n in range(6)
)


def article(title: str) -> str:
    return PAGE.format(title=title, text=TEXT)


def feed(*paths: str) -> str:
    items = "".join(
        f"<item><title>Story</title><link>{{base}}{path}</link>"
        "<pubDate>Fri, 20 Nov 2026 07:00:00 GMT</pubDate></item>"
        for path in paths
    )
    return f"<rss><channel>{items}</channel></rss>"


@pytest.fixture
def tried(tmp_path):
    """Tries the outlet "gazette" whose file holds these lines."""

    def run(lines: str, samples: int = 2):
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources" / "gazette.toml").write_text(f'name = "The Gazette"\n{lines}')
        config = tmp_path / "mine.toml"
        config.write_text(
            f'data_dir = "{tmp_path}/data"\n'
            "[fetching]\ndelay_s = 0.0\nallow_private_addresses = true\nretries = 0\n"
            "[extraction]\nworkers = 1\n"
        )
        settings = Settings.read(config)
        return try_outlet(settings, "gazette", NIGHT, tmp_path / "trial", samples=samples)

    return run


def test_it_says_what_each_listing_gave_and_what_robots_txt_allows(
    make_site, tried, tmp_path
) -> None:
    site = make_site(
        {
            "/robots.txt": "User-agent: *\nDisallow: /members/\nCrawl-delay: 0.1",
            "/feed": feed("/a", "/b", "/members/c"),
            "/a": article("Quay closed"),
            "/b": article("Ferries moved"),
        }
    )
    (tmp_path / "more.txt").write_text(f"{site.base}/d\n")
    trial = tried(
        f'feeds = ["{site.base}/feed", "{site.base}/gone"]\nurl_lists = ["../more.txt"]\n'
        "[limits]\narticles_a_night = 3\n"
    )
    assert {row.url: trial.listed.get(row.url, 0) for row in trial.listings} == {
        f"{site.base}/feed": 3,
        f"{site.base}/gone": 0,
        (tmp_path / "more.txt").as_uri(): 1,
    }
    assert (trial.pages, trial.known, trial.over_cap) == (4, 0, 1)
    (rules,) = trial.rules
    assert (rules.pages, rules.forbidden, rules.rest_s, rules.refusal) == (4, 1, 0.1, None)
    assert [s.article.title for s in trial.samples if s.article] == ["Quay closed", "Ferries moved"]
    is_usable, verdict = trial.verdict
    assert is_usable
    assert verdict == (
        "usable, look at it: 2 of 2 pages are articles, 2 of them dated; "
        "1 of 3 listings could not be read"
    )


def test_an_outlet_as_it_should_be_is_good(make_site, tried) -> None:
    site = make_site({"/feed": feed("/a"), "/a": article("Quay closed")})
    trial = tried(f'feeds = ["{site.base}/feed"]')
    assert trial.verdict == (True, "good: 1 of 1 pages are articles, 1 of them dated")
    assert trial.samples[0].article.authors == ("Mira Holt",)


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({}, "not usable: no listing gave a page: HTTP 404"),
        ({"/feed": feed("/a")}, "not usable: none of 1 pages is an article (HTTP 404"),
        (
            {"/robots.txt": "User-agent: *\nDisallow: /a", "/feed": feed("/a")},
            "not usable: none of 1 pages is an article (robots.txt does not allow it",
        ),
    ],
)
def test_an_outlet_of_which_nothing_comes_is_not_usable(make_site, tried, pages, said) -> None:
    site = make_site(pages)
    is_usable, verdict = tried(f'feeds = ["{site.base}/feed"]').verdict
    assert not is_usable
    assert verdict.startswith(said)
