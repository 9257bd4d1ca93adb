"""What is known of the blocks that an extractor kept, as numbers: the table that the model reads."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.extraction.blocks.segment import PARTS, REGIONS, Block
from tasks.extraction.boilerplate_phrases import AT_HEAD, AT_TAIL, ENDS_ARTICLE, EVERYWHERE
from tasks.extraction.sentence_end import ends_sentence
from tasks.extraction.text_key import key_of

Matrix = npt.NDArray[np.float32]
_Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]

_TAGS = ("p", "li", "h1", "h2", "h3", "h4", "div", "td", "figcaption", "blockquote", "section")
_HEADINGS = ("h2", "h3", "h4")
_SENTENCE = re.compile(r"[.!?。！？][\"'”’»)\]]*(?:\s|$)|。")
_CAPITAL = re.compile(r"\b[A-ZÄÖÜÀ-Þ]")
_FAR = 30
_NEAR = (-2, -1, 1, 2)
_PHRASE_CHARS = 260


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What else the page says of its text, as keys (see `key_of`).

    `body` is the article as its JSON has it, empty without one; `shown` are its descriptions.
    """

    title: str
    body: str
    shown: frozenset[str]


def witnesses_of(title: str | None, body: Iterable[str], shown: Iterable[str]) -> Witnesses:
    """The same from lines of text."""
    return Witnesses(
        key_of(title or ""), "".join(map(key_of, body)), frozenset(map(key_of, shown)) - {""}
    )


def describe_kept(blocks: Sequence[Block], kept: Sequence[int], witnesses: Witnesses) -> Matrix:
    """One row for each of the `kept` places in `blocks`, in that order; all numbers finite."""
    places = np.array(kept, dtype=np.int64)
    is_kept = np.zeros(len(blocks))
    is_kept[places] = 1.0
    sizes = np.array([len(b.text) for b in blocks], dtype=np.float64)
    linked = np.array([b.link_chars for b in blocks], dtype=np.float64) / sizes
    parts = [
        np.array([_wording(blocks[i]) for i in kept], dtype=np.float64),
        _markup([blocks[i] for i in kept]),
        np.array([_testimony(blocks[i], witnesses) for i in kept], dtype=np.float64),
        _company(blocks, places, is_kept, sizes, linked),
        _neighbours(blocks, places, is_kept, sizes, linked),
        _position(blocks, places, sizes, witnesses),
    ]
    return np.hstack(parts).astype(np.float32)


def _wording(block: Block) -> tuple[float, ...]:
    text, size = block.text, len(block.text)
    words = text.count(" ") + 1
    is_short = size <= _PHRASE_CHARS
    return (
        math.log1p(size),
        block.link_chars / size,
        float(min(block.links, 9)),
        block.bold_chars / size,
        float(ends_sentence(text)),
        float(text.endswith(":")),
        float(text[0].islower()),
        float(text[0] in "\"'“‘„«»‹-–—"),
        float(not text[0].isalnum()),
        sum(map(str.isdigit, text)) / size,
        len(_CAPITAL.findall(text)) / words,
        float(text.isupper()),
        100 * sum(map(text.count, ",，、")) / size,
        float(min(9, len(_SENTENCE.findall(text)))),
        float("@" in text),
        float("http" in text or "www." in text),
        float("©" in text),
        float("|" in text),
        float("(" in text and text.endswith(")")),
        float("?" in text),
        size / words,
        float(is_short and EVERYWHERE.fullmatch(text) is not None),
        float(is_short and AT_HEAD.fullmatch(text) is not None),
        float(is_short and AT_TAIL.fullmatch(text) is not None),
        float(size < 80 and ENDS_ARTICLE.fullmatch(text) is not None),
    )


def _markup(blocks: Sequence[Block]) -> _Floats:
    tags = np.array([[b.tag == tag for tag in _TAGS] for b in blocks], dtype=np.float64)
    depth = np.array([[b.depth] for b in blocks], dtype=np.float64)
    bits = np.arange(len(PARTS) + len(REGIONS) + 1, dtype=np.int64)
    around = np.array([[b.parts] for b in blocks], dtype=np.int64) >> bits & 1
    near = np.array([[b.own_parts] for b in blocks], dtype=np.int64) >> bits & 1
    return np.hstack([tags, depth - np.median(depth), around, near])


def _testimony(block: Block, witnesses: Witnesses) -> tuple[float, ...]:
    """In the JSON's text (-1 where there is none), the title, a description, a part of one."""
    in_body = float(block.key[:200] in witnesses.body) if witnesses.body else -1.0
    return (
        in_body,
        float(block.key == witnesses.title),
        float(block.key in witnesses.shown),
        float(bool(block.key) and any(block.key in shown for shown in witnesses.shown)),
    )


def _company(
    blocks: Sequence[Block], places: _Ints, is_kept: _Floats, sizes: _Floats, linked: _Floats
) -> _Floats:
    """Of those that share its parent, its element, its mould, its <article>."""
    columns = []
    for names in (
        [b.column for b in blocks],
        [b.row for b in blocks],
        [b.mould for b in blocks],
        [b.article for b in blocks],
    ):
        _, group = np.unique(np.array(names), return_inverse=True)
        count = np.bincount(group).astype(np.float64)
        chars = np.bincount(group, weights=sizes)
        kept = np.bincount(group, weights=is_kept * sizes)
        table = np.stack(
            [
                kept / max(1.0, kept.sum()),
                kept / chars,
                np.bincount(group, weights=linked * sizes) / chars,
                np.log1p(count),
                np.log1p(chars / count),
            ],
            axis=1,
        )
        columns.append(table[group[places]])
    return np.hstack(columns)


def _neighbours(
    blocks: Sequence[Block], places: _Ints, is_kept: _Floats, sizes: _Floats, linked: _Floats
) -> _Floats:
    """Of the two blocks before and the two after on the page; -1 where there is none."""
    _, moulds = np.unique(np.array([b.mould for b in blocks]), return_inverse=True)
    facts = np.stack(
        [
            is_kept,
            np.log1p(sizes),
            linked,
            np.array([b.tag == "p" for b in blocks], dtype=np.float64),
            np.array([b.tag in _HEADINGS for b in blocks], dtype=np.float64),
        ],
        axis=1,
    )
    columns = []
    for step in _NEAR:
        there = places + step
        is_there = (there >= 0) & (there < len(blocks))
        there = np.clip(there, 0, len(blocks) - 1)
        is_alike = (moulds[there] == moulds[places]).astype(np.float64)
        told = np.hstack([facts[there], is_alike[:, None]])
        columns.append(np.where(is_there[:, None], told, -1.0))
    return np.hstack(columns)


def _position(
    blocks: Sequence[Block], places: _Ints, sizes: _Floats, witnesses: Witnesses
) -> _Floats:
    count, lines = len(blocks), len(places)
    order = np.arange(lines, dtype=np.float64)
    chars = sizes[places]
    before = np.cumsum(chars) - chars
    total = max(1.0, float(chars.sum()))
    columns = [
        np.minimum(order, _FAR),
        np.minimum(lines - 1 - order, _FAR),
        before / total,
        (total - before - chars) / total,
        places / count,
        np.full(lines, math.log1p(lines)),
        np.full(lines, math.log1p(total)),
        np.full(lines, total / max(1.0, float(sizes.sum()))),
        np.diff(places, prepend=places[:1]).clip(-_FAR, _FAR),
        np.diff(places, append=places[-1:]).clip(-_FAR, _FAR),
    ]
    for marks in (
        [b.tag == "h1" for b in blocks],
        [bool(witnesses.title) and b.key == witnesses.title for b in blocks],
        [len(b.text) < 80 and ENDS_ARTICLE.fullmatch(b.text) is not None for b in blocks],
    ):
        columns += _since(np.array(marks), places)
    keys = [b.key for b in blocks]
    firsts = {key: place for place, key in reversed(list(enumerate(keys)))}
    lasts = {key: place for place, key in enumerate(keys)}
    columns.append(np.array([firsts[keys[i]] < i for i in places], dtype=np.float64))
    columns.append(np.array([lasts[keys[i]] > i for i in places], dtype=np.float64))
    return np.stack(columns, axis=1).astype(np.float64)


def _since(marks: npt.NDArray[np.bool_], places: _Ints) -> list[_Floats]:
    """How many marks came before, and how many blocks ago the last of them was."""
    counts: _Ints = np.cumsum(marks) - marks
    last = np.maximum.accumulate(np.where(marks, np.arange(len(marks)), -_FAR))
    ago = np.arange(len(marks)) - np.concatenate([[-_FAR], last[:-1]])
    return [
        np.minimum(counts[places], 5).astype(np.float64),
        np.minimum(ago[places], _FAR).astype(np.float64),
    ]
