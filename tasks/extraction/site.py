"""Of the site rather than of the article: its name, and the image it shows with it."""

from __future__ import annotations

from urllib.parse import urljoin

from tasks.extraction.metadata.jsonld import texts_of
from tasks.extraction.metadata.meta_tags import first_meta
from tasks.extraction.metadata.signals import Signals

_MOST_NAME_CHARS = 80


def find_site_name(signals: Signals) -> str | None:
    """The site's name as the page gives it: og:site_name, else the publisher of its article."""
    names = [first_meta(signals.meta, "og:site_name")]
    names += texts_of(signals.article.get("publisher"), "name")
    names += [first_meta(signals.meta, "application-name", "apple-mobile-web-app-title")]
    return next((n for n in names if n and len(n) <= _MOST_NAME_CHARS and "://" not in n), None)


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
