"""The given and the family name within a full one: at once while one types, by its language once it is whole."""

from __future__ import annotations

import sys
from collections.abc import Callable

from deskmate.ui.background import Background

Parts = tuple[str, str]
_READER = "deskmate.core.importing.names"


def quick(name: str, *, company: bool) -> Parts:
    """(given, family) of two words, for while one types; anything else is left for `by_language`."""
    words = name.split()
    return (words[0], words[1]) if len(words) == 2 and not company else ("", "")


def by_language(name: str, *, company: bool, language: str = "") -> Parts:
    """(given, family) in the order of the name's language: "山田 太郎" and a Hungarian's begin with the family.

    A company, a single word, and a name that can't be taken apart have no parts.
    """
    if company or (len(name.split()) < 2 and name.isascii()):  # most one-word names, without loading the reader
        return "", ""
    from deskmate.core.importing import names

    found = names.split(name, names.language_code(language))
    if not (found.given and found.family):
        return "", ""
    whole = (found.middle, found.given) if name.endswith(found.given) else (found.given, found.middle)
    return " ".join(filter(None, whole)), found.family


def get_ready(background: Background) -> None:
    """Load what reads names beside the window's thread: it is needed when somebody leaves the field of the name."""
    if _READER not in sys.modules:
        background.run(_load, on_done=_ignore, on_failed=_ignore)


def _load(_progress: Callable[..., None], _should_stop: Callable[[], bool]) -> None:
    from deskmate.core.importing import names

    names.split("Ann Hartley")  # reads its lists of words too


def _ignore(_outcome: object) -> None:
    """Nobody waits for it; what could not be loaded says so where it is needed."""
