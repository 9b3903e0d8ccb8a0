"""Word pieces as BERT cuts them, with where each stands in the text; the reader's vocabulary is its own.

After Devlin et al., *BERT* (2019) and its published tokenisation: clean, drop accents, lower case, split at spaces and
punctuation, then the longest piece of the vocabulary again and again. Written out here because the usual library brings
a client for downloads along, which an offline program has no use for; `tests/core/sentiment/test_pieces.py` holds what
that library answered.
"""

import json
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

LONGEST_WORD = 100  # letters; longer ones are one unknown piece
UNKNOWN = "[UNK]"

Char = tuple[str, int, int]  # a letter of the cleaned text, and the span of the text it came from


class Pieces:
    """A vocabulary, and the words that stand for emoji; from a `tokenizer.json`."""

    def __init__(self, file: Path) -> None:
        """Read the vocabulary; raises OSError, ValueError or KeyError for a file that is missing or broken."""
        data = json.loads(file.read_text(encoding="utf-8"))
        self._vocabulary: dict[str, int] = data["model"]["vocab"]
        steps = data["normalizer"]["normalizers"]
        self._words = {step["pattern"]["String"]: step["content"] for step in steps if step["type"] == "Replace"}
        self._cut = lru_cache(maxsize=20_000)(self._cut_word)

    def encode(self, text: str) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
        """The pieces' numbers, and the (start, end) of each in `text`."""
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        for word in _words(self._cleaned(text)):
            for number, first, last in self._cut("".join(letter for letter, _, _ in word)):
                ids.append(number)
                offsets.append((word[first][1], word[last - 1][2]))
        return tuple(ids), tuple(offsets)

    def _cleaned(self, text: str) -> Iterator[Char]:
        for place, sign in enumerate(text):
            for letter in self._words.get(sign, sign):
                for clean in _letters(letter):
                    yield clean, place, place + 1

    def _cut_word(self, word: str) -> tuple[tuple[int, int, int], ...]:
        """(number, first, behind the last) of each piece; a word that can't be cut is one unknown piece."""
        unknown = ((self._vocabulary[UNKNOWN], 0, len(word)),)
        if len(word) > LONGEST_WORD:
            return unknown
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._vocabulary.get(word[start:end] if start == 0 else f"##{word[start:end]}")
                if number is not None:
                    found.append((number, start, end))
                    start = end
                    break
            else:
                return unknown
        return tuple(found)


@lru_cache(maxsize=4_000)
def _letters(sign: str) -> str:
    """What is left of one sign: nothing of controls and accents, spaces around ideographs, lower case."""
    if sign in "\t\n\r" or sign.isspace():
        return " "
    if sign == "\ufffd" or unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs"):
        return ""
    if _is_ideograph(ord(sign)):
        return f" {sign} "
    bare = "".join(c for c in unicodedata.normalize("NFD", sign) if unicodedata.category(c) != "Mn")
    return bare.lower()


def _words(letters: Iterator[Char]) -> Iterator[list[Char]]:
    word: list[Char] = []
    for char in letters:
        space, mark = char[0] == " ", _is_mark(char[0])
        if (space or mark) and word:
            yield word
            word = []
        if mark:
            yield [char]
        elif not space:
            word.append(char)
    if word:
        yield word


@lru_cache(maxsize=4_000)
def _is_mark(letter: str) -> bool:
    ascii_mark = "!" <= letter <= "/" or ":" <= letter <= "@" or "[" <= letter <= "`" or "{" <= letter <= "~"
    return ascii_mark or unicodedata.category(letter).startswith("P")


def _is_ideograph(code: int) -> bool:
    return (
        0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x2CEAF
        or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F
    )  # fmt: skip
