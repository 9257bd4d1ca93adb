"""Whether an article is free to read: what the page says of it, not whether its text was to be had."""

from __future__ import annotations

import re

from tasks.extraction.metadata.jsonld import types_of
from tasks.extraction.metadata.meta_tags import first_meta
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.record import Access

# By what content management systems write: Facebook's tier, and the houses' own words.
_TIERS: dict[str, Access] = {
    "free": "free", "open": "free", "public": "free", "unlocked": "free",
    "metered": "metered", "meter": "metered", "registration": "metered", "registered": "metered",
    "locked": "paid", "paid": "paid", "premium": "paid", "subscriber": "paid",
    "subscribers": "paid", "subscription": "paid", "plus": "paid", "closed": "paid",
}  # fmt: skip
_TIER_NAMES = ("article:content_tier", "og:article:content_tier", "content_tier", "access")
_PAID = re.compile(
    r"(?:^|[:._-])(?:is[_-]?)?(?:premium|paywall|paywalled|paid|locked|subscribers?[_-]only)"
    r"(?:[:._-](?:state|content))?$"
)
_YES, _NO = ("true", "yes", "1"), ("false", "no", "0")


def find_access(signals: Signals) -> Access | None:
    """free, metered (some articles a month, or for those who register) or paid; None unsaid.

    Facebook's content tier first, since only it knows metered articles; then schema.org's
    isAccessibleForFree of the article, then of its parts; then a house's own flag.
    """
    tier = first_meta(signals.meta, *_TIER_NAMES)
    if tier is not None and (access := _TIERS.get(tier.strip().lower())) is not None:
        return access
    is_free = _truth(signals.article.get("isAccessibleForFree"))
    if is_free is None:
        parts = [_truth(n.get("isAccessibleForFree")) for n in signals.nodes if _is_part(n)]
        is_free = False if False in parts else True if parts and None not in parts else None
    if is_free is None:
        is_free = _truth(next(iter(signals.microdata.get("isaccessibleforfree", ())), None))
    if is_free is None:
        is_free = _flag(signals)
    return None if is_free is None else "free" if is_free else "paid"


def _is_part(node: object) -> bool:
    return isinstance(node, dict) and "WebPageElement" in types_of(node)


def _truth(value: object) -> bool | None:
    word = str(value).rsplit("/", 1)[-1].strip().lower()
    return True if word in _YES else False if word in _NO else None


def _flag(signals: Signals) -> bool | None:
    """Whether it is free by meta tags like "is_premium", where they agree with each other."""
    said = {_truth(contents[0]) for name, contents in signals.meta.items() if _PAID.search(name)}
    said.discard(None)
    return not said.pop() if len(said) == 1 else None
