"""What can still be had back: customers in the bin, and the steps of the last days."""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter

from PySide6.QtCore import Slot

from deskmate.core import customers, retention, undo
from deskmate.core.customers import CustomerRow
from deskmate.core.db import Topic
from deskmate.core.undo import Step
from deskmate.ui.customer_words import day_words
from deskmate.ui.desk import Desk
from deskmate.ui.settings_section import Section
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import EmptyState, ListCard, QuietButton, Row, RowList, RowModel, spoken_date

_ROWS = 8
_STEPS = 60


class BinSection(Section):
    """Deleted customers with the way back, and recent steps that can be undone."""

    key = "bin"
    title = "Bin and undo"
    icon = "trash-2"
    topics = frozenset(Topic)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.body.setSpacing(Space.L)
        self._deleted = RowModel(self._customer_row, key=attrgetter("id"), parent=self)
        self.deleted = RowList(self._deleted, "Deleted customers")
        self.back = QuietButton(
            "Bring back", self.bring_back, icon="undo-2", tip="Bring the chosen customer back (Enter)"
        )
        self.add(
            ListCard(
                "Deleted customers",
                self.deleted,
                empty=EmptyState(
                    "trash-2",
                    "The bin is empty",
                    f"Customers that were deleted wait here for {retention.BIN_DAYS} days. Then Privacy proposes to "
                    "forget them for good.",
                ),
                actions=[self.back],
                fit=_ROWS,
            )
        )
        self._steps = RowModel(self._step_row, key=attrgetter("id"), parent=self)
        self.steps = RowList(self._steps, "Recent steps", slim=True)
        self.undo = QuietButton("Undo", self.undo_step, icon="undo-2", tip="Undo the chosen step (Enter)")
        self.add(
            ListCard(
                "Recent steps",
                self.steps,
                empty=EmptyState("history", "Nothing to undo", "What you and others did lately is listed here."),
                actions=[self.undo],
                fit=_ROWS,
            )
        )
        self.deleted.opened.connect(self.bring_back)
        self.steps.opened.connect(self.undo_step)

    def reload(self) -> None:
        """Read both lists again."""
        self._deleted.show(customers.binned(self._desk.db))
        self._steps.show(undo.history(self._desk.db, limit=_STEPS))
        for rows, button in ((self.deleted, self.back), (self.steps, self.undo)):
            if rows.current_item() is None and rows.model().rowCount():
                rows.choose_row(0)
            button.setEnabled(bool(rows.model().rowCount()))

    def focus_first(self) -> None:
        """The first list that has something."""
        (self.deleted if self._deleted.rowCount() else self.steps).setFocus()

    @Slot()
    def bring_back(self) -> None:
        """Take the chosen customer out of the bin."""
        chosen, desk = self.deleted.current_item(), self._desk
        if not isinstance(chosen, CustomerRow):
            return
        number, name = chosen.id, chosen.name
        if desk.attempt(lambda: customers.restore(desk.db, number, by=desk.actor(), now=desk.now())):
            self.reload()
            desk.did(f"{name} is back.")

    @Slot()
    def undo_step(self) -> None:
        """Take the chosen step back."""
        chosen, desk = self.steps.current_item(), self._desk
        if not isinstance(chosen, Step):
            return
        step = chosen.id

        def work() -> None:
            label = undo.undo(desk.db, step, by=desk.actor(), now=desk.now())
            desk.say(desk.discretion.toast(f"Undone: {label}."))

        if desk.attempt(work):
            self.reload()

    def _step_row(self, item: object) -> Row:
        assert isinstance(item, Step)
        at = self._desk.wall(item.at)
        title = item.kind if self._desk.discretion.on else item.label  # which names whom it was about
        who = f"{item.by} · only the owner can undo it" if item.owners else item.by
        return Row(title=title, subtitle=who, trailing=f"{spoken_date(at.date(), self._desk.today())}, {at:%H:%M}")

    def _customer_row(self, item: object) -> Row:
        assert isinstance(item, CustomerRow)
        item = self._desk.discretion.one(item)
        kept = ""
        if item.deleted_at is not None:
            today, deleted = self._desk.today(), self._desk.wall(item.deleted_at).date()
            last = deleted + timedelta(days=retention.BIN_DAYS)
            kept = f"deleted {day_words(deleted, today)}, kept until {day_words(last, today)} at least"
        return Row(title=item.name, subtitle=item.organisation, trailing=kept, avatar=item.name)
