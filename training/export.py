"""Writes the reader as one ONNX file with 8-bit weights.

Why by hand and not through the usual dynamic quantisation: that one scales a whole batch by its largest value, so a
note would read differently beside other notes. Here every row (one word piece) has its own scale, so a reading
depends on the note alone, at 1.15 times the cost and half of full precision's.
"""

from pathlib import Path

import numpy as np
import onnx
from network import EPS, HEADS, LAYERS, WIDTH
from onnx import TensorProto, helper, numpy_helper

# 7 bits for weights: on processors without VNNI, 255 * 127 * 2 would overflow the 16-bit sums and change the answer.
LARGEST = 63
MICROSOFT = "com.microsoft"


class Graph:
    """Nodes and weights in the order they are added."""

    def __init__(self, state: dict[str, np.ndarray]) -> None:
        self.state = state
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.count = 0
        self.names: set[str] = set()
        self.rows: dict[str, tuple[str, str]] = {}

    def add(self, op: str, *inputs: str, domain: str = "", outputs: int = 1, **attributes: object) -> str:
        self.count += 1
        names = [f"t{self.count}"] + [f"t{self.count}_{n}" for n in range(1, outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, domain=domain, **attributes))
        return names[0]

    def weight(self, name: str, value: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def shared(self, name: str, value: np.ndarray | np.generic) -> str:
        """A constant that several nodes use."""
        if name not in self.names:
            self.names.add(name)
            self.weight(name, np.asarray(value))
        return name

    def _whole(self, x: str) -> tuple[str, str]:
        """x in 8-bit numbers around 128, and the scale of each of its rows."""
        if x not in self.rows:
            largest = self.add("ReduceMax", self.add("Abs", x), axes=[-1], keepdims=1)
            scale = self.add("Mul", largest, self.shared("1/127", np.float32(1 / 127)))
            moved = self.add("Add", self.add("Div", x, scale), self.shared("128.5", np.float32(128.5)))
            self.rows[x] = (self.add("Cast", moved, to=TensorProto.UINT8), scale)
        return self.rows[x]

    def linear(self, x: str, name: str, *, bias: bool = True) -> str:
        """x·Wᵀ (+ b) in whole numbers."""
        w = self.state[f"{name}.weight"].astype(np.float32)
        scale = np.abs(w).max(1) / LARGEST
        whole = np.rint(w / scale[:, None]).astype(np.int8).T
        row, row_scale = self._whole(x)
        y = self.add("MatMulInteger", row, self.weight(f"{name}.q", whole), self.shared("128", np.uint8(128)))
        y = self.add("Mul", self.add("Cast", y, to=TensorProto.FLOAT), row_scale)
        y = self.add("Mul", y, self.weight(f"{name}.s", scale))
        return self.add("Add", y, self.weight(f"{name}.b", self.state[f"{name}.bias"])) if bias else y

    def dense(self, x: str, name: str) -> str:
        """A small head, kept in full precision."""
        w = self.weight(f"{name}.w", self.state[f"{name}.weight"].T)
        return self.add("Add", self.add("MatMul", x, w), self.weight(f"{name}.b", self.state[f"{name}.bias"]))

    def norm(self, x: str, skip: str, name: str) -> str:
        weight, bias = (self.weight(f"{name}.{k}", self.state[f"{name}.{k}"]) for k in ("weight", "bias"))
        return self.add("SkipLayerNormalization", x, skip, weight, bias, domain=MICROSOFT, epsilon=EPS)


def write(state: dict[str, np.ndarray], path: Path) -> None:
    """`ids` (notes × pieces, 0 = padding) in; `label`, `theme` and `tokens` logits out."""
    g = Graph(state)
    x = _embedded(g)
    real = g.add("Not", g.add("Equal", "ids", g.weight("zero", np.array(0, np.int64))))
    mask = g.add("Cast", real, to=TensorProto.INT32)
    for n in range(LAYERS):
        x = _block(g, x, mask, f"blocks.{n}")
    tokens = g.dense(x, "token")
    pooled = _pooled(g, x, tokens, real)
    outputs = {"label": g.dense(pooled, "label"), "theme": g.dense(pooled, "theme"), "tokens": tokens}
    for name, source in outputs.items():
        g.nodes.append(helper.make_node("Identity", [source], [name]))
    graph = helper.make_graph(
        g.nodes,
        "note reader",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["notes", "pieces"])],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in outputs],
        g.weights,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="deskmate")
    onnx.save(model, path)


def _embedded(g: Graph) -> str:
    w = g.state["words.weight"]
    scale = (np.abs(w).max(1, keepdims=True) / 127).astype(np.float32)
    whole = g.weight("words.q", np.rint(w / np.maximum(scale, 1e-12)).astype(np.int8))
    rows = g.add("Cast", g.add("Gather", whole, "ids"), to=TensorProto.FLOAT)
    x = g.add("Mul", rows, g.add("Gather", g.weight("words.s", scale), "ids"))
    length = g.add("Gather", g.add("Shape", "ids"), g.weight("one", np.array([1], np.int64)))
    zero = g.weight("start", np.array([0], np.int64))
    places = g.add("Slice", g.weight("places", g.state["places.weight"][:256]), zero, length, zero)
    weight, bias = (g.weight(f"norm.{k}", g.state[f"norm.{k}"]) for k in ("weight", "bias"))
    return g.add("LayerNormalization", g.add("Add", x, places), weight, bias, epsilon=EPS, axis=-1)


def _block(g: Graph, x: str, mask: str, name: str) -> str:
    qkv = g.linear(x, f"{name}.qkv")
    thirds = g.add("Split", qkv, g.weight(f"{name}.thirds", np.array([WIDTH] * 3, np.int64)), axis=-1, outputs=3)
    q, k, v = thirds, f"{thirds}_1", f"{thirds}_2"
    heads = g.add("MultiHeadAttention", q, k, v, "", mask, domain=MICROSOFT, num_heads=HEADS)
    x = g.norm(g.linear(heads, f"{name}.out"), x, f"{name}.norm1")
    up = g.linear(x, f"{name}.up", bias=False)
    up = g.add("BiasGelu", up, g.weight(f"{name}.up.b", g.state[f"{name}.up.bias"]), domain=MICROSOFT)
    return g.norm(g.linear(up, f"{name}.down"), x, f"{name}.norm2")


def _pooled(g: Graph, x: str, tokens: str, real: str) -> str:
    """Mean of the tokens beside their mean weighted by evidence: as `network.pool`."""
    ones = g.add("Cast", real, to=TensorProto.FLOAT)
    last = g.weight("last", np.array([1], np.int64))
    even = g.add("Div", ones, g.add("ReduceSum", ones, last, keepdims=1))
    pull = g.add("ReduceMax", tokens, axes=[-1], keepdims=0)
    pull = g.add("Softmax", g.add("Where", real, pull, g.weight("low", np.array(-1e4, np.float32))), axis=-1)
    middle = g.weight("middle", np.array([1], np.int64))
    sums = [g.add("Squeeze", g.add("MatMul", g.add("Unsqueeze", w, middle), x), middle) for w in (even, pull)]
    return g.add("Concat", *sums, axis=-1)
