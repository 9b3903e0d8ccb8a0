"""The trained reader loads late, reads the same in any batch, and says so in one sentence where it can't load."""

import subprocess
import sys
from pathlib import Path

import pytest

from deskmate import paths
from deskmate.core.sentiment import reader

TEXTS = [
    "Waited two hours and left without the order",
    "picked up the parcel",
    "so happy with the cake, hugged me",
    "ok",
]


def test_a_batch_changes_nothing() -> None:
    loaded = reader.load()
    together = loaded.run([loaded.encode(t) for t in TEXTS])
    for text, window in zip(TEXTS, together, strict=True):
        (alone,) = loaded.run([loaded.encode(text)])
        assert alone.label == pytest.approx(window.label, abs=1e-4)


def test_answers_come_in_the_order_given() -> None:
    loaded = reader.load()
    lengths = [len(w.pieces) for w in loaded.run([loaded.encode(t) for t in TEXTS])]
    assert lengths == [len(loaded.encode(t).ids) for t in TEXTS]


def test_pieces_say_where_in_the_text_they_are() -> None:
    text = "Zürich's café 😡 bill"
    pieces = reader.load().encode(text)
    assert text[pieces.offsets[0][0] : pieces.offsets[-1][1]] == text


@pytest.mark.parametrize("broken", ["nothing", "model", "tokenizer"])
def test_what_cannot_be_loaded_says_so(tmp_path: Path, broken: str) -> None:
    whole = paths.resources() / "reader"
    if broken != "nothing":
        (tmp_path / "tokenizer.json").write_bytes((whole / "tokenizer.json").read_bytes())
        (tmp_path / "model.onnx").write_bytes((whole / "model.onnx").read_bytes()[:1000])
    if broken == "tokenizer":
        (tmp_path / "tokenizer.json").write_text("{", encoding="utf-8")
    with pytest.raises(reader.ReaderMissing, match="word lists alone"):
        reader.Reader(tmp_path)


def test_nothing_heavy_is_imported_before_a_note_is_read() -> None:
    code = (
        "import sys, deskmate.core.sentiment as s;"
        "heavy = {'numpy', 'onnxruntime', 'tokenizers', 'vaderSentiment'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_model_is_small_enough_to_ship() -> None:
    size = sum(p.stat().st_size for p in (paths.resources() / "reader").iterdir())
    assert size < 25_000_000
