"""The file of an outlet that was found: TOML with comments that say what each line is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from flows.outlets.new_outlet import slug
from tasks.find_listings import Finding
from tasks.sources.offer import Offer
from tasks.sources.site import site_label

_TITLE_CHARS = 60
_MOST_LEFT = 30
_MOST_REASON_CHARS = 160


def write_outlet(finding: Finding, *, source_id: str, name: str, found_on: date) -> str:
    """The text of `<source_id>.toml`."""
    parts = [
        f"# {_comment(name)}, found from {_comment(finding.home_url)} on {found_on}; by",
        f"# `dateline sources try {source_id}` you see what a night would get of it.",
        f"name = {_quoted(name)}",
        f"home = {_quoted(finding.home_url)}",
        _optional("language", finding.language, "en", "main language, as its pages say"),
        _optional("country", finding.country, "NO", "from its pages or its address"),
        '# time_zone = "Europe/Oslo"  # set it where its pages give times without an offset',
        "",
        "# The fewest listings that cover what was found.",
        *_listings("feeds", finding.chosen, "feed"),
        *_listings("sitemaps", finding.chosen, "sitemap"),
        *_left(finding.left),
        "",
        "[limits]  # what is left out comes from [fetching] of the configuration",
        "# articles_a_night = 200   # the newest of what is listed",
        "# max_age_days = 30        # older pages of its listings are left",
        "# delay_s = 1.0            # robots.txt may ask for more",
    ]
    return "\n".join(parts) + "\n"


def _optional(key: str, value: str | None, example: str, meaning: str) -> str:
    if value is None:
        return f'# {key} = "{example}"  # not found: {meaning}'
    return f"{key} = {_quoted(value)}  # {meaning}"


def _listings(key: str, offers: Sequence[Offer], kind: str) -> list[str]:
    own = [offer for offer in offers if offer.kind == kind]
    if not own:
        return [f"{key} = []"]
    lines = [f"    {_quoted(offer.url)},  # {_described(offer)}" for offer in own]
    return [f"{key} = [", *lines, "]"]


def _described(offer: Offer) -> str:
    """How many pages it lists, of which days, and what it calls itself."""
    said = f"{len(offer.pages)} pages"
    if offer.newest_at is not None and offer.oldest_at is not None:
        first, last = offer.oldest_at.date(), offer.newest_at.date()
        said += f" of {first}" if first == last else f" of {first} to {last}"
    if offer.is_news:
        said += ", for news"
    return f"{said}: {_comment(offer.title)[:_TITLE_CHARS]}" if offer.title else said


def _left(offers: Sequence[Offer]) -> list[str]:
    if not offers:
        return []
    lines = ["", "# Also found, and left:"]
    for offer in offers[:_MOST_LEFT]:
        reason = _comment(offer.problem or "")[:_MOST_REASON_CHARS]
        lines.append(f"#     {_quoted(offer.url)},  # {offer.kind}: {reason}")
    if len(offers) > _MOST_LEFT:
        lines.append(f"#     and {len(offers) - _MOST_LEFT} more")
    return lines


def _quoted(text: str) -> str:
    """A basic string of TOML, which escapes as JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    """Text that can stand in a comment: on one line, without control characters."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def outlet_id(finding: Finding, name: str) -> str:
    """The word of the host that names the outlet, else its name, else the host, as a slug."""
    host = urlsplit(finding.home_url).hostname or ""
    return slug(site_label(host)) or slug(name) or slug(host) or "outlet"
