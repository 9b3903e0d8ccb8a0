"""Word pieces: the base's tokenizer cut down to the pieces that notes can need."""

import json
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer


@dataclass(frozen=True)
class Coded:
    ids: list[int]
    offsets: list[tuple[int, int]]


# The base knows no emoji; each becomes words that it knows. The tokenizer keeps the offsets true.
FACES = {
    "very angry": "😡🤬😠👿😤",
    "unhappy": "😞😟😔☹🙁😒😕😣😖😫😩💔👎😾",
    "crying": "😢😭😿😥",
    "sick": "🤢🤮",
    "eye roll": "🙄😑",
    "happy": "😀😃😄😁😊🙂☺😇🥳🎉🤗😸🌟⭐✨💯🏆👏🙌💪",
    "love": "❤♥💕💖💗💙💚💛🧡💜🖤🤍💝💞💓😍🥰😘😻🫶",
    "thanks": "🙏💐",
    "good": "👍👌✅✔🆗",
    "laughing": "😂🤣😆😅",
    "hmm": "🤔🤨😬😐😶",
    "dead": "💀☠",
}


class Pieces:
    """Text to ids and character offsets."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.tokenizer = tokenizer

    def encode(self, text: str, longest: int) -> Coded:
        found = self.tokenizer.encode(text)
        ids, offsets = found.ids, found.offsets
        if len(ids) > longest:
            ids, offsets = [*ids[: longest - 1], ids[-1]], [*offsets[: longest - 1], offsets[-1]]
        return Coded(ids, offsets)


def cut_down(base: Path, texts: list[str], *, common: int = 16_000) -> tuple[str, list[int]]:
    """The tokenizer's JSON with fewer pieces, and which of the base's rows they are.

    Kept: the special pieces, every piece that `texts` use, and the `common` most frequent ones of English
    (the base's list is ordered by frequency) where they are Latin script, digits, punctuation or emoji.
    """
    spec = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    spec["padding"] = spec["truncation"] = None
    vocabulary: dict[str, int] = spec["model"]["vocab"]
    full = Tokenizer.from_str(json.dumps(spec))
    used = {i for found in full.encode_batch(texts) for i in found.ids}
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    keep = [vocabulary[s] for s in special]
    for piece, number in sorted(vocabulary.items(), key=lambda pair: pair[1]):
        plain = piece.removeprefix("##")
        latin = plain.isascii() and not piece.startswith("[")
        if number not in keep and (number in used or (latin and (number < common + 1996 or len(plain) == 1))):
            keep.append(number)
    faces = [
        {"type": "Replace", "pattern": {"String": face}, "content": f" {words} "}
        for words, many in FACES.items()
        for face in many
    ]
    spec["normalizer"] = {"type": "Sequence", "normalizers": [*faces, spec["normalizer"]]}
    names = {number: piece for piece, number in vocabulary.items()}
    spec["model"]["vocab"] = {names[number]: n for n, number in enumerate(keep)}
    spec["added_tokens"] = [{**t, "id": keep.index(t["id"])} for t in spec["added_tokens"] if t["id"] in keep]
    for section in _processors(spec):
        for token in section["special_tokens"].values():
            token["ids"] = [spec["model"]["vocab"][t] for t in token["tokens"]]
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":")), keep


def _processors(spec: dict) -> list[dict]:
    return [spec["post_processor"]] if "special_tokens" in (spec.get("post_processor") or {}) else []
