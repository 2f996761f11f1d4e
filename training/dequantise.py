"""An ONNX graph whose matrices and inputs are in 8 bits -> the same graph with floats.

Both kinds that `training.judge.export` makes: one scale for a column, or one for a block of it.

What the quantised weights say is kept to the last bit; what rounding the inputs cost is won back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]


def dequantise(model: ModelProto) -> None:
    """Put a product of floats in the place of each that was quantised, in the model."""
    graph = model.graph
    values = {i.name: i for i in graph.initializer}
    for node in list(graph.node):
        if node.op_type == "MatMulNBits":
            weight = f"{node.input[1]}_float"
            graph.initializer.append(numpy_helper.from_array(_from_blocks(values, node), weight))
            product = helper.make_node("MatMul", [node.input[0], weight], node.output)
            graph.node.insert(list(graph.node).index(node), product)
            graph.node.remove(node)
    by_output = {output: node for node in graph.node for output in node.output}
    for node in list(graph.node):
        if node.op_type != "MatMulInteger":
            continue
        name = node.output[0].removesuffix("_output_quantized")
        source = by_output[node.input[0]].input[0]
        weight = f"{node.input[1].removesuffix('_quantized')}_float"
        graph.initializer.append(numpy_helper.from_array(_floats(values, node.input[1]), weight))
        scaled = by_output[name]
        product = helper.make_node("MatMul", [source, weight], [name], name=f"{name}_product")
        graph.node.insert(list(graph.node).index(scaled), product)
        graph.node.remove(scaled)
    _drop_unused(graph)


def _floats(values: dict[str, TensorProto], quantised: str) -> Floats:
    name = quantised.removesuffix("_quantized")
    steps, zeros, scales = (
        numpy_helper.to_array(values[f"{name}_{part}"]).astype(np.float32)
        for part in ("quantized", "zero_point", "scale")
    )
    whole: Floats = (steps - zeros) * scales
    return whole


def _from_blocks(values: dict[str, TensorProto], node: NodeProto) -> Floats:
    """A matrix (in, out) of unsigned bytes around 128, in blocks (out, blocks, bytes)."""
    steps, scales = (
        numpy_helper.to_array(values[name]).astype(np.float32) for name in node.input[1:3]
    )
    size = next(a.i for a in node.attribute if a.name == "K")
    blocks = (steps - 128) * scales.reshape(*steps.shape[:2], 1)
    return np.ascontiguousarray(blocks.reshape(len(blocks), -1)[:, :size].T)


def _drop_unused(graph: GraphProto) -> None:
    """Nodes and constants that no output needs any longer."""
    kept, needed = [], {output.name for output in graph.output}
    for node in reversed(list(graph.node)):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    constants = [i for i in graph.initializer if i.name in needed]
    del graph.node[:]
    graph.node.extend(reversed(kept))
    del graph.initializer[:]
    graph.initializer.extend(constants)
