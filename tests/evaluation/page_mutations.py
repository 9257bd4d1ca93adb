"""Damage done to pages: what servers, networks and careless templates do, and worse.

Every mutation takes the page's bytes and a random generator, and gives the damaged bytes; equal
generators give equal damage.
"""

from __future__ import annotations

import gzip
import random
import re
import zlib
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]

_TAG = re.compile(rb"<[^<>]{1,300}>")
_MARKS = (
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\x1b$B",
    b"&#0;", b"&#xD800;", b"&#x110000;", b"&#99999999999999;", b"&;", b"<", b"</", b"<!--", b"-->",
    b"<![CDATA[", b"]]>", b"<?php", b"<!DOCTYPE", b"<script>", b"</script>", b"<style>", b"<svg>",
    b"<math>", b"<template>", b"<noscript>", b"<iframe>", b"<plaintext>", b"<textarea>", b"<title>",
    b"<base href='//['>", b"<a href='http://[::1'>", b"\r", b"\x0b", b"\x85", b"\xe2\x80\xa8",
    b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xcc\x81" * 500,
)  # fmt: skip
_HEADS = (
    b"<meta charset=utf-7>", b"<meta charset=utf-16>", b"<meta charset=big5>", b"<meta charset=x>",
    b"<meta property=article:published_time content='9999-99-99T99:99:99+99:99'>",
    b"<meta property=article:published_time content='0000-00-00'>",
    b"<meta property=article:published_time content='2026-11-20T10:00:00+23:59:59.999999'>",
    b"<meta property=article:published_time content='99999999999999999999'>",
    b"<meta property=article:published_time content='\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6'>",
    b"<meta property=og:url content='http://]'>", b"<link rel=canonical href='http://[::1'>",
    b"<link rel=canonical href='http://a:99999999/'>", b"<link rel=canonical href='\xff'>",
    b"<meta property=og:title content=''>", b"<meta name=author content=',;,;,'>",
)  # fmt: skip
_JSON_LD = (
    b'[[[{"@type":["Article"],"author":[null,7,{},[[]]]}]]]',
    b'{"@type":"NewsArticle","datePublished":{"@value":[]},"headline":{"a":1},"author":true}',
    b'{"@type":"NewsArticle","articleBody":["a",1,null],"keywords":{"x":[]},"image":[[[]]]}',
    b'{"@type":"NewsArticle","author":{"@id":"#a"},"@graph":[{"@id":"#a","@type":1e999}]}',
    b'{"@graph":' * 400 + b"1" + b"}" * 400,
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"@type":"LiveBlogPosting","liveBlogUpdate":[null,1,{"articleBody":{}}],"datePublished":1e400}',
    b'{"@type":"NewsArticle","datePublished":"' + b"9" * 5000 + b'"}',
    b'{"@type":"NewsArticle","headline":"\\ud800\\udfff","author":{"name":"\\udc00"}}',
    b'{"@type":"NewsArticle","url":"http://[","mainEntityOfPage":{"@id":"//["}}',
    b"NaN", b'"' + b"x" * 1_000_000 + b'"', b"{", b"\xff\xfe", b"<!-- {} -->",
)  # fmt: skip
_CHARSETS = ("utf-8", "utf-16", "utf-16-be", "utf-32", "cp1252", "shift_jis", "gb18030", "koi8-r",
             "cp037", "utf-7", "iso2022_jp", "hz", "big5", "cp1256")  # fmt: skip


def flip_bytes(page: bytes, rng: random.Random) -> bytes:
    """A few, or a part in a hundred, of the bytes become others."""
    body = bytearray(page)
    for _ in range(rng.choice((1, 10, len(body) // 1000, len(body) // 100))):
        if body:
            body[rng.randrange(len(body))] = rng.randrange(256)
    return bytes(body)


def truncate(page: bytes, rng: random.Random) -> bytes:
    """The end is missing, or the beginning."""
    cut = rng.randrange(len(page) + 1)
    return page[:cut] if rng.random() < 0.8 else page[cut:]


def strew_marks(page: bytes, rng: random.Random) -> bytes:
    """Markup, control characters and half characters anywhere."""
    for _ in range(rng.randint(1, 30)):
        place = rng.randrange(len(page) + 1)
        page = page[:place] + rng.choice(_MARKS) * rng.choice((1, 1, 1, 50)) + page[place:]
    return page


def shuffle_tags(page: bytes, rng: random.Random) -> bytes:
    """Every tag stays, none in its place."""
    tags = _TAG.findall(page)
    rng.shuffle(tags)
    coming = iter(tags)
    return _TAG.sub(lambda _: next(coming), page)


def drop_tags(page: bytes, rng: random.Random) -> bytes:
    """A share of the tags is gone, or doubled."""
    share, times = rng.choice((0.01, 0.1, 0.5)), rng.choice((0, 2, 5))
    return _TAG.sub(lambda tag: tag[0] * times if rng.random() < share else tag[0], page)


def shuffle_pieces(page: bytes, rng: random.Random) -> bytes:
    """Pieces of the page change places, or come twice."""
    cuts = sorted(rng.randrange(len(page) + 1) for _ in range(rng.randint(1, 12)))
    pieces = [page[a:b] for a, b in zip([0, *cuts], [*cuts, len(page)], strict=True)]
    return b"".join(rng.choices(pieces, k=len(pieces)))


def nest_deeply(page: bytes, rng: random.Random) -> bytes:
    """Up to 100,000 elements, each within the last."""
    tag = rng.choice((b"div", b"b", b"span", b"ul><li", b"table><tr><td", b"blockquote", b"a",
                      b"font", b"form", b"p", b"svg", b"button", b"em><strong", b"dl><dd"))  # fmt: skip
    depth = rng.choice((300, 3000, 20_000, 100_000))
    place = rng.randrange(len(page) + 1)
    closed = (
        b"".join(b"</%b>" % t for t in reversed(tag.split(b"><"))) if rng.random() < 0.5 else b""
    )
    inner = b"<p>The harbour board voted on Thursday to reopen the pier.</p>"
    return page[:place] + b"<%b>" % tag * depth + inner + closed * depth + page[place:]


def swell(page: bytes, rng: random.Random) -> bytes:
    """One thing becomes enormous: an attribute, a table, a word, a line, a list of links."""
    place = rng.randrange(len(page) + 1)
    size = rng.choice((10_000, 100_000, 1_000_000))
    many = size // 100
    swollen = rng.choice((
        b"<p class='" + b"x " * (size // 2) + b"'>",
        b"<p " + b"".join(b"a%d=1 " % n for n in range(many)) + b">",
        b"<table>" + b"<tr><td>1<td>2<td>3" * many + b"</table>",
        b"<p>" + b"a" * size + b"</p>",
        b"<p>" + b"word " * (size // 5) + b"</p>",
        b"<p>A sentence, and another one of them.</p>" * (size // 40),
        b"<p>" + b"</p><p>".join(b"Sentence number %d of a very long page." % n for n in range(many)),
        b"<ul>" + b"<li><a href='/a/b'>More of it</a>" * many + b"</ul>",
        b"<time datetime='2026-11-20'>20.11.2026</time>" * many,
        b"20.11.2026 " * many, b"2026-11-20T10:00:00Z " * many, b"1/" * size, b"-" * size, b"(" * size,
        b"<br>" * many, b"<p>" * many, b"&nbsp;" * size, b"\n" * size, b" " * size, b"&" * size,
        b'"' * size, b"\xe2\x80\x9c" * many, b"By " * many, b"http://a.example/" * many,
        b"<script type='application/ld+json'>{}</script>" * many, b"<meta name=a content=b>" * many,
        b"<h1>A headline of some words</h1>" * many, b"<img src=a alt=b>" * many,
    ))  # fmt: skip
    return page[:place] + swollen + page[place:]


def mix_charsets(page: bytes, rng: random.Random) -> bytes:
    """Another charset from some place on, or two wrong ones over the whole."""
    text = page.decode("utf-8", "replace")
    cut = rng.randrange(len(text) + 1)
    first, second = rng.choice(_CHARSETS), rng.choice(_CHARSETS)
    if rng.random() < 0.3:
        return text.encode(first, "replace").decode(second, "replace").encode("utf-8", "replace")
    return text[:cut].encode(first, "replace") + text[cut:].encode(second, "replace")


def lie_in_the_head(page: bytes, rng: random.Random) -> bytes:
    """Metadata that cannot be true, before all other."""
    lies = b"".join(rng.choices(_HEADS, k=rng.randint(1, 4)))
    data = rng.choice(_JSON_LD)
    script = b'<script type="application/ld+json">' + data + b"</script>"
    return (
        page.replace(b"<head>", b"<head>" + lies + script, 1)
        if b"<head>" in page
        else lies + script + page
    )


def pack_wrongly(page: bytes, rng: random.Random) -> bytes:
    """What is left when an encoding was not undone, or the body is no page at all."""
    packed = rng.choice((gzip.compress, zlib.compress))(page[:200_000])
    return rng.choice((packed, packed[: len(packed) // 2], b"%PDF-1.7" + packed, packed + page,
                       b"{" + page, b"<?xml version='1.0' encoding='utf-16'?>" + page,
                       b"\0" * 100_000, rng.randbytes(50_000), b"<" * 200_000, b""))  # fmt: skip


def splice(page: bytes, rng: random.Random) -> bytes:
    """Two pages in one: the page again, from its middle."""
    cut = rng.randrange(len(page) + 1)
    return page[:cut] + page + page[cut:]


MUTATIONS: tuple[Mutation, ...] = (
    flip_bytes, truncate, strew_marks, shuffle_tags, drop_tags, shuffle_pieces, nest_deeply, swell,
    mix_charsets, lie_in_the_head, pack_wrongly, splice,
)  # fmt: skip


def mutate(page: bytes, rng: random.Random) -> tuple[bytes, list[str]]:
    """The page after one to three mutations, and their names."""
    chosen = rng.choices(MUTATIONS, k=rng.choice((1, 1, 2, 3)))
    for mutation in chosen:
        page = mutation(page, rng)
    return page, [mutation.__name__ for mutation in chosen]
