"""The reminder panel: everything that is due, under its heading, with what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout

from deskmate.core import settings, zones
from deskmate.core.db import Topic
from deskmate.reminders import telling
from deskmate.reminders.kinds import Due
from deskmate.ui.bus import Page
from deskmate.ui.desk import Desk
from deskmate.ui.outlook import Outlook
from deskmate.ui.reminder_acts import ReminderActs
from deskmate.ui.reminder_list import Listing, ReminderList
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import IconButton, drop_menu, heading, row

_KEYS = (
    ("D  O", "Done, or what came of it"),
    ("S  Del", "Snooze, or put away"),
    ("C  T  R", "Call, copy a text, reschedule"),
    ("B", "Book the time that was offered"),
)


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
        self.acts = ReminderActs(desk, self)
        self.acts.settled.connect(self._on_settled)
        self.new_button = IconButton("plus", "New reminder", self.acts.new_reminder)
        self.more_button = IconButton("ellipsis", "More", self._on_more_menu)
        self.close_button = IconButton("x", "Close (Ctrl+B)", self._on_close)
        self.list = ReminderList(self.acts, desk.discretion.one, self.new_button)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._look_hidden)
        self._outlook.renewed.connect(self._look_hidden)
        self._build()
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
        self._look(self._outlook.open(now))
        self._stale = False
        if self._private and self._open:
            self.list.hide_names(len(self._open))
        else:
            self.list.show_listing(Listing(self._open, now, zones.of(shop), telling.snoozes(now, shop)))

    def count(self) -> int:
        """How many are due."""
        return self._count

    def choose(self, key: str) -> bool:
        """Unfold a reminder and take the focus there; False where it is not due (any more)."""
        if self._stale or all(one.key != key for one in self._open):
            self.reload()  # it may have fallen due since
        return self.list.choose(key)

    def set_private(self, private: bool) -> None:
        """Show only how many are due while nobody's name may be seen."""
        if private != self._private:
            self._private = private
            self.reload()

    def focus_first(self) -> None:
        """Take the focus to the reminder unfolded last, or the first."""
        if self._stale:
            self.reload()  # what is not listed yet can't take it
        self.list.focus_first()

    def more_menu(self) -> QMenu:
        """What concerns all reminders; opened below its button."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Suggested texts …", self.acts.edit_texts)
        return menu

    def _build(self) -> None:
        head = row(heading("Reminders"), None, self.new_button, self.more_button, self.close_button, spacing=0)
        head.setContentsMargins(Space.L, Space.M, Space.S, Space.XS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)

    def _look(self, found: list[Due]) -> None:
        before = {due.key for due in self._open}
        self._open = found
        for key in before.difference(due.key for due in self._open):
            self.handled.emit(key)
        if len(self._open) != self._count:
            self._count = len(self._open)
            self.count_changed.emit(self._count)

    @Slot()
    def _on_settled(self) -> None:
        self.mark_stale()

    @Slot()
    def _look_hidden(self) -> None:
        now = self._desk.now()
        if self._stale and not self.isVisible():
            self._look(self._outlook.open_lately(now))  # the rows are made when somebody looks at them

    @Slot()
    def _on_more_menu(self) -> None:
        drop_menu(self.more_menu(), self.more_button)

    @Slot()
    def _on_close(self) -> None:
        self._desk.shell.show_panel(False)
