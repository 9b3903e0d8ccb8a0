"""Whom the shop might forget: proposals by a rule, of which the owner erases one after the other, or none."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot

from deskmate.core import retention
from deskmate.core.db import Topic
from deskmate.core.retention import Proposal
from deskmate.ui.desk import Desk
from deskmate.ui.rights_dialog import RightsDialog
from deskmate.ui.settings_section import Section
from deskmate.ui.widgets import Choice, EmptyState, Form, ListCard, QuietButton, Row, RowList, RowModel, spoken_date

_ROWS = 10
_MONTHS = ((12, "1 year"), (24, "2 years"), (36, "3 years"), (60, "5 years"), (120, "10 years"))
_USUAL = 36


class PrivacySection(Section):
    """The list of proposals; opening one leads to the customer's rights, where forgetting is confirmed by name."""

    key = "privacy"
    title = "Privacy"
    icon = "eye-off"
    intro = (
        "Nobody is forgotten by itself. Here stand customers with whom nothing happened for long, and those who were "
        "in the bin for a month; who has an appointment, an open call or a promise, or comes by season, is left out."
    )
    topics = frozenset({Topic.CUSTOMERS, Topic.INTERACTIONS, Topic.APPOINTMENTS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.months = Choice(_MONTHS, value=_USUAL)
        form = Form(columns=2)
        form.add("months", "Nothing happened for", self.months)
        self._model = RowModel(self._row, key=attrgetter("customer_id"), parent=self)
        self.list = RowList(self._model, "Customers who might be forgotten")
        self.look = QuietButton("Look and decide …", self.open_chosen, icon="eye")
        self._empty = EmptyState("eye-off", "Nobody", "Nothing is held longer than that.")
        self.add(form, ListCard("Might be forgotten", self.list, empty=self._empty, actions=[self.look], fit=_ROWS))
        self.months.currentIndexChanged.connect(self.reload)
        self.list.opened.connect(self.open_chosen)

    @Slot()
    def reload(self) -> None:
        """Ask the rule again, on the worker."""
        db, by, now, months = self._desk.db, self._desk.actor(), self._desk.now(), int(str(self.months.value()))
        if by.role != "owner":
            self._empty.set_words("Only the owner can see whom the shop might forget", "")
            self._show([])
            return
        self._empty.set_words("Nobody", "Nothing is held longer than that.")

        def work(_progress: Any, _should_stop: Any) -> list[Proposal]:
            return retention.propose(db, months=months, by=by, now=now)

        self.run(work, self._show)

    def _show(self, found: list[Proposal]) -> None:
        self._model.show(found)
        self.look.setEnabled(bool(found))
        if found and self.list.current_item() is None:
            self.list.choose_row(0)

    @Slot()
    def open_chosen(self) -> None:
        """Show what is held about the chosen customer, and the way to forget them."""
        chosen = self.list.current_item()
        if isinstance(chosen, Proposal):
            dialog = RightsDialog(self.window(), self._desk, chosen.customer_id)
            dialog.erased.connect(self.reload)
            dialog.open()

    def _row(self, item: object) -> Row:
        assert isinstance(item, Proposal)
        day = spoken_date(self._desk.wall(item.last_seen_at).date(), self._desk.today())
        name = self._desk.discretion.name(item.name)
        return Row(title=name, subtitle=item.why, trailing=day, avatar=name)
