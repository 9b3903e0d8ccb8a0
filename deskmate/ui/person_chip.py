"""The name at the right of the top bar: who is at the counter, and the way for somebody else to take over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.pins import Person
from deskmate.ui import icons, theme
from deskmate.ui.counter import Counter
from deskmate.ui.tokens import Radius, Size, Space
from deskmate.ui.widgets import Dialog, PlainLabel, set_tooltip
from deskmate.ui.widgets.marks import paint_avatar, paint_focus

if TYPE_CHECKING:  # loaded when somebody takes over
    from deskmate.ui.gate import Gate

CHANGE_KEY, LOCK_KEY = "F8", "Ctrl+L"
_WIDEST = 150


class PersonChip(QAbstractButton):
    """Initials and name. A click opens the change of person; `came(name)` when somebody took over.

    `allowed(name)` when an owner stands in for a minute.
    """

    came = Signal(str)
    allowed = Signal(str)

    def __init__(self, counter: Counter, window: QWidget) -> None:
        super().__init__()
        self._counter, self._window = counter, window
        self._dialog: Dialog | None = None
        self._font = theme.font(weight=QFont.Weight.Medium)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.ask)
        counter.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def ask(self) -> None:
        """Let somebody else take over: a digit chooses the name, six more are the PIN."""
        if self._dialog is not None:
            self._dialog.raise_()
            return
        from deskmate.ui.gate import Gate

        self._counter.end_allowing()
        people, here = self._counter.people(), self._counter.here().staff_id
        other = next((person.id for person in people if person.id != here), here)
        gate = Gate(self._counter, first=other)
        gate.came.connect(self._on_came)
        self._open("Who is at the counter?", gate)

    def ask_owner(self, refusal: NotAllowed) -> bool:
        """Offer that an owner allows it; False where no owner has a PIN to prove it by."""
        if self._counter.actor().role == "owner" or not any(map(_can_prove, self._counter.people())):
            return False
        if self._dialog is None:
            from deskmate.ui.gate import Gate

            gate = Gate(self._counter, only=_can_prove)
            gate.came.connect(self._on_allowed)
            dialog = self._open("An owner can allow this", gate, words=str(refusal))
            owners = [person for person in self._counter.people() if _can_prove(person)]
            if len(owners) == 1:
                gate.choose(owners[0].id)
            gate.setFocus()
            dialog.setFocusProxy(gate)
        return True

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._font).horizontalAdvance(self._words())
        return QSize(28 + Space.S + min(words, _WIDEST) + 2 * Space.S + 18, Size.CONTROL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, room = theme.colours(self), QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.pressed if self.isDown() else colours.hover))
            painter.drawRoundedRect(room, Radius.CONTROL, Radius.CONTROL)
        middle = (self.height() - 28) // 2
        paint_avatar(painter, QRect(Space.XS, middle, 28, 28), self._counter.actor().name, colours)
        painter.setFont(self._font)
        painter.setPen(QColor(colours.attention if self._counter.lender() else colours.text))
        words = QRect(28 + Space.XS + Space.S, 0, _WIDEST, self.height())
        line = painter.fontMetrics().elidedText(self._words(), Qt.TextElideMode.ElideRight, _WIDEST)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), line)
        box = QRectF(self.width() - 22, (self.height() - 14) / 2, 14, 14)
        icons.paint(painter, box, "chevron-down", colours.text_muted)
        if self.hasFocus():
            paint_focus(painter, room, colours, radius=Radius.CONTROL)

    def _words(self) -> str:
        lender = self._counter.lender()
        return f"{lender.name}, for a minute" if lender else self._counter.here().name

    def _open(self, heading: str, gate: Gate, *, words: str = "") -> Dialog:
        dialog = _GateDialog(self._window, heading, yes="", no="Cancel", width=420)
        dialog.yes_button.hide()
        if words:
            dialog.add(PlainLabel(words, tone="muted", wrap=True))
        dialog.add(gate)
        gate.escaped.connect(dialog.reject)
        dialog.finished.connect(self._on_closed)
        self._dialog = dialog
        dialog.open()
        gate.setFocus()
        return dialog

    @Slot(object)
    def _on_came(self, actor: Actor) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self._counter.let_in(actor)
        self.came.emit(actor.name)

    @Slot(object)
    def _on_allowed(self, owner: Actor) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self._counter.allow(owner)
        self.allowed.emit(owner.name)

    @Slot(int)
    def _on_closed(self, _result: int) -> None:
        self._dialog = None

    @Slot()
    def _on_changed(self) -> None:
        self.setAccessibleName(f"{self._words()} is at the counter")
        set_tooltip(self, "Who is at the counter; press to change", keys=CHANGE_KEY)
        self.updateGeometry()
        self.update()


class _GateDialog(Dialog):
    keeps_draft = True  # there is nothing in it to keep: it need not wait for whoever opened it


def _can_prove(person: Person) -> bool:
    return person.role == "owner" and person.has_pin
