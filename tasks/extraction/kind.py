"""What kind of page it is, and whether it is an article.

The page's own statements come first (its type, its address), words that only error and consent
pages use next, and the amount of text last. A long text is an article whatever the page calls it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tasks.extraction.index_page import is_index_page
from tasks.extraction.json_prose import reads_as_prose
from tasks.extraction.live_blog import is_live_blog
from tasks.extraction.metadata.signals import Signals, has_node, og_type
from tasks.extraction.notices import notice_in
from tasks.extraction.paywall import is_paywall_stub
from tasks.extraction.record import Kind, Status

# A text shorter than this is no article; a dispatch of two sentences has some 200 characters.
_LEAST_CHARS = 150
# Longer texts are articles even on pages that exist for a video or for pictures.
_CAPTION_CHARS = 1500
_NOTICE_CHARS = 900
# Below this, a text that nobody signed and dated is a page about the site, or a list.
_UNSIGNED_CHARS = 800
# A report with a video in it has several paragraphs; a video's notes have one or two.
_LEAST_PARAGRAPHS = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """The kind, and the reason when it is rejected."""

    status: Status
    kind: Kind
    reason: str | None = None


def judge_page(  # noqa: PLR0911 - a list of verdicts, the first that fits
    signals: Signals, title: str | None, text: str, *, is_signed: bool
) -> Judgement:
    """The kind of the page with that title and text; rejected with a reason unless to be kept.

    `is_signed`: a date or an author was found on it.
    """
    if len(text) < _NOTICE_CHARS and (notice := notice_in(title, text)) is not None:
        return Judgement("rejected", notice.kind, notice.reason)
    if is_live_blog(signals):
        return Judgement("ok", "live_blog") if len(text) >= _LEAST_CHARS else _too_short(text)
    if len(text) < _CAPTION_CHARS and (judgement := _judge_short(signals, text)) is not None:
        return judgement
    if is_index_page(signals, text):
        return Judgement("rejected", "index", "a page of links to articles")
    if len(text) < _LEAST_CHARS:
        return _too_short(text)
    if len(text) < _UNSIGNED_CHARS and not is_signed and not signals.article:
        return Judgement("rejected", "index", "little text, no date, no author: not an article")
    return Judgement("ok", "press_release" if _is_press_release(signals) else "article")


def _judge_short(signals: Signals, text: str) -> Judgement | None:
    """What a page with little text is there for instead; None when for nothing else."""
    for kind, is_it, reason in _SHORT_KINDS:
        if is_it(signals):
            return Judgement("rejected", kind, reason)
    if is_paywall_stub(signals, text):
        return Judgement("rejected", "paywalled", "only the beginning is free to read")
    return None


def _too_short(text: str) -> Judgement:
    if not text:
        return Judgement("rejected", "empty", "no article text on it")
    return Judgement("rejected", "empty", f"too short to be an article ({len(text)} characters)")


def _path(signals: Signals) -> str:
    """The address' path in lower case, "/" at both ends."""
    return f"/{urlsplit(signals.address).path.strip('/').lower()}/"


def _is_video(signals: Signals) -> bool:
    says_so = og_type(signals).startswith("video") or (
        has_node(signals, "VideoObject") and _count_prose(signals) < _LEAST_PARAGRAPHS
    )
    return (not signals.article and says_so) or bool(re.search(r"/(?:videos?|watch)/", _path(signals)))  # fmt: skip


def _count_prose(signals: Signals) -> int:
    paragraphs = (" ".join("".join(p.itertext()).split()) for p in signals.tree.iter("p"))
    return sum(map(reads_as_prose, paragraphs))


def _is_gallery(signals: Signals) -> bool:
    return (not signals.article and has_node(signals, "ImageGallery", "MediaGallery")) or bool(
        re.search(r"/(?:(?:photo-?|picture-?|bilder-?)?galler(?:y|ies)|galeri[ae]s?|bildergalerien?|"
                  r"fotostrecken?|slideshows?|photos|diaporamas?)/", _path(signals))
    )  # fmt: skip


def _is_podcast(signals: Signals) -> bool:
    says_so = has_node(signals, "PodcastEpisode", "PodcastSeries", "RadioEpisode")
    return (not signals.article and says_so) or bool(
        re.search(r"/(?:podcasts?|audio|episodes?)/", _path(signals))
    )


_SHORT_KINDS: tuple[tuple[Kind, Callable[[Signals], bool], str], ...] = (
    ("video", _is_video, "a video with its caption"),
    ("gallery", _is_gallery, "pictures with their captions"),
    ("podcast", _is_podcast, "a recording with its notes"),
)


def _is_press_release(signals: Signals) -> bool:
    return bool(re.search(r"/(?:press-?releases?|prnewswire|pressemitteilung(?:en)?|"
                          r"communiques?(?:-de-presse)?)/", _path(signals)))  # fmt: skip
