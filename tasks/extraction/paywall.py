"""Whether a page shows only the beginning of an article to those who do not pay."""

from __future__ import annotations

import re

from tasks.extraction.metadata.meta_tags import first_meta
from tasks.extraction.metadata.signals import Signals

_BARRIER = re.compile(
    r"subscribe (?:now )?to (?:unlock|continue|read|keep reading)|to (?:continue|keep) reading|"
    r"(?:already|not yet) a (?:subscriber|member)|this (?:article|story|content) is (?:only )?(?:for|"
    r"available to|exclusive to|reserved for) (?:our )?(?:paying )?(?:subscribers|members)|"
    r"you have (?:read|reached|used) (?:all )?(?:of )?your (?:last )?(?:\w+ )?(?:free )?article|"
    r"log in or subscribe|unlock this article|jetzt weiterlesen|mit .{0,20}abo weiterlesen|"
    r"réservé aux abonnés|il vous reste .{0,20}% de cet article|contenido exclusivo para suscriptores|"
    r"suscríbete para seguir|contenuto riservato agli abbonati|abbonati per continuare|"
    r"alleen voor abonnees|for abonnenter",
    re.IGNORECASE,
)
_PAID_TIERS = ("locked", "metered", "paid", "premium", "subscriber", "subscription")
_MOST_CHARS = 400


def is_paywall_stub(signals: Signals) -> bool:
    """For a page with little text: it says that it is not free, or shows a barrier."""
    free = signals.article.get("isAccessibleForFree")
    if free is False or (isinstance(free, str) and free.strip().lower() == "false"):
        return True
    tier = first_meta(signals.meta, "article:content_tier", "content_tier", "access")
    if tier is not None and tier.lower() in _PAID_TIERS:
        return True
    return _has_barrier(signals)


def _has_barrier(signals: Signals) -> bool:
    """Barrier words in a short element of the page's own text."""
    for element in signals.tree.iter("p", "div", "h2", "h3", "h4", "span", "strong", "a", "button"):
        text = (element.text or "")[:_MOST_CHARS]
        if text and _BARRIER.search(text):
            return True
    return False
