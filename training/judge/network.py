"""The judge as a torch module: the first layers of all-mpnet-base-v2, and a head on the sentence's
beginning and on the marked span."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from training.model import VOCABULARY, Layer, Taken
from training.teacher import BUCKETS, EPS, HEADS, POSITIONS, WIDTH, bert_order, bucket, take_layers

LAYERS = 8
"""Of twelve: what six candidates may cost is 90 ms on two cores."""
OUTPUTS = 6
"""Logits: states, right, whole; supports, refutes, leaves open."""
TYPES, MARKED = 4, 3


class JudgeNetwork(nn.Module):
    """Token ids as BERT counts them, mask and types, each (batch, length), to logits (batch, 6)."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.dropout = dropout
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.types = nn.Embedding(TYPES, WIDTH)
        self.distances = nn.Embedding(BUCKETS, HEADS)
        self.norm = nn.LayerNorm(WIDTH, eps=EPS)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, EPS) for _ in range(LAYERS))
        self.pool = nn.Linear(2 * WIDTH, WIDTH)
        self.verdict = nn.Linear(WIDTH, OUTPUTS)
        nn.init.zeros_(self.types.weight)
        nn.init.normal_(self.pool.weight, std=0.02)
        nn.init.normal_(self.verdict.weight, std=0.02)
        # As in the reader: few words occur often enough to be moved the right way.
        self.words.weight.requires_grad_(False)
        self.positions.weight.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(places + 2) + self.types(types))
        near = self.distances(bucket(places[None, :] - places[:, None])).permute(2, 0, 1)[None]
        bias = ((1.0 - mask.to(x.dtype)) * -1e4)[:, None, None, :] + near
        for layer in self.layers:
            x = layer(x, bias, self.dropout if self.training else 0.0)
        marked = (types == MARKED).to(x.dtype)[:, :, None]
        span = (x * marked).sum(1) / marked.sum(1).clamp(min=1.0)
        hidden = torch.tanh(self.pool(torch.cat([x[:, 0], span], dim=1)))
        logits: Tensor = self.verdict(hidden)
        return logits

    def load_start(self, folder: Path) -> None:
        """Take over the weights of all-mpnet-base-v2; types and head start anew."""
        mine = Taken(folder / "model.safetensors", self.state_dict())
        mine.take("words", "embeddings.word_embeddings")
        mine.state["words.weight"] = mine.state["words.weight"][bert_order()]
        mine.take("positions", "embeddings.position_embeddings")
        mine.take("norm", "embeddings.LayerNorm")
        mine.take("distances", "encoder.relative_attention_bias")
        take_layers(mine, LAYERS)
        self.load_state_dict(mine.state)
