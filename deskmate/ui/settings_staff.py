"""The people who work here: add, correct, and take off the list who leaves."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from deskmate.core import pins, staff
from deskmate.core.db import Topic
from deskmate.core.errors import DeskmateError
from deskmate.core.staff import StaffRow
from deskmate.ui.desk import Desk
from deskmate.ui.pin_dialog import PinDialog
from deskmate.ui.reading_order import focus_kept
from deskmate.ui.settings_section import Section
from deskmate.ui.tokens import Space, Tone
from deskmate.ui.widgets import (
    Avatar,
    Chip,
    Choice,
    Dialog,
    Form,
    IconButton,
    PlainLabel,
    PrimaryButton,
    QuietButton,
    TextField,
    caption,
    clear,
    column,
    row,
    sentence_for,
)

ROLES = (("staff", "Staff"), ("owner", "Owner"))


class StaffSection(Section):
    """Who works here; the owner decides about settings, export, restore and erasing."""

    key = "staff"
    title = "Staff"
    icon = "users"
    intro = "What somebody did keeps their name when they leave. Owners decide about settings, export and restoring."
    topics = frozenset({Topic.STAFF})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._people = column(spacing=Space.XS)
        self._pin_buttons: dict[int, QuietButton] = {}
        self.card(
            "Who works here",
            self._people,
            caption("With a PIN, a name is the person: it is asked for when somebody takes over, and opens the lock."),
        )
        self.name = TextField(placeholder="First name, as said in the shop", limit=80)
        self.role = Choice(ROLES)
        self.add_button = PrimaryButton("Add", self.add_person, icon="user-plus")
        self.fields = Form(columns=2)
        self.fields.add("name", "Name", self.name)
        self.fields.add("role", "Role", self.role)
        self.name.returnPressed.connect(self.add_person)
        self.card("Somebody new", self.fields, row(None, self.add_button))

    def reload(self) -> None:
        """Read the list again."""
        self._pins = {person.id: person for person in pins.everybody(self._desk.db)}
        with focus_kept(self):
            clear(self._people)
            self._pin_buttons.clear()
            for person in staff.everybody(self._desk.db):
                line = self._line(person)
                self._people.addWidget(line)
                line.show()  # now, so that it can take the focus

    def focus_first(self) -> None:
        """Typing starts with a new name."""
        self.name.setFocus()

    @Slot()
    def add_person(self) -> None:
        """Add whoever is typed in."""
        desk, name, role = self._desk, self.name.text(), str(self.role.value())
        try:
            number = staff.add(desk.db, name, role=role, by=desk.actor(), now=desk.now())
        except DeskmateError as error:
            self.fields.show_problems({"name": sentence_for(error)})
            return
        self.fields.show_problems({})
        self.name.clear()
        self.role.set_value("staff")
        self.reload()
        self.said(f"{name.strip()} is in the list.", lambda: self._leave(number))

    def _line(self, person: StaffRow) -> QWidget:
        holder = QWidget()
        name = PlainLabel(person.name, elide=True)
        parts: list[QWidget | None] = [Avatar(person.name), name]
        if person.role == "owner":
            parts.append(Chip("Owner", tone=Tone.ACCENT, icon="key-round"))
        if self._pins[person.id].has_pin:
            stopped = self._pins[person.id].stopped
            parts.append(Chip("PIN stopped" if stopped else "PIN", tone=Tone.ATTENTION if stopped else Tone.NEUTRAL,
                              icon="lock"))  # fmt: skip
        pin = QuietButton("PIN …", partial(self._ask_pin, person), tip=f"Set, change or remove {person.name}’s PIN")
        pin.setAccessibleName(f"{person.name}’s PIN")
        self._pin_buttons[person.id] = pin
        change = IconButton("pencil", f"Change {person.name}", partial(self._ask_change, person))
        leaves = QuietButton("Leaves", partial(self._leaves, person), tip=f"{person.name} no longer works here")
        leaves.setAccessibleName(f"{person.name} leaves")
        across = row(*parts, None, pin, change, leaves, spacing=Space.M)
        holder.setLayout(across)
        return holder

    def _ask_change(self, person: StaffRow, _checked: bool = False) -> None:
        dialog = StaffDialog(self.window(), person)
        dialog.accepted.connect(lambda: self._change(person, dialog.wanted()))
        dialog.open()

    def _ask_pin(self, person: StaffRow, _checked: bool = False) -> None:
        known = self._pins[person.id]
        dialog = PinDialog(self.window(), self._desk, known)
        dialog.done_as.connect(partial(self._on_pin, person.id))
        dialog.open()

    def _on_pin(self, number: int, words: str) -> None:
        self.reload()
        self._pin_buttons[number].setFocus(Qt.FocusReason.OtherFocusReason)  # the next person's stands below
        self._desk.say(words)

    def _change(self, before: StaffRow, after: StaffRow) -> None:
        if self._desk.attempt(lambda: self._put(before, after)):
            self.said("Saved.", lambda: self._put(after, before))
        self.reload()

    def _put(self, before: StaffRow, after: StaffRow) -> None:
        """Only what differs: everybody may set their own quiet hours, the rest is the owner's."""
        db, by, now = self._desk.db, self._desk.actor(), self._desk.now()
        begin, end = after.quiet_from, after.quiet_until
        if (begin, end) != (before.quiet_from, before.quiet_until):
            staff.keep_quiet(db, before.id, begin=begin, end=end, by=by, now=now)
        if (after.name, after.role) != (before.name, before.role):
            staff.change(db, before.id, name=after.name, role=after.role, by=by, now=now)

    def _leaves(self, person: StaffRow, _checked: bool = False) -> None:
        desk = self._desk
        if desk.attempt(lambda: self._leave(person.id)):
            self.reload()
            back = partial(staff.add, desk.db, person.name, role=person.role)
            self.said(f"{person.name} is no longer in the list.", lambda: back(by=desk.actor(), now=desk.now()))

    def _leave(self, number: int) -> None:
        staff.leave(self._desk.db, number, by=self._desk.actor(), now=self._desk.now())


class StaffDialog(Dialog):
    """Name, role and quiet hours of one person."""

    def __init__(self, parent: QWidget, person: StaffRow) -> None:
        super().__init__(parent, f"Change {person.name}", width=420)
        self._person = person
        self.name = TextField(person.name, limit=80)
        self.role = Choice(ROLES, value=person.role)
        self.quiet_from = TextField(person.quiet_from, placeholder="20:00", limit=8)
        self.quiet_until = TextField(person.quiet_until, placeholder="08:00", limit=8)
        form = Form()
        form.add("name", "Name", self.name)
        form.add("role", "Role", self.role, hint="Owners decide about settings, export and restoring.")
        form.add("quiet_from", "Quiet from", self.quiet_from)
        form.add(
            "quiet_until", "Quiet until", self.quiet_until, hint="Then nothing pops up while they are at the desk."
        )
        self.add(form)
        self.name.setFocus()

    def wanted(self) -> StaffRow:
        """The person as typed in."""
        return replace(
            self._person,
            name=self.name.text().strip(),
            role=str(self.role.value()),
            quiet_from=self.quiet_from.text().strip(),
            quiet_until=self.quiet_until.text().strip(),
        )
