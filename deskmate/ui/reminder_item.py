"""One reminder in the panel: what it is about, and, once chosen, what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from deskmate.core import templates
from deskmate.reminders import outcomes, texts
from deskmate.reminders.kinds import Due
from deskmate.ui import reminder_words as words
from deskmate.ui import theme
from deskmate.ui.tokens import Radius, Space, Text
from deskmate.ui.widgets import Icon, IconButton, PlainLabel, QuietButton, SecondaryButton, caption, drop_menu, literal
from deskmate.ui.widgets.marks import paint_focus

PICK = "Another time …"
_LOG = "Reached: log the call …"
_DIAL = "Open this computer's program for calls"
_REMOVE = "Take it away, with all its repetitions"
_COPY = "Copy a suggested text (T); nothing is sent"


class ReminderItem(QWidget):
    """Emits what somebody wants, always with the reminder: `done`, `dismissed`, `removed`, `opened`, `call_asked`,
    `pick_asked`, `move_asked`, `accepted` (the time that was offered), `snoozed` with the instant, `noted` with what
    came of it, `text_asked` with the text's name; and `dial_asked` with the number. `stepped` moves to the next or
    previous one.

    Keys: D or Space done, O what came of it, B book the time offered, S snooze, Delete dismiss, C call, T copy a text,
    R reschedule, Enter open.
    """

    done = Signal(object)
    dismissed = Signal(object)
    removed = Signal(object)
    snoozed = Signal(object, object)
    pick_asked = Signal(object)
    opened = Signal(object)
    call_asked = Signal(object)
    dial_asked = Signal(str)
    move_asked = Signal(object)
    accepted = Signal(object)
    noted = Signal(object, str)
    text_asked = Signal(object, str)
    chosen = Signal(object)
    stepped = Signal(int)

    def __init__(
        self, due: Due, discreet: Callable[[Due], Due] = lambda due: due, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.due, self._discreet = due, discreet
        self.choices: Sequence[tuple[str, datetime]] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._icon = Icon("clock", size=18)
        self._title = PlainLabel(weight=QFont.Weight.Medium, elide=True)
        self._when = PlainLabel(size=Text.SMALL, tone="muted", tabular=True)
        self._detail = caption("")
        self._paused = caption("", tone="attention")
        self._number = PlainLabel(size=Text.DISPLAY, weight=QFont.Weight.DemiBold, selectable=True, tabular=True)
        self.dial_button = SecondaryButton("Dial", self._on_dial, icon="phone-outgoing", tip=_DIAL)
        self.tick = IconButton("check", "Done (D)", self._on_done, size=32)
        self.tick.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._actions: QWidget | None = None
        self._build()
        self.show_number("")

    def show_due(self, due: Due, now: datetime, zone: ZoneInfo) -> None:
        """Show this reminder as it is now."""
        self.due = due
        due = self._discreet(due)
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
        """Show a telephone number large, with a way to dial it, or take it away."""
        self._number.setText(number)
        self._number.setVisible(bool(number))
        self.dial_button.setVisible(bool(number))

    def number(self) -> str:
        """The number shown, if one is."""
        return self._number.text() if not self._number.isHidden() else ""

    def actions_shown(self) -> bool:
        """Whether it is the one that is unfolded."""
        return self._actions is not None and not self._actions.isHidden()

    def snooze_menu(self) -> QMenu:
        """The times it can wait until; opened below its button."""
        menu = self._menu()
        for text, at in self.choices:
            menu.addAction(literal(text)).setData(at)
        menu.addSeparator()
        menu.addAction(PICK)
        menu.triggered.connect(self._on_menu)
        return menu

    def outcome_menu(self) -> QMenu:
        """What can have come of it; opened below the Done button."""
        menu = self._menu()
        menu.addAction("Done (D)", self._on_done)
        menu.addSeparator()
        if self.due.kind == "follow-up":
            menu.addAction(_LOG, self._on_open)
        for outcome in outcomes.offered(self.due):
            menu.addAction(outcomes.WORDS[outcome], partial(self.noted.emit, self.due, outcome))
        return menu

    def text_menu(self) -> QMenu:
        """The suggested texts that fit; opened below their button."""
        menu = self._menu()
        for name in texts.fitting(self.due):
            menu.addAction(templates.title_of(name), partial(self.text_asked.emit, self.due, name))
        return menu

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self._title, 1)
        top.addWidget(self._when)
        beside = QVBoxLayout()
        beside.setSpacing(2)
        beside.addLayout(top)
        for part in (self._detail, self._paused, self._number, self.dial_button):
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
        if outcomes.offered(self.due):
            self.done_button = _dropping("Done", self._on_outcomes, tip="Done, and what came of it (O)")
        self.snooze_button = _dropping("Snooze", self._on_snooze, tip="Snooze (S)")
        self.dismiss_button = QuietButton("Dismiss", self._on_dismiss, tip="Put away without doing it (Delete)")
        actions = QWidget()
        both = QVBoxLayout(actions)
        both.setContentsMargins(0, Space.XS, 0, 0)
        both.setSpacing(2)
        both.addLayout(_line(self.done_button, self.snooze_button, self.dismiss_button))
        for buttons in self._more_buttons():
            both.addLayout(_line(*buttons))
        layout = self.layout()
        assert layout is not None
        layout.addWidget(actions)
        return actions

    def _more_buttons(self) -> list[list[QuietButton]]:
        """What can be done beyond settling it, in lines."""
        return [line for line in (*self._customer_buttons(), self._own_buttons()) if line]

    def _own_buttons(self) -> list[QuietButton]:
        if words.own_number(self.due) is None:
            return []
        self.remove_button = QuietButton("Remove for good", self._on_remove, icon="trash-2", tip=_REMOVE)
        return [self.remove_button]

    def _customer_buttons(self) -> list[list[QuietButton]]:
        if self.due.customer_id is None:
            return []
        where = "Open follow-up" if self.due.kind == "follow-up" else "Open card"
        self.open_button = QuietButton(where, self._on_open, icon="circle-user", tip="Open (Enter)")
        self.call_button = QuietButton("Call", self._on_call, icon="phone", tip="Show the number (C)")
        more: list[QuietButton] = []
        if texts.fitting(self.due):
            self.text_button = QuietButton("Copy text", self._on_text, icon="copy", tip=_COPY)
            more.append(self.text_button)
        if self.due.kind == "offer":
            tip = "They take it: book the time (B)"
            self.accept_button = QuietButton("Book it", self._on_accept, icon="calendar-plus", tip=tip)
            more.insert(0, self.accept_button)
        if self._can_move():
            self.move_button = QuietButton("Reschedule", self._on_move, icon="calendar-clock", tip="Reschedule (R)")
            more.append(self.move_button)
        return [[self.open_button, self.call_button], more]

    def _can_move(self) -> bool:
        return texts.appointment_number(self.due) is not None

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
            Qt.Key.Key_O: self._on_outcomes,
            Qt.Key.Key_S: self._on_snooze,
            Qt.Key.Key_Delete: self._on_dismiss,
            Qt.Key.Key_C: self._on_call,
            Qt.Key.Key_T: self._on_text,
            Qt.Key.Key_R: self._on_move,
            Qt.Key.Key_B: self._on_accept,
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
    def _on_remove(self) -> None:
        self.removed.emit(self.due)

    @Slot()
    def _on_outcomes(self) -> None:
        if outcomes.offered(self.due):
            self._unfolded()
            drop_menu(self.outcome_menu(), self.done_button)

    @Slot()
    def _on_snooze(self) -> None:
        self._unfolded()
        drop_menu(self.snooze_menu(), self.snooze_button)

    @Slot()
    def _on_text(self) -> None:
        fitting = texts.fitting(self.due)
        if len(fitting) == 1:
            self.text_asked.emit(self.due, fitting[0])
        elif fitting:
            self._unfolded()
            drop_menu(self.text_menu(), self.text_button)

    @Slot()
    def _on_move(self) -> None:
        if self._can_move():
            self.move_asked.emit(self.due)

    @Slot()
    def _on_accept(self) -> None:
        if self.due.kind == "offer":
            self.accepted.emit(self.due)

    @Slot()
    def _on_dial(self) -> None:
        self.dial_asked.emit(self.number())

    def _unfolded(self) -> None:
        self.chosen.emit(self)
        self.show_actions(True)

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


def _dropping(text: str, on_click: Callable[[], None], *, tip: str) -> SecondaryButton:
    button = SecondaryButton(text, on_click, icon="chevron-down", tip=tip)
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the word
    return button


def _line(*buttons: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(Space.XS)
    for button in buttons:
        line.addWidget(button)
    line.addStretch(1)
    return line
