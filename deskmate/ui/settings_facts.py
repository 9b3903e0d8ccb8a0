"""How things stand, in words: one line for each fact with its buttons, and a verdict above them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Button, Card, Icon, PlainLabel, caption, clear, column, restyle, row


class Verdict(Card):
    """All is well, or what is not."""

    def __init__(self) -> None:
        super().__init__(kind="quiet", padding=Space.M, spacing=Space.XS)
        self._icon = Icon("shield-check", tone="text_muted", size=22)
        self.words = PlainLabel("Looking at backups and keys …", wrap=True, weight=QFont.Weight.DemiBold)
        self._lines = column(spacing=Space.XS)
        across = row(self._icon, column(self.words, self._lines, spacing=Space.XS), spacing=Space.M)
        across.setStretch(1, 1)
        self.add(across)

    def say(self, warnings: Sequence[tuple[str, Button | None]], well: str) -> None:
        """Say these warnings, each with the button that helps, or where there are none that all is well."""
        restyle(self, "kind", "attention" if warnings else "quiet")
        self._icon.set_icon("triangle-alert" if warnings else "shield-check", tone="attention" if warnings else "good")
        count = "One thing" if len(warnings) == 1 else f"{len(warnings)} things"
        self.words.setText(f"{count} to see to" if warnings else well)
        clear(self._lines)
        for sentence, button in warnings:
            across = row(PlainLabel(sentence, wrap=True), *([button] if button else []), spacing=Space.M)
            across.setStretch(0, 1)
            self._lines.addLayout(across)


class Fact(QWidget):
    """One line of the look: what, how it stands, and its buttons."""

    def __init__(self, icon: str, name: str, *buttons: Button) -> None:
        super().__init__()
        self._mark = Icon(icon)
        self._icon = icon
        self.words = caption("")
        words = column(PlainLabel(name, weight=QFont.Weight.Medium), self.words, spacing=2)
        across = row(self._mark, words, *buttons, spacing=Space.M)
        across.setStretch(1, 1)
        across.setContentsMargins(0, Space.XS, 0, Space.XS)
        self.setLayout(across)

    def say(self, sentence: str, *, warn: bool = False) -> None:
        """How it stands; `warn` where somebody should act."""
        self.words.setText(sentence)
        self.words.set_tone("attention" if warn else "muted")
        self._mark.set_icon("triangle-alert" if warn else self._icon, tone="attention" if warn else "text_muted")
