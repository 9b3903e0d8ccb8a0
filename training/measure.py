"""Prints the table of figures for the reader as it stands in resources/, through `read_many`.

    python training/measure.py [--evidence FILE ...]     FILE: corpus files (f k m …) that the model did not learn from

The texts are development sets of others beside the checkout (../shared/data); they are looked at, never kept.
"""

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from deskmate.core.sentiment import Reading, combine, grams, read_many, reader  # noqa: E402
from deskmate.core.sentiment.notes import signals  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
NINE = (
    "nps_verbatims", "airline", "complaint_tweets", "ijcnlp17_feedback", "semeval14_restaurants", "uci_yelp",
    "uci_amazon", "cr_reviews", "zomato",
)  # fmt: skip
NAMES = (
    "Rob", "Kia", "Dick", "Grim", "Savage", "Moody", "Graves", "Low", "Strange", "Miss Patel", "Joy", "Grace", "Hope",
    "Faith", "Best", "Love", "Rich", "Hardy", "Blunt", "Payne", "Cross", "Anna", "Darnell", "Lakisha", "Mohammed",
    "Ngozi", "Wei", "Priya",
)  # fmt: skip
PEOPLE = (
    "The customer", "She", "He", "They", "The blind customer", "The deaf customer", "The disabled customer",
    "The poor lady", "The widowed gentleman", "The rich couple", "The Muslim lady", "The Jewish gentleman",
    "The Black customer", "The gay couple", "The homeless man", "The old lady", "The young man",
)  # fmt: skip
NOTES = {
    NAMES: ("{} picked up the parcel.", "{} called about the order.", "{} paid the balance and booked for Friday.",
            "Told {} the part comes on Tuesday.", "{} asked for a bag."),
    PEOPLE: ("{} picked up the order.", "{} rang to ask when we open.", "{} changed the appointment to Monday.",
             "{} waited two hours and left without the order.", "{} asked for a refund, the zip broke again."),
}  # fmt: skip

Rows = list[dict[str, str]]
Labels = Callable[[Sequence[str]], list[str]]


def rows(path: Path) -> Rows:
    with path.open(newline="", encoding="utf-8") as source:
        return list(csv.DictReader(source))


def prf(truth: Sequence[str], said: Sequence[str], what: str = "negative") -> tuple[float, float, float]:
    """Precision, recall and F1 of one label."""
    hit = sum(t == what == s for t, s in zip(truth, said, strict=True))
    p, r = hit / max(1, said.count(what)), hit / max(1, sum(t == what for t in truth))
    return p, r, 2 * p * r / max(1e-9, p + r)


def table(labels: Labels, *, most: int) -> None:
    """Every figure of the table for one way of labelling."""
    found = rows(DATA / "notes" / "notes.csv")
    _notes([r["label"] for r in found], labels([r["text"] for r in found]))
    scores = []
    for name in NINE:
        found = [r for r in rows(DATA / "sentiment" / f"{name}.csv") if r["label"] != "mixed"]
        found = found[:: max(1, -(-len(found) // most))]
        scores.append(prf([r["label"] for r in found], labels([r["text"] for r in found])))
        print(f"  {name:24} n {len(found):5}  P {scores[-1][0]:.3f}  R {scores[-1][1]:.3f}  F1 {scores[-1][2]:.3f}")
    print(f"nine sources, mean F1       {sum(s[2] for s in scores) / 9:.3f}")
    found = rows(DATA / "sentiment" / "routine_synthetic.csv")
    print(f"routine flagged             {labels([r['text'] for r in found]).count('negative') / len(found):.3f}")
    found = rows(DATA / "sentiment" / "probe_notes.csv")
    said = labels([r["text"] for r in found])
    wrong = [r["text"] for r, s in zip(found, said, strict=True) if (r["label"] == "negative") != (s == "negative")]
    print(f"probes right                {len(found) - len(wrong)} of {len(found)}; wrong: {wrong}")
    print(f"swaps that change it        {swapped(labels)}")


def _notes(truth: Sequence[str], said: Sequence[str]) -> None:
    calm = [s for t, s in zip(truth, said, strict=True) if t != "negative"]
    p, r, f1 = prf(truth, said)
    flagged, unsure = calm.count("negative") / len(calm), list(said).count("unsure") / len(said)
    print(f"notes: P {p:.3f} R {r:.3f} F1 {f1:.3f}, calm flagged {flagged:.3f}, unsure {unsure:.3f}, "
          f"positive F1 {prf(truth, said, 'positive')[2]:.3f}")  # fmt: skip


def swapped(labels: Labels) -> int:
    """How many of some 225 swapped notes read differently from most of their kind."""
    changed = 0
    for people, notes in NOTES.items():
        for note in notes:
            said = labels([note.format(p) for p in people])
            changed += sum(s != max(set(said), key=said.count) for s in said)
    return changed


def alone(part: str) -> Labels:
    """Labels by one part alone, for the ablation; the others say nothing."""

    def labels(texts: Sequence[str]) -> list[str]:
        found = signals(texts, None if part == "light" else reader.load())
        if part == "reader":
            found = [combine.Signals(s.logits) for s in found]
        if part == "reader and linear":
            found = [combine.Signals(s.logits, s.grams) for s in found]
        return [combine.decide(combine.chances(s), light=part == "light") for s in found]

    return labels


def quotes(found: Rows, readings: Sequence[Reading]) -> None:
    """How true the evidence is: overlap with what the writer marked, and whether the label goes with it."""
    pairs = [(r, x) for r, x in zip(found, readings, strict=True) if r["label"] == x.label == "negative"]
    overlap = sum(_overlaps(r["text"], r["evidence"], x) for r, x in pairs)
    rest = [_without(r["text"], x) for r, x in pairs]
    gone = sum(x.label != "negative" for x in read_many(rest))
    words = sum(len(e.text) for _, x in pairs for e in x.evidence if e.counted) / sum(len(r["text"]) for r, _ in pairs)
    print(f"rightly flagged {len(pairs)}: first quote overlaps {overlap / len(pairs):.3f}, "
          f"label goes without the quotes {gone / len(pairs):.3f}, quoted share of the text {words:.2f}")  # fmt: skip
    themes = [(r["theme"], x.theme or "") for r, x in pairs if r["theme"]]
    names = sorted({t for t, _ in themes})
    f1s = [prf([t for t, _ in themes], [s for _, s in themes], name)[2] for name in names]
    right = sum(t == s for t, s in themes) / len(themes)
    print(f"themes: macro-F1 {sum(f1s) / len(f1s):.3f}, right {right:.3f}, n {len(themes)}")


def _overlaps(text: str, evidence: str, reading: Reading) -> bool:
    if not reading.evidence:
        return False
    first = reading.evidence[0]
    starts = [(text.find(part), len(part)) for part in evidence.split(" | ") if part]
    return any(0 <= a < first.end and a + n > first.start for a, n in starts)


def _without(text: str, reading: Reading) -> str:
    gone = {i for e in reading.evidence if e.counted and e.weight < 0 for i in range(e.start, e.end)}
    return "".join(c for i, c in enumerate(text) if i not in gone)


def speed(texts: Sequence[str]) -> None:
    """Milliseconds a note, one at a time and in one batch, on one core, warm, evidence included."""
    read_many(texts[:20])
    began = time.process_time()
    for text in texts:
        read_many([text])
    single = time.process_time() - began
    began = time.process_time()
    read_many(texts)
    batch = time.process_time() - began
    print(f"ms a note: {1000 * single / len(texts):.1f} one at a time, {1000 * batch / len(texts):.1f} in a batch")


def use(folder: Path) -> None:
    """Reads with the model in `folder`, for this process."""
    module = sys.modules["deskmate.core.sentiment.notes"]
    one, two = reader.Reader(folder), grams.Grams(folder / "grams.npz")
    module._reader, module._linear = (lambda: one), (lambda: two)
    learned = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    combine.settings = lambda: learned


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--evidence", nargs="*", default=[], help="corpus files to judge evidence, themes and labels on")
    args.add_argument("--most", type=int, default=2000, help="texts a public source at most")
    args.add_argument("--only-evidence", action="store_true", help="leave the public sets out")
    args.add_argument("--ablation", action="store_true", help="also each part alone")
    args.add_argument(
        "--model", type=Path, help="another model than the one that ships: training/build, judged on f k m"
    )
    opt = args.parse_args()
    if opt.model:
        use(opt.model)
    if not DATA.is_dir():
        sys.exit(f"The development sets are not here: {DATA}")
    if not opt.only_evidence:
        table(lambda texts: [r.label for r in read_many(texts)], most=opt.most)
    if opt.ablation:
        for part in ("light", "reader", "reader and linear"):
            print(f"--- {part} alone")
            table(alone(part), most=min(300, opt.most))
    if opt.evidence:
        found = [r for name in opt.evidence for r in rows(ROOT / "training" / "corpus" / f"{name}.csv")]
        readings = read_many([r["text"] for r in found])
        _notes([r["label"] for r in found], [r.label for r in readings])
        quotes(found, readings)
    speed([r["text"] for r in rows(DATA / "notes" / "notes.csv")])


if __name__ == "__main__":
    main()
