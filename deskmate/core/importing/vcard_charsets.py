"""The character set of a single line of a vCard, which may declare one of its own, and not always the right one."""

from __future__ import annotations

import codecs
from functools import lru_cache

from deskmate.core.importing import encodings

# what programs write under a name, where it is more than the standard of that name has
_MORE = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "euc_kr": "cp949", "shift_jis": "cp932",
         "iso8859-1": "cp1252", "ascii": "utf-8"}  # fmt: skip
_ELSE = {"big5": "big5hkscs", "euc_jp": "euc_jis_2004", "hz": "gb18030"}
_EAST_ASIAN = frozenset({"gb2312", "gbk", "gb18030", "big5", "cp950", "big5hkscs", "euc_kr", "cp949", "shift_jis",
                         "cp932", "euc_jp", "hz", "iso2022_jp"})  # fmt: skip


def decoded(data: bytes, own: str, declared: str, *, raw: bool) -> str:
    """A value's text in the character set that its line declares, if it does and that works, else in the file's `own`.

    `raw` says that the bytes stood in the file as they are: where they are UTF-8, the file has been saved anew since
    the line declared something else.
    """
    if data.isascii() and not declared:
        return data.decode("ascii")
    name = _codec(declared) if declared else ""
    if not name:
        return _first(data, "utf-8", own) or encodings.decode(data).text
    if name not in _EAST_ASIAN:
        tried = ("utf-8", name) if raw else (name, "utf-8")
        return _first(data, *(_MORE.get(one, one) for one in tried), own) or encodings.decode(data).text
    if _first(data, name) is None and (text := _first(data, "utf-8")) is not None:
        return text
    more = _MORE.get(name, name)
    text = _first(data, more, _ELSE.get(name, more))
    return data.decode(more, "replace") if text is None else text


def _first(data: bytes, *names: str) -> str | None:
    """The text in the first of these character sets that it can be in."""
    for name in names:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return None


@lru_cache(maxsize=100)
def _codec(charset: str) -> str:
    """Python's name of a character set, empty for one that nobody knows."""
    for name in (charset, charset.lower().removeprefix("x-")):
        try:
            return codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
    return ""
