"""The tagger: names and attributions in article text, from one small encoder on onnxruntime."""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tasks.annotation.decoding import Floats, Segment, Transitions, decode
from tasks.annotation.windows import (
    LONGEST_WORD,
    PIECE_INPUTS,
    WORD_INPUTS,
    PieceEncoder,
    Window,
    pack_windows,
    piece_inputs,
    word_inputs,
)
from tasks.annotation.words import OPENS_PARAGRAPH, Word, split_words

_FILES: Final = ("model.onnx", "tokenizer.json")
_UNKNOWN: Final = 100  # the piece of a word of which the vocabulary knows nothing
_LONGEST_BLOCK: Final = 400  # words decoded as one


class ModelError(Exception):
    """The model folder is missing, incomplete or damaged; the message is one line."""


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A labelled stretch of the text, half-open code points; `score` is 0 to 1."""

    start: int
    end: int
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class TaggedText:
    """What the tagger saw, each in text order and without overlaps among themselves.

    Mentions are labelled person, organization, place, group or other; attribution is labelled
    source, cue or content.
    """

    mentions: tuple[TaggedSpan, ...]
    attribution: tuple[TaggedSpan, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """Columns of the model's scores, how its tags follow each other, and what O gains a word.

    A small gain of O (the tag of words in no span) makes long spans that are unsure shorter or
    drops them; the right gain is found on dev articles when the scores are calibrated.
    """

    columns: slice
    transitions: Transitions
    outside_gain: float

    def read(self, scores: Floats) -> Floats:
        """Return this head's (words, tags) of the scores of all heads."""
        own = scores[:, self.columns].copy()
        own[:, 0] += np.float32(self.outside_gain)
        return own


class Tagger:
    """A loaded model. It keeps no state between texts: the same text gives the same result."""

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        encode: PieceEncoder,
        manifest: dict[str, Any],
    ) -> None:
        self.model_id: str = manifest["model_id"]
        self.revision: str = manifest["revision"]
        self._session = session
        self._encode = encode
        self._limit = int(manifest["window_pieces"])
        self._reads_words = manifest.get("reads") == "words"
        self._heads = _read_heads(manifest["heads"])
        self._calibration: dict[str, list[float]] = manifest.get("calibration", {})

    def tag(self, text: str, sentences: Sequence[tuple[int, int]]) -> TaggedText:
        """Return the names and attributions in the given sentences of `text`.

        Any length and any Unicode; text outside the sentences is not read.
        """
        return self.tag_with(text, sentences, ("conll", "worldwide"))

    def tag_with(
        self, text: str, sentences: Sequence[tuple[int, int]], conventions: Sequence[str]
    ) -> TaggedText:
        """Return the same, with names after the given annotation conventions, or their mean."""
        sentences_words = [words for words in split_words(text, sentences) if words]
        windows = list(pack_windows(sentences_words, self._encode, self._limit))
        if not windows:
            return TaggedText((), ())
        words = [word for window in windows for word in window.words]
        scores = np.concatenate([self._score(window) for window in windows])
        names = np.mean([self._heads[name].read(scores) for name in conventions], axis=0)
        follow = _mean_transitions([self._heads[name].transitions for name in conventions])
        claims = self._heads["polnear"]
        both = np.concatenate((names, claims.read(scores)), axis=1)
        mentions, attribution = self._spans(words, both, (follow, claims.transitions))
        return TaggedText(tuple(mentions), tuple(attribution))

    def _score(self, window: Window) -> Floats:
        """Return the (words, tags of all heads) scores of one window."""
        if self._reads_words:
            return self._run(word_inputs(window))[1:-1]
        return self._run(piece_inputs(window))[list(window.heads)]

    def _run(self, inputs: dict[str, NDArray[Any]]) -> Floats:
        scores: Floats = self._session.run(["scores"], inputs)[0]
        return scores

    def _spans(
        self, words: Sequence[Word], scores: Floats, heads: Sequence[Transitions]
    ) -> list[list[TaggedSpan]]:
        """Return the spans of each head.

        Each paragraph is decoded by itself: no name or piece of a claim crosses its end.
        """
        bounds = list(pairwise(_paragraph_bounds(words)))
        decoded = decode([scores[start:end] for start, end in bounds], heads)
        spans: list[list[TaggedSpan]] = [[] for _ in heads]
        for (start, end), found in zip(bounds, decoded, strict=True):
            inside = words[start:end]
            for own, segments in zip(spans, found, strict=True):
                own += [self._span(part, inside) for s in segments for part in _apart(s, inside)]
        return spans

    def _span(self, segment: Segment, words: Sequence[Word]) -> TaggedSpan:
        start, end = words[segment.first].start, words[segment.last - 1].end
        return TaggedSpan(start, end, segment.label, self._calibrated(segment))

    def _calibrated(self, segment: Segment) -> float:
        """Return the segment's score after Platt's logistic correction for its label."""
        slope, offset = self._calibration.get(segment.label, (1.0, 0.0))
        odds = slope * log_odds(segment.score) + offset
        return round(1 / (1 + math.exp(-odds)), 4)


def log_odds(score: float) -> float:
    """Return the log odds of a probability, kept within ±13.8."""
    bounded = min(max(score, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))


def load_tagger(directory: Path) -> Tagger:
    """Return the model of `directory`, its checksums verified, on one thread.

    Raises ModelError in one line if a file is missing, damaged or not what the manifest says.
    """
    manifest = _read_manifest(directory)
    for name in _FILES:
        _verify(directory / name, manifest)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(
            str(directory / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        _refuse_other_inputs(session, directory, manifest)
        return Tagger(session, piece_encoder(directory / "tokenizer.json"), manifest)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"model {directory}: manifest.json lacks or misstates {error}") from error


def _read_manifest(directory: Path) -> dict[str, Any]:
    path = directory / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(
            f"model {directory}: cannot read manifest.json ({error.strerror})"
        ) from error
    except ValueError as error:
        raise ModelError(f"model {directory}: manifest.json is not JSON ({error})") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("sha256"), dict):
        raise ModelError(f"model {directory}: manifest.json has no checksums")
    return manifest


def _verify(path: Path, manifest: dict[str, Any]) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(
            f"model {path.parent}: cannot read {path.name} ({error.strerror})"
        ) from error
    if found != manifest["sha256"].get(path.name):
        message = (
            f"model {path.parent}: {path.name} is damaged (its checksum is not the manifest's)"
        )
        raise ModelError(message)


def _refuse_other_inputs(
    session: onnxruntime.InferenceSession, directory: Path, manifest: dict[str, Any]
) -> None:
    """Raise ModelError for a graph that an older Dateline exported, or that reads something else."""
    wanted = WORD_INPUTS if manifest.get("reads") == "words" else PIECE_INPUTS
    found = {each.name for each in session.get_inputs()}
    if found != wanted:
        raise ModelError(
            f"model {directory}: model.onnx reads {', '.join(sorted(found))}, not "
            f"{', '.join(sorted(wanted))}: export it again with this Dateline"
        )


def piece_encoder(path: Path) -> PieceEncoder:
    """Return a cached function from a word to its word piece ids."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    @lru_cache(maxsize=65536)
    def encode(word: str) -> tuple[int, ...]:
        ids = tokenizer.encode(word, add_special_tokens=False).ids
        return tuple(ids[:LONGEST_WORD]) or (_UNKNOWN,)

    return encode


def _apart(segment: Segment, words: Sequence[Word]) -> list[Segment]:
    """Return "KYIV, Ukraine" as two places: the corpora differ on it, tables of places do not."""
    if segment.label != "place":
        return [segment]
    commas = [at for at in range(segment.first, segment.last) if words[at].spelling == ","]
    if not commas:
        return [segment]
    bounds = [segment.first - 1, *commas, segment.last]
    parts = [replace(segment, first=a + 1, last=b) for a, b in pairwise(bounds)]
    return [part for part in parts if part.first < part.last]


def _paragraph_bounds(words: Sequence[Word]) -> list[int]:
    """Return where paragraphs begin, and the end; very long ones are cut to bound the work."""
    openings = [at for at, word in enumerate(words) if word.feature & OPENS_PARAGRAPH]
    whole = sorted({0, *openings, len(words)})
    cuts = (range(start, end, _LONGEST_BLOCK) for start, end in pairwise(whole))
    return [*chain.from_iterable(cuts), len(words)]


def _read_heads(heads: dict[str, dict[str, Any]]) -> dict[str, _Head]:
    result, column = {}, 0
    for name, head in heads.items():
        tags = head["tags"]
        transitions = Transitions.of(
            tags, np.array(head["pairs"], np.float32), np.array(head["starts"], np.float32)
        )
        gain = float(head.get("outside_gain", 0.0))
        result[name] = _Head(slice(column, column + len(tags)), transitions, gain)
        column += len(tags)
    return result


def _mean_transitions(parts: Sequence[Transitions]) -> Transitions:
    pairs: Floats = np.mean([part.pairs for part in parts], axis=0, dtype=np.float32)
    starts: Floats = np.mean([part.starts for part in parts], axis=0, dtype=np.float32)
    return Transitions(parts[0].tags, pairs, starts)
