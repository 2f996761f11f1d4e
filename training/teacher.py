"""The teacher: all-mpnet-base-v2 with the reader's three outputs, eight times its size. Trained
first, it says of each example what it thinks, and the reader learns that along with the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.data import Encoded, pad
from training.model import VOCABULARY, Network, Taken

WIDTH, LAYERS, HEADS, POSITIONS, EPS = 768, 12, 12, 514, 1e-5
BUCKETS, FURTHEST = 32, 128
_SHIFT = 4  # MPNet's vocabulary is BERT's behind four tokens of its own
_OWN = {0: 1, 101: 0, 102: 2, 100: 3}  # [PAD], [CLS], [SEP], [UNK] as MPNet has them


class Teacher(Network):
    """Reads the reader's own token ids and gives its three outputs, so that both can be compared
    token by token. "MPNet: Masked and Permuted Pre-training", Song et al. 2020.
    """

    def __init__(self, dropout: float = 0.0) -> None:
        words = VOCABULARY + _SHIFT + 1
        super().__init__(dropout, WIDTH, LAYERS, HEADS, words, POSITIONS, EPS)
        self.distances = nn.Embedding(BUCKETS, HEADS)
        # MPNet has no types: they start at zero.
        nn.init.zeros_(self.types.weight)
        self.register_buffer("own", bert_order(), persistent=False)
        self.own: Tensor

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        places = torch.arange(input_ids.shape[1])
        x = self.words(self.own[input_ids]) + self.positions(places + 2)
        x = x + self.types(token_type_ids)
        near = self.distances(bucket(places[None, :] - places[:, None])).permute(2, 0, 1)[None]
        if torch.is_autocast_enabled("cpu"):
            near = near.to(torch.get_autocast_dtype("cpu"))
        return self.logits(x, attention_mask, near)

    def load_start(self, folder: Path) -> None:
        """Take over the weights of all-mpnet-base-v2; the heads start at random."""
        mine = Taken(folder / "model.safetensors", self.state_dict())
        mine.take("words", "embeddings.word_embeddings")
        mine.take("positions", "embeddings.position_embeddings")
        mine.take("norm", "embeddings.LayerNorm")
        mine.take("distances", "encoder.relative_attention_bias")
        take_layers(mine, LAYERS)
        self.load_state_dict(mine.state)


def take_layers(mine: Taken, layers: int) -> None:
    """The first so many layers of all-mpnet-base-v2."""
    for n in range(layers):
        old = f"encoder.layer.{n}"
        mine.take(f"layers.{n}.attention", *(f"{old}.attention.attn.{p}" for p in "qkv"))
        mine.take(f"layers.{n}.gather", f"{old}.attention.attn.o")
        mine.take(f"layers.{n}.gather_norm", f"{old}.attention.LayerNorm")
        mine.take(f"layers.{n}.widen", f"{old}.intermediate.dense")
        mine.take(f"layers.{n}.narrow", f"{old}.output.dense")
        mine.take(f"layers.{n}.narrow_norm", f"{old}.output.LayerNorm")


def bert_order() -> Tensor:
    """For each token of BERT's vocabulary its place in MPNet's."""
    own = torch.arange(VOCABULARY) + _SHIFT
    own[list(_OWN)] = torch.tensor(list(_OWN.values()))
    return own


def bucket(distance: Tensor) -> Tensor:
    """Of key less query: a bucket each for the near ones, logarithmic beyond, one half each way."""
    half, near = BUCKETS // 2, BUCKETS // 4
    away = distance.abs()
    log = torch.log(away.clamp(min=1) / near) / np.log(FURTHEST / near) * (half - near)
    far = (near + log.long()).clamp(max=half - 1)
    return torch.where(away < near, away, far) + half * (distance > 0)


@torch.inference_mode()
def taught(teacher: Teacher, rows: Sequence[Encoded], size: int = 32) -> list[Encoded]:
    """The rows, in their order, with what the teacher thinks of each."""
    teacher.eval()
    order = sorted(range(len(rows)), key=lambda n: len(rows[n].ids))
    out = list(rows)
    for at in range(0, len(order), size):
        part = order[at : at + size]
        ids, mask, types = (torch.from_numpy(a) for a in pad([rows[n] for n in part]))
        with torch.autocast("cpu", torch.bfloat16):
            start, end, answerable = teacher(ids, mask, types)
        starts, ends = (logits.softmax(-1).numpy().astype(np.float16) for logits in (start, end))
        chances = answerable.sigmoid().tolist()
        for row, n in enumerate(part):
            length = len(rows[n].ids)
            spans = np.stack([starts[row, :length], ends[row, :length]])
            out[n] = replace(rows[n], opinion=(spans, chances[row]))
    return out
