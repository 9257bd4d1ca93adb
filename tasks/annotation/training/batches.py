"""Training batches: documents become windows with gold tags, windows of like length a batch."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from tasks.annotation.training.corpora import GROUP_OR_OTHER, Document
from tasks.annotation.training.network import HEAD_TAGS
from tasks.annotation.windows import PieceEncoder, Window, pack_windows
from tasks.annotation.words import Word, split_words

WordChange = Callable[[list[list[Word]], random.Random], list[list[Word]]]


@dataclass(frozen=True, slots=True)
class Example:
    """A window with the tags allowed at each of its words, for the head of its corpus."""

    corpus: str
    window: Window
    allowed: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors of some windows; `rows` says which of them each head learns from."""

    pieces: Tensor  # (batch, pieces) ids
    features: Tensor  # (batch, pieces) feature rows
    lengths: Tensor  # (batch,) pieces without padding
    heads: Tensor  # (batch, words) index of each word's first piece
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
    """Return the tags that the document's spans allow at each word of the window."""
    tags = HEAD_TAGS[document.corpus]
    index = {tag: at for at, tag in enumerate(tags)}
    starts = {word.start: at for at, word in enumerate(window.words)}
    allowed: list[tuple[int, ...]] = [(0,)] * len(window.words)
    low, high = window.words[0].start, window.words[-1].end
    for start, end, label in document.spans:
        if end <= low or start >= high:
            continue
        labels = ("group", "other") if label == GROUP_OR_OTHER else (label,)
        for at in _words_inside(window, starts, start, end):
            part = "B" if window.words[at].start <= start else "I"
            if at == 0 and part == "I":
                part = "B"
            allowed[at] = tuple(index[f"{part}-{name}"] for name in labels)
    return tuple(allowed)


def _words_inside(window: Window, starts: dict[int, int], start: int, end: int) -> Iterator[int]:
    first = starts.get(start)
    if first is None:
        first = next((i for i, w in enumerate(window.words) if w.end > start), len(window.words))
    for at in range(first, len(window.words)):
        if window.words[at].start >= end:
            return
        yield at


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


def collate(examples: Sequence[Example], device: torch.device) -> Batch:
    """Return the padded tensors of a batch."""
    windows = [example.window for example in examples]
    words = max(len(window.heads) for window in windows)
    mask = torch.zeros(len(windows), words, dtype=torch.bool)
    for row, window in enumerate(windows):
        mask[row, : len(window.heads)] = True
    rows, allowed = {}, {}
    for head, tags in HEAD_TAGS.items():
        chosen = [row for row, example in enumerate(examples) if example.corpus == head]
        if not chosen:
            continue
        gold = torch.zeros(len(chosen), words, len(tags), dtype=torch.bool)
        gold[:, :, 0] = True
        for at, row in enumerate(chosen):
            for word, names in enumerate(examples[row].allowed):
                gold[at, word, 0] = False
                gold[at, word, list(names)] = True
        rows[head] = torch.tensor(chosen, device=device)
        allowed[head] = gold.to(device)
    return Batch(
        _pad([window.pieces for window in windows]).to(device),
        _pad([window.features for window in windows]).to(device),
        torch.tensor([len(window.pieces) for window in windows], device=device),
        _pad([window.heads for window in windows]).to(device),
        mask.to(device),
        rows,
        allowed,
    )


def _pad(sequences: Sequence[Sequence[int]]) -> Tensor:
    width = max(len(sequence) for sequence in sequences)
    padded = torch.zeros(len(sequences), width, dtype=torch.long)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = torch.tensor(sequence)
    return padded


