"""Says which customer something is about: keep the one there is, or type to find another."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from deskmate.core import customers, search
from deskmate.core.errors import NotFound
from deskmate.core.search import Hit
from deskmate.ui import customer_words, wall_clock
from deskmate.ui.desk import Desk
from deskmate.ui.tokens import Size, Space
from deskmate.ui.widgets import Avatar, PlainLabel, Popup, QuietButton, Row, RowList, RowModel, TextField

NOBODY = "Choose the customer; type a name or the end of a number."
_MOST = 6


class CustomerPicker(QWidget):
    """One customer, or a field to find one. `changed(customer_id | None)` when a person picks or lets go.

    `besides` is never offered: whose card it is all about.
    """

    changed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, besides: int | None = None) -> None:
        super().__init__(parent)
        self._desk, self._besides = desk, besides
        self._clock = wall_clock.read(desk)
        self._customer: int | None = None
        self._avatar, self._name = Avatar("", size=28), PlainLabel(weight=QFont.Weight.DemiBold, elide=True)
        self.other = QuietButton("Somebody else", self._on_other)
        self.field = _FindField(placeholder="Whom is it about? Type a name or number")
        self.field.setAccessibleName("Customer")
        self._model = RowModel(self._row, key=attrgetter("customer_id"), parent=self)
        self.results = RowList(self._model, "Customers found", slim=True, single_click=True)
        self._popup = Popup(self.field, self.results)
        self.field.has_list = self._popup.isVisible
        self._stack = QStackedWidget()
        self._stack.setFixedHeight(Size.CONTROL)
        chosen = QWidget()
        across = QHBoxLayout(chosen)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(Space.S)
        for widget, stretch in ((self._avatar, 0), (self._name, 1), (self.other, 0)):
            across.addWidget(widget, stretch)
        self._stack.addWidget(chosen)
        self._stack.addWidget(self.field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.field.textEdited.connect(self._on_typed)
        self.field.stepped.connect(self._on_stepped)
        self.field.entered.connect(self.results.open_current)
        self.field.escaped.connect(self._on_escaped)
        self.results.opened.connect(self._on_picked)
        self.set_value(None)

    def value(self) -> int | None:
        """Who was picked."""
        return self._customer

    def name(self) -> str:
        """The name of who was picked."""
        return self._name.text() if self._customer is not None else ""

    def set_value(self, customer_id: int | None) -> None:
        """Show this customer, or the field to find one."""
        name = self._name_of(customer_id)
        self._customer = customer_id if name else None
        self._name.setText(name)
        self._avatar.set_name(name)
        self._stack.setCurrentIndex(0 if name else 1)
        self.setFocusProxy(self.other if name else self.field)
        self._popup.fold()

    def _name_of(self, customer_id: int | None) -> str:
        if customer_id is None:
            return ""
        try:
            return customers.card(self._desk.db, customer_id).name
        except NotFound:
            return ""

    @Slot(str)
    def _on_typed(self, typed: str) -> None:
        found = search.find_people(self._desk.db, typed, limit=_MOST + 1)
        hits = [hit for hit in found if hit.customer_id != self._besides][:_MOST]
        self._model.show(hits)
        self.results.choose_row(0)
        if hits:
            self._popup.drop(self.results.height_for(len(hits)))
        else:
            self._popup.fold()

    @Slot(object)
    def _on_picked(self, hit: Hit) -> None:
        self.field.clear()
        self.set_value(hit.customer_id)
        if self.window().focusWidget() is self.other:
            self.focusNextChild()  # picked means done: on to what comes next, not to "Somebody else"
        self.changed.emit(self._customer)

    @Slot()
    def _on_other(self) -> None:
        self.set_value(None)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(None)

    @Slot(int)
    def _on_stepped(self, by: int) -> None:
        if self._popup.isVisible():
            self.results.step(by)
        else:
            self._on_typed(self.field.text())

    @Slot()
    def _on_escaped(self) -> None:
        self._popup.fold()
        self._model.show([])  # Enter must not pick from a list that nobody sees

    def _row(self, hit: object) -> Row:
        assert isinstance(hit, Hit)
        clock = self._clock
        return Row(
            title=hit.name,
            subtitle=customer_words.also(hit.name, hit.known_as, hit.organisation),
            trailing=customer_words.seen_words(clock.day(hit.last_seen_at), clock.today),
            avatar=hit.name,
        )


class _FindField(TextField):
    """A line whose arrows and Enter belong to the list below it while that is open."""

    stepped = Signal(int)
    entered = Signal()
    escaped = Signal()

    def __init__(self, *, placeholder: str) -> None:
        super().__init__(placeholder=placeholder)
        self.has_list: Callable[[], bool] = lambda: False

    def event(self, event: QEvent) -> bool:
        if _is_escape(event) and self.has_list():
            event.accept()  # Esc closes what was found first, the dialog only after that
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        elif key == Qt.Key.Key_Escape and self.has_list():
            self.escaped.emit()  # what was typed stays
        else:
            super().keyPressEvent(event)


def _is_escape(event: QEvent) -> bool:
    wanted = event.type() == QEvent.Type.ShortcutOverride
    return wanted and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
