"""Words offered below a line while one types in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit


def offer(field: QLineEdit, words: Sequence[str], *, anywhere: bool = False) -> QCompleter:
    """Offer words to complete what is typed, in whatever case; `anywhere` matches inside a word too."""
    completer = QCompleter(list(words), field)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains if anywhere else Qt.MatchFlag.MatchStartsWith)
    popup = completer.popup()
    if popup is not None:  # a window of its own: nothing else tells the style what it is
        popup.setProperty("kind", "offers")
    field.setCompleter(completer)
    return completer
