"""How well a file is read that the linear model did not learn from, file by file, and how much more notes help.

    python training/curves.py [--most-files N]

The linear model stands in for the reader, which takes half an hour for each file left out; the two rank files alike.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import data
import linear
from calibrate import CALM_FLAGGED, f1

from deskmate.core.sentiment import grams


def judge(train: Sequence[data.Example], held: Sequence[data.Example]) -> tuple[float, float, float]:
    """Area under the ROC curve, F1 where few calm notes are flagged, and the best F1 at any cut."""
    with TemporaryDirectory() as folder:
        linear.learn(train, Path(folder) / "grams.npz")
        model = grams.Grams(Path(folder) / "grams.npz")
        score = np.array([_unhappy(model.logits(e.text)) for e in held])
    unhappy = np.array([e.label == 0 for e in held])
    calm = np.sort(score[~unhappy])
    cut = calm[int((1 - CALM_FLAGGED) * len(calm))]
    ranked = np.searchsorted(calm, score[unhappy]).mean() / len(calm)
    return float(ranked), f1(unhappy, score >= cut), max(f1(unhappy, score >= c) for c in np.unique(score))


def _unhappy(logits: Sequence[float]) -> float:
    powers = np.exp(np.array(logits) - max(logits))
    return float(powers[0] / powers.sum())


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--most-files", type=int, default=99, help="leave out so many files, one at a time")
    opt = args.parse_args()
    notes = [data.masked(e) for e in data.notes(data.corpus_files())]
    names = [path.stem for path in data.corpus_files()]
    print("file left out: AUC, F1 at 4 % of calm notes flagged, best F1")
    found = []
    for name in names[: opt.most_files]:
        found.append(judge([e for e in notes if e.source != name], [e for e in notes if e.source == name]))
        print(f"  {name}  " + "  ".join(f"{x:.3f}" for x in found[-1]), flush=True)
    print("  mean  " + "  ".join(f"{np.mean(column):.3f}" for column in zip(*found, strict=True)))
    print("notes learned from: AUC on f, k and m, the same three")
    held = [e for e in notes if e.source in "fkm"]
    rest = [e for e in notes if e.source not in "fkm"]
    random.Random(1).shuffle(rest)
    for size in (500, 1000, 2000, 4000, len(rest)):
        print(f"  {size:5}  " + "  ".join(f"{x:.3f}" for x in judge(rest[:size], held)), flush=True)


if __name__ == "__main__":
    main()
