"""The lines of a page that may tell its reader when the article was published, the likeliest first.

A page shows many days: today's in its head, those of other stories, of pictures, of what is told.
Each short text with a day is weighed by its words ("Published"), its markup, its place beside the
headline, and what else stands in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lxml.html import HtmlElement

from tasks.extraction.byline_text import WRITTEN_BY
from tasks.extraction.dates.machine_times import Moment, parse_time
from tasks.extraction.metadata.beside_headline import (
    ABOVE,
    holders_of_headline,
    is_near,
    kind_of,
    measured_elements,
    stands_aside,
    weigh_place,
)
from tasks.extraction.metadata.visible import BYLINE

_UPDATED = re.compile(
    r"(?:\blast )?(?:updat|modif|(?<![a-z])edited)|aktualis|mis[e]? à jour|actuali[sz]|atuali[sz]|aggiornat|bijgewerkt|"
    r"gewijzigd|oppdater|uppdater|opdater|päivitetty|frissít|ažurira|diperbarui|cập nhật|zaktualiz|"
    r"обновл|оновлен|ενημ|güncelle|עודכן|تحديث|अपडेट|更新|수정",
    re.IGNORECASE,
)
_SAID_PUBLISHED = re.compile(
    r"publish|publié|public(?:ad|ato|at\b|er)|pubblicat|publi[zs]|publikov|opublik|posted\b|erstellt|"
    r"veröffentlicht|julkaistu|megjelent|közzé|objavljen|terbit|đăng|опубл|δημοσι|yayın|"
    r"פורסם|نشر|प्रकाशित|发布|發布|发表|發表|公開|掲載|配信|입력|등록",
    re.IGNORECASE,
)
# The weight from which a line may be believed.
LIKELY = 2
_BY = re.compile(rf"^(?:{WRITTEN_BY})\b", re.IGNORECASE)
_LABEL = re.compile(r"date|time|publish|posted|datum|fecha|meta|byline|info", re.IGNORECASE)
_ASIDE = re.compile(r"masthead|ticker|weather|copyright|teaser|related", re.IGNORECASE)
# A year of four digits, of two, or one of an era: "令和8年".
_DAY_LIKE = re.compile(r"\d{4}|\d\d\.\d\d\.\d\d|\d年")
_WORD = re.compile(r"[^\W\d_]{3,}")
_CLOCK = re.compile(r"\d[:.h]\d\d")
_MOST_CHARS = 160
_LEAST_CHARS = 6
_MOST_INNER = 20
_MOST_TEXTS = 600
# Letters of a line's words: more are a sentence that happens to name a day.
_LONG, _SENTENCE = 45, 90
_COMMON = 2


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line's day, with the time where it gives one. `weight` is `LIKELY` and more where it is likely.

    `is_update` where it tells of an update only.
    """

    moment: Moment
    weight: int
    is_update: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A text, the element it stands in, and how many elements after the headline that begins."""

    text: str
    element: HtmlElement
    distance: int | None
    moment: Moment
    is_update: bool


def find_date_lines(tree: HtmlElement, language: str) -> list[DateLine]:
    """All lines with a day, the likeliest first; among equals in the page's order.

    `language` (BCP 47) is that of the page. What a line says of an update is left out where it says
    anything else.
    """
    found = list(islice(_with_days(tree, language), _MOST_TEXTS))
    days: dict[tuple[str, str], set[date]] = defaultdict(set)
    for line in found:
        days[kind_of(line.element)].add(line.moment.day)
    repeated = {kind: len(of_kind) > _COMMON for kind, of_kind in days.items()}
    around = holders_of_headline(tree)
    lines = [DateLine(f.moment, _weigh(f, repeated, around), f.is_update) for f in found]
    return sorted(lines, key=lambda line: -line.weight)


def _with_days(tree: HtmlElement, language: str) -> Iterator[_Found]:
    seen: set[tuple[HtmlElement, str]] = set()
    for element, distance in measured_elements(tree):
        for holder, text in _texts_at(element):
            if (holder, text) not in seen:
                seen.add((holder, text))
                told = "" if _is_of_update(holder) else _on_publication(text)
                moment = parse_time(told, None, language) if told else None
                is_update = moment is None
                moment = moment or parse_time(text, None, language)
                if moment is not None:
                    yield _Found(text, holder, distance, _with_clock(moment, holder), is_update)


def _with_clock(shown: Moment, element: HtmlElement) -> Moment:
    """With the time that a <time> has for machines, if it can be the same day's."""
    exact = parse_time(element.get("datetime") or "") if element.tag == "time" else None
    if exact is None or exact.is_day_only or abs(exact.day - shown.day).days > 1:
        return shown
    return Moment(shown.day, exact.at, exact.local if exact.day == shown.day else None)


def _is_of_update(element: HtmlElement) -> bool:
    """Whether its label, or the words right before it, say that it tells of an update."""
    before, holder = element.getprevious(), element.getparent()
    words = before.tail if before is not None else holder.text if holder is not None else None
    return any(
        _UPDATED.search(text) is not None and _SAID_PUBLISHED.search(text) is None
        for text in ((element.get("class") or "")[:_MOST_CHARS], (words or "")[-_MOST_CHARS:])
    )


def _texts_at(element: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Its own pieces with digits, and the short whole of it and of what it stands in."""
    if element.tag == "time" and not _DAY_LIKE.search(element.text_content()):
        yield from _short(element, element.get("datetime") or "")
    pieces = [raw for raw in (element.text, element.tail) if raw and any(map(str.isdigit, raw))]
    if not pieces:
        return
    for raw in pieces:
        yield from _short(element, raw)
    holder: HtmlElement | None = element
    for _ in range(3):
        if holder is None or holder.tag == "body":
            return
        if len(list(islice(holder.iter(), _MOST_INNER + 1))) <= _MOST_INNER:
            yield from _short(holder, " ".join(holder.itertext()))
        holder = holder.getparent()


def _short(element: HtmlElement, raw: str) -> Iterator[tuple[HtmlElement, str]]:
    text = " ".join(raw.split())
    if _LEAST_CHARS < len(text) <= _MOST_CHARS and _DAY_LIKE.search(text):
        yield element, text


def _weigh(
    line: _Found,
    repeated: Mapping[tuple[str, str], bool],
    around: Collection[HtmlElement],
) -> int:
    """What speaks for the line less what speaks against; weighed on pages shorn of their data."""
    label = f"{line.element.get('class') or ''} {line.element.get('id') or ''}"[:_MOST_CHARS]
    has_clock = bool(_CLOCK.search(line.text))
    words = len(" ".join(_WORD.findall(line.text)))
    is_aside = bool(_ASIDE.search(label)) or stands_aside(line.element, around)
    points = -4 if line.is_update else 6 if _SAID_PUBLISHED.search(line.text) else 0
    points += 3 if _BY.match(line.text) or BYLINE.search(label) else 0
    points += 2 if line.element.tag == "time" or _LABEL.search(label) else 0
    points += 1 if has_clock else 0
    points += weigh_place(line.distance)
    # Far above the headline, and without a time: today's, in the head of the page.
    points -= 2 if not has_clock and (line.distance or 0) < -ABOVE else 0
    points -= 6 if words > _SENTENCE else 2 if words > _LONG else 0
    points -= 5 if is_aside else 3 if _stands_in_page_head(line.element) else 0
    return points - ((3 if is_near(line.distance) else 6) if repeated[kind_of(line.element)] else 0)


def _stands_in_page_head(element: HtmlElement) -> bool:
    """Whether it stands in a header that is not the article's: that one has the headline in it."""
    header = next((a for a in element.iterancestors("header")), None)
    return header is not None and next(header.iter("h1", "h2"), None) is None


def _on_publication(text: str) -> str:
    """The part of "Published 19 May, updated 20 May" that tells of publication, in either order."""
    updated = _UPDATED.search(text)
    if updated is None:
        return text
    published = _SAID_PUBLISHED.search(text, updated.end())
    return text[: updated.start()] if published is None else text[published.start() :]
