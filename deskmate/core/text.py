"""Text as people type it: cleaned once on the way in, folded once for comparing."""

import re
import unicodedata

from deskmate.core.errors import InvalidInput

LINE_LIMIT = 500
NOTE_LIMIT = 20_000

# Letters that NFKD leaves whole although people search for them without the stroke (TR39-like, only the common ones)
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŋ": "n"}
)
# Bidirectional controls (UAX #9) can make a line read differently from what it says; a space of no width can make two
# names look like one. Joiners stay: Persian and many emoji are written with them
_UNSEEN = dict.fromkeys(
    [0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF], None
)
_WORD = re.compile(r"[^\W_]+")
_KEPT_CONTROLS = "\n\t"
_FIRST_MARK = "\u0300"  # no letter before it is a combining one


def clean(text: str) -> str:
    """The text in NFC, without controls, bidi overrides, unseen spaces and lone surrogates; line ends become \\n."""
    if text.isprintable():  # nothing of all that is in it: most of what comes in a large file
        if text.isascii():
            return text.strip()
        return unicodedata.normalize("NFC", text).strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSEEN)
    kept = (c for c in text if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def clean_line(text: str, *, what: str = "This", limit: int = LINE_LIMIT) -> str:
    """One line of cleaned text with single spaces; raises `InvalidInput` when it is longer than `limit` characters."""
    line = " ".join(clean(text).split())
    if len(line) > limit:
        raise InvalidInput(f"{what} is too long: {len(line):,} characters, at most {limit:,} fit.")
    return line


def clean_note(text: str, *, what: str = "The note") -> str:
    """Cleaned text of several lines; raises `InvalidInput` when it is longer than 20,000 characters."""
    note = clean(text)
    if len(note) > NOTE_LIMIT:
        raise InvalidInput(f"{what} is too long: {len(note):,} characters, at most {NOTE_LIMIT:,} fit.")
    return note


def fold(text: str) -> str:
    """The text as it is compared: case folded, accents and strokes removed ("Łukasz Ørsted" → "lukasz orsted")."""
    if text.isascii():  # the same answer without looking at every letter
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join([c for c in decomposed if c < _FIRST_MARK or not unicodedata.combining(c)])
    return unicodedata.normalize("NFC", bare.casefold().translate(_STROKES))


def words(text: str) -> list[str]:
    """The folded words of the text, in order; apostrophes and hyphens separate ("O'Brien" → "o", "brien")."""
    return _WORD.findall(fold(text))


def digits(text: str) -> str:
    """Only the decimal digits of the text, in ASCII ("٤٧" → "47")."""
    if text.isascii():
        bare = text.removeprefix("+")
        return bare if bare.isdecimal() else "".join(filter(str.isdecimal, text))
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
