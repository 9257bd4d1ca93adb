"""A linear-chain conditional random field (Lafferty et al. 2001) over BIO tags, for training.

Tag sequences that BIO forbids have no probability at all. The gold of a word may be a set of
tags, so corpora with coarser labels train the same head (marginal likelihood of the set).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from tasks.annotation.decoding import forbidden_starts, forbidden_transitions

FORBIDDEN = -1e4
TINY = 1e-30


class TransitionScores(nn.Module):
    """Scores of a tag after a tag, and of a tag at the start; the forbidden ones fixed."""

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__()
        self.scores = nn.Parameter(torch.zeros(len(tags), len(tags)))
        self.starts = nn.Parameter(torch.zeros(len(tags)))
        self.register_buffer("no_pair", torch.tensor(forbidden_transitions(tags)))
        self.register_buffer("no_start", torch.tensor(forbidden_starts(tags)))

    def forward(self) -> tuple[Tensor, Tensor]:
        """Return (tags, tags) scores from the row's tag to the column's, and (tags,) start scores."""
        pairs = self.scores.masked_fill(self.no_pair, FORBIDDEN)
        return pairs, self.starts.masked_fill(self.no_start, FORBIDDEN)


def negative_log_likelihood(
    emissions: Tensor, allowed: Tensor, mask: Tensor, transitions: TransitionScores
) -> Tensor:
    """Return the summed loss of the words.

    `emissions` is (batch, words, tags); `allowed` of the same shape is true for the gold tags;
    `mask` (batch, words) is true for words and false for padding, which stands at the end.
    """
    pairs, starts = transitions()
    gold = emissions.masked_fill(~allowed, FORBIDDEN)
    both = torch.cat([emissions, gold])
    totals = _log_partition(both, torch.cat([mask, mask]), pairs, starts)
    everything, correct = totals.chunk(2)
    return (everything - correct).sum()


def _log_partition(emissions: Tensor, mask: Tensor, pairs: Tensor, starts: Tensor) -> Tensor:
    """Return (batch,) log sums over all tag sequences, by the scaled forward recursion.

    Probabilities rescaled at every word need one small matrix product a word; the same recursion
    on logarithms took ten times as long.
    """
    peaks = emissions.amax(2, keepdim=True).detach()
    weights = (emissions - peaks).exp()
    follows = pairs.exp()
    state, total = _rescale(starts.exp() * weights[:, 0])
    totals = [total]
    inside = mask[:, :, None].unbind(1)
    for word, is_word in zip(weights.unbind(1)[1:], inside[1:], strict=True):
        ahead, total = _rescale((state @ follows) * word)
        state = torch.where(is_word, ahead, state)
        totals.append(torch.where(is_word, total, 0.0))
    return torch.cat(totals, 1).sum(1) + (peaks[:, :, 0] * mask).sum(1)


def _rescale(values: Tensor) -> tuple[Tensor, Tensor]:
    total = values.sum(1, keepdim=True).clamp_min(TINY)
    return values / total, total.log()
