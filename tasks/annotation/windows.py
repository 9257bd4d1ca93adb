"""Windows: the stretches of whole sentences that the encoder reads at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tasks.annotation.words import OPENS_PARAGRAPH, Word

CLS: Final = 101
SEP: Final = 102
UNKNOWN: Final = 100
_MARKS_OF_WINDOW: Final = 2  # [CLS] before and [SEP] after
_LONGEST_WORD: Final = 16  # word pieces; a word beyond that is noise
_FULL_ENOUGH: Final = 0.5

PieceEncoder = Callable[[str], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Window:
    """Encoder input: piece ids and feature rows of equal length, and where each word begins."""

    words: tuple[Word, ...]
    pieces: tuple[int, ...]
    features: tuple[int, ...]
    heads: tuple[int, ...]


def pack_windows(
    sentences: Sequence[Sequence[Word]], encode: PieceEncoder, limit: int
) -> Iterator[Window]:
    """Yield windows of at most `limit` word pieces that hold every word once, in order.

    A window ends with a paragraph if that leaves it at least half full, else with a sentence;
    only a sentence longer than the limit is cut.
    """
    room = limit - _MARKS_OF_WINDOW
    chunks = [chunk for words in sentences for chunk in _chunks(words, encode, room)]
    first = 0
    while first < len(chunks):
        last = _window_end(chunks, first, room)
        words = [word for chunk in chunks[first:last] for word in chunk.words]
        yield build_window(words, encode)
        first = last


@dataclass(frozen=True, slots=True)
class _Chunk:
    words: Sequence[Word]
    size: int

    @property
    def opens_paragraph(self) -> bool:
        return bool(self.words[0].feature & OPENS_PARAGRAPH)


def _chunks(words: Sequence[Word], encode: PieceEncoder, room: int) -> Iterator[_Chunk]:
    """Cut a sentence into pieces that fit; nearly always it is one."""
    start, size = 0, 0
    for index, word in enumerate(words):
        length = len(_pieces(word, encode))
        if size + length > room:
            yield _Chunk(words[start:index], size)
            start, size = index, 0
        size += length
    if start < len(words):
        yield _Chunk(words[start:], size)


def _window_end(chunks: Sequence[_Chunk], first: int, room: int) -> int:
    last, size, paragraph_end = first, 0, first
    while last < len(chunks) and size + chunks[last].size <= room:
        if chunks[last].opens_paragraph and size >= _FULL_ENOUGH * room:
            paragraph_end = last
        size += chunks[last].size
        last += 1
    at_boundary = last == len(chunks) or chunks[last].opens_paragraph
    return last if at_boundary or paragraph_end == first else paragraph_end


def build_window(words: Sequence[Word], encode: PieceEncoder) -> Window:
    """Return the encoder input for `words`."""
    pieces, features, heads = [CLS], [0], []
    for word in words:
        ids = _pieces(word, encode)
        heads.append(len(pieces))
        pieces.extend(ids)
        features.extend([word.feature] * len(ids))
    pieces.append(SEP)
    features.append(0)
    return Window(tuple(words), tuple(pieces), tuple(features), tuple(heads))


@dataclass(frozen=True, slots=True)
class WordColumns:
    """A window for encoders that read words: a row for each word and for the marks around them.

    `pieces` is (words + 2, most pieces of a word), padded with zeros; `features` (words + 2,).
    """

    pieces: NDArray[np.int64]
    features: tuple[int, ...]


def word_columns(window: Window) -> WordColumns:
    """Return the pieces of `window` word by word."""
    ends = (*window.heads[1:], len(window.pieces) - 1)
    counts = np.array([1, *(end - head for head, end in zip(window.heads, ends, strict=True)), 1])
    table = np.zeros((len(counts), int(counts.max())), np.int64)
    table[np.arange(table.shape[1]) < counts[:, None]] = window.pieces
    features = (0, *(word.feature for word in window.words), 0)
    return WordColumns(table, features)


def _pieces(word: Word, encode: PieceEncoder) -> tuple[int, ...]:
    return encode(word.spelling)[:_LONGEST_WORD] or (UNKNOWN,)
