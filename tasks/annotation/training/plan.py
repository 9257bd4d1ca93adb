"""The settings of a training run."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep and wide the encoder is, and whether it reads word pieces or whole words.

    A network that reads words takes the mean of their pieces: its sequences are a quarter shorter.
    """

    layers: int = 6
    inner: int = 1536
    reads: Literal["pieces", "words"] = "pieces"


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of one training run; the model card repeats them."""

    seed: int = 1
    epochs: int = 6
    batch_pieces: int = 2048
    shortest_window: int = 80
    longest_window: int = 208
    rate: float = 3e-4
    head_rate: float = 1e-3
    transition_rate: float = 3e-3
    warm_up: int = 200
    weight_decay: float = 0.01
    average: float = 0.999
    dropout: float = 0.1
    threads: int = 2
    shape: Shape = field(default_factory=Shape)
    passes: int = 1  # over an epoch's windows before they are cut and varied anew
    minutes: float | None = None  # of wall time; then it, not the epochs, ends the run
