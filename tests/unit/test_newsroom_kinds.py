"""Pages that are no plain articles: a live blog, a video page, a page in Spanish."""

import json
from pathlib import Path

import pytest
from lxml import html

from newsroom.articles import load_articles
from newsroom.expectations import expect
from newsroom.outlets import load_outlets
from newsroom.site import build_site

HEAD = """<article outlet="radio-sabel" slug="{slug}" kind="{kind}" language="{language}"
  published="2026-11-20T08:00:00+00:00" modified="2026-11-20T11:00:00+00:00" section="News"
  night="1"><headline>{headline}</headline><author>Ana Okoro</author><author>Li Brandt</author>
  <body>{body}</body></article>"""
POSTS = """<post at="2026-11-20T10:45:00+00:00"><h3>Polls close</h3><p>Doors are shut.</p></post>
  <post at="2026-11-20T09:15:00+00:00"><h3>Rain &amp; queues</h3><p>It is wet.</p></post>"""


def page_of(folder: Path, **values: str) -> tuple[html.HtmlElement, str]:
    path = folder / "radio-sabel" / f"{values['slug']}.xml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD.format(**values), encoding="utf-8")
    articles = [a for a in load_articles(1, folder) if a.slug == values["slug"]]
    outlet = load_outlets()["radio-sabel"]
    site = build_site(outlet, articles, "http://127.0.0.1:1")
    body = site.pages[outlet.path_of(articles[0])].body.decode()
    return html.fromstring(body), expect(articles[0]).text


def data_of(tree: html.HtmlElement) -> dict[str, object]:
    (script,) = tree.xpath("//script[@type='application/ld+json']/text()")
    found: dict[str, object] = json.loads(str(script))
    return found


def test_a_live_blog_dates_each_of_its_posts(tmp_path: Path) -> None:
    tree, text = page_of(
        tmp_path, slug="count", kind="live_blog", language="en", headline="Count", body=POSTS
    )
    assert text == "Polls close\n\nDoors are shut.\n\nRain & queues\n\nIt is wet."
    data = data_of(tree)
    assert data["@type"] == "LiveBlogPosting"
    updates = data["liveBlogUpdate"]
    assert isinstance(updates, list)
    assert [(post["headline"], post["datePublished"]) for post in updates] == [
        ("Polls close", "2026-11-20T10:45:00+00:00"),
        ("Rain & queues", "2026-11-20T09:15:00+00:00"),
    ]
    times = tree.xpath("//section[contains(@class, 'rs-live')]//time/@datetime")
    assert list(map(str, times)) == [post["datePublished"] for post in updates]


def test_a_video_page_is_described_as_a_video(tmp_path: Path) -> None:
    tree, _ = page_of(
        tmp_path,
        slug="dolphins",
        kind="video",
        language="en",
        headline="Dolphins",
        body="<p>Short.</p>",
    )
    data = data_of(tree)
    assert (data["@type"], data["name"]) == ("VideoObject", "Dolphins")
    assert data["uploadDate"] == "2026-11-20T08:00:00+00:00"


def test_a_page_in_spanish_says_so_and_is_not_annotated(tmp_path: Path) -> None:
    tree, _ = page_of(
        tmp_path,
        slug="puerto",
        kind="article",
        language="es",
        headline="El puerto",
        body="<p>La lluvia cesó.</p>",
    )
    assert tree.get("lang") == "es"
    assert "Por Ana Okoro y Li Brandt" in " ".join(tree.text_content().split())
    (article,) = load_articles(1, tmp_path)
    assert not expect(article).is_annotated


@pytest.mark.parametrize("outlet", ["meridian-wire", "harbour-courier", "capital-ledger"])
def test_markup_in_a_headline_is_shown_as_written(tmp_path: Path, outlet: str) -> None:
    text = HEAD.replace("radio-sabel", outlet).format(
        slug="odd",
        kind="article",
        language="en",
        headline='Cuts &lt;/script&gt; &amp; "more"',
        body="<p>One.</p>",
    )
    path = tmp_path / outlet / "odd.xml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    (article,) = load_articles(1, tmp_path)
    site = build_site(load_outlets()[outlet], [article], "http://127.0.0.1:1")
    tree = html.fromstring(site.pages[site.outlet.path_of(article)].body.decode())
    shown = [" ".join(node.text_content().split()) for node in tree.xpath("//h1")]
    assert 'Cuts </script> & "more"' in shown
