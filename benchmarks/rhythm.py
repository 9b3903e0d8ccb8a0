"""How well lateness tells who has lapsed: AUC and precision among the first 50, with intervals, per public set.

    python benchmarks/rhythm.py [--data FOLDER] [--resamples 1000] [--seed 1]

Lapsed means: no visit in the months after the cut-off, which the truth files beside the visits say. All forms see only
the visits up to it, and none is fitted to a set. Sets that are not there are left out. The form that the program uses
("lateness") and why it was chosen is told in `deskmate/reminders/rhythm.py`.
"""

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks import shared_data
from deskmate.reminders import rhythm

FIRST = 50
PUBLIC_SETS = "imports/visits"  # where in the folder of shared data
Histories = dict[str, list[date]]
Scores = dict[str, float]


@dataclass(frozen=True)
class Set:
    """One set of visits, its cut-off and the file that says who came later."""

    name: str
    visits: str
    truth: str
    cutoff: date


SETS = (
    Set("CDNOW, 39 weeks", "cdnow_sample.csv", "cdnow_sample.truth_39w.csv", date(1997, 9, 30)),
    Set("CDNOW, 26 weeks", "cdnow_sample.csv", "cdnow_sample.truth_26w.csv", date(1997, 9, 30)),
    Set("grocery, 26 weeks", "grocery_dev.csv", "grocery_dev.truth_26w.csv", date(2006, 12, 31)),
    Set("grocery, 13 weeks", "grocery_dev.csv", "grocery_dev.truth_13w.csv", date(2006, 12, 31)),
    Set("apparel, 52 weeks", "apparel.csv", "apparel.truth_52w.csv", date(2005, 12, 31)),
)


def load(folder: Path, one: Set) -> tuple[Histories, dict[str, bool]]:
    """Each customer's days up to the cut-off, and who had lapsed."""
    found: dict[str, set[date]] = defaultdict(set)
    for row in _rows(folder / one.visits):
        day = date.fromisoformat(row["visit_date"][:10])
        if day <= one.cutoff:
            found[row["customer_id"]].add(day)
    truth = {row["customer_id"]: row["lapsed"] == "1" for row in _rows(folder / one.truth)}
    return {who: sorted(days) for who, days in found.items() if who in truth}, truth


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def lateness(histories: Histories, as_of: date) -> Scores:
    """What the program uses."""
    return {who: rhythm.of_visits(days, as_of).lateness for who, days in histories.items()}


def _by_gap(divisor: Callable[[float, int, float], float]) -> Callable[[Histories, date], Scores]:
    """Days since the last visit, divided by something made of own median gap, number of gaps and the shop's median."""

    def scores(histories: Histories, as_of: date) -> Scores:
        gaps = {who: [(b - a).days for a, b in pairwise(days)] for who, days in histories.items()}
        shop = float(median([gap for own in gaps.values() for gap in own]))
        return {
            who: (as_of - days[-1]).days / max(divisor(float(median(gaps[who] or [shop])), len(gaps[who]), shop), 1.0)
            for who, days in histories.items()
        }

    return scores


FORMS: dict[str, Callable[[Histories, date], Scores]] = {
    "lateness": lateness,
    "days since last visit": _by_gap(lambda own, n, shop: 1.0),
    "÷ own median": _by_gap(lambda own, n, shop: own),
    "÷ own median, at least 21": _by_gap(lambda own, n, shop: max(own, 21.0)),
    "÷ own median, at least 30": _by_gap(lambda own, n, shop: max(own, 30.0)),
    "÷ median shrunk by 2 gaps": _by_gap(lambda own, n, shop: (n * own + 2 * shop) / (n + 2)),
    "÷ median shrunk by 8 gaps": _by_gap(lambda own, n, shop: (n * own + 8 * shop) / (n + 8)),
    "÷ root of own median": _by_gap(lambda own, n, shop: max(own, 1.0) ** 0.5),
}


def auc(scores: Any, lapsed: Any) -> float:
    """The chance that one who lapsed scores above one who did not; ties count half (Mann and Whitney 1947)."""
    order = np.argsort(scores, kind="stable")
    _, starts, sizes = np.unique(scores[order], return_index=True, return_counts=True)
    ranks = np.empty(len(scores))
    ranks[order] = np.repeat(starts + (sizes + 1) / 2, sizes)
    ones = int(lapsed.sum())
    return float((ranks[lapsed].sum() - ones * (ones + 1) / 2) / (ones * (len(lapsed) - ones)))


def precision(scores: Any, lapsed: Any, first: int = FIRST) -> float:
    """The share of lapsed ones among the highest scores; those level with the last place share it."""
    edge = np.sort(scores)[::-1][min(first, len(scores)) - 1]
    above, level = scores > edge, scores == edge
    left = min(first, len(scores)) - int(above.sum())
    return float((lapsed[above].sum() + left * lapsed[level].mean()) / min(first, len(scores)))


def interval(measure: Callable[[Any, Any], float], scores: Any, lapsed: Any, draws: Sequence[Any]) -> tuple[float, ...]:
    """The 95 % interval by drawing customers anew (Efron 1979)."""
    values = [measure(scores[drawn], lapsed[drawn]) for drawn in draws if 0 < lapsed[drawn].sum() < len(drawn)]
    return tuple(np.percentile(values, [2.5, 97.5]))


def report(folder: Path, one: Set, *, resamples: int, seed: int) -> Iterator[str]:
    """The lines about one set: each form for customers with at least 3, 2 and 1 visits."""
    histories, truth = load(folder, one)
    scores = {name: form(histories, one.cutoff) for name, form in FORMS.items()}
    for fewest in (3, 2, 1):
        names = [who for who, days in histories.items() if len(days) >= fewest]
        lapsed = np.array([truth[who] for who in names])
        chance = np.random.default_rng(seed)
        draws = [chance.integers(0, len(names), len(names)) for _ in range(resamples)]
        yield f"\n{one.name}, {fewest} or more visits: {len(names)} customers, {lapsed.mean():.0%} lapsed"
        for name, found in scores.items():
            values = np.array([found[who] for who in names])
            low, high = interval(auc, values, lapsed, draws)
            least, most = interval(precision, values, lapsed, draws)
            yield (
                f"  {name:<27} AUC {auc(values, lapsed):.3f} [{low:.3f}, {high:.3f}]"
                f"   first {FIRST}: {precision(values, lapsed):.2f} [{least:.2f}, {most:.2f}]"
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; 0 also where no set is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=shared_data.folder(PUBLIC_SETS))
    parser.add_argument("--resamples", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    there = [one for one in SETS if (options.data / one.visits).exists() and (options.data / one.truth).exists()]
    if not there:
        print(f"Skipped: no sets of visits in {options.data}.")
    for one in there:
        for line in report(options.data, one, resamples=options.resamples, seed=options.seed):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
