"""The open book at work: makes the pages, leads from one to another, and keeps the clock, the backups and the tray."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer, Slot

from deskmate import paths
from deskmate.app.alarm import Alarm
from deskmate.app.attendance import Attendance
from deskmate.app.launch import command
from deskmate.core import audit_heads, follow_ups, settings
from deskmate.core.db import Database, Topic
from deskmate.core.errors import DeskmateError
from deskmate.ui import theme
from deskmate.ui.background import Background
from deskmate.ui.bus import Changes
from deskmate.ui.customer_editing import CustomerEditing
from deskmate.ui.customer_keys import CustomerKeys
from deskmate.ui.desk import Desk
from deskmate.ui.note_box import NoteBox
from deskmate.ui.outlook import Known, Outlook
from deskmate.ui.search_results import SearchResults
from deskmate.ui.tokens import Mode
from deskmate.ui.views_seen import ViewsSeen

if TYPE_CHECKING:  # a page is loaded when it is first shown
    from deskmate.app.program import Program
    from deskmate.ui.bus import Page
    from deskmate.ui.customers_page import CustomersPage

MINUTE_MS = 60_000
BACKUP_EVERY = timedelta(minutes=30)
READ_SOON_MS = 3_000


class Workplace(QObject):
    """Implements `ui.desk.Ways`. `start()` shows Today and begins to tick; `stop()` ends everything it began."""

    def __init__(self, program: Program, db: Database, *, demo: bool, known: Known | None = None) -> None:
        super().__init__()
        self._program, self._db, self._demo = program, db, demo
        self._shell = program.shell
        self._changes = Changes(self)
        self.attendance = Attendance(program, db)
        actor = self.attendance.counter.actor
        self._views = ViewsSeen(db, program.background, actor, program.now)
        self._seal = audit_heads.Keeper(db)
        self.desk = Desk(
            db=db,
            background=program.background,
            shell=program.shell,
            ways=self,
            actor=actor,
            now=program.now,
            saw=self._views.seen,
            offer=self.attendance.offer_owner,
        )
        self.attendance.make_turning(self.desk, self._customer_in_view)
        self._notes = NoteBox(self.desk)
        self._editing = CustomerEditing(self.desk)
        self._search = SearchResults(self.desk)
        self._customer_keys = CustomerKeys(self._shell, self._customers_made)
        self._aside = Background(self)  # what the window shows must not wait for an import
        self._outlook = Outlook(db, self._aside, known=known)
        self._alarm = Alarm(self.desk, program, self._outlook, self.attendance, self._aside)
        self._minutes = QTimer(self, interval=MINUTE_MS)
        self._minutes.timeout.connect(self._on_minute)
        self._read_soon = QTimer(self, interval=READ_SOON_MS, singleShot=True)
        self._read_soon.timeout.connect(self._read_waiting)
        self._busy = False
        self._alone = ""  # what was last said about backups that are all in one place

    def start(self) -> None:
        """Fill the window and begin to tick."""
        shell = self._shell
        self._db.listen(self._changes.notify)
        shell.listen(self._changes)
        self._changes.changed.connect(self._on_changed)
        self.attendance.start()
        self.attendance.begun.connect(self._notes.tell_begun)
        self._add_pages()
        self._bind_keys()
        self._dress(settings.current(self._db))
        self._count()
        shell.go(shell.here(), focus=not shell.search.text().strip())
        self._search.answer()
        self._alarm.start(self._changes)
        self._minutes.start()
        self._read_soon.start()
        for warning in self._db.warnings:
            shell.banner.show_notice("opening", warning)
        if self._demo:
            shell.banner.show_notice("demo", "This is the demo shop. Look around; nothing is kept when you close it.")

    def stop(self) -> None:
        """End what was begun, in reverse."""
        self._minutes.stop()
        self.attendance.stop()
        self._read_soon.stop()
        self._alarm.stop()
        self._aside.stop()
        self._db.unlisten(self._changes.notify)
        with suppress(DeskmateError):  # a full disk must not keep the window from closing
            self._views.write_now()
        self._shell.toasts.later = None
        self._changes.blockSignals(True)  # what is still on its way would reach pages that are gone

    def keep_seal(self) -> None:
        """Put the newest seal of who did what into the keyring; before the book is closed, after its last write."""
        with suppress(DeskmateError):  # a damaged book must not keep the program from ending
            self._seal.keep()

    def stays_in_tray(self) -> bool:
        """Whether closing the window keeps the program running, so that reminders still come."""
        return not self._demo and settings.current(self._db).keep_in_tray and self._alarm.has_tray()

    # ways from page to page

    def open_customer(self, customer_id: int) -> None:
        """Show the customer's card."""
        page = self._customers()
        page.open(customer_id)
        self._go_on(page)

    def open_entry(self, customer_id: int, interaction_id: int) -> None:
        """Show the customer's card with one entry of the history whole."""
        page = self._customers()
        page.open_entry(customer_id, interaction_id)
        self._go_on(page)

    def new_customer(self, name: str = "") -> None:
        """Open the form for a new customer."""
        self._editing.new(name)

    def write_note(self, customer_id: int | None = None) -> None:
        """Open the note box, for the customer given or the one shown."""
        self._notes.open(customer_id if customer_id is not None else self._customer_shown())

    def book_appointment(self, customer_id: int | None = None, day: date | None = None) -> None:
        """Open the appointment form."""
        from deskmate.ui import booking

        booking.book(self.desk, customer_id=customer_id, day=day)

    def open_follow_up(self, follow_up_id: int) -> None:
        """Show a follow-up with its call card."""
        from deskmate.ui.follow_ups_page import FollowUpsPage

        page = self._shell.go("follow-ups", focus=False)
        if isinstance(page, FollowUpsPage):
            page.open(follow_up_id)

    def import_files(self) -> None:
        """Open the import."""
        from deskmate.ui.import_dialog import ImportDialog

        dialog = ImportDialog(self._shell, self.desk)
        dialog.finished_import.connect(self._read_waiting)
        dialog.open()

    @Slot(str)
    def reopen(self, said: str) -> None:
        """Start anew, after the book was replaced by a backup or has a new key, and say so then."""
        self._program.restart(said)

    # what happens by itself

    @Slot(object)
    def _on_changed(self, topics: frozenset[str]) -> None:
        if topics & {Topic.STAFF}:
            self.attendance.counter.look_again()
        if topics & {Topic.SETTINGS}:
            self._dress(settings.current(self._db))
        if topics & {Topic.FOLLOW_UPS, Topic.CUSTOMERS, Topic.IMPORTS}:
            self._count()

    @Slot()
    def _on_minute(self) -> None:
        if not self._demo and not self._busy:
            self._busy = True
            banner = self._shell.banner  # the window can be gone before a backup has ended
            self.desk.background.run(
                self._keep_safe, on_done=self._kept_safe, on_failed=self._not_kept_safe, owner=banner
            )

    def _keep_safe(self, _progress: Any, _should_stop: Any) -> tuple[object, str]:
        from deskmate.core import backups, safety

        second = settings.current(self._db).backup_folder
        folder, now = paths.backups(self._db.path), self.desk.now()
        made = backups.keep_safe(
            self._db, folder, now=now, why="automatic", every=BACKUP_EVERY, second=Path(second) if second else None
        )
        self._seal.keep()
        self._db.fold_log()
        if made is not None and backups.rehearsal_due(folder, now=now):
            backups.rehearse(made, self._db.key, now=now)  # once a month: would it really bring the book back?
        return made, safety.alone(self._db, folder, now=now)

    def _kept_safe(self, result: tuple[object, str]) -> None:
        self._busy = False
        backup, alone = result
        self._shell.banner.settle("backup")
        self._warn_of_one_place(alone)
        if backup is not None:
            self._db.announce(Topic.BACKUPS)

    def _warn_of_one_place(self, sentence: str) -> None:
        if sentence == self._alone:
            return  # said already, and perhaps put aside
        self._alone = sentence
        banner = self._shell.banner
        if sentence:
            banner.show_notice("second place", sentence, action="Choose …", on_action=self._open_safety)
        else:
            banner.settle("second place")

    def _open_safety(self) -> None:
        from deskmate.ui.settings_page import SettingsPage

        page = self._shell.go("settings", focus=False)
        if isinstance(page, SettingsPage):
            page.open("safety")

    def _not_kept_safe(self, error: BaseException) -> None:
        self._busy = False
        if not isinstance(error, DeskmateError):
            raise error
        self._shell.banner.show_notice("backup", f"The automatic backup did not work. {error}")

    @Slot()
    def _read_waiting(self) -> None:
        """Notes that came with an import, or that an older engine read, are read on the worker."""
        now = self.desk.now()

        def work(progress: Any, should_stop: Any) -> int:
            from deskmate.core import rereading
            from deskmate.core.sentiment import marks

            done = rereading.read_waiting(self._db, now=now, progress=progress, should_stop=should_stop)
            marks.find("")  # else whoever is the first to be reviewed today waits a fifth of a second for the patterns
            return done

        self.desk.background.run(work, on_done=_done, on_failed=self._not_read, owner=self)

    def _not_read(self, error: BaseException) -> None:
        if not isinstance(error, DeskmateError):
            raise error

    # setting up

    def _add_pages(self) -> None:
        shell = self._shell
        shell.add_page("today", self._make_today)
        shell.add_page("customers", self._make_customers)
        shell.add_page("calendar", self._make_calendar)
        shell.add_page("follow-ups", self._make_follow_ups)
        shell.add_page("insights", self._make_insights)
        shell.add_page("settings", self._make_settings)

    def _make_today(self) -> Page:
        from deskmate.ui.today_page import TodayPage

        return TodayPage(self.desk, self._outlook)

    def _make_calendar(self) -> Page:
        from deskmate.ui.calendar_page import CalendarPage

        return CalendarPage(self.desk)

    def _make_follow_ups(self) -> Page:
        from deskmate.ui.follow_ups_page import FollowUpsPage

        return FollowUpsPage(self.desk)

    def _make_insights(self) -> Page:
        from deskmate.ui.insights_page import InsightsPage

        return InsightsPage(self.desk)

    def _make_customers(self) -> CustomersPage:
        from deskmate.ui.customers_page import CustomersPage

        page = CustomersPage(self.desk)
        page.edit_asked.connect(self._editing.edit)
        page.entry_edit_asked.connect(self._notes.edit)
        return page

    def _make_settings(self) -> Page:
        from deskmate.ui.settings_page import SettingsPage

        program, arguments = command("--minimised")
        page = SettingsPage(self.desk, start_command=[program, *arguments])
        page.restored.connect(self.reopen)
        return page

    def _bind_keys(self) -> None:
        for part in (self._notes, self._editing, self._search):
            part.bind_keys()
        self._customer_keys.bind()
        keys = self._shell.shortcuts
        keys.add("Ctrl+Shift+A", "Book an appointment", self._on_book)
        keys.add("Ctrl+Y", "Do again what was undone", self.desk.redo_last)
        keys.add("Ctrl+Shift+Z", "", self.desk.redo_last)
        self._shell.toasts.later = self.desk.undo_last
        keys.add("F7", "Counter-safe lists: short names, nothing else", self._on_short_key)
        self._shell.rail.short_asked.connect(self._set_short)
        keys.add("Ctrl+Q", "Quit", self._program.quit)

    @Slot()
    def _on_short_key(self) -> None:
        self._set_short(not self.desk.discretion.on)

    @Slot(bool)
    def _set_short(self, short: bool) -> None:
        desk = self.desk
        desk.attempt(lambda: settings.change(desk.db, counter_safe=short, by=desk.actor(), now=desk.now()))

    @Slot()
    def _on_book(self) -> None:
        self.book_appointment(self._customer_shown())

    def _customer_shown(self) -> int | None:
        if self._shell.here() != "customers":
            return None
        page = self._shell.page("customers")
        return cast("CustomersPage", page).customer_id() if page is not None else None

    def _customer_in_view(self) -> int | None:
        """Whose card or call card is open, or whose appointment is chosen on Today or in the calendar."""
        page = self._shell.page(self._shell.here())
        grid = getattr(page, "grid", None)
        block = grid.current() if grid is not None else None
        if block is not None:
            return block.row.customer_id  # type: ignore[no-any-return]
        shown = getattr(page, "customer_id", None)
        return shown() if shown is not None else None

    def _go_on(self, page: CustomersPage) -> None:
        """Whoever came to a card goes on with its history; from the search box it is many steps away."""
        if not self._shell.panel_shown():  # there one goes through the reminders, with a look at one card and another
            page.focus_history()

    def _customers(self) -> CustomersPage:
        return cast("CustomersPage", self._shell.go("customers", focus=False))

    def _customers_made(self) -> CustomersPage:
        """The page of customers, made if need be but not shown."""
        return cast("CustomersPage", self._shell.page("customers"))

    def _dress(self, shop: settings.Settings) -> None:
        theme.apply(self._program.app, Mode(shop.theme) if shop.theme in tuple(Mode) else Mode.SYSTEM)
        self._shell.set_shop(shop.shop_name or "Deskmate")
        self._be_discreet(shop.counter_safe)

    def _be_discreet(self, short: bool) -> None:
        self._shell.rail.set_short(short)
        if short != self.desk.discretion.on:
            self.desk.discretion.on = short
            self._shell.toasts.dismiss()
            self._db.announce(*Topic)  # every list looks again

    def _count(self) -> None:
        count = follow_ups.count_open(self._db, now=self.desk.now())
        self._shell.set_badge("follow-ups", count, "may need a call")


def _done(_result: object) -> None:
    """Nothing is left to do: what was read announced itself."""
