"""Names to choose from, and the PIN of the one chosen: on the lock screen, and wherever somebody else takes over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from deskmate.core import pins
from deskmate.core.actors import Actor
from deskmate.core.pins import Person, PinRefused
from deskmate.ui import icons, theme
from deskmate.ui.counter import Counter
from deskmate.ui.tokens import Radius, Space, Text
from deskmate.ui.widgets import (
    FormRow,
    PassphraseField,
    QuietButton,
    ScrollColumn,
    column,
    row,
    sentence_for,
)
from deskmate.ui.widgets.marks import paint_avatar, paint_focus

_UNSCROLLED = 7
_OTHER_WAY = "Owner’s passphrase"
_ROW = 44


class Gate(QWidget):
    """Emits `came(Actor)` for whoever proved to be themselves, or needs no PIN; `escaped` on Esc in the list.

    Digits choose a name while the list has the focus; then six digits are the PIN, and no Enter is needed.
    """

    came = Signal(object)
    escaped = Signal()

    def __init__(
        self,
        counter: Counter,
        *,
        only: Callable[[Person], bool] | None = None,
        first: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._counter = counter
        self._people = [person for person in counter.people() if only is None or only(person)]
        self._chosen: Person | None = None
        self._busy = False
        self._names = [_Name(person, number) for number, person in enumerate(self._people, start=1)]
        for name in self._names:
            name.clicked.connect(partial(self.choose, name.person.id))
        self._list = _in_a_list(self._names)
        self.pin = PinField()
        self.pin.complete.connect(self.try_it)
        self.passphrase = PassphraseField(placeholder="The owner’s passphrase")
        self.passphrase.returnPressed.connect(self.try_it)
        self._pin_row, self._passphrase_row = FormRow("PIN", self.pin), FormRow("Passphrase", self.passphrase)
        self._other = QuietButton(_OTHER_WAY, self._switch)
        self._back = QuietButton("Somebody else", self.begin, icon="chevron-left")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self._list)
        self._proof = QWidget()
        self._proof.setLayout(
            column(self._pin_row, self._passphrase_row, row(self._back, None, self._other), spacing=Space.M)
        )
        layout.addWidget(self._proof, 0, Qt.AlignmentFlag.AlignTop)  # as high as its sentences need, no higher
        self._first = next((name for name in self._names if name.person.id == first), None)
        self.begin()

    def names(self) -> list[str]:
        """The names to choose from, in their order."""
        return [person.name for person in self._people]

    def problem(self) -> str:
        """What is wrong with the proof that was typed."""
        return self._shown().problem()

    @Slot()
    def begin(self) -> None:
        """Show the names."""
        self._chosen = None
        self._proof.hide()
        self._list.show()
        first = self._first or (self._names[0] if self._names else None)
        if first is not None:
            self.setFocusProxy(first)
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def choose(self, staff_id: int, _checked: bool = False) -> None:
        """Ask for this person's PIN, or let them come if they have none."""
        person = next((one for one in self._people if one.id == staff_id), None)
        if person is None or self._busy:
            return
        self._chosen = person
        if not person.has_pin:
            self._prove("")
            return
        self._list.hide()
        self._proof.show()
        self._pin_row.show()
        self._passphrase_row.hide()
        self._name_fields(person)
        self._other.set_text(_OTHER_WAY)
        self.setFocusProxy(self.pin)
        self.pin.clear()
        self.pin.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def try_it(self) -> None:
        """Check what was typed."""
        if self._chosen is not None and not self._busy:
            self._prove(self._field().text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self._chosen is not None and len(self._people) > 1:
            self.begin()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif self._chosen is None and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            number = key - Qt.Key.Key_1
            if number < len(self._people):
                self.choose(self._people[number].id)
        elif self._chosen is None and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        here = next((at for at, name in enumerate(self._names) if name.hasFocus()), -1 if by > 0 else 0)
        name = self._names[(here + by) % len(self._names)]
        name.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(self._list, ScrollColumn):
            self._list.ensureWidgetVisible(name)

    def _name_fields(self, person: Person) -> None:
        self._pin_row.set_label(f"{person.name}’s PIN")
        self._passphrase_row.set_label(f"The owner’s passphrase, to let {person.name} in")
        self._pin_row.set_problem("")
        self._passphrase_row.set_problem("")

    @Slot()
    def _switch(self) -> None:
        by_pin = not self._passphrase_row.isHidden()
        self._pin_row.setVisible(by_pin)
        self._passphrase_row.setVisible(not by_pin)
        self._other.set_text(_OTHER_WAY if by_pin else "By PIN")
        field = self._field()
        field.clear()
        self.setFocusProxy(field)
        field.setFocus(Qt.FocusReason.TabFocusReason)

    def _shown(self) -> FormRow:
        return self._pin_row if self._passphrase_row.isHidden() else self._passphrase_row

    def _field(self) -> QLineEdit:
        return self.pin if self._passphrase_row.isHidden() else self.passphrase

    def _prove(self, typed: str) -> None:
        assert self._chosen is not None
        self._set_busy(True)
        self._counter.prove(
            self._chosen.id,
            typed,
            passphrase=bool(typed) and self._field() is self.passphrase,
            on_done=self._on_right,
            on_problem=self._on_wrong,
            owner=self,
        )

    def _on_right(self, actor: Actor) -> None:
        self._set_busy(False)
        self.pin.clear()
        self.passphrase.clear()
        self.came.emit(actor)

    def _on_wrong(self, error: BaseException) -> None:
        self._set_busy(False)
        if self._field() is self.pin and self._opens_by_passphrase_alone(error):
            self._switch()
        field = self._field()
        field.clear()
        self._shown().set_problem(sentence_for(error))
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _opens_by_passphrase_alone(self, error: BaseException) -> bool:
        stopped = isinstance(error, PinRefused) and error.wait is None
        return stopped and self._chosen is not None and self._chosen.role == "owner"

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        # not disabled: that would throw the focus elsewhere
        self.pin.setReadOnly(busy)
        self.passphrase.setReadOnly(busy)


def _in_a_list(names: list[_Name]) -> QWidget:
    if len(names) > _UNSCROLLED:
        scrolling = ScrollColumn(padding=0, spacing=Space.XS)
        scrolling.add(*names)
        scrolling.setFixedHeight(_UNSCROLLED * (_ROW + Space.XS))
        return scrolling
    plain = QWidget()
    plain.setLayout(column(*names, spacing=Space.XS))
    return plain


class PinField(PassphraseField):
    """Takes six digits and nothing else; `complete` with the sixth."""

    complete = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setMaxLength(pins.LENGTH)
        self.setFont(theme.font(Text.DISPLAY, tabular=True))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.textEdited.connect(self._on_edited)

    @Slot(str)
    def _on_edited(self, typed: str) -> None:
        digits = "".join(letter for letter in typed if letter.isascii() and letter.isdigit())
        if digits != typed:
            self.setText(digits)
        if len(digits) == pins.LENGTH:
            self.complete.emit()


class _Name(QAbstractButton):
    """One person in the list: the digit that chooses them, initials, name, and whether a PIN is asked."""

    def __init__(self, person: Person, number: int) -> None:
        super().__init__()
        self.person, self._number = person, number
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        pin = "" if not person.has_pin else ", PIN stopped" if person.stopped else ", with a PIN"
        self.setAccessibleName(f"{person.name}{', owner' * (person.role == 'owner')}{pin}")

    def sizeHint(self) -> QSize:
        return QSize(320, _ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            event.ignore()  # the gate steps; Qt would look for a neighbour by place
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, room = theme.colours(self), QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self.hasFocus() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if self.hasFocus() else colours.hover))
            painter.drawRoundedRect(room, Radius.CONTROL, Radius.CONTROL)
        across = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setFont(theme.font(Text.SMALL, tabular=True))
        painter.setPen(QColor(colours.text_muted))
        if self._number <= 9:
            painter.drawText(QRect(Space.M, 0, 16, self.height()), across, str(self._number))
        paint_avatar(painter, QRect(34, 8, 28, 28), self.person.name, colours)
        painter.setFont(theme.font(weight=QFont.Weight.Medium))
        painter.setPen(QColor(colours.text))
        words = QRect(74, 0, self.width() - 74 - 110, self.height())
        painter.drawText(words, across, painter.fontMetrics().elidedText(
            self.person.name, Qt.TextElideMode.ElideRight, words.width()))  # fmt: skip
        painter.setFont(theme.font(Text.SMALL))
        painter.setPen(QColor(colours.text_muted))
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        if self.person.role == "owner":
            painter.drawText(self.rect().adjusted(0, 0, -38, 0), right, "Owner")
        if self.person.has_pin:
            box = QRectF(self.width() - 30, (self.height() - 16) / 2, 16, 16)
            icons.paint(painter, box, "lock", colours.text_muted)
        if self.hasFocus():
            paint_focus(painter, room, colours, radius=Radius.CONTROL)
