"""Whatever is fed to it, extraction answers; whatever noise an address has, the id stays."""

import string

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tasks.extraction.canonical_url import article_id_of, canonical_url
from tasks.extraction.charset import decode_page
from tasks.extraction.page import extract_page

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pier | Post</title>
<meta property="og:type" content="article"><meta name="author" content="Mara Feld">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"Pier","datePublished":"2026-11-19T23:30:00-05:00","author":[{"name":"Mara Feld"}]}</script>
</head><body><article><h1>Pier</h1><p>The harbour board voted on Thursday to reopen the pier, which
was damaged in a storm.</p><p>Opponents said that it had not been inspected.</p></article></body></html>
"""
FRAGMENTS = st.sampled_from(
    ["<div>", "</div>", "<table><tr><td>", "<p", "<!--", "-->", "<![CDATA[", "\0", "\x0b", "&#0;", "&#xD800;",
     "<script>", "</script>", '"', "<svg><p>", "<li>", "<a href='//['>", "<time datetime='9999-99-99'>",
     '<script type="application/ld+json">[[[{"@type":["Article"],"author":[null,7,{}]}]]]</script>',
     '<script type="application/ld+json">{"@type":"Article","datePublished":{"@value":[]}}</script>',
     "<link rel=canonical href='http://[::1'>", "<meta property=og:url content='http://]'>", "\ufeff", "𝔘"]
)  # fmt: skip


@st.composite
def mutated_pages(draw: st.DrawFn) -> bytes:
    page = PAGE
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, len(page)))
        page = page[:place] + draw(FRAGMENTS) * draw(st.integers(1, 40)) + page[place:]
    body = page.encode(draw(st.sampled_from(["utf-8", "utf-16", "cp1252", "shift_jis"])), "replace")
    return body[: draw(st.integers(0, len(body)))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated_pages(), st.sampled_from([None, "https://x.example/n/1", "http://[", "x" * 50]))
def test_a_mutilated_page_is_answered_and_never_breaks_the_extractor(body, url):
    got = extract_page(body, url=url)
    assert "failed on it" not in (got.reason or "")
    assert (got.status == "rejected") == (got.reason is not None)
    assert "\0" not in got.text
    got.text.encode("utf-8")


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=2000), st.sampled_from([None, "text/html", "text/html; charset=utf-7", "x"])
)
def test_any_bytes_become_clean_characters(body, content_type):
    text = decode_page(body, content_type)
    text.encode("utf-8")
    assert "\0" not in text


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "blockquote"])
def test_nesting_without_end_is_answered(tag):
    body = f"<html><body>{f'<{tag}>' * 20_000}text".encode()
    assert "failed on it" not in (extract_page(body, url=None).reason or "")


@pytest.mark.parametrize("tag", ["label", "button", "form", "svg", "noscript", "a"])
def test_a_page_that_is_one_odd_element_is_answered(tag):
    text = "<p>The harbour board voted on Thursday to reopen the pier.</p>" * 3
    got = extract_page(f"<{tag}>{text}<div>More.</div></{tag}>".encode(), url=None)
    assert "failed on it" not in (got.reason or "")


WORDS = st.text(string.ascii_lowercase, min_size=3, max_size=8)
PATHS = st.lists(WORDS, min_size=1, max_size=4).map("/".join)
TRACKING = st.dictionaries(
    st.sampled_from(["utm_source", "utm_medium", "fbclid", "gclid", "ref", "CMP", "mc_cid", "xtor", "at_medium"]),
    WORDS,
    max_size=4,
)  # fmt: skip


@given(PATHS, st.integers(1, 10**6), TRACKING, st.booleans(), st.booleans(), st.data())
@example("print", 1, {}, True, True, None)
def test_an_article_keeps_its_id_under_all_the_noise_of_addresses(
    path, number, noise, secure, www, data
):
    assume(path.split("/")[-1] not in ("amp", "print"))
    clean = f"https://post.example/{path}?id={number}"
    parameters = [f"{name}={value}" for name, value in noise.items()] + [f"id={number}"]
    if data is not None:
        parameters = data.draw(st.permutations(parameters))
    scheme, port = ("https", ":443") if secure else ("http", ":80")
    host = "WWW.Post.example" if www else "m.post.example"
    noisy = f"{scheme}://{host}{port}/{path}/?{'&'.join(parameters)}#top"
    assert article_id_of(canonical_url(noisy, None)) == article_id_of(canonical_url(clean, None))


@given(PATHS, PATHS)
def test_different_paths_have_different_ids(one, other):
    views = ("amp", "print", "printable", "mobile")
    assume(one != other and not {*one.split("/"), *other.split("/")} & {*views, "index", "default"})
    ids = {
        article_id_of(canonical_url(f"https://post.example/{path}", None)) for path in (one, other)
    }
    assert len(ids) == 2


@given(st.text(max_size=60).map("https://post.example/".__add__))
def test_a_canonical_address_is_its_own_canonical_address(url):
    once = canonical_url(url, None)
    assert canonical_url(once, None) == once


@pytest.mark.parametrize(
    ("url", "declared", "wanted"),
    [
        ("https://post.example/a/story-one-two?x=1", "/a/story-one-two", "https://post.example/a/story-one-two"),
        ("https://m.post.example/amp/a-long-story", "https://post.example/a-long-story", "https://post.example/a-long-story"),
        ("https://post.example/world/big-ferry-fire", "https://post.example/world", "https://post.example/world/big-ferry-fire"),
        ("https://post.example/world/big-ferry-fire", "https://post.example/", "https://post.example/world/big-ferry-fire"),
        ("https://post.example/big-ferry-fire", "https://wire.example/big-ferry-fire", "https://post.example/big-ferry-fire"),
        ("https://post.example/big-ferry-fire", "https://post.example/small-court-ruling", "https://post.example/big-ferry-fire"),
        ("https://post.example/s.php?id=7", "https://post.example/s.php", "https://post.example/s.php?id=7"),
        ("http://127.0.0.1:8041/n/1", "https://www.post.example/n/1", "https://www.post.example/n/1"),
        ("https://post.example/n/1", "javascript:void(0)", "https://post.example/n/1"),
        ("https://post.example/n/1", "http://[", "https://post.example/n/1"),
        ("https://www-post-example.cdn.ampproject.org/c/s/www.post.example/n/1", None, "https://www.post.example/n/1"),
    ],
)  # fmt: skip
def test_a_declared_address_is_believed_where_it_can_be_true(url, declared, wanted):
    assert canonical_url(url, declared) == wanted
