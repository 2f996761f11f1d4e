"""Exports a trained judge: `python -m training.judge.export OUT/judge.pt OUT/examples DIR` writes
judge.onnx (matrices in 8 bits, word embeddings in 4), judge.json and tokenizer.json."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from qa.read.judge import Tokens, pad
from training import data, model
from training.export import quantise
from training.judge.__main__ import tokens
from training.judge.cook import Example
from training.judge.network import JudgeNetwork

VERSION = "1"
MOST_BYTES = 75_000_000
GROUP = 64
"""Numbers of an embedding that share a scale."""
SOME = 24
"""Examples of each set that tell how wide a layer's inputs are."""
BLOCK = 128
"""Weights that share a scale in the matrices whose inputs are too uneven for 8 bits as a whole."""
UNEVEN = "/narrow/"
"""These are them: what a layer's activation function gives. With one scale for all of such an input
a logit is off by .5 on average, with one for each block by .08."""
INPUTS = ["ids", "mask", "types"]


class HalfByteRows(nn.Module):
    """An embedding table in 4 bits, two numbers a byte, with a scale for each group of a row."""

    packed: Tensor
    scales: Tensor

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        groups = table.reshape(table.shape[0], -1, GROUP)
        scales = _best_scales(groups)
        steps = (torch.round(groups / scales[..., None]).clamp(-8, 7) + 8).reshape(table.shape)
        # The first half of a row in the high bits, the second in the low ones.
        high, low = steps.to(torch.uint8).chunk(2, dim=1)
        self.register_buffer("packed", high * 16 + low)
        self.register_buffer("scales", scales.half())

    def forward(self, ids: Tensor) -> Tensor:
        both = nn.functional.embedding(ids, self.packed).float()
        high = torch.floor(both / 16)
        steps = torch.cat([high, both - high * 16], dim=-1) - 8
        scales = nn.functional.embedding(ids, self.scales).float()
        groups = steps.reshape(*ids.shape, -1, GROUP) * scales[..., None]
        return groups.reshape(*ids.shape, -1)


def _best_scales(groups: Tensor) -> Tensor:
    """For each group the scale, of some, with the least squared error."""
    widest = groups.abs().amax(dim=-1).clamp(min=1e-8) / 7
    best, least = widest, torch.full_like(widest, float("inf"))
    for part in (0.7, 0.8, 0.9, 1.0):
        scale = widest * part
        steps = torch.round(groups / scale[..., None]).clamp(-8, 7)
        error = ((steps * scale[..., None] - groups) ** 2).sum(dim=-1)
        best = torch.where(error < least, scale, best)
        least = torch.minimum(error, least)
    return best


class Smooth(nn.Module):
    """A linear layer whose inputs are brought to like ranges first, and its matrix to match.

    In 8 bits, one wide input would leave the others few steps ("SmoothQuant", Xiao et al. 2023).
    """

    shrink: Tensor

    def __init__(self, linear: nn.Linear, widest: Tensor) -> None:
        super().__init__()
        heaviest = linear.weight.detach().abs().amax(dim=0)
        scale = widest.clamp(min=1e-4).sqrt() / heaviest.clamp(min=1e-4).sqrt()
        self.linear = nn.Linear(linear.in_features, linear.out_features)
        self.linear.weight = nn.Parameter(linear.weight.detach() * scale)
        self.linear.bias = linear.bias
        self.register_buffer("shrink", 1 / scale)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.linear(x * self.shrink)
        return out


@torch.no_grad()
def smooth(judge: JudgeNetwork, rows: Sequence[Tokens]) -> None:
    """Make the layers' matrices fit for 8 bits, by how wide their inputs are on some examples."""
    judge.eval()
    found: dict[nn.Module, Tensor] = {}

    def see(part: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        widest = inputs[0].abs().amax(dim=(0, 1))
        found[part] = torch.maximum(found.get(part, widest), widest)

    parts = [
        (layer, name, part)
        for layer in judge.layers
        for name, part in layer.named_children()
        if isinstance(part, nn.Linear)
    ]
    hooks = [part.register_forward_pre_hook(see) for _, _, part in parts]
    for at in range(0, len(rows), 16):
        judge(*(torch.from_numpy(part) for part in pad(rows[at : at + 16])))
    for hook in hooks:
        hook.remove()
    for layer, name, part in parts:
        setattr(layer, name, Smooth(part, found[part]))


def some_examples(folder: Path) -> list[Tokens]:
    """A few examples of each set, as they are read."""
    tokenizer, rng = data.load_tokenizer(model.start_folder()), random.Random(0)
    rows = []
    for path in sorted(folder.glob("*.examples.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            examples = [Example(**json.loads(line)) for line in lines]
        rows += [tokens(e, tokenizer, rng) for e in rng.sample(examples, min(SOME, len(examples)))]
    return sorted(rows, key=lambda row: len(row.ids))


def export(judge: JudgeNetwork, path: Path) -> None:
    """Write the judge as an ONNX graph of any batch and length."""
    judge.eval()
    example = tuple(torch.ones((2, 16), dtype=torch.long) for _ in INPUTS)
    axes = {name: {0: "batch", 1: "length"} for name in INPUTS}
    with warnings.catch_warnings():
        # As for the reader: the exporter's successor needs one more package.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            judge,
            example,
            str(path),
            input_names=INPUTS,
            output_names=["logits"],
            dynamic_axes={**axes, "logits": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )


def by_blocks(source: Path, goal: Path) -> None:
    """The uneven products to 8 bits, block by block; what is multiplied with them too, as it
    runs."""
    from onnxruntime.quantization.matmul_nbits_quantizer import (  # type: ignore[import-untyped]
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
    )

    graph = onnx.load(source)
    products = [node.name for node in graph.graph.node if node.op_type == "MatMul"]
    settings = DefaultWeightOnlyQuantConfig(
        block_size=BLOCK, is_symmetric=True, accuracy_level=4, bits=8
    )
    quantiser = MatMulNBitsQuantizer(
        graph,
        algo_config=settings,
        nodes_to_exclude=[name for name in products if UNEVEN not in name],
    )
    quantiser.process()
    quantiser.model.save_model_to_file(str(goal), False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("examples", type=Path, help="folder of the examples it was trained on")
    parser.add_argument("out", type=Path, help="folder for the files to ship")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    judge = JudgeNetwork()
    state = torch.load(args.checkpoint)
    judge.load_state_dict(state.get("judge", state))
    judge.words = HalfByteRows(judge.words.weight.detach())  # type: ignore[assignment]
    smooth(judge, some_examples(args.examples))
    whole, blocks, small = (args.out / f"{name}.onnx" for name in ("whole", "blocks", "judge"))
    export(judge, whole)
    by_blocks(whole, blocks)
    quantise(blocks, small)
    whole.unlink()
    blocks.unlink()
    shutil.copyfile(model.start_folder() / "tokenizer.json", args.out / "tokenizer.json")
    size = small.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{small} has {size} bytes, more than {MOST_BYTES}")
    card = {
        "name": "qa-judge-mpnet",
        "version": VERSION,
        "bytes": size,
        "sha256": hashlib.sha256(small.read_bytes()).hexdigest(),
        "inputs": INPUTS,
        "outputs": {
            "logits": "states, right, whole (each a chance); supports, refutes, leaves open (one)"
        },
    }
    (args.out / "judge.json").write_text(json.dumps(card, indent=2) + "\n")
    print(f"{small}: {size} bytes")


if __name__ == "__main__":
    main()
