"""Whether a page shows only the beginning of an article to those who do not pay."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.extraction.access import find_access
from tasks.extraction.blocks.segment import Block, cut_blocks
from tasks.extraction.metadata.signals import Signals
from tasks.extraction.sentence_end import ends_sentence
from tasks.extraction.text_key import key_of

_BARRIER = re.compile(
    r"subscribe (?:now )?to (?:unlock|continue|read|keep reading)|to (?:continue|keep) reading|"
    r"(?:already|not yet) a (?:subscriber|member)|this (?:article|story|content) is (?:only )?(?:for|"
    r"available to|exclusive to|reserved for) (?:our )?(?:paying )?(?:subscribers|members)|"
    r"you have (?:read|reached|used) (?:all )?(?:of )?your (?:last )?(?:\w+ )?(?:free )?article|"
    r"log in or subscribe|unlock this article|jetzt weiterlesen|mit .{0,20}abo weiterlesen|"
    r"réservé aux abonnés|il vous reste .{0,20}% de cet article|contenido exclusivo para suscriptores|"
    r"suscríbete para seguir|contenuto riservato agli abbonati|abbonati per continuare|"
    r"alleen voor abonnees|for abonnenter|記事は(?:有料)?会員限定|会員限定記事です|ログインして続き|続きを読むには|残り\d+文字|"
    r"会员专享|登录后(?:继续|查看)|订阅后(?:继续|阅读)|(?:유료|회원) ?(?:회원 )?전용|로그인 후 (?:계속|이용)",
    re.IGNORECASE,
)
_MOST_CHARS = 400
# A whole dispatch of a few sentences has at least two paragraphs, or is longer than a lead.
_LEAD_CHARS = 200
# A last line below this that ends no sentence is a label that was left over.
_LABEL_CHARS = 40
# Blocks after the last of the text among which a barrier stands.
_NEAR_BLOCKS = 3
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*(?:[\w ]{0,30})$")
_NAMES_SHARE = 0.35
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


def is_paywall_stub(signals: Signals, text: str) -> bool:
    """For a page with little text: it is not free, and what it shows is only the beginning.

    Many a short dispatch is complete on a page that says it is not free; so the text itself must
    show that it was cut: it breaks off, it is no more than a first paragraph, or the page goes on
    with the barrier.
    """
    if _looks_cut(text):
        return find_access(signals) in ("metered", "paid") or _has_barrier(signals)
    return _is_barred(cut_blocks(signals.tree), text)


def _paragraphs(text: str) -> list[str]:
    """The text's lines up to the last that is no mere label."""
    lines = text.split("\n\n")
    while lines and len(lines[-1]) < _LABEL_CHARS and not ends_sentence(lines[-1]):
        lines.pop()
    return lines


def _looks_cut(text: str) -> bool:
    paragraphs = _paragraphs(text)
    if not paragraphs:
        return True
    last = paragraphs[-1]
    if _CUT.search(last) or _breaks_off(last):
        return True
    # A character of Chinese, Japanese or Korean says as much as two or three letters.
    size = len(text) + 1.5 * len(_CJK.findall(text))
    return size < (2 * _LEAD_CHARS if len(paragraphs) == 1 else _LEAD_CHARS)


def _breaks_off(line: str) -> bool:
    """Whether it ends within a sentence; a line of names ("Reporting by …; editing by …") is none."""
    words = line.split()
    names = sum(word[0].isupper() for word in words)
    return len(line) > 80 and not ends_sentence(line) and names < _NAMES_SHARE * len(words)


def _is_barred(blocks: Sequence[Block], text: str) -> bool:
    """Whether barrier words follow the text's last line at once."""
    last = "".join(map(key_of, _paragraphs(text)[-1:]))
    places = [place for place, block in enumerate(blocks) if block.key == last]
    if not places:
        return False
    after = blocks[places[0] + 1 : places[0] + 1 + _NEAR_BLOCKS]
    return any(len(b.text) < _MOST_CHARS and _BARRIER.search(b.text) for b in after)


def _has_barrier(signals: Signals) -> bool:
    """Barrier words in a short element of the page's own text."""
    for element in signals.tree.iter("p", "div", "h2", "h3", "h4", "span", "strong", "a", "button"):
        text = (element.text or "")[:_MOST_CHARS]
        if text and _BARRIER.search(text):
            return True
    return False
