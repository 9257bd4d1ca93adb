"""The signature of a text, by which near duplicates are found without its words.

MinHash (Broder 1997) over pairs of neighbouring words, of which one byte each is kept (b-bit
MinHash, Li and König 2010): 390 bytes a text say how many pairs two texts share, to two points in
a hundred. A signature is stored beside its article, so a night reads signatures, never old texts.
"""

from __future__ import annotations

import re
import struct
from base64 import b64decode, b64encode
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

VALUES = 384
_SEED = 20261120
# Says how the values came about; signatures of another scheme are not compared. A change of words,
# shingles, seed or of rensa's algorithm makes a new scheme.
_SCHEME = 1
_HEAD = struct.Struct("<BBI")  # scheme, is tabular, shingles
# CJK writes without spaces: there, each character is a word.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
# Signs within words that Python counts to no word: vowels of Indic scripts and of Thai, accents.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0966-\u109f\u1780-\u17d3"
)
_WORD = re.compile(rf"[{_CJK}]|(?:[^\W_{_CJK}]|[{_MARKS}])+")
_LEAST_SHINGLES = 20
# Of prose a fifth, of German two fifths of the words open with a capital or have a digit in them.
_TABULAR_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class TextSignature:
    """`values` are VALUES bytes (uint8) in a fixed order; `shingles` is how many were hashed.

    `is_tabular` marks results, standings and lists of names: two of them share their names and
    their form without being one story.
    """

    values: NDArray[np.uint8]
    shingles: int
    is_tabular: bool


def sign_text(text: str) -> str | None:
    """The signature as ASCII (base64); None for a text too short to compare. Deterministic."""
    words = _WORD.findall(text)
    shingles = _shingles(words)
    if len(shingles) < _LEAST_SHINGLES:
        return None
    minima = RMinHash(num_perm=VALUES, seed=_SEED)
    minima.update(sorted(shingles))
    lowest_bytes = np.array(minima.digest(), dtype=np.uint32).astype(np.uint8)
    head = _HEAD.pack(_SCHEME, _is_tabular(words), len(shingles))
    return b64encode(head + lowest_bytes.tobytes()).decode("ascii")


def read_signature(signature: str) -> TextSignature | None:
    """What `sign_text` wrote; None for a signature of another scheme."""
    packed = b64decode(signature)
    if len(packed) != _HEAD.size + VALUES:
        return None
    scheme, is_tabular, shingles = _HEAD.unpack_from(packed)
    if scheme != _SCHEME:
        return None
    values = np.frombuffer(packed, dtype=np.uint8, offset=_HEAD.size)
    return TextSignature(values, shingles, bool(is_tabular))


def _shingles(words: list[str]) -> set[str]:
    """Pairs of neighbouring words; pairs of two short words, which any two texts share, left out."""
    folded = [word.casefold() for word in words]
    return {f"{a} {b}" for a, b in pairwise(folded) if len(a) > 3 or len(b) > 3 or a > "\u3040"}


def _is_tabular(words: list[str]) -> bool:
    """Whether most words are names and numbers, as in tables of results."""
    marked = sum(word[0].isupper() or any(map(str.isdigit, word)) for word in words)
    return marked > _TABULAR_SHARE * len(words)
