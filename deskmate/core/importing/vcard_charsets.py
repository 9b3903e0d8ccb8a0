"""The character set of a single line of a vCard, which may declare one of its own, and not always the right one."""

from __future__ import annotations

from deskmate.core.importing import encodings


def decoded(data: bytes, charset: str, declared: bool) -> str:
    """The bytes in their declared character set if that works; a file may declare one and use another."""
    tried = [charset] if declared else ["utf-8", charset]
    for name in [*tried, "utf-8"]:
        try:
            return data.decode(_python_name(name))
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    if declared and charset.lower().replace("-", "_") in ("shift_jis", "sjis"):
        return data.decode("cp932", "replace")
    return encodings.decode(data).text


def _python_name(charset: str) -> str:
    return {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "iso-8859-1": "cp1252",
            "latin1": "cp1252", "us-ascii": "utf-8"}.get(charset.lower(), charset)  # fmt: skip
