"""The reminder panel: everything that is due, under its heading, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from deskmate.core import settings, templates, zones
from deskmate.core.db import Topic
from deskmate.reminders import due as reminders
from deskmate.reminders import offers, outcomes, telling
from deskmate.reminders.kinds import Due
from deskmate.ui import reminder_acts as acts
from deskmate.ui import reminder_words as words
from deskmate.ui.bus import Page
from deskmate.ui.desk import Desk
from deskmate.ui.outlook import Outlook
from deskmate.ui.reminder_dialogs import NewReminderDialog, ReminderData, SnoozeDialog
from deskmate.ui.reminder_item import ReminderItem
from deskmate.ui.template_dialog import TemplateDialog
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    EmptyState,
    IconButton,
    QuietButton,
    ScrollColumn,
    SectionHeader,
    clear,
    heading,
    row,
    spoken_date,
)

_TEACHES = "Appointments, birthdays, promises and calls appear here when it is time."
_KEYS = (
    ("D  O", "Done, or what came of it"),
    ("S  Del", "Snooze, or put away"),
    ("C  T  R", "Call, copy a text, reschedule"),
    ("B", "Book the time that was offered"),
)
_FIRST = 40  # rows made at once; a month's worth follows on demand


class RemindersPanel(Page):
    """Give it to `Shell.set_panel` and `listen` to the changes. `count_changed(n)` is for the bell and the tray.

    It reads the book also while folded away, because the count must be right then. `set_private(True)` shows only the
    count: for the curtain and the lock.
    """

    topics = frozenset(
        {
            Topic.REMINDERS,
            Topic.PROMISES,
            Topic.APPOINTMENTS,
            Topic.FOLLOW_UPS,
            Topic.CUSTOMERS,
            Topic.SETTINGS,
            Topic.IMPORTS,
        }
    )
    title = "Reminders"
    icon = "bell"

    count_changed = Signal(int)
    handled = Signal(str)  # the key of a reminder that is due no longer, wherever it was seen to: its pop-up can go

    def __init__(self, desk: Desk, outlook: Outlook | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._outlook = outlook or Outlook(desk.db)
        self._open: list[Due] = []
        self._count = 0
        self._private = False
        self._most = _FIRST
        self._chosen = ""
        self._items: list[ReminderItem] = []
        self._shown: list[tuple[telling.Group, str]] = []
        self.new_button = IconButton("plus", "New reminder", self.new_reminder)
        self.more_button = IconButton("ellipsis", "More", self._on_more_menu)
        self.close_button = IconButton("x", "Close (Ctrl+B)", self._on_close)
        self._heading = heading("Reminders")
        self._column = ScrollColumn(padding=Space.S, spacing=2)
        inside = self._column.widget()
        assert inside is not None
        inside.setAutoFillBackground(False)  # the panel's own ground shows through
        self._empty = EmptyState(
            "bell",
            "Nothing is due",
            _TEACHES,
            action="New reminder",
            on_action=self.new_reminder,
        )
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._reload_hidden)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = row(self._heading, None, self.new_button, self.more_button, self.close_button, spacing=0)
        head.setContentsMargins(Space.L, Space.M, Space.S, Space.XS)
        layout.addLayout(head)
        layout.addWidget(self._column, 1)
        layout.addWidget(self._empty, 1)
        for keys, what in _KEYS:
            desk.shell.shortcuts.note(keys, what, group="On a reminder")

    def mark_stale(self) -> None:
        """Look again soon, seen or not: the bell counts what is due."""
        super().mark_stale()
        if not self.isVisible():
            self._later.start()

    def reload(self) -> None:
        """Read again what is due."""
        now = self._desk.now()
        shop = settings.current(self._desk.db)
        self._look(now)
        self._stale = False
        self._show(now, zones.of(shop), telling.snoozes(now, shop))

    def _look(self, now: datetime) -> None:
        before = {due.key for due in self._open}
        self._open = self._outlook.open(now)
        for key in before.difference(due.key for due in self._open):
            self.handled.emit(key)
        if len(self._open) != self._count:
            self._count = len(self._open)
            self.count_changed.emit(self._count)

    def count(self) -> int:
        """How many are due."""
        return self._count

    def items(self) -> list[ReminderItem]:
        """The reminders shown, from the top."""
        return list(self._items)

    def choose(self, key: str) -> bool:
        """Unfold a reminder and take the focus there; False where it is not due (any more)."""
        if self._stale:
            self.reload()
        at = next((at for at, one in enumerate(self._open) if one.key == key), None)
        if at is None:
            self.reload()  # it may have fallen due since
        elif at >= self._most:
            self._most = len(self._open)
            self.reload()
        item = next((item for item in self._items if item.due.key == key), None)
        if item is not None:
            item.setFocus(Qt.FocusReason.OtherFocusReason)
        return item is not None

    def set_private(self, private: bool) -> None:
        """Show only how many are due while nobody's name may be seen."""
        if private != self._private:
            self._private = private
            self.reload()

    def focus_first(self) -> None:
        """Take the focus to the reminder unfolded last, or the first."""
        kept = next((item for item in self._items if item.due.key == self._chosen), None)
        target: QWidget = kept or (self._items[0] if self._items else self.new_button)
        target.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def new_reminder(self, customer_id: int | None = None) -> NewReminderDialog:
        """Open the form for a new reminder."""
        dialog = NewReminderDialog(self._desk, customer_id=customer_id or None, parent=self._desk.shell)
        dialog.filled.connect(partial(self._save_new, dialog))
        dialog.open()
        return dialog

    def more_menu(self) -> QMenu:
        """What concerns all reminders; opened below its button."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Suggested texts …", self.edit_texts)
        return menu

    def done(self, due: Due) -> None:
        """Say that a reminder was seen to."""
        self._handle(due, reminders.done, f"Done: {words.title(due)}.")

    def dismiss(self, due: Due) -> None:
        """Put a reminder away."""
        self._handle(due, reminders.dismiss, f"Put away: {words.title(due)}.")

    def note(self, due: Due, outcome: str) -> None:
        """Say what came of a reminder: it is on the timeline then, and off the list or back later."""

        def work() -> None:
            back_at = outcomes.note(self._desk.db, due, outcome, by=self._desk.actor(), now=self._desk.now())
            back = f" Comes back {self._spoken(back_at)}." if back_at is not None else ""
            self._desk.did(f"{outcomes.WORDS[outcome]}: {words.title(due)}. Noted on the card.{back}")
            self.mark_stale()

        self._desk.attempt(work)

    def accept_offer(self, due: Due) -> None:
        """Book the time that was offered: the customer takes it."""

        def work() -> None:
            offers.accept(self._desk.db, due, by=self._desk.actor(), now=self._desk.now())
            self._desk.did(f"Booked for {due.customer}: {self._spoken(due.about_at)}.")
            self.mark_stale()

        self._desk.attempt(work)

    def edit_texts(self) -> TemplateDialog:
        """Open the form for the wording of the suggested texts."""
        dialog = TemplateDialog(self._desk, parent=self._desk.shell)
        dialog.filled.connect(partial(self._save_texts, dialog))
        dialog.open()
        return dialog

    def snooze(self, due: Due, until: datetime) -> bool:
        """Let a reminder come back later."""

        def work() -> None:
            by, now = self._desk.actor(), self._desk.now()
            reminders.snooze(self._desk.db, due.key, until=until, by=by, now=now)
            self._handled(due, f"{words.title(due)} comes back {self._spoken(until)}.")

        return self._desk.attempt(work)

    # showing

    @Slot()
    def _reload_hidden(self) -> None:
        if self._stale and not self.isVisible():
            self._look(self._desk.now())  # the rows are made when somebody looks at them

    def _show(self, now: datetime, zone: ZoneInfo, choices: list[tuple[str, datetime]]) -> None:
        listed = [] if self._private else self._open
        groups = telling.grouped(listed, now=now, zone=zone)
        shown = [(group, one.key) for group, dues in groups for one in dues][: self._most]
        if shown and shown == self._shown:
            for item, due in zip(self._items, [one for _, dues in groups for one in dues], strict=False):
                item.show_due(due, now, zone)
                item.choices = choices
            return
        self._shown = shown
        focus = self.focusWidget()  # asked before the list goes, because Qt hands on the focus of what is hidden
        had_focus = focus is not None and self.isAncestorOf(focus) and focus is not self.new_button
        at = next((at for at, item in enumerate(self._items) if item.due.key == self._chosen), 0)
        self._say_empty(bool(listed))
        inside = self._column.widget()
        assert inside is not None
        inside.hide()  # filled out of sight, or each row would lay out all before it again
        clear(self._column.body)
        self._items = []
        for group, dues in groups:
            self._add_group(telling.HEADINGS[group], dues, now, zone, choices)
        self._add_more(len(listed))
        inside.show()
        if had_focus:
            kept = next((item for item in self._items if item.due.key == self._chosen), None)
            left = self._items[min(at, len(self._items) - 1)] if self._items else self.new_button
            (kept or left).setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_empty(self, any_listed: bool) -> None:
        if self._private and self._open:
            self._empty.set_words(f"{len(self._open)} waiting", "Names are hidden.", icon="eye-off")
        else:
            self._empty.set_words("Nothing is due", _TEACHES, icon="bell")
        self._empty.setVisible(not any_listed)
        self._column.setVisible(any_listed)

    def _add_group(
        self, name: str, dues: list[Due], now: datetime, zone: ZoneInfo, choices: list[tuple[str, datetime]]
    ) -> None:
        room = self._most - len(self._items)
        if room <= 0:
            return
        header = SectionHeader(name, count=len(dues))
        header.setContentsMargins(Space.S, Space.S, Space.S, 0)
        self._column.add(header)
        header.show()  # at once: what is not shown yet can't take the focus
        for due in dues[:room]:
            item = ReminderItem(due, self._desk.discretion.one)
            item.show_due(due, now, zone)
            item.choices = choices
            item.show_actions(due.key == self._chosen)
            item.done.connect(self.done)
            item.dismissed.connect(self.dismiss)
            item.snoozed.connect(self.snooze)
            item.pick_asked.connect(self._on_pick)
            item.opened.connect(self._on_opened)
            item.call_asked.connect(self._on_call)
            item.dial_asked.connect(self._on_dial)
            item.noted.connect(self.note)
            item.text_asked.connect(self._on_text)
            item.move_asked.connect(self._on_move)
            item.accepted.connect(self.accept_offer)
            item.chosen.connect(self._on_chosen)
            item.stepped.connect(self._on_stepped)
            self._column.add(item)
            item.show()
            self._items.append(item)

    def _add_more(self, total: int) -> None:
        rest = total - len(self._items)
        if rest > 0:
            self._column.add(QuietButton(f"Show {rest} more", self._on_more))

    # acting

    def _handle(self, due: Due, use_case: Callable[..., None], sentence: str) -> None:
        def work() -> None:
            use_case(self._desk.db, due.key, by=self._desk.actor(), now=self._desk.now())
            self._handled(due, sentence)

        self._desk.attempt(work)

    def _handled(self, due: Due, sentence: str) -> None:
        self._desk.shell.toasts.say(self._desk.discretion.toast(sentence), undo=partial(self._take_back, due.key))
        self.mark_stale()

    def _take_back(self, key: str) -> None:
        def work() -> None:
            reminders.take_back(self._desk.db, key, by=self._desk.actor(), now=self._desk.now())
            self.mark_stale()

        self._desk.attempt(work)

    def _save_texts(self, dialog: TemplateDialog, changed: dict[str, str]) -> None:
        def work() -> None:
            for name, wording in changed.items():
                templates.save(self._desk.db, name, wording, by=self._desk.actor(), now=self._desk.now())
            if changed:
                self._desk.say("The new wording is used from now on.")

        if self._desk.attempt(work, problem=dialog.refuse):
            dialog.finish()

    def _save_new(self, dialog: NewReminderDialog, data: ReminderData) -> None:
        def work() -> None:
            reminders.remind(
                self._desk.db,
                data.text,
                at=data.at,
                customer_id=data.customer_id,
                repeat=data.repeat,
                by=self._desk.actor(),
                now=self._desk.now(),
            )
            day = spoken_date(data.at.date(), self._desk.today())
            self._desk.did(f"You will be reminded: {day} at {data.at:%H:%M}.")

        if self._desk.attempt(work, problem=dialog.refuse):
            dialog.finish()

    def _spoken(self, at: datetime) -> str:
        here = self._desk.wall(at)
        day = spoken_date(here.date(), self._desk.today())
        return f"{day.lower() if ' ' not in day else day} at {here:%H:%M}"

    @Slot(object)
    def _on_pick(self, due: Due) -> None:
        dialog = SnoozeDialog(self._desk, parent=self._desk.shell)
        dialog.filled.connect(partial(self._on_picked, dialog, due))
        dialog.open()

    def _on_picked(self, dialog: SnoozeDialog, due: Due, until: datetime) -> None:
        if self.snooze(due, until):
            dialog.finish()

    @Slot(object)
    def _on_opened(self, due: Due) -> None:
        number = words.follow_up_number(due)
        if number is not None:
            self._desk.ways.open_follow_up(number)
        elif due.customer_id is not None:
            self._desk.ways.open_customer(due.customer_id)

    @Slot(object)
    def _on_call(self, item: ReminderItem) -> None:
        if item.number():
            item.show_number("")
            return
        number = acts.number_of(self._desk, item.due.customer_id)
        if not number:
            self._desk.say("There is no telephone number on the card.")
        item.show_number(number)

    @Slot(str)
    def _on_dial(self, number: str) -> None:
        acts.dial(self._desk, number)

    @Slot(object, str)
    def _on_text(self, due: Due, name: str) -> None:
        acts.copy_text(self._desk, due, name)

    @Slot(object)
    def _on_move(self, due: Due) -> None:
        acts.reschedule(self._desk, due)

    @Slot()
    def _on_more_menu(self) -> None:
        self.more_menu().popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    @Slot(object)
    def _on_chosen(self, item: ReminderItem) -> None:
        self._chosen = item.due.key
        for one in self._items:
            if one.actions_shown() != (one is item):
                one.show_actions(one is item)

    @Slot(int)
    def _on_stepped(self, by: int) -> None:
        at = next((at for at, item in enumerate(self._items) if item.hasFocus()), 0) + by
        if 0 <= at < len(self._items):
            self._items[at].setFocus(Qt.FocusReason.TabFocusReason)
            self._column.ensureWidgetVisible(self._items[at])

    @Slot()
    def _on_more(self) -> None:
        self._most = len(self._open)
        self.reload()

    @Slot()
    def _on_close(self) -> None:
        self._desk.shell.show_panel(False)
