"""Training batches: documents become windows with gold tags, windows of like length a batch."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tasks.annotation.training.corpora import Document, Span
from tasks.annotation.training.network import HEAD_TAGS
from tasks.annotation.windows import PieceEncoder, Window, pack_windows
from tasks.annotation.words import Word, split_words

WordChange = Callable[[list[list[Word]], random.Random], list[list[Word]]]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Example:
    """A window with the tags allowed at each of its words, for the head of its corpus."""

    corpus: str
    window: Window
    allowed: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors of some windows; `rows` says which of them each head learns from."""

    pieces: Tensor  # (batch, n) ids; (batch, n, most pieces of a word) for networks reading words
    features: Tensor  # (batch, n) feature rows
    lengths: Tensor  # (batch,) n without padding
    heads: Tensor  # (batch, words) where each word stands, or its first piece
    mask: Tensor  # (batch, words) true for words
    rows: dict[str, Tensor]
    allowed: dict[str, Tensor]  # per head (rows, words, tags)


def make_examples(
    documents: Sequence[Document],
    encode: PieceEncoder,
    limits: tuple[int, int],
    rng: random.Random,
    change: WordChange,
) -> Iterator[Example]:
    """Yield the documents' windows, each document with its own window size and first cut."""
    for document in documents:
        sentences = [words for words in split_words(document.text, document.sentences) if words]
        sentences = change(sentences, rng)
        limit = rng.randint(*limits)
        cut = rng.randrange(min(4, len(sentences))) if sentences else 0
        for part in (sentences[:cut], sentences[cut:]):
            for window in pack_windows(part, encode, limit):
                yield Example(document.corpus, window, _allowed_tags(window, document))


def _allowed_tags(window: Window, document: Document) -> tuple[tuple[int, ...], ...]:
    """Return the tags that the document's spans allow at each word of the window.

    A document of no corpus has none: it teaches by what another network says of it.
    Where spans overlap the later one wins; what is left of the other begins anew.
    """
    names = HEAD_TAGS.get(document.corpus)
    if names is None:
        return ()
    index = {tag: at for at, tag in enumerate(names)}
    owners: list[Span | None] = [None] * len(window.words)
    for span in document.spans:
        for at in _words_inside(window, span[0], span[1]):
            owners[at] = span
    allowed = []
    before: Span | None = None
    for owner in owners:
        if owner is None:
            allowed.append((0,))
        else:
            labels = owner[2].split("|")
            part = "I" if owner is before else "B"
            allowed.append(tuple(index[f"{part}-{label}"] for label in labels))
        before = owner
    return tuple(allowed)


def _words_inside(window: Window, start: int, end: int) -> range:
    words = window.words
    first = bisect_right(words, start, key=lambda word: word.end)
    return range(first, bisect_left(words, end, lo=first, key=lambda word: word.start))


def make_batches(
    examples: Sequence[Example], pieces: int, rng: random.Random
) -> list[list[Example]]:
    """Return batches of about `pieces` word pieces, shuffled, of windows alike in length."""
    by_length = sorted(examples, key=lambda e: (len(e.window.pieces) // 8, rng.random()))
    batches: list[list[Example]] = [[]]
    longest = 0
    for example in by_length:
        longest = max(longest, len(example.window.pieces))
        if batches[-1] and longest * (len(batches[-1]) + 1) > pieces:
            batches.append([])
            longest = len(example.window.pieces)
        batches[-1].append(example)
    rng.shuffle(batches)
    return [batch for batch in batches if batch]


def collate(examples: Sequence[Example], device: torch.device, *, by_word: bool = False) -> Batch:
    """Return the padded tensors of a batch."""
    windows = [example.window for example in examples]
    words = max(len(window.heads) for window in windows)
    mask = torch.zeros(len(windows), words, dtype=torch.bool)
    for row, window in enumerate(windows):
        mask[row, : len(window.heads)] = True
    rows, allowed = {}, {}
    for head, tags in HEAD_TAGS.items():
        chosen = [row for row, example in enumerate(examples) if example.corpus == head]
        if chosen:
            gold = _gold([examples[row] for row in chosen], words, len(tags))
            rows[head] = torch.tensor(chosen, device=device)
            allowed[head] = torch.from_numpy(gold).to(device)
    if by_word:
        pieces = _pad_words([_word_table(window) for window in windows])
        inputs = [
            ((0, *(word.feature for word in w.words), 0), range(1, len(w.words) + 1))
            for w in windows
        ]
    else:
        pieces = _pad([window.pieces for window in windows])
        inputs = [(window.features, window.heads) for window in windows]
    return Batch(
        pieces.to(device),
        _pad([features for features, _ in inputs]).to(device),
        torch.tensor([len(features) for features, _ in inputs], device=device),
        _pad([heads for _, heads in inputs]).to(device),
        mask.to(device),
        rows,
        allowed,
    )


def _gold(examples: Sequence[Example], words: int, tags: int) -> NDArray[np.bool_]:
    gold = np.zeros((len(examples), words, tags), np.bool_)
    for row, example in enumerate(examples):
        gold[row, len(example.allowed) :, 0] = True
        for word, names in enumerate(example.allowed):
            for name in names:
                gold[row, word, name] = True
    return gold


def _pad(sequences: Sequence[Sequence[int]]) -> Tensor:
    width = max(len(sequence) for sequence in sequences)
    padded = torch.zeros(len(sequences), width, dtype=torch.long)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = torch.tensor(sequence)
    return padded


def _word_table(window: Window) -> NDArray[np.int64]:
    """Return (words + 2, most pieces of a word) ids of the words and the marks around them."""
    counts = np.diff((0, *window.heads, len(window.pieces) - 1, len(window.pieces)))
    table = np.zeros((len(counts), int(counts.max())), np.int64)
    table[np.arange(table.shape[1]) < counts[:, None]] = window.pieces
    return table


def _pad_words(tables: Sequence[NDArray[np.int64]]) -> Tensor:
    length = max(len(table) for table in tables)
    width = max(table.shape[1] for table in tables)
    padded = torch.zeros(len(tables), length, width, dtype=torch.long)
    for row, table in zip(padded, tables, strict=True):
        row[: table.shape[0], : table.shape[1]] = torch.from_numpy(table)
    return padded
