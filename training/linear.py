"""Learns the linear model on words and letter groups (`deskmate/core/sentiment/grams.py` runs it)."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from data import NOT_NEGATIVE, Example
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from deskmate.core.sentiment import grams

PUBLIC = 0.1
FEWEST = (2, 3)  # notes that must have a word feature, a letter feature; rarer ones are ignored


def learn(examples: Sequence[Example], path: Path, *, strength: float = 3.0) -> None:
    """Fits on masked examples whose label is known and writes the weights to `path`.

    Customers' own words weigh little: more of them and it reads staff notes clearly worse, none and it holds the
    transformer back on customers' words.
    """
    known = [e for e in examples if e.label != NOT_NEGATIVE]
    found = [grams.features(e.text) for e in known]
    keys = np.array(sorted(_frequent(found, 0) | _frequent(found, 1)), dtype=np.uint32)
    column = {int(key): n for n, key in enumerate(keys)}
    families = [_matrix([row[f] for row in found], column) for f in (0, 1)]
    rarities = [_rarity(family) for family in families]
    x = sum(_unit(family @ diags(r)) for family, r in zip(families, rarities, strict=True))
    model = LogisticRegression(C=strength, max_iter=400)
    model.fit(x, [e.label for e in known], sample_weight=[e.weight * (PUBLIC if e.spans is None else 1) for e in known])
    np.savez_compressed(
        path,
        keys=keys,
        rarity=np.maximum(*rarities).astype(np.float16),
        weights=model.coef_.T.astype(np.float16),
        bias=model.intercept_,
    )


def _frequent(found: Sequence[tuple[dict[int, float], dict[int, float]]], family: int) -> set[int]:
    notes = Counter(key for row in found for key in row[family])
    return {key for key, n in notes.items() if n >= FEWEST[family]}


def _matrix(rows: Sequence[dict[int, float]], column: dict[int, int]) -> csr_matrix:
    kept = [[(column[key], v) for key, v in row.items() if key in column] for row in rows]
    ends = np.cumsum([0, *(len(r) for r in kept)])
    columns = np.fromiter((c for r in kept for c, _ in r), dtype=np.int64, count=ends[-1])
    values = np.fromiter((v for r in kept for _, v in r), dtype=np.float64, count=ends[-1])
    return csr_matrix((values, columns, ends), shape=(len(rows), len(column)))


def _rarity(family: csr_matrix) -> np.ndarray:
    notes = np.bincount(family.indices, minlength=family.shape[1])
    return np.where(notes > 0, np.log((1 + family.shape[0]) / (1 + notes)) + 1, 0.0)


def _unit(x: csr_matrix) -> csr_matrix:
    return diags(1 / np.maximum(np.ravel(np.sqrt(x.power(2).sum(1))), 1e-9)) @ x
