"""One reminder in the panel: what it is about, and, once chosen, what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from deskmate.reminders.kinds import Due
from deskmate.ui import reminder_words as words
from deskmate.ui import theme
from deskmate.ui.tokens import Radius, Space, Text
from deskmate.ui.widgets import Icon, IconButton, PlainLabel, QuietButton, SecondaryButton, caption, literal
from deskmate.ui.widgets.marks import paint_focus

PICK = "Another time …"


class ReminderItem(QWidget):
    """Emits what somebody wants, always with the reminder: `done`, `dismissed`, `opened`, `call_asked`, `pick_asked`,
    and `snoozed` with the instant. `stepped` moves to the next or previous one.

    Keys: D or Space done, S snooze, Delete dismiss, C call, Enter open.
    """

    done = Signal(object)
    dismissed = Signal(object)
    snoozed = Signal(object, object)
    pick_asked = Signal(object)
    opened = Signal(object)
    call_asked = Signal(object)
    chosen = Signal(object)
    stepped = Signal(int)

    def __init__(self, due: Due, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.due = due
        self.choices: Sequence[tuple[str, datetime]] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._icon = Icon("clock", size=18)
        self._title = PlainLabel(weight=QFont.Weight.Medium, elide=True)
        self._when = PlainLabel(size=Text.SMALL, tone="muted", tabular=True)
        self._detail = caption("")
        self._paused = caption("", tone="attention")
        self._number = PlainLabel(size=Text.DISPLAY, weight=QFont.Weight.DemiBold, selectable=True, tabular=True)
        self.tick = IconButton("check", "Done (D)", self._on_done, size=32)
        self.tick.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._actions: QWidget | None = None
        self._build()
        self.show_number("")

    def show_due(self, due: Due, now: datetime, zone: ZoneInfo) -> None:
        """Show this reminder as it is now."""
        self.due = due
        self._icon.set_icon(words.ICONS[due.kind])
        self._title.setText(words.title(due))
        self._when.setText(words.when(due, now, zone))
        self._detail.setText(words.detail(due))
        self._detail.setVisible(bool(words.detail(due)))
        self._paused.setText(due.paused)
        self._paused.setVisible(bool(due.paused))
        self.setAccessibleName(f"{words.lines(due)}, {self._when.text()}")

    def show_actions(self, shown: bool) -> None:
        """Show what can be done, or only the reminder."""
        if shown and self._actions is None:
            self._actions = self._unfold()
        if self._actions is not None:
            self._actions.setVisible(shown)
        self.tick.setVisible(not shown)  # unfolded, its Done has words
        if not shown:
            self.show_number("")

    def show_number(self, number: str) -> None:
        """Show a telephone number large, or take it away."""
        self._number.setText(number)
        self._number.setVisible(bool(number))

    def number(self) -> str:
        """The number shown, if one is."""
        return self._number.text() if not self._number.isHidden() else ""

    def actions_shown(self) -> bool:
        """Whether it is the one that is unfolded."""
        return self._actions is not None and not self._actions.isHidden()

    def snooze_menu(self) -> QMenu:
        """The times it can wait until; opened below its button."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, at in self.choices:
            menu.addAction(literal(text)).setData(at)
        menu.addSeparator()
        menu.addAction(PICK)
        menu.triggered.connect(self._on_menu)
        return menu

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self._title, 1)
        top.addWidget(self._when)
        beside = QVBoxLayout()
        beside.setSpacing(2)
        beside.addLayout(top)
        for part in (self._detail, self._paused, self._number):
            beside.addWidget(part)
        across = QHBoxLayout()
        across.setSpacing(Space.S)
        across.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(beside, 1)
        across.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignVCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        whole.setSpacing(0)
        whole.addLayout(across)

    def _unfold(self) -> QWidget:
        """The buttons, made when they are wanted first: a month of reminders has more of them than anybody presses."""
        self.done_button = SecondaryButton("Done", self._on_done, tip="Done (D)")
        self.snooze_button = SecondaryButton("Snooze", self._on_snooze, icon="chevron-down", tip="Snooze (S)")
        self.snooze_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the word
        self.dismiss_button = QuietButton("Dismiss", self._on_dismiss, tip="Put away without doing it (Delete)")
        self.open_button = QuietButton("Open card", self._on_open, icon="circle-user", tip="Open (Enter)")
        self.call_button = QuietButton("Call", self._on_call, icon="phone", tip="Show the number (C)")
        actions = QWidget()
        first, second = QHBoxLayout(), QHBoxLayout()
        for line, buttons in (
            (first, (self.done_button, self.snooze_button, self.dismiss_button)),
            (second, (self.open_button, self.call_button)),
        ):
            line.setSpacing(Space.XS)
            for button in buttons:
                line.addWidget(button)
            line.addStretch(1)
        both = QVBoxLayout(actions)
        both.setContentsMargins(0, Space.XS, 0, 0)
        both.setSpacing(2)
        both.addLayout(first)
        both.addLayout(second)
        for button in (self.open_button, self.call_button):
            button.setVisible(self.due.customer_id is not None)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(actions)
        return actions

    # what Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        work = self._keys().get(event.key()) if plain else None
        if work is not None:
            work()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _keys(self) -> dict[int, Callable[[], None]]:
        return {
            Qt.Key.Key_D: self._on_done,
            Qt.Key.Key_Space: self._on_done,
            Qt.Key.Key_S: self._on_snooze,
            Qt.Key.Key_Delete: self._on_dismiss,
            Qt.Key.Key_C: self._on_call,
            Qt.Key.Key_Return: self._on_open,
            Qt.Key.Key_Enter: self._on_open,
        }

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._on_open()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit(self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours(self)
        if self.actions_shown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(QRectF(self.rect()), Radius.CONTROL, Radius.CONTROL)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), colours, radius=Radius.CONTROL)

    @Slot()
    def _on_done(self) -> None:
        self.done.emit(self.due)

    @Slot()
    def _on_dismiss(self) -> None:
        self.dismissed.emit(self.due)

    @Slot()
    def _on_snooze(self) -> None:
        self.chosen.emit(self)
        self.show_actions(True)
        self.snooze_menu().popup(self.snooze_button.mapToGlobal(QPoint(0, self.snooze_button.height())))

    @Slot()
    def _on_open(self) -> None:
        self.opened.emit(self.due)

    @Slot()
    def _on_call(self) -> None:
        if self.due.customer_id is not None:
            self.chosen.emit(self)
            self.call_asked.emit(self)

    @Slot(object)
    def _on_menu(self, action: object) -> None:
        until = action.data()  # type: ignore[attr-defined]
        if until is None:
            self.pick_asked.emit(self.due)
        else:
            self.snoozed.emit(self.due, until)
