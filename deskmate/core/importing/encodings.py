"""Which characters a file's bytes mean: certain for Unicode, otherwise a reasoned guess that asks."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from deskmate.core.errors import FileProblem

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = (
    "cp1252", "cp1250", "cp1251", "cp932", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp949", "gb18030", "big5",
    "euc_jp", "koi8_r", "cp866", "mac_roman", "cp850",
)  # fmt: skip
_BY_REGION = {
    "JP": "cp932", "CN": "gb18030", "TW": "big5", "HK": "big5", "KR": "cp949", "GR": "cp1253", "CY": "cp1253",
    "TR": "cp1254", "IL": "cp1255", "RU": "cp1251", "UA": "cp1251", "BG": "cp1251", "RS": "cp1250", "PL": "cp1250",
    "CZ": "cp1250", "SK": "cp1250", "HU": "cp1250", "RO": "cp1250", "SI": "cp1250", "HR": "cp1250", "EG": "cp1256",
    "SA": "cp1256", "AE": "cp1256", "IR": "cp1256", "LT": "cp1257", "LV": "cp1257", "EE": "cp1257",
}  # fmt: skip
# the first bytes of what people use every day: kana and signs, and the first level of the standard's characters
_COMMON_LEADS = {
    "cp932": ((0x81, 0x83), (0x88, 0x98)),
    "euc_jp": ((0xA1, 0xA5), (0xB0, 0xCF)),
    "gb18030": ((0xA1, 0xA3), (0xB0, 0xD7)),
    "big5": ((0xA1, 0xC6),),
    "cp949": ((0xA1, 0xA3), (0xB0, 0xC8)),
}
# what a country's older computers wrote
_OLDER_BY_REGION = {"JP": ("euc_jp",), "RU": ("koi8_r", "cp866"), "UA": ("cp866",), "BG": ("cp866",)}
_VOWELS = {
    "cp1253": ("ά", "ώ", frozenset("αεηιουωάέήίόύώ")),
    "cp1251": ("а", "ё", frozenset("аеиоуыэюяёіїє")),
    "koi8_r": ("а", "ё", frozenset("аеиоуыэюяёіїє")),
    "cp866": ("а", "ё", frozenset("аеиоуыэюяёіїє")),
}
_CYRILLIC = frozenset({"koi8_r", "cp1251", "cp866"})
_LATIN = frozenset({"cp1250", "cp1252"})
_SAMPLE = 60_000
_SURE = 0.75
_NEAR = 0.25  # how much less plausible a reading may be and still be offered as another one
_LONGEST_LINE = 20_000
_NARROW_KANA = re.compile("[\uff61-\uff9f]{2,}")
_DOUBLED = re.compile("[ÃÂÄÅÐÑâ][\x80-¿‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]")
_MIXED = "Some lines of this file use other characters than the rest; look whether their accents read right."
_TWICE = "Accents had been turned into two signs each (“Ã¼” for “ü”) before this file was saved; they were put right."
# the letters that the everyday spelling of Latin languages needs; anything rarer counts less
_EVERYDAY = frozenset("äöüßÄÖÜéèàçñáíóúê")
_COMMON = frozenset("äöüßéèêëàâçîïôûùúíóáñÄÖÜÉÈÀÇÑÁÍÓÚãõåæøÅÆØœšžčřěůýńłśćżźąęőűşğıțșâîŠŽ’‘“”–—…€°«»¿¡·ºª")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, the encoding used, and the other readings worth showing when it is not certain.

    `note` is what a person should know of it; `redone` says that the text is not what the bytes alone say.
    """

    text: str
    encoding: str
    sure: bool
    alternatives: tuple[tuple[str, str], ...] = ()
    note: str = ""
    redone: bool = False


def decode(data: bytes, *, encoding: str | None = None, region: str = "") -> Decoded:
    """The file's text; asks (`sure` is False, with other readings) where the bytes do not settle it.

    Raises FileProblem when a given encoding is unknown.
    """
    if encoding:
        return Decoded(_forced(data, encoding), encoding, True)
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Decoded(_tidy(data.decode(name, "replace")), name, True)
    if name := _unmarked_utf16(data):
        return Decoded(_tidy(data.decode(name, "replace")), name, True)
    if data.find(b"\x1b$") >= 0 and (text := _try(data, "iso2022_jp")) is not None:
        return Decoded(_tidy(text), "iso2022_jp", True)
    if (text := _try(data, "utf-8")) is not None:
        once = _undoubled(text)
        return Decoded(_tidy(once or text), "utf-8", True, note=_TWICE if once else "", redone=bool(once))
    return _mixed(data, region) or _guess(data, region)


def _forced(data: bytes, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        return _tidy(data.decode(name, "replace"))
    except (LookupError, ValueError, UnicodeError, TypeError) as error:
        raise FileProblem(f"There is no character set called “{encoding[:40]}”.") from error


def _tidy(text: str) -> str:
    return text.replace("\ufeff", "").replace("\x00", "")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, ValueError):
        return None


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark shows as a zero in every second byte of its Latin text."""
    head = data[:4_000]
    head = head[: len(head) // 2 * 2]
    if len(head) < 8:
        return ""
    zeros_even, zeros_odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if zeros_odd > half * 0.4 and zeros_even < half * 0.05:
        return "utf-16-le"
    if zeros_even > half * 0.4 and zeros_odd < half * 0.05:
        return "utf-16-be"
    return ""


def _undoubled(text: str) -> str:
    """The text of a file whose UTF-8 was read as Windows-1252 and saved as UTF-8 again; empty for any other."""
    if _DOUBLED.search(text) is None:
        return ""
    try:
        return text.removeprefix("\ufeff").translate(_western()).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""


@lru_cache(maxsize=1)
def _western() -> dict[int, int]:
    """The byte of each sign of Windows-1252; the five bytes without a sign stand for themselves."""
    return {ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)): byte for byte in range(0x80, 0xA0)}


def _mixed(data: bytes, region: str) -> Decoded | None:
    """A file put together of lines in UTF-8 and lines in an older character set; None for one that is in one of them.

    One broken byte in a file of UTF-8 is such a line too, and must not turn all accents into rubbish.
    """
    lines = data.splitlines(keepends=True)
    broken = [line for line in lines if _try(line, "utf-8") is None]
    whole = sum(1 for line in lines if not line.isascii()) - len(broken)
    read = data.decode("utf-8", "replace")
    bad = read.count("\ufffd")
    good = sum(1 for char in read if char > "\x7f") - bad
    if not (good > 1 and whole * 3 >= len(broken)) and not (good > 4 and bad * 10 < good):
        return None
    older = _scored(_telling_lines(b"".join(broken)), region)
    fallback = older[0][1] if older else "cp1252"
    text = "".join(_try(line, "utf-8") or _patched(line, fallback) for line in lines)
    return Decoded(_tidy(text), "utf-8", True, note=_MIXED)


def _patched(line: bytes, fallback: str) -> str:
    """A line that is no UTF-8: in the older character set, or only its broken bytes where the rest is UTF-8."""
    ignoring = line.decode("utf-8", "ignore")
    if ignoring.isascii() and (text := _try(line, fallback)) is not None:
        return text
    if len(line) > _LONGEST_LINE:
        return line.decode("utf-8", "replace")
    pieces: list[str] = []
    while True:
        try:
            return "".join([*pieces, line.decode("utf-8")])
        except UnicodeDecodeError as error:
            pieces += [line[: error.start].decode("utf-8"), line[error.start : error.end].decode("cp1252", "replace")]
            line = line[error.end :]


def _scored(sample: bytes, region: str) -> list[tuple[float, str, str]]:
    """How plausible each character set is: (score, name, reading), the best first."""
    favourite, more = _BY_REGION.get(region.upper(), "cp1252"), 0.1 if region else 0.06
    likelier = {favourite: more, **dict.fromkeys(_OLDER_BY_REGION.get(region.upper(), ()), more / 2)}
    found = [
        (_plausibility(text, name, likely=name in likelier) + likelier.get(name, 0.0), name, text)
        for name in _CANDIDATES
        if (text := _try(sample, name)) is not None
    ]
    return sorted(found, key=lambda one: -one[0])


def _guess(data: bytes, region: str) -> Decoded:
    sample = _telling_lines(data)
    scored = _scored(sample, region)
    best = scored[0][1] if scored else "cp1252"
    readings: dict[str, str] = {}  # character sets that read the same are one answer
    for _score, name, text in scored:
        readings.setdefault(text, name)
    others = list(readings.values())[:4] or [best]
    near = {text for score, _name, text in scored if score > scored[0][0] - _NEAR}
    # umlauts are the same letters in western and central Europe, so there is nothing to ask
    alike = {name for _score, name, text in scored if text in near}
    sure = len(near) == 1 and scored[0][0] >= _SURE and alike >= _LATIN
    telling = _differing(sample, others)
    shown = tuple((name, _preview(telling, name)) for name in others)
    return Decoded(_tidy(data.decode(best, "replace")), best, sure, shown)


def _differing(sample: bytes, names: list[str]) -> bytes:
    """The lines that do not read the same in all of these character sets."""
    lines = sample.splitlines(keepends=True)
    told = [line for line in lines[:200] if len({line.decode(name, "replace") for name in names}) > 1]
    return b"".join(told) or sample


def _telling_lines(data: bytes) -> bytes:
    """The lines that hold other than plain ASCII, as far as a sample goes: only they can tell."""
    picked: list[bytes] = []
    size = 0
    for match in re.finditer(rb"[^\r\n]*[\x80-\xff][^\r\n]*[\r\n]*", data):
        picked.append(match[0][:2_000])
        size += len(picked[-1])
        if size > _SAMPLE:
            break
    return b"".join(picked)


def _preview(sample: bytes, encoding: str) -> str:
    return _tidy(sample[:600].decode(encoding, "replace")).strip()[:160]


def _plausibility(text: str, encoding: str, *, likely: bool) -> float:
    """0…1: how much the text looks like something people write, judged by its non-ASCII characters alone."""
    around = zip("  " + text, " " + text, text, text[1:] + " ", strict=False)
    high = [four for four in around if four[2] > "\x7f"]
    if not high:
        return 0.0
    points = sum(_point(*four) for four in high) / len(high)
    if encoding in _COMMON_LEADS:
        points *= _east_asian(text, encoding, likely=likely)
    elif encoding in _CYRILLIC and (cyrillic := [(b, c) for _e, b, c, _a in high if "Ѐ" <= c <= "ӿ"]):
        # the wrong one of the two shows capitals where small letters belong
        points *= 0.55 + 0.45 * sum(1 for b, c in cyrillic if c.islower() or not b.isalpha()) / len(cyrillic)
    elif encoding in ("mac_roman", "cp850"):
        points *= 0.83 + 0.04 * sum(1 for _e, _b, c, _a in high if c in _EVERYDAY) / len(high)
    if encoding in _VOWELS:
        points *= _spoken(text, encoding)
    return max(0.0, min(1.0, points))


def _spoken(text: str, encoding: str) -> float:
    """1 where as many letters are vowels as in speech; less where Cyrillic bytes only look like Greek, or so."""
    first, last, vowels = _VOWELS[encoding]
    letters = [letter for letter in text.casefold() if first <= letter <= last]
    share = sum(1 for letter in letters if letter in vowels) / len(letters) if letters else 0.0
    return 1.0 if 0.27 <= share <= 0.65 or len(letters) < 4 else 0.6


def _point(earlier: str, before: str, char: str, after: str) -> float:
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cn", "Co", "Cs") or char == "\ufffd":
        return -1.0
    if kind[0] != "L" or char in "ºª":  # the ordinals, which are letters to Unicode
        price = char == "£" and not (before.isalpha() or after.isalpha())
        return 0.9 if char in _COMMON or price else 0.1
    if char.isupper() and before.islower():
        return 0.0
    if "LATIN" not in unicodedata.name(char, ""):
        return 0.0 if _is_latin(before) or _is_latin(after) else 0.95
    if before > "\x7f" and before.isalpha():
        # accented letters seldom stand side by side, and never three of them
        pair = char in _COMMON and before in _COMMON and not (earlier > "\x7f" and earlier.isalpha())
        return 0.75 if pair else 0.3
    return 0.95 if char in _COMMON else 0.45


def _is_latin(char: str) -> bool:
    return char.isalpha() and "LATIN" in unicodedata.name(char, "")


def _east_asian(text: str, encoding: str, *, likely: bool) -> float:
    """How much of the text uses the everyday part of its character set: kana, and the first level of characters."""
    common = total = kana = 0.0
    # kana of half the width come in rows; a single one is an accented letter misread
    for character in _NARROW_KANA.sub("", text):
        if character <= "\x7f":
            continue
        total += 1
        code = character.encode(encoding, "replace")
        if len(code) == 2 and any(first <= code[0] <= last for first, last in _COMMON_LEADS[encoding]):
            common += encoding in ("cp932", "big5") or code[1] >= 0xA1
            kana += "\u3040" <= character <= "\u30ff"
    if not total or (encoding == "euc_jp" and not likely and kana < total / 10):
        return 0.0
    return min(1.0, (common / total) ** 2)
