"""What to remember about a customer, inside their form: chips to take away, fields to add one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core.preferences import PreferenceDraft, PreferenceRow
from deskmate.ui.card_notices import preference_words
from deskmate.ui.preference_fields import CATEGORIES, PreferenceFields
from deskmate.ui.tokens import Space, Tone
from deskmate.ui.widgets import Card, Chip, Flow, QuietButton, SecondaryButton, caption, row

Item = PreferenceRow | PreferenceDraft


class PreferencesSection(QWidget):
    """Nothing is stored here: `to_remember` and `to_forget` say what the save should do."""

    def __init__(
        self, today: Callable[[], date], *, categories: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._kept: list[PreferenceRow] = []
        self._new: list[PreferenceDraft] = []
        self._forget: list[int] = []
        self.fields = PreferenceFields(today, categories=[*CATEGORIES, *categories])
        self._chips = Flow()
        self._box = Card(kind="quiet", padding=Space.M, spacing=Space.S)
        self._take = SecondaryButton("Add to the card", self._on_add)
        self._box.add(self.fields, row(None, self._take))
        self._box.hide()
        self._open = QuietButton("Remember something: size, likes, allergy, the usual", self._on_open, icon="pin")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        self._name = caption("To remember")
        layout.addWidget(self._name)
        layout.addWidget(self._chips)
        layout.addLayout(row(self._open, None))
        layout.addWidget(self._box)
        self._show()

    def show_rows(self, rows: Sequence[PreferenceRow]) -> None:
        """Show what the card remembers already."""
        self._kept, self._new, self._forget = list(rows), [], []
        self.fields.clear()
        self._box.hide()
        self._open.show()
        self._show()

    def to_remember(self) -> list[PreferenceDraft] | None:
        """The new ones, with what is still in the fields; None where that can't be kept, and it says why."""
        if self._box.isHidden() or self.fields.is_empty():
            return list(self._new)
        last = self.fields.value()
        return None if last is None else [*self._new, last]

    def to_forget(self) -> list[int]:
        """The numbers of those taken away."""
        return list(self._forget)

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self._open, *self.fields.stops(), self._take]

    def snapshot(self) -> tuple[object, ...]:
        """What would be saved, to tell whether something changed."""
        return tuple(self._new), tuple(self._forget), self.fields.category.text(), self.fields.text.text()

    @Slot()
    def _on_open(self) -> None:
        self._open.hide()
        self._box.show()
        self.fields.category.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_add(self) -> None:
        made = self.fields.value()
        if made is not None:
            self._new.append(made)
            self.fields.clear()
            self.fields.category.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show()

    def _drop(self, item: Item) -> None:
        if isinstance(item, PreferenceRow):
            self._kept.remove(item)
            self._forget.append(item.id)
        else:
            self._new.remove(item)
        self._show()

    def _show(self) -> None:
        self._chips.clear()
        items: list[Item] = [*self._kept, *self._new]
        for item in items:
            self._chips.add(self._chip(item))
        some = bool(self._kept or self._new)
        self._chips.setVisible(some)
        self._name.setVisible(some)

    def _chip(self, item: Item) -> Chip:
        words = "Health matter" if item.health else preference_words(item, self._today())
        tone, icon = (Tone.ATTENTION, "triangle-alert") if item.alert else (Tone.ACCENT, "pin" if item.pinned else "")
        return Chip(words, tone=tone, icon=icon, on_remove=partial(self._drop, item))
