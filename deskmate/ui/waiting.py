"""The waiting list for whichever page asks: who waits, putting somebody on it, taking somebody off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from operator import attrgetter

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from deskmate.core import waitlist
from deskmate.core.waitlist import EVERY_DAY, WaitRow
from deskmate.ui.desk import Desk
from deskmate.ui.wait_dialog import DAY_NAMES, WaitData, WaitDialog, WaitPrefilled
from deskmate.ui.widgets import Dialog, EmptyState, ListCard, QuietButton, Row, RowList, RowModel, spoken_date

_ROWS = 8
_TEACHES = "When a time becomes free that suits somebody here, a reminder says whom to offer it to."


def put_on(desk: Desk, prefilled: WaitPrefilled | None = None) -> WaitDialog:
    """Opens the form with what is known already; a filled form is put on the list."""
    dialog = WaitDialog(desk, prefilled or WaitPrefilled(), parent=desk.shell)
    dialog.filled.connect(partial(_put_on, desk, dialog), Qt.ConnectionType.DirectConnection)
    dialog.open()
    dialog.focus_first()
    return dialog


def show_list(desk: Desk) -> WaitingList:
    """Opens the list of those who wait."""
    dialog = WaitingList(desk, parent=desk.shell)
    dialog.open()
    dialog.rows.setFocus()
    return dialog


def words(row: WaitRow, today: date) -> str:
    """What somebody waits for, in a line."""
    days = "" if row.days == EVERY_DAY else ", ".join(DAY_NAMES[int(day) - 1] for day in row.days)
    hours = " ".join(
        part for part in (row.after and f"from {row.after:%H:%M}", row.before and f"over by {row.before:%H:%M}") if part
    )
    whom = f"{row.service} with {row.staff}" if row.staff else row.service
    return " · ".join(filter(None, (whom, days, hours, f"until {spoken_date(row.until, today)}", row.note)))


class WaitingList(Dialog):
    """Who waits, the longest waiting first. Enter opens the card, Delete takes off the list."""

    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent, "Waiting list", yes="Put on the list …", no="Close", width=620)
        self._desk = desk
        self._model = RowModel(self._row, key=attrgetter("id"), parent=self)
        self.rows = RowList(self._model, "Who waits")
        self.off = QuietButton("Take off", self.take_off, icon="x", tip="Take off the list (Delete)", shortcut="Delete")
        empty = EmptyState("hourglass", "Nobody waits", _TEACHES)
        self.add(ListCard("Who waits", self.rows, empty=empty, actions=[self.off], fit=_ROWS))
        self.rows.opened.connect(self._on_opened)
        self.reload()

    def reload(self) -> None:
        """Read the list again."""
        self._model.show(waitlist.waiting(self._desk.db, now=self._desk.now()))
        if self.rows.current_item() is None and self._model.rowCount():
            self.rows.choose_row(0)
        self.off.setEnabled(bool(self._model.rowCount()))

    def accept(self) -> None:
        """On to the form; the list has done its work."""
        super().accept()
        put_on(self._desk)

    @Slot()
    def take_off(self) -> None:
        """Take the chosen customer off the list."""
        chosen, desk = self.rows.current_item(), self._desk
        if not isinstance(chosen, WaitRow):
            return
        number, name = chosen.id, chosen.customer
        if desk.attempt(lambda: waitlist.withdraw(desk.db, number, by=desk.actor(), now=desk.now())):
            self.reload()
            desk.did(f"{name} is off the waiting list.")

    @Slot()
    def _on_opened(self) -> None:
        chosen = self.rows.current_item()
        if isinstance(chosen, WaitRow):
            self.reject()
            self._desk.ways.open_customer(chosen.customer_id)

    def _row(self, item: object) -> Row:
        assert isinstance(item, WaitRow)
        if self._desk.discretion.on:
            item = replace(self._desk.discretion.one(item), note="")
        return Row(title=item.customer, subtitle=words(item, self._desk.today()), avatar=item.customer)


def _put_on(desk: Desk, dialog: WaitDialog, data: WaitData) -> None:
    def work() -> None:
        waitlist.add(
            desk.db,
            data.customer_id,
            service=data.service,
            until=data.until,
            staff_id=data.staff_id,
            days=data.days,
            after=data.after,
            before=data.before,
            note=data.note,
            by=desk.actor(),
            now=desk.now(),
        )
        desk.did(f"On the waiting list until {spoken_date(data.until, desk.today())}.")

    if desk.attempt(work, problem=dialog.refuse):
        dialog.finish()
