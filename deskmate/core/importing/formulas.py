"""Spreadsheet formulas: made harmless on the way out, undone on the way in.

A cell that begins with = + - @, a tab or a return can run as a formula in a spreadsheet (OWASP, "CSV Injection").
"""

from __future__ import annotations

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PHONE_OR_NUMBER = re.compile(r"[+-][\d(][\d ()./-]*")
_AS_TEXT = re.compile(r'="([^"]*)"')
_GUARDED = re.compile(r"'(?=[=+\-@\t\r'])")
_GUARDED_NUMBER = re.compile(r"'(?=\d)")


def guard(text: str) -> str:
    """The cell so that no spreadsheet runs it; phones such as +49 30 1234 stay as they are."""
    if _GUARDED.match(text) or _AS_TEXT.fullmatch(text) or text.startswith("'"):
        return "'" + text
    if text.startswith(_STARTS) and not _PHONE_OR_NUMBER.fullmatch(text):
        return "'" + text
    return text


def unguard(text: str, *, free_text: bool = False) -> str:
    """The cell without a guard that an export put before it, and without Excel's `="…"` wrapping.

    A quote before a digit (Shopify writes '1234AB) is taken off unless the column holds free text ('90s music).
    """
    first = text[:1]
    if first == "'":
        if _GUARDED.match(text) or (not free_text and _GUARDED_NUMBER.match(text)):
            return text[1:]
    elif first == "=" and (wrapped := _AS_TEXT.fullmatch(text)):
        return wrapped[1]
    return text
