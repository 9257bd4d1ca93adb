"""From trained weights to the model folder that the tagger loads: 8 bit ONNX and its manifest.

The graph is written node by node with onnx.helper: it stays small enough to read, and needs no
tracer. One window at a time, so there is no padding and no mask.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from tasks.annotation.training.network import HEAD_TAGS, HEADS, HIDDEN, Layer, Network

OPSET: Final = 17


class _Graph:
    """Collects the nodes and constants of the graph under construction."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def linear(self, source: str, name: str, weight: Any, bias: Any) -> str:
        kernel = self.constant(f"{name}.kernel", weight.detach().numpy().T)
        offset = self.constant(f"{name}.bias", bias.detach().numpy())
        product = self.add("MatMul", (source, kernel), f"{name}.product")
        return self.add("Add", (product, offset), f"{name}.out")

    def norm(self, source: str, name: str, module: Any) -> str:
        scale = self.constant(f"{name}.scale", module.weight.detach().numpy())
        offset = self.constant(f"{name}.offset", module.bias.detach().numpy())
        return self.add(
            "LayerNormalization", (source, scale, offset), f"{name}.out", axis=-1, epsilon=1e-12
        )


def build_graph(network: Network) -> onnx.ModelProto:
    """Return the network as ONNX: `pieces`, `features` (n,) int64 → `scores` (n, tags).

    The columns are the heads' tags side by side, in the order of HEAD_TAGS. Where the network reads
    words, it has the inputs of `word_inputs`.
    """
    graph = _Graph()
    hidden = _embeddings(graph, network)
    for index, layer in enumerate(network.layers):
        assert isinstance(layer, Layer)
        hidden = _layer(graph, layer, hidden, f"layer{index}")
    weights = [network.heads[name].weight.detach().numpy() for name in HEAD_TAGS]
    biases = [network.heads[name].bias.detach().numpy() for name in HEAD_TAGS]
    kernel = graph.constant("heads.kernel", np.concatenate(weights).T)
    offset = graph.constant("heads.bias", np.concatenate(biases))
    product = graph.add("MatMul", (hidden, kernel), "heads.product")
    graph.add("Add", (product, offset), "scores")
    integers = {"pieces": ["n"], "features": ["n"]}
    inputs = []
    if network.shape.reads == "words":
        integers |= {"more": ["k"], "owners": ["k", 1]}
        inputs = [helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["n", 1])]
    inputs += [
        helper.make_tensor_value_info(name, TensorProto.INT64, size)
        for name, size in integers.items()
    ]
    tags = sum(map(len, HEAD_TAGS.values()))
    output = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", tags])
    built = helper.make_graph(graph.nodes, "tagger", inputs, [output], graph.constants)
    model = helper.make_model(built, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def _embeddings(graph: _Graph, network: Network) -> str:
    tables = {
        name: graph.constant(f"{name}.table", getattr(network, name).weight.detach().numpy())
        for name in ("pieces", "positions", "features")
    }
    words = graph.add("Gather", (tables["pieces"], "pieces"), "embedded.pieces")
    if network.shape.reads == "words":
        more = graph.add("Gather", (tables["pieces"], "more"), "embedded.more")
        total = graph.add("ScatterND", (words, "owners", more), "embedded.sum", reduction="add")
        words = graph.add("Mul", (total, "shares"), "embedded.words")
    cases = graph.add("Gather", (tables["features"], "features"), "embedded.features")
    shape = graph.add("Shape", ("features",), "length")
    start = graph.constant("zero", np.array([0], np.int64))
    places = graph.add("Slice", (tables["positions"], start, shape), "embedded.positions")
    total = graph.add("Add", (words, cases), "embedded.both")
    total = graph.add("Add", (total, places), "embedded.all")
    return graph.norm(total, "embedded.norm", network.norm)


def _layer(graph: _Graph, layer: Layer, source: str, name: str) -> str:
    attended = _attention(graph, layer, source, name)
    out = graph.linear(
        attended, f"{name}.attention", layer.attention_out.weight, layer.attention_out.bias
    )
    added = graph.add("Add", (source, out), f"{name}.attention.added")
    middle = graph.norm(added, f"{name}.attention.norm", layer.attention_norm)
    inner = graph.linear(middle, f"{name}.inner", layer.inner.weight, layer.inner.bias)
    active = _gelu(graph, inner, f"{name}.gelu")
    outer = graph.linear(active, f"{name}.outer", layer.outer.weight, layer.outer.bias)
    added = graph.add("Add", (middle, outer), f"{name}.added")
    return graph.norm(added, f"{name}.norm", layer.outer_norm)


def _attention(graph: _Graph, layer: Layer, source: str, name: str) -> str:
    size = HIDDEN // HEADS
    split = graph.constant(f"{name}.split", np.array([-1, HEADS, size], np.int64))
    merge = graph.constant(f"{name}.merge", np.array([-1, HIDDEN], np.int64))
    parts = {}
    for index, part in enumerate(("query", "key", "value")):
        rows = slice(index * HIDDEN, (index + 1) * HIDDEN)
        scale = size**-0.5 if part == "query" else 1.0
        flat = graph.linear(
            source,
            f"{name}.{part}",
            layer.qkv.weight[rows] * scale,
            layer.qkv.bias[rows] * scale,
        )
        order = (1, 2, 0) if part == "key" else (1, 0, 2)
        shaped = graph.add("Reshape", (flat, split), f"{name}.{part}.shaped")
        parts[part] = graph.add("Transpose", (shaped,), f"{name}.{part}.turned", perm=order)
    scores = graph.add("MatMul", (parts["query"], parts["key"]), f"{name}.scores")
    weights = graph.add("Softmax", (scores,), f"{name}.weights", axis=-1)
    mixed = graph.add("MatMul", (weights, parts["value"]), f"{name}.mixed")
    turned = graph.add("Transpose", (mixed,), f"{name}.mixed.turned", perm=(1, 0, 2))
    return graph.add("Reshape", (turned, merge), f"{name}.mixed.flat")


def _gelu(graph: _Graph, source: str, name: str) -> str:
    """Write x · ½ · (1 + erf(x / √2)); the runtime fuses it."""
    root = graph.constant(f"{name}.root", np.array(2**0.5, np.float32))
    one = graph.constant(f"{name}.one", np.array(1.0, np.float32))
    half = graph.constant(f"{name}.half", np.array(0.5, np.float32))
    scaled = graph.add("Div", (source, root), f"{name}.scaled")
    curve = graph.add("Erf", (scaled,), f"{name}.curve")
    shifted = graph.add("Add", (curve, one), f"{name}.shifted")
    product = graph.add("Mul", (source, shifted), f"{name}.product")
    return graph.add("Mul", (product, half), f"{name}.out")


def export_model(
    network: Network, tokenizer: Path, folder: Path, description: dict[str, Any]
) -> None:
    """Write model.onnx (8 bit), tokenizer.json and manifest.json with checksums to `folder`.

    `description` goes into the manifest: model id, revision, window limit, calibration.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        onnx.save(build_graph(network), str(plain))
        # 7 bits of weight: on processors without VNNI the products of 8 bit weights overflow, and
        # the same text would be tagged otherwise there.
        quantize_dynamic(
            plain,
            folder / "model.onnx",
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    heads = {}
    for name, tags in HEAD_TAGS.items():
        transitions = network.transitions[name]
        heads[name] = {
            "tags": list(tags),
            "pairs": transitions.scores.detach().numpy().round(5).tolist(),
            "starts": transitions.starts.detach().numpy().round(5).tolist(),
        }
    manifest = {
        **description,
        "reads": network.shape.reads,
        "heads": heads,
        "sha256": {name: file_sha256(folder / name) for name in ("model.onnx", "tokenizer.json")},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


def file_sha256(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
