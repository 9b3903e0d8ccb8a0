"""Which characters a file's bytes mean: certain for Unicode, otherwise a reasoned guess that asks."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

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
    "euc_jp", "koi8_r", "mac_roman", "cp850",
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
_VOWELS = {
    "cp1253": ("ά", "ώ", frozenset("αεηιουωάέήίόύώ")),
    "cp1251": ("а", "ё", frozenset("аеиоуыэюяёіїє")),
    "koi8_r": ("а", "ё", frozenset("аеиоуыэюяёіїє")),
}
_SAMPLE = 60_000
_SURE = 0.75
# the letters that the everyday spelling of Latin languages needs; anything rarer counts less
_COMMON = frozenset("äöüßéèêëàâçîïôûùúíóáñÄÖÜÉÈÀÇÑÁÍÓÚãõåæøÅÆØœšžčřěůýńłśćżźąęőűşğıțșâî’‘“”–—…€°«»¿¡·º")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, the encoding used, and the other readings worth showing when it is not certain."""

    text: str
    encoding: str
    sure: bool
    alternatives: tuple[tuple[str, str], ...] = ()


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
        return Decoded(_tidy(text), "utf-8", True)
    return _guess(data, region)


def _forced(data: bytes, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        return _tidy(data.decode(name, "replace"))
    except (LookupError, ValueError, UnicodeError, TypeError) as error:
        raise FileProblem(f"There is no character set called “{encoding[:40]}”.") from error


def _tidy(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\x00", "")


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


def _guess(data: bytes, region: str) -> Decoded:
    sample = _telling_lines(data)
    mostly_utf8 = _mostly_utf8(sample)
    favourite = _BY_REGION.get(region.upper(), "cp1252")
    scored: list[tuple[float, str]] = []
    for name in _CANDIDATES:
        text = _try(sample, name)
        if text is not None:
            scored.append((_plausibility(text, name) + (0.06 if name == favourite else 0.0), name))
    if mostly_utf8:
        scored.append((0.97, "utf-8"))
    scored.sort(key=lambda pair: -pair[0])
    best = scored[0][1] if scored else "cp1252"
    sure = bool(scored) and scored[0][0] >= _SURE and (len(scored) < 2 or scored[0][0] - scored[1][0] > 0.25)
    others = tuple((name, _preview(sample, name)) for _score, name in scored[:4])
    text = data.decode(best, "replace")
    return Decoded(_tidy(text), best, sure and best == "utf-8", others or ((best, _preview(sample, best)),))


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


def _mostly_utf8(sample: bytes) -> bool:
    """One broken byte in a UTF-8 file must not turn every umlaut into rubbish."""
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    return good > 4 and bad * 10 < good


def _preview(sample: bytes, encoding: str) -> str:
    return _tidy(sample[:600].decode(encoding, "replace")).strip()[:160]


def _plausibility(text: str, encoding: str) -> float:
    """0…1: how much the text looks like something people write, judged by its non-ASCII characters alone."""
    high = [(before, char) for before, char in zip(" " + text, text, strict=False) if char > "\x7f"]
    if not high:
        return 0.0
    points = sum(_point(before, char) for before, char in high) / len(high)
    if encoding in _COMMON_LEADS:
        points *= _east_asian(text, encoding)
    elif encoding in ("koi8_r", "cp1251") and (cyrillic := [c for _b, c in high if "Ѐ" <= c <= "ӿ"]):
        # the wrong one of the two shows capitals where small letters belong
        points *= 0.55 + 0.45 * sum(1 for c in cyrillic if c.islower()) / len(cyrillic)
    elif encoding in ("mac_roman", "cp850"):
        points *= 0.85
    if encoding in _VOWELS:
        points *= _spoken(text, encoding)
    return max(0.0, min(1.0, points))


def _spoken(text: str, encoding: str) -> float:
    """1 where as many letters are vowels as in speech; less where Cyrillic bytes only look like Greek, or so."""
    first, last, vowels = _VOWELS[encoding]
    letters = [letter for letter in text.casefold() if first <= letter <= last]
    share = sum(1 for letter in letters if letter in vowels) / len(letters) if letters else 0.0
    return 1.0 if 0.27 <= share <= 0.65 or len(letters) < 4 else 0.6


def _point(before: str, char: str) -> float:
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cn", "Co", "Cs") or char == "\ufffd":
        return -1.0
    if kind[0] != "L":
        return 0.9 if char in _COMMON else 0.1
    if char.isupper() and before.islower():
        return 0.0
    if "LATIN" not in unicodedata.name(char, ""):
        return 0.95 if before > "\x7f" or not before.isalpha() else 0.0
    if before > "\x7f" and before.isalpha():
        return 0.3  # accented letters seldom stand side by side
    return 0.95 if char in _COMMON else 0.45


def _east_asian(text: str, encoding: str) -> float:
    """How much of the text uses the everyday part of its character set: kana, and the first level of characters."""
    common = total = kana = 0.0
    for character in text:
        if character <= "\x7f":
            continue
        total += 1
        code = character.encode(encoding, "replace")
        if len(code) == 2 and any(first <= code[0] <= last for first, last in _COMMON_LEADS[encoding]):
            common += encoding in ("cp932", "big5") or code[1] >= 0xA1
            kana += "\u3040" <= character <= "\u30ff"
    if not total or (encoding == "euc_jp" and kana < total / 10):
        return 0.0
    return min(1.0, (common / total) ** 2)
