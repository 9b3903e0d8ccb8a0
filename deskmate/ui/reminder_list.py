"""The rows of the reminder panel: each thing due under its heading, one unfolded, gone through by arrow keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.reminders import telling
from deskmate.reminders.kinds import Due
from deskmate.ui.reminder_acts import ReminderActs
from deskmate.ui.reminder_item import ReminderItem
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import EmptyState, QuietButton, ScrollColumn, SectionHeader, clear

_TEACHES = "Appointments, birthdays, promises and calls appear here when it is time."
_FIRST, _MORE = 40, 100  # rows made at once, and at each demand: thousands in one go would stop the window


@dataclass(frozen=True)
class Listing:
    """What is shown: the reminders, the moment they are seen from, and the times one can wait until."""

    dues: list[Due]
    now: datetime
    zone: ZoneInfo
    choices: list[tuple[str, datetime]]


class ReminderList(QWidget):
    """`otherwise` takes the focus once the last reminder is gone; `discreet` says what of one may be seen."""

    def __init__(self, acts: ReminderActs, discreet: Callable[[Due], Due], otherwise: QWidget) -> None:
        super().__init__()
        self._acts, self._discreet, self._otherwise = acts, discreet, otherwise
        self._most = _FIRST
        self._chosen = ""
        self._listing: Listing | None = None
        self._items: list[ReminderItem] = []
        self._shown: list[tuple[telling.Group, str]] = []
        self._counts: list[tuple[telling.Group, int]] = []
        self._column = ScrollColumn(padding=Space.S, spacing=2)
        inside = self._column.widget()
        assert inside is not None
        inside.setAutoFillBackground(False)  # the panel's own ground shows through
        self._empty = EmptyState(
            "bell", "Nothing is due", _TEACHES, action="New reminder", on_action=self._acts.new_reminder
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column, 1)
        layout.addWidget(self._empty, 1)

    def show_listing(self, listing: Listing) -> None:
        """Show these; where they are the rows shown already, only their words change."""
        self._listing = listing
        groups = telling.grouped(listing.dues, now=listing.now, zone=listing.zone)
        counts = [(group, len(dues)) for group, dues in groups]
        shown = [(group, one.key) for group, dues in groups for one in dues][: self._most]
        if shown and (shown, counts) == (self._shown, self._counts):
            for item, due in zip(self._items, (due for _, dues in groups for due in dues), strict=False):
                self._say(item, due, listing)
            return
        self._shown, self._counts = shown, counts
        if not listing.dues:
            self._empty.set_words("Nothing is due", _TEACHES, icon="bell")
        self._refill(groups, listing)

    def hide_names(self, count: int) -> None:
        """Show only how many there are."""
        self._listing, self._shown = None, []
        self._empty.set_words(f"{count} waiting", "Names are hidden.", icon="eye-off")
        self._refill([], None)

    def items(self) -> list[ReminderItem]:
        """The reminders shown, from the top."""
        return list(self._items)

    def choose(self, key: str) -> bool:
        """Unfold a reminder and take the focus there; False where it is not listed."""
        item = self._item(key)
        if item is None and self._listing is not None and any(due.key == key for due in self._listing.dues):
            while self._item(key) is None:
                self.show_more()
            item = self._item(key)
        if item is not None:
            item.setFocus(Qt.FocusReason.OtherFocusReason)
        return item is not None

    def focus_first(self) -> None:
        """Take the focus to the reminder unfolded last, or the first."""
        first = self._items[0] if self._items else self._otherwise
        (self._item(self._chosen) or first).setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def show_more(self) -> None:
        """Make some of the rows that were left for later."""
        if self._listing is not None:
            self._most += _MORE
            self.show_listing(self._listing)

    def _item(self, key: str) -> ReminderItem | None:
        return next((item for item in self._items if item.due.key == key), None)

    def _refill(self, groups: list[tuple[telling.Group, list[Due]]], listing: Listing | None) -> None:
        focus = self.focusWidget()  # asked before the list goes, because Qt hands on the focus of what is hidden
        had_focus = focus is not None and self.isAncestorOf(focus)
        at = next((at for at, item in enumerate(self._items) if item.due.key == self._chosen), 0)
        self._empty.setVisible(not groups)
        self._column.setVisible(bool(groups))
        inside = self._column.widget()
        assert inside is not None
        inside.hide()  # filled out of sight, or each row would lay out all before it again
        clear(self._column.body)
        self._items = []
        if listing is not None:
            for group, dues in groups:
                self._add_group(telling.HEADINGS[group], dues, listing)
            self._add_more(len(listing.dues) - len(self._items))
        inside.show()
        if had_focus:
            left = self._items[min(at, len(self._items) - 1)] if self._items else self._otherwise
            (self._item(self._chosen) or left).setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_group(self, name: str, dues: list[Due], listing: Listing) -> None:
        room = self._most - len(self._items)
        if room <= 0:
            return
        header = SectionHeader(name, count=len(dues))
        header.setContentsMargins(Space.S, Space.S, Space.S, 0)
        self._column.add(header)
        header.show()  # at once: what is not shown yet can't take the focus
        for due in islice(dues, room):
            item = ReminderItem(due, self._discreet)
            self._say(item, due, listing)
            item.show_actions(due.key == self._chosen)
            self._connect(item)
            self._column.add(item)
            item.show()
            self._items.append(item)

    def _say(self, item: ReminderItem, due: Due, listing: Listing) -> None:
        item.show_due(due, listing.now, listing.zone)
        item.choices = listing.choices

    def _connect(self, item: ReminderItem) -> None:
        acts = self._acts
        item.done.connect(acts.done)
        item.dismissed.connect(acts.dismiss)
        item.removed.connect(acts.remove)
        item.snoozed.connect(acts.snooze)
        item.pick_asked.connect(acts.ask_time)
        item.noted.connect(acts.note)
        item.accepted.connect(acts.accept_offer)
        item.opened.connect(acts.open)
        item.call_asked.connect(acts.call)
        item.dial_asked.connect(acts.dial)
        item.text_asked.connect(acts.copy_text)
        item.move_asked.connect(acts.reschedule)
        item.chosen.connect(self._on_chosen)
        item.stepped.connect(self._on_stepped)

    def _add_more(self, rest: int) -> None:
        if rest > 0:
            words = f"Show {rest} more" if rest <= _MORE else f"Show {_MORE} more of {rest:,}"
            self._column.add(QuietButton(words, self.show_more))

    @Slot(object)
    def _on_chosen(self, item: ReminderItem) -> None:
        self._chosen = item.due.key
        for one in self._items:
            if one.actions_shown() != (one is item):
                one.show_actions(one is item)

    @Slot(int)
    def _on_stepped(self, by: int) -> None:
        at = next((at for at, item in enumerate(self._items) if item.hasFocus()), 0) + by
        if at == len(self._items):
            self.show_more()
        if 0 <= at < len(self._items):
            self._items[at].setFocus(Qt.FocusReason.TabFocusReason)
            self._column.ensureWidgetVisible(self._items[at])
