"""Takes a shipped judge back to a checkpoint, to train it further where its own is gone:
`python -m training.judge.restore SHIP WORK/start.pt` (8 bits become floats again)."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.dequantise import dequantise
from training.judge.export import HalfByteRows
from training.judge.network import JudgeNetwork


class ShippedWeights:
    """The weights in a judge.onnx that `training.judge.export` wrote."""

    def __init__(self, path: Path) -> None:
        model = onnx.load(path)
        dequantise(model)
        self._values = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
        # A matrix is named after the product that it is in.
        self._matrices = {
            node.output[0]: node.input[1] for node in model.graph.node if node.op_type == "MatMul"
        }

    def tensor(self, name: str) -> Tensor:
        """What was kept as it is."""
        return torch.from_numpy(np.array(self._values[name], np.float32))

    def words(self) -> Tensor:
        """The word embeddings, from 4 bits."""
        rows = HalfByteRows(torch.zeros(2, 64))
        rows.packed = torch.from_numpy(np.array(self._values["words.packed"]))
        rows.scales = torch.from_numpy(np.array(self._values["words.scales"]))
        table: Tensor = rows(torch.arange(len(rows.packed)))
        return table

    def matrix(self, product: str, shrink: str = "") -> Tensor:
        """A layer's weight (out, in), by its product's name in the graph; `shrink`: the name of
        what its inputs are multiplied with, which goes back into the weight."""
        weight = self.tensor(self._matrices[product])
        return (weight * self.tensor(shrink)[:, None] if shrink else weight).T.contiguous()


def restore(path: Path) -> JudgeNetwork:
    """The network of a judge.onnx."""
    shipped, judge = ShippedWeights(path), JudgeNetwork()
    state = judge.state_dict()
    for name in state:
        match name.split("."):
            case ["words", "weight"]:
                state[name] = shipped.words()
            case ["pool", "weight"]:
                state[name] = shipped.matrix("/pool/Gemm_output_0_MatMul")
            case ["verdict", "weight"]:
                state[name] = shipped.matrix("logits_MatMul")
            case ["layers", n, part, kind] if not part.endswith("norm"):
                linear = f"layers.{n}.{part}"
                if kind == "bias":
                    state[name] = shipped.tensor(f"{linear}.linear.bias")
                else:
                    product = f"/layers.{n}/{part}/linear/MatMul_output_0"
                    state[name] = shipped.matrix(product, f"{linear}.shrink")
            case _:
                state[name] = shipped.tensor(name)
    judge.load_state_dict(state)
    return judge


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shipped", type=Path, help="folder with judge.onnx")
    parser.add_argument("checkpoint", type=Path)
    args = parser.parse_args()
    torch.save(restore(args.shipped / "judge.onnx").state_dict(), args.checkpoint)


if __name__ == "__main__":
    main()
