"""Gradient-boosted trees as plain numbers, and what they say of a table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from tasks.extraction.blocks.features import Matrix

_WEIGHTS = "line_model.json"


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees side by side: one row a tree, one column a node; a leaf is its own child.

    `threshold` of 32 bits is compared with features of 32 bits, as in training.
    """

    feature: npt.NDArray[np.int64]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    start: float
    depth: int

    def probabilities(self, table: Matrix) -> npt.NDArray[np.float64]:
        """The probability of each row to be of the class that was trained for."""
        rows = np.arange(len(table))[:, None]
        trees = np.arange(len(self.feature))[None, :]
        nodes = np.zeros((len(table), len(self.feature)), dtype=np.int64)
        for _ in range(self.depth):
            goes_left = table[rows, self.feature[trees, nodes]] <= self.threshold[trees, nodes]
            nodes = np.where(goes_left, self.left[trees, nodes], self.right[trees, nodes])
        scores = self.start + self.value[trees, nodes].sum(axis=1)
        return np.asarray(1.0 / (1.0 + np.exp(-scores)), dtype=np.float64)


@lru_cache(maxsize=1)
def load_trees() -> Trees:
    """The trees that come with the package; read once a process."""
    raw = json.loads(files("tasks.extraction.blocks").joinpath(_WEIGHTS).read_text("utf-8"))
    return Trees(
        feature=np.array(raw["feature"], dtype=np.int64),
        threshold=np.array(raw["threshold"], dtype=np.float32),
        left=np.array(raw["left"], dtype=np.int64),
        right=np.array(raw["right"], dtype=np.int64),
        value=np.array(raw["value"], dtype=np.float64),
        start=float(raw["start"]),
        depth=int(raw["depth"]),
    )
