"""Tags as chips, with a field that completes those there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core import text
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Chip, Flow, TextField, offer

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class TagField(QWidget):
    """Enter or a comma makes a tag of what was typed; its cross, or Delete on it, takes it away.

    Tab stops once at the tags, whose neighbours the arrow keys reach. `grown` when there are others.
    """

    changed = Signal()
    grown = Signal()

    def __init__(self, known: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: list[str] = []
        self.chips: list[Chip] = []
        self.field = _TagLine(placeholder="regular, wide fit …", limit=60)
        self.field.setAccessibleName("Add a tag")
        completer = offer(self.field, known)
        completer.activated.connect(self._on_completed, Qt.ConnectionType.QueuedConnection)
        self._chips = Flow()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.field)
        layout.addWidget(self._chips)
        self.setFocusProxy(self.field)
        self.field.given.connect(self._take)
        self._show()

    def tags(self) -> tuple[str, ...]:
        """The tags, and what is still in the field."""
        typed = self.field.text().strip(" ,#")
        return tuple(_distinct([*self._tags, *([typed] if typed else [])]))

    def set_tags(self, tags: Iterable[str]) -> None:
        """Show these."""
        self._tags = _distinct(tags)
        self._show()

    @Slot()
    def _take(self) -> None:
        typed = [part.strip(" #") for part in self.field.text().split(",")]
        self._tags = _distinct([*self._tags, *filter(None, typed)])
        self.field.clear()
        self._show()
        self.changed.emit()

    @Slot()
    def _on_completed(self) -> None:
        # the completer writes its choice into the field after telling of it
        QTimer.singleShot(0, self._take)

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self.field, *self.chips]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        step = _STEPS.get(Qt.Key(event.key())) if isinstance(event, QKeyEvent) else None
        if step is None or event.type() != QEvent.Type.KeyPress or watched not in self.chips:
            return False
        self._focus_chip(self.chips.index(watched) + step)
        return True

    def _drop(self, tag: str) -> None:
        place = self._tags.index(tag)
        by_key = self.chips[place].hasFocus()
        self._tags.remove(tag)
        self._show()
        if by_key and self.chips:
            self._focus_chip(place)  # whoever takes several away goes on
        else:
            self.field.setFocus()
        self.changed.emit()

    def _focus_chip(self, place: int) -> None:
        self.chips[min(max(place, 0), len(self.chips) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self) -> None:
        self._chips.clear()
        self.chips = [Chip(f"#{tag}", on_remove=partial(self._drop, tag)) for tag in self._tags]
        for place, chip in enumerate(self.chips):
            chip.installEventFilter(self)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus if not place else Qt.FocusPolicy.ClickFocus)
            self._chips.add(chip)
        self._chips.setVisible(bool(self._tags))
        self.grown.emit()


class _TagLine(TextField):
    """Tells when a tag is complete."""

    given = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if (enter or event.text() == ",") and self.text().strip():
            self.given.emit()
            return
        super().keyPressEvent(event)


def _distinct(tags: Iterable[str]) -> list[str]:
    """Each once, as first written."""
    found: dict[str, str] = {}
    for tag in tags:
        found.setdefault(text.fold(tag), tag)
    return list(found.values())
