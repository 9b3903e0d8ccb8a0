"""The reader's network: all-MiniLM-L6-v2 with three heads (label, theme, evidence per token)."""

import math
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

LAYERS, WIDTH, HEADS, INNER, EPS = 6, 384, 12, 1536, 1e-12
LABELS = ("negative", "neutral", "positive")
THEMES = (
    "waiting", "price", "quality", "manner", "mistake", "communication", "promise", "cleanliness", "access", "other",
)  # fmt: skip


class Block(nn.Module):
    """One post-norm transformer layer, as BERT has it."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, EPS)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, EPS)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.drop(self.out(heads.transpose(1, 2).reshape(b, t, WIDTH))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Reader(nn.Module):
    """Token ids in; logits for label, theme and (per token) unhappy/happy evidence out."""

    def __init__(self, vocabulary: int, *, dropout: float = 0.1, positions: int = 512) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.places = nn.Embedding(positions, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPS)
        self.drop = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(Block(dropout) for _ in range(LAYERS))
        self.label = nn.Linear(2 * WIDTH, len(LABELS))
        self.theme = nn.Linear(2 * WIDTH, len(THEMES))
        self.token = nn.Linear(WIDTH, 2)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        real = ids != 0
        x = self.words(ids) + self.places.weight[: ids.shape[1]]
        x = self.drop(self.norm(x))
        mask = real[:, None, None, :]
        for block in self.blocks:
            x = block(x, mask)
        tokens = self.token(x)
        pooled = self.drop(pool(x, tokens, real))
        return self.label(pooled), self.theme(pooled), tokens


def pool(x: Tensor, tokens: Tensor, real: Tensor) -> Tensor:
    """Mean of all tokens beside the mean weighted by how much a token looks like evidence."""
    even = real.float() / real.sum(1, keepdim=True)
    pull = tokens.amax(-1).masked_fill(~real, -math.inf).softmax(-1)
    return torch.cat([torch.einsum("bt,btd->bd", w, x) for w in (even, pull)], dim=-1)


def load_base(folder: Path, keep: Tensor, *, dropout: float = 0.1) -> Reader:
    """A reader with the base's weights and only the kept rows of its vocabulary."""
    from safetensors.torch import load_file

    weights = load_file(folder / "model.safetensors")
    reader = Reader(len(keep), dropout=dropout)
    reader.load_state_dict(_renamed(weights, keep), strict=False)
    for head in (reader.label, reader.theme, reader.token):
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)
    return reader


def _renamed(base: Mapping[str, Tensor], keep: Tensor) -> dict[str, Tensor]:
    kind = base["embeddings.token_type_embeddings.weight"][0]
    state = {
        "words.weight": base["embeddings.word_embeddings.weight"][keep],
        "places.weight": base["embeddings.position_embeddings.weight"] + kind,
        "norm.weight": base["embeddings.LayerNorm.weight"],
        "norm.bias": base["embeddings.LayerNorm.bias"],
    }
    parts = {
        "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
        "down": "output.dense", "norm2": "output.LayerNorm",
    }  # fmt: skip
    for n in range(LAYERS):
        theirs = f"encoder.layer.{n}."
        for kind_of in ("weight", "bias"):
            three = [base[f"{theirs}attention.self.{p}.{kind_of}"] for p in ("query", "key", "value")]
            state[f"blocks.{n}.qkv.{kind_of}"] = torch.cat(three)
            for ours, their in parts.items():
                state[f"blocks.{n}.{ours}.{kind_of}"] = base[f"{theirs}{their}.{kind_of}"]
    return state
