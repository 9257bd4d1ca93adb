"""Whether the canonical address that a page declares can be its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urljoin, urlsplit

_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"\d{5,}")
_ID_NAMES = frozenset(
    [
        "id",
        "p",
        "aid",
        "nid",
        "sid",
        "pid",
        "art",
        "article",
        "articleid",
        "article_id",
        "story",
        "storyid",
        "story_id",
        "news",
        "newsid",
        "news_id",
        "objectid",
        "post",
        "postid",
        "item",
        "itemid",
        "doc",
        "docid",
        "contentid",
    ]
)
# Second-level labels under which names are registered, as in bbc.co.uk.
_PUBLIC_LABELS = frozenset(
    ["co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go", "gob", "nom"]
)


def plausible_declaration(  # noqa: PLR0911 - a list of reasons against it
    address: str, declared: str, normalize: Callable[[str], str]
) -> str | None:
    """The declared address, normalised, when it can be that of the page; None otherwise.

    Not believed: a home page, a section page above the article, another site (whoever carries a
    story names its first publisher; the carrier's copy is still an article of its own), another
    story, and an address from which the article's number was dropped.
    """
    try:
        target = normalize(urljoin(address, declared.strip()))
        ours, theirs = urlsplit(address), urlsplit(target)
    except ValueError:
        return None
    if theirs.scheme not in ("http", "https") or not theirs.hostname:
        return None
    # A saved page or a mirror has no address of its own but what it declares.
    if ours.scheme not in ("http", "https") or _is_private(ours.hostname or ""):
        return target if theirs.path not in ("", "/") else None
    if not _is_same_site(ours.hostname or "", theirs.hostname):
        return None
    if theirs.path == "/" and not theirs.query:
        return target if ours.path == "/" and not ours.query else None
    if ours.path != theirs.path and ours.path.startswith(theirs.path + "/"):
        return None if _names_a_story(ours.path[len(theirs.path) :]) else target
    if _drops_the_number(ours.query, theirs.query, theirs.path) or _is_other_story(
        ours.path, theirs.path
    ):
        return None
    return target


def _is_private(host: str) -> bool:
    return "." not in host or host.rpartition(".")[2].isdigit()


def _is_same_site(one: str, other: str) -> bool:
    """By the registered name: bbc.co.uk and www.bbc.com are one site."""
    return one == other or _registered_name(one) == _registered_name(other)


def _registered_name(host: str) -> str:
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return host
    if len(labels) > 2 and labels[-2] in _PUBLIC_LABELS:
        return labels[-3]
    return labels[-2]


def _names_a_story(path: str) -> bool:
    return bool(_NUMBER.search(path)) or len(_WORD.findall(path)) >= 3


def _drops_the_number(our_query: str, their_query: str, their_path: str) -> bool:
    ids = {(n.lower(), v) for n, v in parse_qsl(our_query) if n.lower() in _ID_NAMES}
    kept = {(n.lower(), v) for n, v in parse_qsl(their_query)}
    return any(pair not in kept and pair[1] not in their_path for pair in ids) and not (
        _names_a_story(their_path)
    )


def _is_other_story(our_path: str, their_path: str) -> bool:
    """Both name a story, and neither a number nor a word of the two is the same."""
    our_end, their_end = our_path.rpartition("/")[2], their_path.rpartition("/")[2]
    ours, theirs = set(_WORD.findall(our_end.lower())), set(_WORD.findall(their_end.lower()))
    numbers, their_numbers = set(_NUMBER.findall(our_path)), set(_NUMBER.findall(their_path))
    if numbers & their_numbers or ours & theirs:
        return False
    if len(ours) >= 3 and len(theirs) >= 3:
        return True
    return bool(numbers and their_numbers) and our_path.count("/") == their_path.count("/")
