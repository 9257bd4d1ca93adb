"""Windows: the stretches of whole sentences that the encoder reads at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, repeat
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tasks.annotation.words import OPENS_PARAGRAPH, Word

CLS: Final = 101
SEP: Final = 102
_MARKS_OF_WINDOW: Final = 2  # [CLS] before and [SEP] after
LONGEST_WORD: Final = 16  # word pieces; a word beyond that is noise
_FULL_ENOUGH: Final = 0.5

PIECE_INPUTS: Final = frozenset({"pieces", "features"})
WORD_INPUTS: Final = PIECE_INPUTS | {"more", "owners", "shares"}

# From a word's spelling to the ids of its pieces: at least one, at most LONGEST_WORD.
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
        yield _build_window(chunks[first:last])
        first = last


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some words, the pieces of each, and how many pieces that is."""

    words: Sequence[Word]
    pieces: Sequence[tuple[int, ...]]
    size: int

    @property
    def opens_paragraph(self) -> bool:
        return bool(self.words[0].feature & OPENS_PARAGRAPH)


def _chunks(words: Sequence[Word], encode: PieceEncoder, room: int) -> Iterator[_Chunk]:
    """Cut a sentence into pieces that fit; nearly always it is one."""
    pieces = [encode(word.spelling) for word in words]
    size = sum(map(len, pieces))
    if size <= room:
        yield _Chunk(words, pieces, size)
        return
    start, size = 0, 0
    for index, ids in enumerate(pieces):
        if size + len(ids) > room:
            yield _Chunk(words[start:index], pieces[start:index], size)
            start, size = index, 0
        size += len(ids)
    yield _Chunk(words[start:], pieces[start:], size)


def _window_end(chunks: Sequence[_Chunk], first: int, room: int) -> int:
    last, size, paragraph_end = first, 0, first
    while last < len(chunks) and size + chunks[last].size <= room:
        if chunks[last].opens_paragraph and size >= _FULL_ENOUGH * room:
            paragraph_end = last
        size += chunks[last].size
        last += 1
    at_boundary = last == len(chunks) or chunks[last].opens_paragraph
    return last if at_boundary or paragraph_end == first else paragraph_end


def _build_window(chunks: Sequence[_Chunk]) -> Window:
    """Return the encoder input for the words of `chunks`."""
    words = [word for chunk in chunks for word in chunk.words]
    by_word = [ids for chunk in chunks for ids in chunk.pieces]
    pieces = (CLS, *chain.from_iterable(by_word), SEP)
    heads = accumulate(map(len, by_word[:-1]), initial=1)
    spread = (repeat(word.feature, len(ids)) for word, ids in zip(words, by_word, strict=True))
    features = (0, *chain.from_iterable(spread), 0)
    return Window(tuple(words), pieces, features, tuple(heads))


def piece_inputs(window: Window) -> dict[str, NDArray[Any]]:
    """Return the inputs of an encoder that reads word pieces, `pieces` and `features`, both (n,)."""
    return {
        "pieces": np.array(window.pieces, np.int64),
        "features": np.array(window.features, np.int64),
    }


def word_inputs(window: Window) -> dict[str, NDArray[Any]]:
    """Return the inputs of an encoder that reads words, the marks around the window among them.

    `pieces` (n,) is the first piece of each; `more` (k,) are the pieces after the first, `owners`
    (k, 1) the words that they belong to; `shares` (n, 1) is one over the count of a word's pieces;
    `features` (n,) are feature rows.
    """
    pieces = np.array(window.pieces, np.int64)
    heads = np.array((0, *window.heads, len(pieces) - 1), np.int64)
    counts = np.diff(heads, append=len(pieces))
    is_first = np.zeros(len(pieces), np.bool_)
    is_first[heads] = True
    owners = np.repeat(np.arange(len(heads)), counts)
    return {
        "pieces": pieces[heads],
        "more": pieces[~is_first],
        "owners": owners[~is_first, None],
        "shares": (1 / counts[:, None]).astype(np.float32),
        "features": np.array((0, *[word.feature for word in window.words], 0), np.int64),
    }
