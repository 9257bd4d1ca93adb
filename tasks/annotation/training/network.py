"""The network: a small BERT encoder (MiniLM-L6, H384) with three tagging heads.

The encoder follows Devlin et al. 2019 (post-layer-norm) and takes its weights from
all-MiniLM-L6-v2 (Apache-2.0). Its type embedding is widened to carry the word's features. Each
head scores BIO tags at first word pieces: names after CoNLL's conventions, names after
Worldwide's, and attribution.
"""

from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from tasks.annotation.decoding import ATTRIBUTION_TAGS, MENTION_TAGS
from tasks.annotation.training.crf import TransitionScores
from tasks.annotation.training.plan import Shape
from tasks.annotation.words import FEATURE_ROWS

HIDDEN: Final = 384
HEADS: Final = 12
PADDING: Final = 0  # the piece id that stands for none
VOCABULARY: Final = 30522
POSITIONS: Final = 512
HEAD_TAGS: Final = {
    "conll": MENTION_TAGS,
    "worldwide": MENTION_TAGS,
    "polnear": ATTRIBUTION_TAGS,
}


class Layer(nn.Module):
    """One transformer layer, its feed-forward part `inner_size` wide."""

    def __init__(self, dropout: float, inner_size: int) -> None:
        super().__init__()
        self.dropout = dropout
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.attention_out = nn.Linear(HIDDEN, HIDDEN)
        self.attention_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.inner = nn.Linear(HIDDEN, inner_size)
        self.outer = nn.Linear(inner_size, HIDDEN)
        self.outer_norm = nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        batch, length, _ = hidden.shape
        qkv = self.qkv(hidden).view(batch, length, 3, HEADS, HIDDEN // HEADS)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        mixed = self.attention_out(mixed.transpose(1, 2).reshape(batch, length, HIDDEN))
        hidden = self.attention_norm(hidden + self._drop(mixed))
        inner = self.outer(functional.gelu(self.inner(hidden)))
        normed: Tensor = self.outer_norm(hidden + self._drop(inner))
        return normed

    def _drop(self, values: Tensor) -> Tensor:
        return functional.dropout(values, self.dropout, self.training)


class Network(nn.Module):
    """Encoder and heads. Input and output shapes stand at `forward`."""

    def __init__(self, shape: Shape | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape or Shape()
        self.dropout = dropout
        self.pieces = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.features = nn.Embedding(FEATURE_ROWS, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(
            Layer(dropout, self.shape.inner) for _ in range(self.shape.layers)
        )
        self.heads = nn.ModuleDict(
            {name: nn.Linear(HIDDEN, len(tags)) for name, tags in HEAD_TAGS.items()}
        )
        self.transitions = nn.ModuleDict(
            {name: TransitionScores(tags) for name, tags in HEAD_TAGS.items()}
        )
        self.pieces.weight.requires_grad_(False)

    def forward(self, pieces: Tensor, features: Tensor, lengths: Tensor) -> Tensor:
        """Return hidden states (batch, n, 384) of `lengths` (batch,) and feature rows (batch, n).

        `pieces` are ids, (batch, n), or where the network reads words (batch, n, most pieces of a
        word), padded with zeros.
        """
        positions = torch.arange(pieces.shape[1], device=pieces.device)
        hidden = self._embed(pieces) + self.positions(positions) + self.features(features)
        hidden = functional.dropout(self.norm(hidden), self.dropout, self.training)
        padding = positions[None, :] >= lengths[:, None]
        bias = torch.zeros(padding.shape, device=pieces.device).masked_fill(padding, -1e4)
        for layer in self.layers:
            hidden = layer(hidden, bias[:, None, None, :].to(hidden.dtype))
        return hidden

    def _embed(self, pieces: Tensor) -> Tensor:
        embedded: Tensor = self.pieces(pieces)
        if self.shape.reads == "pieces":
            return embedded
        is_piece = (pieces != PADDING).unsqueeze(-1).to(embedded.dtype)
        return (embedded * is_piece).sum(2) / is_piece.sum(2).clamp(min=1)


def load_encoder(network: Network, path: Path) -> None:
    """Fill the encoder from BERT weights in safetensors; layers beyond `network`'s are left out."""
    weights = load_file(str(path))
    with torch.no_grad():
        network.pieces.weight.copy_(weights["embeddings.word_embeddings.weight"])
        network.positions.weight.copy_(weights["embeddings.position_embeddings.weight"])
        network.features.weight.copy_(
            weights["embeddings.token_type_embeddings.weight"][0].expand(FEATURE_ROWS, -1)
        )
        _copy(network.norm, weights, "embeddings.LayerNorm")
        for index, layer in enumerate(network.layers):
            assert isinstance(layer, Layer)
            _copy_layer(layer, weights, f"encoder.layer.{index}")


def _copy_layer(layer: Layer, weights: dict[str, Tensor], prefix: str) -> None:
    attention = f"{prefix}.attention"
    for part in ("weight", "bias"):
        stacked = [weights[f"{attention}.self.{name}.{part}"] for name in ("query", "key", "value")]
        getattr(layer.qkv, part).copy_(torch.cat(stacked))
    _copy(layer.attention_out, weights, f"{attention}.output.dense")
    _copy(layer.attention_norm, weights, f"{attention}.output.LayerNorm")
    _copy(layer.inner, weights, f"{prefix}.intermediate.dense")
    _copy(layer.outer, weights, f"{prefix}.output.dense")
    _copy(layer.outer_norm, weights, f"{prefix}.output.LayerNorm")


def _copy(module: nn.Module, weights: dict[str, Tensor], prefix: str) -> None:
    for part in ("weight", "bias"):
        getattr(module, part).copy_(weights[f"{prefix}.{part}"])
