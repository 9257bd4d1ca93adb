"""Of the site rather than of the article: its name, and the image it shows with it."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urljoin, urlsplit

from tasks.extraction.metadata.jsonld import texts_of
from tasks.extraction.metadata.meta_tags import first_meta
from tasks.extraction.metadata.signals import Signals

_MOST_NAME_CHARS = 80
_LEAST_LABEL_CHARS = 3
_SEPARATOR = re.compile(r"\s+[|\-–—·•]+\s+")


def find_site_name(signals: Signals) -> str | None:
    """The site's name as the page gives it.

    og:site_name, else the publisher of its article, else the end of the page's title that is like
    its host.
    """
    names = [first_meta(signals.meta, "og:site_name")]
    names += texts_of(signals.article.get("publisher"), "name")
    names += [first_meta(signals.meta, "application-name", "apple-mobile-web-app-title")]
    given = (n for n in names if n and len(n) <= _MOST_NAME_CHARS and "://" not in n)
    return next(given, None) or _name_in_title(signals)


def _name_in_title(signals: Signals) -> str | None:
    title = next((element.text_content() for element in signals.tree.iter("title")), "")
    host = (urlsplit(signals.address).hostname or "").split(".")[:-1]
    labels = {
        key for label in host if len(key := _key(label)) >= _LEAST_LABEL_CHARS and key != "www"
    }
    for part in reversed(_SEPARATOR.split(" ".join(title.split()))[1:]):
        key = _key(part)
        if any(label in key for label in labels) and len(part) <= _MOST_NAME_CHARS:
            return part
    return None


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).removeprefix("the")
    return "".join(char for char in plain if char.isalnum())


def find_image(signals: Signals) -> str | None:
    """The lead image's address, made absolute."""
    address = first_meta(signals.meta, "og:image", "og:image:url", "twitter:image")
    if address is None:
        address = next(
            iter(texts_of(signals.article.get("image"), "url", "contentUrl", "@id")), None
        )
    if not address:
        return None
    try:
        absolute = urljoin(signals.url or "", address)
    except ValueError:
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None
