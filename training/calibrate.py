"""Learns how reader, events and words are put together, from notes of files that the reader never saw."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812

CALM_FLAGGED = 0.035  # of calm held-out notes; the promise is .05 on notes by others, and the model that ships is surer


@dataclass(frozen=True)
class Held:
    """Held-out notes: rows as `combine.Signals.features` makes them; labels 0 negative, 1 neutral, 2 positive."""

    features: np.ndarray
    labels: np.ndarray


def fit(held: Held, *, pull: float = 0.002) -> tuple[list[list[float]], list[float]]:
    """Multinomial logistic weights and biases (three rows, the neutral one nought), drawn a little to nought.

    What speaks for unhappy may never make a note read happier, and the other way round: a weight whose sign the few
    held-out notes got wrong would be a reason that nobody could explain.
    """
    x, y = torch.tensor(held.features, dtype=torch.float64), torch.tensor(held.labels)
    signs = torch.ones(x.shape[1], dtype=torch.float64)
    signs[1::2] = -1  # features come in pairs: for unhappy, for happy
    free = torch.full((2, x.shape[1]), -1.0, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([free, bias], max_iter=400, line_search_fn="strong_wolfe")

    def weights() -> tuple[torch.Tensor, torch.Tensor]:
        two = F.softplus(free) * torch.stack([signs, -signs])
        none = torch.zeros(1, x.shape[1], dtype=torch.float64)
        return torch.cat([two[:1], none, two[1:]]), torch.cat([bias[:1], bias.new_zeros(1), bias[1:]])

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        w, b = weights()
        loss = F.cross_entropy(x @ w.T + b, y) + pull * w.square().sum()
        loss.backward()
        return loss

    optimiser.step(step)
    w, b = (t.detach().tolist() for t in weights())
    return w, b


def chances(features: np.ndarray, weights: Sequence[Sequence[float]], bias: Sequence[float]) -> np.ndarray:
    logits = features @ np.array(weights).T + np.array(bias)
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def crossed(held: Held, folds: np.ndarray) -> np.ndarray:
    """Chances for each note by weights learned from the other files: what the cuts are chosen on."""
    answer = np.zeros((len(held.labels), 3))
    for fold in np.unique(folds):
        inside = folds == fold
        learned = fit(Held(held.features[~inside], held.labels[~inside]))
        answer[inside] = chances(held.features[inside], *learned)
    return answer


def cuts(found: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Where negative begins (few calm notes above), where "not sure" begins below it, and where positive begins."""
    calm = np.sort(found[labels != 0, 0])
    negative = float(max(0.3, calm[int((1 - CALM_FLAGGED) * len(calm))]))
    grid = np.linspace(0.3, 0.7, 41)
    rest = found[:, 0] < negative
    positive = float(max(grid, key=lambda c: f1((labels == 2)[rest], (found[:, 2] >= c)[rest])))
    return {
        "negative": round(negative, 4),
        "perhaps_negative": round(0.75 * negative, 4),
        "positive": round(positive, 4),
        "known": 0.45,
    }


def f1(truth: np.ndarray, said: np.ndarray) -> float:
    return float(2 * (truth & said).sum() / max(1, truth.sum() + said.sum()))


def reliability(found: np.ndarray, labels: np.ndarray, *, bins: int = 5) -> list[dict[str, float]]:
    """How often the likeliest label is right, by how sure it was said to be."""
    sure, right = found.max(1), found.argmax(1) == labels
    edges = np.quantile(sure, np.linspace(0, 1, bins + 1))
    rows = []
    for low, high in itertools.pairwise(edges):
        inside = (sure >= low) & (sure <= high)
        rows.append({"said": float(sure[inside].mean()), "right": float(right[inside].mean()), "n": int(inside.sum())})
    return rows
