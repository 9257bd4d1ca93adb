"""A linear-chain conditional random field (Lafferty et al. 2001) over BIO tags, for training.

Tag sequences that BIO forbids have no probability at all. The gold of a word may be a set of
tags, so corpora with coarser labels train the same head (marginal likelihood of the set).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from tasks.annotation.decoding import forbidden_starts, forbidden_transitions

FORBIDDEN = -1e4


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
    """Return (batch,) log sums over all tag sequences, by products of neighbours in a tree.

    The tree has logarithmic depth, so a window of 150 words costs 8 rounds rather than 150.
    """
    batch, words, tags = emissions.shape
    first = starts + emissions[:, 0]
    identity = torch.full((tags, tags), FORBIDDEN, dtype=emissions.dtype)
    identity.fill_diagonal_(0.0)
    steps = pairs + emissions[:, 1:, None, :]
    chain = torch.where(mask[:, 1:, None, None], steps, identity)
    while chain.shape[1] > 1:
        if chain.shape[1] % 2:
            chain = torch.cat([chain, identity.expand(batch, 1, tags, tags)], dim=1)
        left, right = chain[:, 0::2], chain[:, 1::2]
        chain = torch.logsumexp(left.unsqueeze(-1) + right.unsqueeze(-3), dim=-2)
    if words > 1:
        first = torch.logsumexp(first[:, :, None] + chain[:, 0], dim=1)
    return torch.logsumexp(first, dim=1)
