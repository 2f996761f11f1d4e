"""Exports a trained reader for onnxruntime: word embeddings int8 by row, matrices int8 by channel.

Writes reader.onnx, reader.json and tokenizer.json, and measures the reader before and after."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from training import data, model
from training.evaluate import load, measure, onnx_runner, report

VERSION = "1"
MOST_BYTES = 25_000_000
NAMES = ["input_ids", "attention_mask", "token_type_ids"]
OUTPUTS = ["start", "end", "answerable"]


class ByteRows(nn.Module):
    """An embedding table in 8 bits, each row with its own scale."""

    rows: Tensor
    scales: Tensor

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        scales = table.abs().amax(dim=1, keepdim=True) / 127
        self.register_buffer("rows", torch.round(table / scales).to(torch.int8))
        self.register_buffer("scales", scales)

    def forward(self, ids: Tensor) -> Tensor:
        rows: Tensor = nn.functional.embedding(ids, self.rows).float()
        return rows * nn.functional.embedding(ids, self.scales)


def export(reader: model.Reader, path: Path) -> None:
    """Write the reader as an ONNX graph of any batch and length."""
    reader.eval()
    shape = (2, 16)
    example = tuple(torch.ones(shape, dtype=torch.long) for _ in NAMES)
    axes = {name: {0: "batch", 1: "length"} for name in [*NAMES, "start", "end"]}
    axes["answerable"] = {0: "batch"}
    with warnings.catch_warnings():
        # The exporter's successor needs one more package for the same graph.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            reader,
            example,
            str(path),
            input_names=NAMES,
            output_names=OUTPUTS,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def quantise(source: Path, goal: Path) -> None:
    """Matrices to int8 by channel, in 7 bits, since processors without VNNI overflow on 8."""
    from onnxruntime.quantization import (  # type: ignore[import-untyped]
        QuantType,
        quantize_dynamic,
    )

    quantize_dynamic(
        source,
        goal,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path, help="folder for the files to ship")
    parser.add_argument("--check", type=Path, help="SQuAD 2 style file for before and after")
    parser.add_argument("--titles", help="only these articles of it, comma between them")
    parser.add_argument("--name", default="qa-reader-minilm")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    reader: model.Reader = load(args.checkpoint)
    tokenizer = data.load_tokenizer(model.start_folder())
    before = None
    items = data.read_items(args.check) if args.check else []
    if args.titles:
        items = [item for item in items if item.title in args.titles.split(",")]
    if items:
        before = report(measure(reader, tokenizer, items))
        print("before", json.dumps(before))
    reader.words = ByteRows(reader.words.weight.detach())  # type: ignore[assignment]
    whole, small = args.out / "whole.onnx", args.out / "reader.onnx"
    export(reader, whole)
    quantise(whole, small)
    whole.unlink()
    shutil.copyfile(model.start_folder() / "tokenizer.json", args.out / "tokenizer.json")
    size = small.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{small} has {size} bytes, more than {MOST_BYTES}")
    card = {
        "name": args.name,
        "version": VERSION,
        "max_tokens": data.MAX_TOKENS,
        "bytes": size,
        "sha256": hashlib.sha256(small.read_bytes()).hexdigest(),
        "inputs": NAMES,
        "outputs": {
            "start": "logit of each token to be the answer's first; place 0: there is no answer",
            "end": "logit of each token to be the answer's last; place 0: there is no answer",
            "answerable": "logit that the passage answers the question",
        },
        "score": "best(start + end) - start[0] - end[0] + answerable; above 0: answered",
    }
    if items:
        after = report(measure(onnx_runner(small), tokenizer, items))
        print("after", json.dumps(after))
        card["measured"] = {"before": before, "after": after}
    (args.out / "reader.json").write_text(json.dumps(card, indent=2) + "\n")
    print(f"{small}: {size} bytes")


if __name__ == "__main__":
    main()
