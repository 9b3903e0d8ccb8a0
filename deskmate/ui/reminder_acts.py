"""What the reminder panel does at a press; each act says what it did, most with an Undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from deskmate.core import appointments, customers, phones, settings, templates
from deskmate.core.errors import DeskmateError
from deskmate.reminders import due as reminders
from deskmate.reminders import offers, outcomes, texts
from deskmate.reminders.kinds import Due
from deskmate.ui import booking
from deskmate.ui import reminder_words as words
from deskmate.ui.desk import Desk
from deskmate.ui.reminder_dialogs import NewReminderDialog, ReminderData, SnoozeDialog
from deskmate.ui.reminder_item import ReminderItem
from deskmate.ui.template_dialog import TemplateDialog
from deskmate.ui.widgets import spoken_date


class ReminderActs(QObject):
    """Emits `settled()` once a reminder was seen to, or was taken back: the list must be read again."""

    settled = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    # seeing to a reminder

    @Slot(object)
    def done(self, due: Due) -> None:
        """Say that a reminder was seen to."""
        self._handle(due, reminders.done, f"Done: {words.title(due)}.")

    @Slot(object)
    def dismiss(self, due: Due) -> None:
        """Put a reminder away."""
        self._handle(due, reminders.dismiss, f"Put away: {words.title(due)}.")

    @Slot(object)
    def remove(self, due: Due) -> None:
        """Take a reminder that somebody set away, with all its repetitions."""

        def work() -> None:
            number = words.own_number(due)
            if number is not None:
                reminders.forget(self._desk.db, number, by=self._desk.actor(), now=self._desk.now())
                self._desk.did("The reminder is gone for good.")
                self.settled.emit()

        self._desk.attempt(work)

    @Slot(object, str)
    def note(self, due: Due, outcome: str) -> None:
        """Say what came of a reminder: it is on the timeline then, and off the list or back later."""

        def work() -> None:
            back_at = outcomes.note(self._desk.db, due, outcome, by=self._desk.actor(), now=self._desk.now())
            back = f" Comes back {self._spoken(back_at)}." if back_at is not None else ""
            self._desk.did(f"{outcomes.WORDS[outcome]}: {words.title(due)}. Noted on the card.{back}")
            self.settled.emit()

        self._desk.attempt(work)

    @Slot(object)
    def accept_offer(self, due: Due) -> None:
        """Book the time that was offered: the customer takes it."""

        def work() -> None:
            offers.accept(self._desk.db, due, by=self._desk.actor(), now=self._desk.now())
            self._desk.did(f"Booked for {due.customer}: {self._spoken(due.about_at)}.")
            self.settled.emit()

        self._desk.attempt(work)

    @Slot(object, object)
    def snooze(self, due: Due, until: datetime) -> bool:
        """Let a reminder come back later."""

        def work() -> None:
            by, now = self._desk.actor(), self._desk.now()
            reminders.snooze(self._desk.db, due.key, until=until, by=by, now=now)
            self._say_settled(due, f"{words.title(due)} comes back {self._spoken(until)}.")

        return self._desk.attempt(work)

    @Slot(object)
    def ask_time(self, due: Due) -> None:
        """Open the form for a time that no menu offers."""
        dialog = SnoozeDialog(self._desk, parent=self._desk.shell)
        dialog.filled.connect(partial(self._snooze_until, dialog, due))
        dialog.open()

    # what else can be done about it

    @Slot(object)
    def open(self, due: Due) -> None:
        """Show the follow-up or the card it is about."""
        number = words.follow_up_number(due)
        if number is not None:
            self._desk.ways.open_follow_up(number)
        elif due.customer_id is not None:
            self._desk.ways.open_customer(due.customer_id)

    @Slot(object)
    def call(self, item: ReminderItem) -> None:
        """Show the number to call at, or take it away again."""
        if item.number():
            item.show_number("")
            return
        number = _number_of(self._desk, item.due.customer_id)
        if not number:
            self._desk.say("There is no telephone number on the card.")
        item.show_number(number)

    @Slot(str)
    def dial(self, number: str) -> None:
        """Hand a number to this computer's program for telephone calls, where it has one."""
        link = phones.link(number, settings.current(self._desk.db).region)
        if not link or not QDesktopServices.openUrl(QUrl(link)):
            self._desk.say("This computer has no program for telephone calls; please dial by hand.")

    @Slot(object, str)
    def copy_text(self, due: Due, name: str) -> None:
        """Put a suggested text on the clipboard and say so; where the customer should not get it, say why instead."""

        def work() -> None:
            made = texts.suggest(self._desk.db, due, name, now=self._desk.now())
            QGuiApplication.clipboard().setText(made.text)
            left = f" Still to fill in: {', '.join(made.open_fields)}." if made.open_fields else ""
            self._desk.say(f"Copied: {made.title}. Nothing was sent.{left}")

        self._desk.attempt(work)

    @Slot(object)
    def reschedule(self, due: Due) -> None:
        """Open the form for another time of the reminder's appointment."""
        number = texts.appointment_number(due)
        if number is not None:
            self._desk.attempt(lambda: booking.move(self._desk, appointments.one(self._desk.db, number)))

    # what concerns all of them

    @Slot()
    def new_reminder(self) -> NewReminderDialog:
        """Open the form for a new reminder."""
        dialog = NewReminderDialog(self._desk, parent=self._desk.shell)
        dialog.filled.connect(partial(self._save_new, dialog))
        dialog.open()
        return dialog

    @Slot()
    def edit_texts(self) -> TemplateDialog:
        """Open the form for the wording of the suggested texts."""
        dialog = TemplateDialog(self._desk, parent=self._desk.shell)
        dialog.filled.connect(partial(self._save_texts, dialog))
        dialog.open()
        return dialog

    def _handle(self, due: Due, use_case: Callable[..., None], sentence: str) -> None:
        def work() -> None:
            use_case(self._desk.db, due.key, by=self._desk.actor(), now=self._desk.now())
            self._say_settled(due, sentence)

        self._desk.attempt(work)

    def _say_settled(self, due: Due, sentence: str) -> None:
        self._desk.shell.toasts.say(self._desk.discretion.toast(sentence), undo=partial(self._take_back, due.key))
        self.settled.emit()

    def _take_back(self, key: str) -> None:
        def work() -> None:
            reminders.take_back(self._desk.db, key, by=self._desk.actor(), now=self._desk.now())
            self.settled.emit()

        self._desk.attempt(work)

    def _snooze_until(self, dialog: SnoozeDialog, due: Due, until: datetime) -> None:
        if self.snooze(due, until):
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

    def _save_texts(self, dialog: TemplateDialog, changed: dict[str, str]) -> None:
        def work() -> None:
            for name, wording in changed.items():
                templates.save(self._desk.db, name, wording, by=self._desk.actor(), now=self._desk.now())
            if changed:
                self._desk.say("The new wording is used from now on.")

        if self._desk.attempt(work, problem=dialog.refuse):
            dialog.finish()

    def _spoken(self, at: datetime) -> str:
        here = self._desk.wall(at)
        day = spoken_date(here.date(), self._desk.today())
        return f"{day.lower() if ' ' not in day else day} at {here:%H:%M}"


def _number_of(desk: Desk, customer_id: int | None) -> str:
    """The number to call a customer at, as it is on the card; "" where there is none."""
    try:
        details = customers.card(desk.db, customer_id or 0).draft.details
    except DeskmateError:
        return ""
    numbers = sorted((one for one in details if one.kind == "phone"), key=lambda one: not one.preferred)
    return numbers[0].value if numbers else ""
