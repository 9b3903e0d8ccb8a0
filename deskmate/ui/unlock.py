"""What stands instead of the pages while the book is closed: asking for the passphrase, or saying what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from deskmate import paths
from deskmate.core import book
from deskmate.core.errors import DeskmateError
from deskmate.ui.background import Background
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import (
    Card,
    FormRow,
    Icon,
    Line,
    PassphraseField,
    PlainLabel,
    PrimaryButton,
    QuietButton,
    SecondaryButton,
    TextField,
    caption,
    row,
    sentence_for,
)

CARD_WIDTH = 460


class Centred(QWidget):
    """One card in the middle of the window."""

    def __init__(self, icon: str, heading: str, text: str, *, width: int = CARD_WIDTH) -> None:
        super().__init__()
        self.card = Card(padding=Space.XL, spacing=Space.L)
        self.card.setFixedWidth(width)
        title = PlainLabel(heading, size=Text.LARGE, weight=QFont.Weight.DemiBold, wrap=True)
        across = row(Icon(icon, tone="accent", size=24), title, spacing=Space.M)
        across.setStretch(1, 1)
        self.card.add(across)
        self.words = PlainLabel(text, tone="muted", wrap=True)
        self.card.add(self.words)
        across_all = QHBoxLayout(self)
        middle = QVBoxLayout()
        middle.addStretch(2)
        middle.addWidget(self.card)
        middle.addStretch(3)
        across_all.addStretch(1)
        across_all.addLayout(middle)
        across_all.addStretch(1)


class Unlock(Centred):
    """Asks for the passphrase or the recovery code. Emits `opened(Database)`, `restore_asked()`.

    With the code it emits `code_used()` first: the passphrase may be lost.
    """

    opened = Signal(object)
    restore_asked = Signal()
    code_used = Signal()

    def __init__(self, path: Path, background: Background, *, now: Callable[[], datetime], reason: str = "") -> None:
        super().__init__("lock", "Open the book", reason or "The passphrase opens the book.")
        self._path, self._background, self._now = path, background, now
        self._by_code = False
        self.secret = PassphraseField(placeholder="The owner's passphrase")
        self.code = TextField(placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self._field = FormRow("Passphrase", self.secret)
        self._code_field = FormRow("Recovery code", self.code)
        self._code_field.hide()
        self.button = PrimaryButton("Open", self.try_open, icon="key-round")
        self._other = QuietButton("Use the recovery code", self._switch)
        self._restore = QuietButton("Restore a backup", self.restore_asked.emit)
        self.card.add(
            self._field, self._code_field, row(None, self.button), Line(), row(self._other, None, self._restore)
        )
        self.secret.returnPressed.connect(self.try_open)
        self.code.returnPressed.connect(self.try_open)
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def try_open(self) -> None:
        """Try what was typed; stretching a passphrase takes a moment, so that happens on the worker."""
        typed = self.code.text() if self._by_code else self.secret.text()
        if not typed.strip():
            self._shown().set_problem("Type it first.")
            return
        self._set_busy(True)
        path, now, by_code = self._path, self._now(), self._by_code

        def work(_progress: object, _should_stop: object) -> Any:
            secret = {"recovery_code": typed} if by_code else {"passphrase": typed}
            return book.open_with_secret(path, **secret, now=now, backups=paths.backups(path))  # type: ignore[arg-type]

        self._background.run(work, on_done=self._on_opened, on_failed=self._on_failed, owner=self)

    def _shown(self) -> FormRow:
        return self._code_field if self._by_code else self._field

    def _set_busy(self, busy: bool) -> None:
        self.button.setEnabled(not busy)
        self.button.set_text("Opening …" if busy else "Open")
        self._shown().set_problem("")

    def _on_opened(self, db: object) -> None:
        self.secret.clear()
        if self._by_code:
            self.code_used.emit()
        self.opened.emit(db)

    def _on_failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self._shown().set_problem(sentence_for(error))
        field = self.code if self._by_code else self.secret
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
        if not isinstance(error, DeskmateError):
            raise error

    @Slot()
    def _switch(self) -> None:
        self._by_code = not self._by_code
        self._field.setVisible(not self._by_code)
        self._code_field.setVisible(self._by_code)
        self._other.set_text("Use the passphrase" if self._by_code else "Use the recovery code")
        (self.code if self._by_code else self.secret).setFocus(Qt.FocusReason.OtherFocusReason)


class Problem(Centred):
    """Says why the book can't be opened and what can be done; nothing was changed."""

    again_asked = Signal()
    restore_asked = Signal()
    quit_asked = Signal()

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__("triangle-alert", "The book can't be opened", sentence)
        where = caption(f"The book is {path}")
        self.again = PrimaryButton("Try again", self.again_asked.emit)
        self.restore = SecondaryButton("Restore a backup", self.restore_asked.emit, icon="archive-restore")
        self.quit = QuietButton("Quit", self.quit_asked.emit)
        self.card.add(where, row(self.quit, None, self.restore, self.again))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.again.setFocus(Qt.FocusReason.OtherFocusReason)  # Enter tries again; it does not quit
