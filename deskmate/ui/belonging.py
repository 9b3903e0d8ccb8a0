"""Who belongs with a customer: the household and its people, relations with the right word, each one key away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout

from deskmate.core import households, relations
from deskmate.core.customers import Card as CustomerCardData
from deskmate.core.households import Home
from deskmate.core.relations import Related
from deskmate.ui.belonging_dialog import BelongingDialog, Belongs
from deskmate.ui.customer_words import shortened
from deskmate.ui.desk import Desk
from deskmate.ui.reason_dialog import ReasonDialog
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import Card, Icon, IconButton, PlainLabel, QuietButton, caption, row


class Belonging(Card):
    """One customer's people, read from the book when it is made; what is done here is saved at once, with an undo."""

    def __init__(self, desk: Desk, card: CustomerCardData, home: Home | None) -> None:
        super().__init__(padding=Space.M, spacing=Space.XS)
        self._desk, self._card, self._home = desk, card, home
        self._related = relations.of(desk.db, card.id)
        self.add_button = QuietButton("Add", self.ask, icon="plus", tip="Say who belongs with them")
        self.add_button.setAccessibleName("Add somebody who belongs with them")
        name = PlainLabel("People", size=Text.SMALL, weight=QFont.Weight.DemiBold, tone="muted")
        self.add(row(name, None, self.add_button))
        if home is not None:
            self._show_home(home)
        members = {one.customer_id for one in home.members} if home else set()
        for one in self._related:
            if one.customer_id not in members:
                self.add(self._line(one.customer_id, one.name, [one]))
        if home is None and not self._related:
            self.add(caption("Family, carers, pets, and who shares a phone."))

    @Slot()
    def ask(self) -> None:
        """Ask who belongs with this customer."""
        dialog = BelongingDialog(self._desk, self._card.id, self._card.name)
        dialog.decided.connect(partial(self._on_decided, dialog))
        dialog.open()

    @Slot()
    def ask_name(self) -> None:
        """Ask for another name of the household."""
        dialog = ReasonDialog(
            self._desk.shell,
            "Name of the household",
            "Meyer, or the corner house",
            label="Name",
            missing="A household needs a name, for example the family name.",
        )
        dialog.reason.setText(self._home.name if self._home else "")
        dialog.reason.selectAll()
        dialog.decided.connect(self._on_named)
        dialog.open()

    @Slot()
    def leave(self) -> None:
        """Take this customer out of the household."""
        desk = self._desk
        if desk.attempt(lambda: households.leave(desk.db, self._card.id, by=desk.actor(), now=desk.now())):
            desk.did(f"{self._card.name} is no longer in the household.")

    def _show_home(self, home: Home) -> None:
        name = PlainLabel(household_words(home), weight=QFont.Weight.Medium, wrap=True)
        rename = IconButton("pencil", "Rename the household", self.ask_name, size=24)
        out = IconButton("x", f"{self._card.name} lives there no longer", self.leave, size=24)
        head = row(Icon("house", size=16), name, rename, out, spacing=Space.XS)
        head.setStretch(1, 1)
        self.add(head)
        for member in home.members:
            known = [one for one in self._related if one.customer_id == member.customer_id]
            self.add(self._line(member.customer_id, member.name, known))

    def _line(self, customer_id: int, name: str, known: list[Related]) -> QHBoxLayout:
        words = ", ".join(one.role for one in known)
        open_it = QuietButton(
            shortened(name, 24 - len(words) // 2), partial(self._on_open, customer_id), tip=f"Open the card of {name}"
        )
        open_it.setAccessibleName(f"{name}, {words}" if words else name)
        parts = row(open_it, caption(words), None, spacing=0)
        for one in known:
            parts.addWidget(IconButton("x", f"No longer {one.role}", partial(self._on_remove, one.id), size=24))
        return parts

    def _on_open(self, customer_id: int, _checked: bool = False) -> None:
        self._desk.ways.open_customer(customer_id)

    def _on_remove(self, relation_id: int, _checked: bool = False) -> None:
        desk = self._desk
        if desk.attempt(lambda: relations.remove(desk.db, relation_id, by=desk.actor(), now=desk.now())):
            desk.did("No longer written down as belonging together.")

    @Slot(str)
    def _on_named(self, name: str) -> None:
        desk, home = self._desk, self._home
        if home is not None and desk.attempt(
            lambda: households.rename(desk.db, home.id, name, by=desk.actor(), now=desk.now())
        ):
            desk.did("The household has another name.")

    def _on_decided(self, dialog: BelongingDialog, said: Belongs) -> None:
        if self._desk.attempt(lambda: save(self._desk, self._card.id, said), problem=dialog.set_problem):
            dialog.finish()
            self._desk.did("Written down on both cards.")


def household_words(home: Home) -> str:
    """ "The Meyer household", or a name that says it all already."""
    named = home.name.lower().startswith("the ") or "household" in home.name.lower()
    return home.name if named else f"The {home.name} household"


def save(desk: Desk, customer_id: int, said: Belongs) -> None:
    """Writes down what the dialog was told, in one step."""
    by, now = desk.actor(), desk.now()
    if said.customer_id is None:
        relations.add_new(desk.db, customer_id, said.name, said.role, together=said.together, by=by, now=now)
    elif said.role:
        relations.add(desk.db, customer_id, said.customer_id, said.role, together=said.together, by=by, now=now)
    else:
        households.join(desk.db, said.customer_id, customer_id, by=by, now=now)
