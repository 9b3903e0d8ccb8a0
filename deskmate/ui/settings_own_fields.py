"""Fields of the shop's own: added, named, put in order and removed by the owner, all by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from deskmate.core import own_fields
from deskmate.core.db import Topic
from deskmate.core.own_fields import FieldKind, OwnFieldRow
from deskmate.ui.desk import Desk
from deskmate.ui.own_field_form import CHOICES_LIMIT, NAME_LIMIT, OwnFieldForm, joined, kind_words, parted
from deskmate.ui.settings_section import Section
from deskmate.ui.widgets import (
    Dialog,
    FormRow,
    QuietButton,
    Row,
    RowList,
    RowModel,
    SecondaryButton,
    TextField,
    caption,
    row,
)

_MOST_SHOWN = 6
_KEYS = "Enter changes a field, Alt+Up and Alt+Down move it, Delete removes it; each can be undone."


class OwnFieldsSection(Section):
    """The list of fields with its keys, and the form for one more."""

    key = "own-fields"
    title = "Fields of your own"
    icon = "tag"
    intro = (
        "What every card can say besides what it always can. They are searched, imported by the name of their column, "
        "exported, and can be asked for in segments."
    )
    topics = frozenset({Topic.CUSTOMERS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._model = RowModel(_row, key=attrgetter("id"), parent=self)
        self.list = RowList(self._model, "Fields of your own")
        self.more = OwnFieldForm()
        self._empty = caption("There is none yet: give the first one a name below.")
        up = QuietButton("Up", partial(self._move, -1), tip="Move up (Alt+Up)")
        down = QuietButton("Down", partial(self._move, 1), tip="Move down (Alt+Down)")
        self._change = SecondaryButton("Change …", self.ask_change, icon="pencil")
        self._remove = QuietButton("Remove", self.remove, icon="trash-2")
        self._acts = QWidget()
        self._acts.setLayout(row(self._change, up, down, None, self._remove))
        self._keys = caption(_KEYS)
        self.card("On every card", self._keys, self._empty, self.list, self._acts)
        self.card("One more", self.more)
        self.list.installEventFilter(self)
        self.list.opened.connect(self._on_opened)
        self.more.add_asked.connect(self._on_add)

    def reload(self) -> None:
        """Read the fields again; the chosen one stays chosen."""
        fields = own_fields.every(self._desk.db)
        self._model.show(fields)
        self.list.setFixedHeight(self.list.height_for(min(max(len(fields), 1), _MOST_SHOWN)))
        for part in (self._keys, self.list, self._acts):
            part.setVisible(bool(fields))
        self._empty.setVisible(not fields)
        if fields and self.chosen() is None:
            self.list.choose_row(0)

    def focus_first(self) -> None:
        """The list, or the form where there is no field yet."""
        (self.list if self._model.rowCount() else self.more.name).setFocus(Qt.FocusReason.TabFocusReason)

    def chosen(self) -> OwnFieldRow | None:
        """The field of the chosen line."""
        field = self.list.current_item()
        return field if isinstance(field, OwnFieldRow) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.remove()
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def ask_change(self) -> None:
        """Open the form for the chosen field's name and list."""
        field = self.chosen()
        if field is not None:
            OwnFieldDialog(self.window(), field, partial(self._keep, field.id)).open()

    @Slot()
    def remove(self) -> None:
        """Take the chosen field off every card; the toast brings it back with what it said."""
        field, desk = self.chosen(), self._desk
        cards: list[int] = []
        if field is not None and desk.attempt(
            lambda: cards.append(own_fields.remove(desk.db, field.id, by=desk.actor(), now=desk.now()))
        ):
            self.reload()
            self.focus_first()
            many = "1 card" if cards[0] == 1 else f"{cards[0]:,} cards"
            desk.did(f"{field.name} is gone; it said something on {many}.")

    def _move(self, places: int, _checked: bool = False) -> None:
        field, desk = self.chosen(), self._desk
        if field is not None and desk.attempt(
            lambda: own_fields.move(desk.db, field.id, places, by=desk.actor(), now=desk.now())
        ):
            self.reload()
            self.list.choose_key(field.id)

    def _keep(self, field_id: int, name: str, choices: list[str], problem: Callable[[str], None]) -> bool:
        desk = self._desk
        kept = desk.attempt(
            lambda: own_fields.change(desk.db, field_id, name, choices=choices, by=desk.actor(), now=desk.now()),
            problem=problem,
        )
        if kept:
            self.reload()
            desk.did("The field is changed.")
        return kept

    @Slot(object)
    def _on_opened(self, _field: OwnFieldRow) -> None:
        self.ask_change()

    @Slot(str, str, list)
    def _on_add(self, name: str, kind: FieldKind, choices: list[str]) -> None:
        desk, made = self._desk, list[int]()
        if desk.attempt(
            lambda: made.append(own_fields.add(desk.db, name, kind, choices=choices, by=desk.actor(), now=desk.now())),
            problem=self.more.set_problem,
        ):
            self.more.clear()
            self.reload()
            self.list.choose_key(made[0])
            desk.did("The field stands on every card.")


class OwnFieldDialog(Dialog):
    """One field's name, and its list where one is chosen; `keep(name, choices, problem)` says whether it was kept."""

    def __init__(
        self, parent: QWidget, field: OwnFieldRow, keep: Callable[[str, list[str], Callable[[str], None]], bool]
    ) -> None:
        super().__init__(parent, f"Change {field.name}", yes="Save", width=460)
        self._keep = keep
        self.name = TextField(field.name, limit=NAME_LIMIT)
        self.choices = TextField(joined(field.choices), limit=CHOICES_LIMIT)
        self._name_row = FormRow("Name", self.name)
        self.add(self._name_row)
        if field.kind == "choice":
            self.add(FormRow("The list", self.choices, hint="What cards say already stays as it is."))
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def accept(self) -> None:
        """Keep it; where that is refused the dialog stays open and says why."""
        if self._keep(self.name.text(), parted(self.choices.text()), self._name_row.set_problem):
            super().accept()


def _row(item: object) -> Row:
    assert isinstance(item, OwnFieldRow)
    return Row(title=item.name, subtitle=kind_words(item))
