"""What can be done to the chosen entry of a timeline: its mood, "not unhappy, because …", its theme, edit, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QStackedWidget, QVBoxLayout, QWidget

from deskmate.core import interactions
from deskmate.core.interactions import TimelineEntry
from deskmate.core.sentiment.themes import THEMES
from deskmate.ui.customer_words import mood_options
from deskmate.ui.desk import Desk
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Choice,
    IconButton,
    PlainLabel,
    QuietButton,
    SecondaryButton,
    SegmentedChoice,
    TextField,
    caption,
    column,
    row,
)
from deskmate.ui.widgets.labels import set_tooltip


class EntryActions(QFrame):
    """A strip above the entries. `edit_asked(entry)`; `left` when typing here is over and the list may have the focus.

    `act(letter)` does what the key on the entry says.
    """

    edit_asked = Signal(object)
    attach_asked = Signal(object)
    left = Signal()

    KEYS: ClassVar[frozenset[str]] = frozenset({"r", "e", "delete", "u", "n", "h", "o", "t"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "quiet")
        self._desk = desk
        self._entry: TimelineEntry | None = None
        self.mood = SegmentedChoice("Mood", mood_options(letters=False))
        self.mood.changed.connect(self._on_mood)
        self.overrule = QuietButton("Not unhappy…", self._on_overrule, tip="Say why the reading is wrong (R)")
        self.theme = Choice([("", "what? Choose…"), *((theme, theme) for theme in THEMES)])
        self.theme.setAccessibleName("What the note is about")
        self.theme.activated.connect(self._on_theme)
        self._about = caption("About")
        self._attach = IconButton("paperclip", "Attach a picture or PDF to this entry (A)", self._on_attach)
        self._edit = IconButton("pencil", "Edit this entry (E)", self._on_edit)
        self._delete = IconButton("trash-2", "Delete this entry (Delete)", self._on_delete)
        self.reason = _ReasonField(placeholder="she was joking, it was about the weather, …")
        self.reason.setAccessibleName("Not unhappy, because")
        self.reason.returnPressed.connect(self._on_reason)
        self.reason.given_up.connect(self._leave_reason)
        self._stack = QStackedWidget()
        self._tools = _strip(row(self._attach, self._edit, self._delete, spacing=0))
        self._above = row(self.overrule, None, self._about, self.theme, self._tools)
        self._moods = row(self.mood, None)
        self._stack.addWidget(_strip(column(self._above, self._moods, spacing=Space.XS)))
        self._stack.addWidget(
            _strip(
                row(
                    PlainLabel("Not unhappy, because"),
                    self.reason,
                    SecondaryButton("Set aside", self._on_reason, tip="Enter"),
                    IconButton("x", "Leave it as it is (Esc)", self._leave_reason),
                )
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        layout.addWidget(self._stack)
        self.show_entry(None)

    @Slot(object)
    def show_entry(self, entry: TimelineEntry | None) -> None:
        """Act on another entry; None hides the strip."""
        if entry is None or self._entry is None or entry.id != self._entry.id:
            self._stack.setCurrentIndex(0)
        self._entry = entry
        self.setVisible(entry is not None)
        if entry is None:
            return
        self.mood.set_value(entry.mood)
        set_aside, unhappy = bool(entry.overruled_because), entry.label == "negative"
        self.overrule.setVisible((set_aside or unhappy) and not entry.mood)
        self.overrule.set_text("Let it count again" if set_aside else "Not unhappy…")
        set_tooltip(self.overrule, "Take the overrule back (R)" if set_aside else "Say why the reading is wrong (R)")

        self._show_theme(entry, unhappy=unhappy)

    def _show_theme(self, entry: TimelineEntry, *, unhappy: bool) -> None:
        for part in (self._about, self.theme):
            part.setVisible(unhappy)
        self._about.setText("About" if entry.theme_confirmed or not entry.theme else "Maybe")
        self.theme.set_value(entry.theme)
        set_tooltip(self.theme, "Say what the note is about; the reader only proposes it (T)")
        self._place_tools()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tools()

    def _place_tools(self) -> None:
        """Beside the moods where there is room, so that most entries need one line only."""
        alone = self.overrule.isHidden() and self.theme.isHidden()
        # what lies between and around them may come out of the moods' own padding
        beside = self.mood.minimumSizeHint().width() + self._tools.sizeHint().width()
        line = self._moods if alone and self.width() >= beside else self._above
        if line.indexOf(self._tools) < 0:
            line.addWidget(self._tools)

    @Slot(str)
    def act(self, letter: str) -> None:
        """Do what a key on the entry says: r, e, t, delete, or the first letter of a mood."""
        moods = {"u": "unhappy", "n": "neutral", "h": "happy", "o": ""}
        if self._entry is None:
            return
        if letter in moods:
            self.mood.set_value(moods[letter])
            self._on_mood(moods[letter])
        elif letter == "r" and not self.overrule.isHidden():
            self._on_overrule()
        elif letter == "t" and not self.theme.isHidden():
            self.theme.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.theme.showPopup()
        elif letter == "e":
            self._on_edit()
        elif letter == "delete":
            self._on_delete()

    @Slot(object)
    def _on_mood(self, mood: str | None) -> None:
        entry = self._entry
        if entry is None or (mood or "") == entry.mood:
            return
        self._do(
            lambda: interactions.set_mood(
                self._desk.db, entry.id, mood or "", by=self._desk.actor(), now=self._desk.now()
            ),
            "Mood changed." if mood else "Mood left open.",
        )

    @Slot()
    def _on_theme(self) -> None:
        entry, theme = self._entry, str(self.theme.value() or "")
        if entry is None or not theme:
            return
        self._do(
            lambda: interactions.confirm_theme(
                self._desk.db, entry.id, theme, by=self._desk.actor(), now=self._desk.now()
            ),
            f"Kept as: about {theme}.",
        )
        self.left.emit()

    @Slot()
    def _on_overrule(self) -> None:
        entry = self._entry
        if entry is None:
            return
        if entry.overruled_because:
            self._do(
                lambda: interactions.withdraw_overrule(
                    self._desk.db, entry.id, by=self._desk.actor(), now=self._desk.now()
                ),
                "The reading counts again.",
            )
            return
        self._stack.setCurrentIndex(1)
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_reason(self) -> None:
        entry, because = self._entry, self.reason.text()
        if entry is not None and self._do(
            lambda: interactions.overrule(
                self._desk.db, entry.id, because, by=self._desk.actor(), now=self._desk.now()
            ),
            "The reading was set aside.",
        ):
            self.reason.clear()
            self._leave_reason()

    @Slot()
    def _leave_reason(self) -> None:
        self._stack.setCurrentIndex(0)
        self.left.emit()

    @Slot()
    def _on_attach(self) -> None:
        if self._entry is not None:
            self.attach_asked.emit(self._entry)

    @Slot()
    def _on_edit(self) -> None:
        if self._entry is not None:
            self.edit_asked.emit(self._entry)

    @Slot()
    def _on_delete(self) -> None:
        entry = self._entry
        if entry is not None:
            self._do(
                lambda: interactions.delete(self._desk.db, entry.id, by=self._desk.actor(), now=self._desk.now()),
                "Entry deleted.",
            )

    def _do(self, work: Callable[[], object], done: str) -> bool:
        if not self._desk.attempt(work):
            return False
        self._desk.did(done)
        return True


class _ReasonField(TextField):
    """A line that Esc gives up."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)


def _strip(layout: QLayout) -> QWidget:
    holder = QWidget()

    holder.setLayout(layout)
    return holder
