"""A text while it is being masked: its words, what replaces them, and the way back to the typed characters."""

import re
from dataclasses import dataclass, field

from deskmate.core.sentiment import lists

_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-/][^\W\d_]+)*['’]?(?<=[^\W\d_])|\d+(?:[.,:]\d+)*")
_SENTENCE_END = frozenset('.!?;:\n"“”()[]–—…•*|/')


@dataclass(frozen=True)
class Word:
    """One word or number: its place, its folded form, whether it opens a sentence or stands close to the last."""

    start: int
    end: int
    low: str
    capital: bool
    opens: bool
    close: bool


@dataclass(frozen=True)
class Masked:
    """A text with what must not matter replaced, and where each piece of it came from.

    `spans` holds `(masked_start, masked_end, start, end)` for every piece, kept or replaced, in order and without gaps
    in either text.
    """

    text: str
    spans: tuple[tuple[int, int, int, int], ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The typed characters that `text[start:end]` stands for; replaced pieces count as a whole."""
        hit = [s for s in self.spans if s[0] < end and s[1] > start]
        if not hit:
            return (self.spans[-1][3], self.spans[-1][3]) if self.spans else (0, 0)
        return _inside(hit[0], start, first=True), _inside(hit[-1], end, first=False)

    def masked(self, start: int, end: int) -> tuple[int, int]:
        """Where the typed characters `start` to `end` are in the masked text."""
        turned = Masked("", tuple((c, d, a, b) for a, b, c, d in self.spans))
        return turned.original(start, end)


def _inside(span: tuple[int, int, int, int], at: int, *, first: bool) -> int:
    masked_start, masked_end, start, end = span
    if masked_end - masked_start == end - start:
        return min(max(start + at - masked_start, start), end)
    return start if first else end


@dataclass
class Draft:
    """The words of `text` and the replacements decided so far (by index of the word they begin at)."""

    text: str
    words: list[Word] = field(default_factory=list)
    taken: list[bool] = field(default_factory=list)
    changes: list[tuple[int, int, str]] = field(default_factory=list)
    shouted: bool = False

    def __post_init__(self) -> None:
        folded = lists.fold(self.text)
        before = 0
        for match in _TOKEN.finditer(self.text):
            gap = self.text[before : match.start()]
            opens = not self.words or any(c in _SENTENCE_END for c in gap) or gap.strip(" ") in {"-", "--"}
            close = bool(self.words) and ((gap.isspace() and "\n" not in gap) or gap in {". ", "."})
            start, end = match.span()
            first = self.text[start]
            self.words.append(Word(start, end, folded[start:end], first.isupper() or first.istitle(), opens, close))
            before = match.end()
        self.taken = [False] * len(self.words)
        letters = [w for w in self.words if w.low[:1].isalpha() and w.end - w.start > 1]
        loud = sum(self.text[w.start : w.end].isupper() for w in letters)
        self.shouted = loud * 2 > len(letters) and loud > 2

    def replace(self, first: int, last: int, by: str) -> None:
        """Words `first` to `last` (both included) read `by` from now on, unless one of them was replaced before."""
        if any(self.taken[first : last + 1]):
            return
        self.taken[first : last + 1] = [True] * (last - first + 1)
        self.changes.append((self.words[first].start, self.words[last].end, by))

    def low(self, index: int) -> str:
        """The folded word at `index`, or "" beside the text."""
        return self.words[index].low if 0 <= index < len(self.words) else ""

    def free(self, index: int) -> bool:
        """Whether there is a word at `index` that nothing has replaced yet."""
        return 0 <= index < len(self.words) and not self.taken[index]

    def follows(self, index: int) -> bool:
        """Whether the word at `index` stands right behind the one before, with nothing but space between."""
        return 0 < index < len(self.words) and self.words[index].close and not self.words[index].opens

    def render(self) -> Masked:
        """The masked text with the way back."""
        pieces: list[str] = []
        spans: list[tuple[int, int, int, int]] = []
        at = masked_at = 0
        for start, end, by in _joined(self.text, sorted(self.changes)):
            for piece, a, b in ((self.text[at:start], at, start), (by, start, end)):
                if a < b:
                    pieces.append(piece)
                    spans.append((masked_at, masked_at + len(piece), a, b))
                    masked_at += len(piece)
            at = end
        if at < len(self.text):
            spans.append((masked_at, masked_at + len(self.text) - at, at, len(self.text)))
            pieces.append(self.text[at:])
        return Masked("".join(pieces), tuple(spans))


_BETWEEN = re.compile(r"\s*(?:&|\+|\b(?:and|or|n)\b|/)?\s*", re.IGNORECASE)


def _joined(text: str, changes: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Replacements by the same word that stand side by side, or joined by "and", become one."""
    out: list[tuple[int, int, str]] = []
    for start, end, by in changes:
        if out and by and out[-1][2] == by and _BETWEEN.fullmatch(text, out[-1][1], start):
            out[-1] = (out[-1][0], end, by)
        else:
            out.append((start, end, by))
    return out
