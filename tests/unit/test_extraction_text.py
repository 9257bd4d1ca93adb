"""Which lines of a page are its article: pages written for these tests in the manner of real ones."""

import json
from datetime import UTC, datetime

import pytest
from made_article import PARAGRAPHS, TEXT, URL

from tasks.extraction.page import extract_page

TITLE = "Board votes to reopen the north pier"


def page(body: str, head: str = "") -> bytes:
    return (
        f"<!doctype html><html lang=en><head><title>{TITLE}</title>{head}</head><body>"
        f"<header><nav><a href=/>Home</a></nav></header><main>{body}</main></body></html>"
    ).encode()


def article(*, between: str = "", after: str = "", paragraphs: list[str] = PARAGRAPHS) -> str:
    told = [f"<p>{text}</p>" for text in paragraphs]
    middle = len(told) // 2
    inner = "".join([*told[:middle], between, *told[middle:]])
    return f'<article><h1>{TITLE}</h1><div class="article-body">{inner}</div>{after}</article>'


COMMENTS = """<section id="comments" class="comment-list"><h3>Comments</h3><ul>
<li class="comment"><p>I have been waiting for this since the storm, and I do not believe a word.</p></li>
<li class="comment"><p>The breakfast on the pier was never any good, whatever they say of it now.</p></li>
</ul></section>"""
FORM = """<form class="newsletter-form"><p>By submitting your email you agree to our terms and privacy
notice and to receive messages from us.</p><p>Password must be at least eight characters long.</p></form>"""
TEASERS = """<div class="related-stories"><ul><li><a href=/a>Ferry fares to rise for the third year
in a row</a></li><li><a href=/b>What the storm of last winter cost the islands</a></li></ul></div>"""
CAPTION = """<figure><img src=a.jpg><figcaption class="caption">The north pier, seen from the ferry
on Monday. Photograph: Jo Anders</figcaption></figure>"""


def test_neither_the_headline_nor_its_kicker_is_repeated_in_the_text():
    kicker = "After the storm"
    head = "".join(
        f'<meta property="{name}" content="{kicker}: {TITLE}">'
        for name in ("og:title", "twitter:title")
    )
    body = page(f"<article><p>{kicker}</p>{article()}</article>", head)
    got = extract_page(body.replace(b"<title>", f"<title>{kicker}: ".encode()), url=URL)
    assert got.title == f"{kicker}: {TITLE}"
    assert got.text == TEXT


@pytest.mark.parametrize(
    "clutter",
    [COMMENTS, FORM, TEASERS, CAPTION],
    ids=["comments", "a form", "teasers", "a caption"],
)
def test_what_stands_around_the_article_is_not_its_text(clutter):
    assert extract_page(page(article(after=clutter)), url=URL).text == TEXT


@pytest.mark.parametrize(
    "clutter", [FORM, TEASERS, CAPTION], ids=["a form", "teasers", "a caption"]
)
def test_what_stands_between_the_paragraphs_is_not_its_text(clutter):
    assert extract_page(page(article(between=clutter)), url=URL).text == TEXT


def _script(source: str, kind: str = "") -> str:
    return f"<script{kind}>{source}</script>"


def _next_data() -> str:
    blocks = [{"type": "paragraph", "children": [{"text": text}]} for text in PARAGRAPHS]
    state = {"props": {"pageProps": {"post": {"headline": TITLE, "blocks": blocks}}}}
    return _script(json.dumps(state), ' id="__NEXT_DATA__" type="application/json"')


def _fusion() -> str:
    elements = [{"type": "text", "content": f"<b>{text[:5]}</b>{text[5:]}"} for text in PARAGRAPHS]
    elements.insert(2, {"type": "image", "caption": "The pier.", "content": "A picture of a pier."})
    content = json.dumps({"headlines": {"basic": TITLE}, "content_elements": elements})
    return _script(f"window.Fusion=window.Fusion||{{}};Fusion.globalContent={content};Fusion.x=1;")


def _apollo() -> str:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    state = {"Article:7": {"__typename": "Article", "title": TITLE, "body": body}}
    return _script(f"window.__APOLLO_STATE__ = {json.dumps(state)};")


def _flight() -> str:
    children = [["$", "p", str(i), {"children": text}] for i, text in enumerate(PARAGRAPHS)]
    row = "7:" + json.dumps(["$", "div", None, {"children": children}]) + "\n"
    return _script(f"self.__next_f.push({json.dumps([1, row])})")


@pytest.mark.parametrize("state", [_next_data(), _fusion(), _apollo(), _flight()],
                         ids=["next", "fusion", "apollo", "flight"])  # fmt: skip
def test_a_text_that_stands_only_in_the_pages_own_json_is_found(state):
    shown = article(paragraphs=[f"{PARAGRAPHS[0]}"])
    assert extract_page(page(shown + state), url=URL).text == TEXT


def test_json_of_another_story_does_not_replace_what_the_page_shows():
    other = [f"Ferry fares will rise by {n} crowns, the company said on Monday." for n in range(60)]
    state = json.dumps({"stories": [{"type": "paragraph", "text": text} for text in other]})
    shown = article(paragraphs=PARAGRAPHS[:2])
    got = extract_page(page(shown + _script(state, ' type="application/json"')), url=URL)
    assert got.text == "\n\n".join(PARAGRAPHS[:2])


@pytest.mark.parametrize(
    "broken", ["a=[" * 200_000, '{"a": [1,', "[" * 9000, 'window.x = {"a":' * 3000, "1:T"]
)
def test_broken_json_in_a_script_costs_nothing_but_itself(broken):
    padded = broken + " " * 600
    scripts = _script(padded, ' type="application/json"') + _script(padded)
    assert extract_page(page(article() + scripts), url=URL).text == TEXT


POSTS = [
    ("2026-11-19T20:45:00Z", "Doors are shut", "The last voters left the hall at a quarter to nine."),
    ("2026-11-19T19:30:00Z", "Rain in the queue", "It is wet, and nobody has gone home so far tonight."),
    ("2026-11-19T18:00:00Z", "Counting begins", "The first boxes were opened under four lamps at six."),
]  # fmt: skip


def live_page(posts: str) -> bytes:
    node = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": TITLE}
    head = _script(json.dumps(node), ' type="application/ld+json"')
    lead = f"<h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[2]}</p>"
    return page(f"<article>{lead}<div class='feed'>{posts}</div></article>", head)


def test_the_posts_of_a_live_blog_are_kept_apart_with_their_times():
    posts = "".join(
        f'<section class="post"><time datetime="{at}">{at[11:16]}</time><h3>{heading}</h3>'
        f"<p>{text}</p><button>Share</button></section>"
        for at, heading, text in POSTS
    )
    got = extract_page(live_page(posts), url=URL)
    assert got.kind == "live_blog"
    assert got.text.startswith(PARAGRAPHS[0])
    told = [(got.text[p.start : p.end], p.posted_at) for p in got.posts]
    assert told == [
        (f"{heading}\n\n{text}", datetime.fromisoformat(at).astimezone(UTC))
        for at, heading, text in POSTS
    ]


def test_posts_whose_times_have_no_offset_are_of_the_outlets_zone():
    posts = "".join(
        f'<section class="post"><time datetime="{at[:-1]}">{at[11:16]}</time><p>{text}</p></section>'
        for at, _, text in POSTS
    )
    got = extract_page(live_page(posts), url=URL, time_zone="Africa/Nairobi")
    assert [post.posted_at.isoformat() for post in got.posts] == [
        f"{at[:-1]}+03:00" for at, _, _ in POSTS
    ]
    assert all(post.posted_at is None for post in extract_page(live_page(posts), url=URL).posts)


def test_an_article_has_no_posts():
    assert extract_page(page(article()), url=URL).posts == ()


def test_the_text_does_not_depend_on_the_pages_that_came_before():
    wanted = extract_page(page(article(after=TEASERS)), url=URL)
    extract_page(page(article(paragraphs=PARAGRAPHS[2:], after=COMMENTS)), url=URL)
    assert extract_page(page(article(after=TEASERS)), url=URL) == wanted
