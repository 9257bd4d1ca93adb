"""The small tagger: made from the large one's layers, then taught to score as it does.

Knowledge distillation (Hinton et al. 2015): every window of text, with tags or without, teaches
all heads, since the teacher has an opinion on each. Layers and feed-forward neurons are taken
over from the teacher (Sanh et al. 2019; Michel et al. 2019), so that little has to be learned anew.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

import torch
from torch import Tensor
from torch.nn import functional

from tasks.annotation.training.batches import Example, collate
from tasks.annotation.training.network import HEAD_TAGS, Layer, Network
from tasks.annotation.training.plan import Shape
from tasks.annotation.training.train import tag_loss, word_states

_TAGS_SHARE: Final = 0.3  # of the corpora's own tags in the loss; the rest is the teacher's
_STATES_SHARE: Final = 0.2  # of the last hidden state beside the scores
_ATTRIBUTION_SHARE: Final = 2.0  # claims lose more than names do when the network is small


def load_teacher(weights: Path) -> Network:
    """Return the trained large network, for evaluation."""
    network = Network()
    network.load_state_dict(torch.load(weights, weights_only=True))
    return network.eval().requires_grad_(False)


def shrink(teacher: Network, shape: Shape, dropout: float) -> Network:
    """Return a network of `shape` with the teacher's embeddings, heads and some of its layers."""
    student = Network(shape, dropout)
    apart = (len(teacher.layers) - 1) / max(1, shape.layers - 1)  # the first, the last, even steps
    weights = {
        name: value for name, value in teacher.state_dict().items() if not name.startswith("layers")
    }
    student.load_state_dict(weights, strict=False)
    with torch.no_grad():
        for place, own in enumerate(student.layers):
            source = teacher.layers[round(place * apart)]
            assert isinstance(own, Layer)
            assert isinstance(source, Layer)
            _copy_layer(own, source)
    for transitions in student.transitions.parameters():
        transitions.requires_grad_(False)
    return student


def _copy_layer(own: Layer, source: Layer) -> None:
    for name in ("qkv", "attention_out", "attention_norm", "outer_norm"):
        getattr(own, name).load_state_dict(getattr(source, name).state_dict())
    strength = source.inner.weight.norm(dim=1) * source.outer.weight.norm(dim=0)
    kept = strength.topk(own.inner.out_features).indices.sort().values
    own.inner.weight.copy_(source.inner.weight[kept])
    own.inner.bias.copy_(source.inner.bias[kept])
    own.outer.weight.copy_(source.outer.weight[:, kept])
    own.outer.bias.copy_(source.outer.bias)


class Distillation:
    """The loss of a student on windows: the teacher's scores, its last states, and the tags."""

    def __init__(self, teacher: Network) -> None:
        """`teacher` reads word pieces."""
        self._teacher = teacher
        self._remembered: WeakKeyDictionary[Example, Tensor] = WeakKeyDictionary()

    def __call__(
        self, student: Network, examples: Sequence[Example], device: torch.device
    ) -> Tensor:
        """Return the mean loss a word."""
        wanted = self._wanted_states(examples, device)
        batch = collate(examples, device, by_word=student.shape.reads == "words")
        states = word_states(student, batch)
        found = states[batch.mask]
        loss = self._scores_loss(student, found, wanted)
        loss = loss + _STATES_SHARE * functional.mse_loss(found, wanted)
        return loss + _TAGS_SHARE * tag_loss(student, batch, states) if batch.rows else loss

    def _wanted_states(self, examples: Sequence[Example], device: torch.device) -> Tensor:
        """Return the teacher's last states (words of all examples, 384).

        They are most of the work, and are remembered while the examples live, at 768 bytes a word:
        an epoch passed over again costs a third.
        """
        if not all(example in self._remembered for example in examples):
            batch = collate(examples, device)
            with torch.no_grad():
                states = word_states(self._teacher.to(device), batch).bfloat16()
            for example, row, mask in zip(examples, states, batch.mask, strict=True):
                self._remembered[example] = row[mask]
        return torch.cat([self._remembered[example] for example in examples]).float()

    def _scores_loss(self, student: Network, found: Tensor, wanted: Tensor) -> Tensor:
        """Return the mean divergence of the tags' probabilities, over words, summed over heads."""
        losses = []
        for head in HEAD_TAGS:
            targets = self._teacher.heads[head](wanted).log_softmax(-1)
            scores = student.heads[head](found).log_softmax(-1)
            loss = functional.kl_div(scores, targets, reduction="batchmean", log_target=True)
            losses.append(loss * (_ATTRIBUTION_SHARE if head == "polnear" else 1.0))
        return torch.stack(losses).sum()
