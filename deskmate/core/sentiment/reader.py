"""The trained reader: a small transformer that was taught on staff notes, run by onnxruntime on one thread.

Nothing heavy is imported and nothing is loaded before the first note is read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deskmate import paths
from deskmate.core.errors import DeskmateError
from deskmate.core.sentiment.pieces import Pieces

if TYPE_CHECKING:
    import numpy as np

LONGEST = 96  # word pieces in one pass; longer texts are read in windows
MOST_PIECES = 768  # in one batch, padding included: bounds memory, and short notes are not padded to long ones


class ReaderMissing(DeskmateError):
    """The trained reader could not be loaded; the words and events still work."""


@dataclass(frozen=True)
class Window:
    """What the model says of one window: three logits, ten theme logits, and (start, end, unhappy, happy) a piece."""

    label: tuple[float, float, float]
    theme: tuple[float, ...]
    pieces: tuple[tuple[int, int, float, float], ...]


@dataclass(frozen=True)
class Encoded:
    """Word pieces of a text: their numbers, and where in the text each begins and ends."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


class Reader:
    """A loaded model. Two threads may use one reader."""

    def __init__(self, folder: Path) -> None:
        """Load `model.onnx` and `tokenizer.json` from `folder`; raises ReaderMissing in one sentence."""
        try:
            import numpy
            import onnxruntime

            self._numpy = numpy
            self._pieces = Pieces(folder / "tokenizer.json")
            options = onnxruntime.SessionOptions()
            # one thread: the window and the clock need the other core
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # a broken file, a missing library and a foreign processor all mean the same here
            raise ReaderMissing(
                "The note reader could not be loaded, so notes are read by word lists alone."
            ) from error

    def encode(self, text: str) -> Encoded:
        """The word pieces of `text`, without the marks for start and end."""
        return Encoded(*self._pieces.encode(text))

    def run(self, texts: Sequence[Encoded]) -> list[Window]:
        """What the model says of each (cut after `LONGEST` pieces), in the order given; the batch changes nothing."""
        answers: list[Window | None] = [None] * len(texts)
        for group in _groups([len(t.ids) for t in texts]):
            for index, window in zip(group, self._run([texts[i] for i in group]), strict=True):
                answers[index] = window
        return [a for a in answers if a is not None]

    def _run(self, texts: Sequence[Encoded]) -> Iterator[Window]:
        label, theme, pieces = self._session.run(["label", "theme", "tokens"], {"ids": self._table(texts)})
        for row, text in enumerate(texts):
            offsets = text.offsets[:LONGEST]
            marks = pieces[row, 1 : len(offsets) + 1].tolist()
            spans = tuple((a, b, sad, glad) for (a, b), (sad, glad) in zip(offsets, marks, strict=True))
            sad, calm, glad = label[row].tolist()
            yield Window((sad, calm, glad), tuple(theme[row].tolist()), spans)

    def _table(self, texts: Sequence[Encoded]) -> "np.ndarray[Any, Any]":
        longest = min(max(len(t.ids) for t in texts), LONGEST)
        table = self._numpy.zeros((len(texts), longest + 2), dtype=self._numpy.int64)
        for row, text in enumerate(texts):
            ids = text.ids[:LONGEST]
            table[row, 0] = _START
            table[row, 1 : len(ids) + 1] = ids
            table[row, len(ids) + 1] = _END
        return table


_START, _END = 2, 3


def _groups(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes in batches of like length, none over MOST_PIECES with its padding."""
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    group: list[int] = []
    for index in order:
        width = min(lengths[index], LONGEST) + 2
        if group and width * (len(group) + 1) > MOST_PIECES:
            yield group
            group = []
        group.append(index)
    if group:
        yield group


@lru_cache(maxsize=1)
def load() -> Reader:
    """The reader that comes with Deskmate, loaded when first asked for; raises ReaderMissing."""
    return Reader(paths.resources() / "reader")
