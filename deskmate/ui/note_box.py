"""Write a note about a customer from anywhere, or correct one; what was typed is never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from deskmate.core import customers, interactions, readings, settings, zones
from deskmate.core.drafts import Kept
from deskmate.core.errors import DeskmateError
from deskmate.core.interactions import Amount, Saved, TimelineEntry
from deskmate.ui import customer_words
from deskmate.ui.background import Report
from deskmate.ui.customer_picker import CustomerPicker
from deskmate.ui.desk import Desk
from deskmate.ui.draft_keeper import DraftKeeper
from deskmate.ui.note_form import Note, NoteDraft, NoteForm
from deskmate.ui.widgets import Dialog, FormRow, PlainLabel

PLACE = "note"


class NoteBox(QObject):
    """Opens the box, keeps what was typed for each person and customer until it is saved, and saves.

    `saved(customer_id)` after a note was written.
    """

    saved = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.shell)
        self._desk = desk
        self._dialog: NoteDialog | None = None
        self._ready = False

    def bind_keys(self) -> None:
        """Let Ctrl+N write a note anywhere in the window."""
        self._desk.shell.shortcuts.add("Ctrl+N", "Write a note", self._on_key)
        self._desk.shell.shortcuts.note("Ctrl+Enter", "Save", group="In a note")
        self._desk.shell.shortcuts.note("Alt+U  Alt+N  Alt+H  Alt+O", "The mood, or left open", group="In a note")
        self._desk.shell.shortcuts.note("Alt+1 … Alt+6", "The kind", group="In a note")

    def open(self, customer_id: int | None = None) -> NoteDialog:
        """Open the box for a customer (None: to be picked), with what was left there unsaved."""
        if self._dialog is not None:
            self._dialog.raise_()
            self._dialog.activateWindow()
            return self._dialog
        dialog = NoteDialog(self._desk, customer_id)
        dialog.show_kept(customer_id)
        dialog.given.connect(self._on_given)
        dialog.picker.changed.connect(self._on_picked)
        dialog.finished.connect(self._on_finished)
        self._dialog = dialog
        dialog.open()
        self._get_ready()
        (dialog.form.text if dialog.picker.value() is not None else dialog.picker.field).setFocus()
        return dialog

    def edit(self, entry: TimelineEntry) -> NoteDialog:
        """Open an entry to correct it."""
        dialog = NoteDialog(self._desk, entry.customer_id, entry=entry)
        dialog.form.set_entry(entry, self._desk.wall(entry.at))
        dialog.untouched = dialog.form.draft()
        dialog.show_kept(entry.customer_id)
        dialog.given.connect(self._on_corrected)
        dialog.finished.connect(self._on_correction_closed)
        dialog.open()
        self._get_ready()
        dialog.form.text.setFocus()
        return dialog

    def _get_ready(self) -> None:
        """While somebody types their first note, the worker loads what will read it."""
        if not self._ready and settings.current(self._desk.db).read_moods:
            self._ready = True
            self._desk.background.run(_load, on_done=_done, on_failed=_not_loaded, owner=self)

    @Slot(object)
    def tell_begun(self, begun: list[Kept]) -> None:
        """Say to whoever comes to the counter that a note of theirs waits, and offer to open it."""
        note = next((one for one in begun if one.place == PLACE), None)
        if note is not None:
            self._desk.shell.toasts.say(
                "You have a note that is not saved yet.", undo=partial(self.open, note.customer_id), undo_text="Open it"
            )

    @Slot()
    def _on_key(self) -> None:
        self._desk.ways.write_note(None)

    @Slot(object)
    def _on_given(self, note: Note) -> None:
        dialog = self._dialog
        if dialog is None:
            return
        customer_id = dialog.picker.value()
        assert customer_id is not None
        results: list[Saved] = []

        def work() -> None:
            with dialog.keeper.saving():
                results.append(self._add(customer_id, note))

        if self._desk.attempt(work, problem=dialog.form.set_problem):
            dialog.finish()
            name = customer_words.called(customers.card(self._desk.db, customer_id).draft)
            self._desk.did(customer_words.after_saving(results[0], mood=note.mood, name=name))
            self.saved.emit(customer_id)

    @Slot(object)
    def _on_corrected(self, note: Note) -> None:
        dialog = self.sender()
        assert isinstance(dialog, NoteDialog)
        entry = dialog.entry
        assert entry is not None

        def work() -> None:
            with dialog.keeper.saving():
                self._edit(entry, note, dialog.currency)

        if self._desk.attempt(work, problem=dialog.form.set_problem):
            dialog.finish()
            self._desk.did("Entry changed.")

    @Slot(object)
    def _on_picked(self, customer_id: int | None) -> None:
        """A note without a customer goes along to whoever is picked; a kept one waits where it belongs."""
        if self._dialog is not None and customer_id is not None and self._dialog.form.draft().is_empty():
            self._dialog.show_kept(customer_id)
        if self._dialog is not None and customer_id is not None:
            self._dialog.form.text.setFocus()

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None and self._put_away(dialog):
            self._desk.say("Your unfinished note is kept; Ctrl+N brings it back.")

    @Slot(int)
    def _on_correction_closed(self, _result: int) -> None:
        dialog = self.sender()
        assert isinstance(dialog, NoteDialog)
        if self._put_away(dialog):
            self._desk.say("Your unfinished correction is kept; opening the entry again brings it back.")

    def _put_away(self, dialog: NoteDialog) -> bool:
        """Keep what is typed, or forget it once it is saved; whether there is something kept."""
        kept = not dialog.is_saved and dialog.typed() is not None
        return self._desk.attempt(lambda: dialog.keeper.end(drop=dialog.is_saved)) and kept

    def _add(self, customer_id: int, note: Note) -> Saved:
        shop = settings.current(self._desk.db)
        return interactions.add(
            self._desk.db,
            customer_id,
            note.text,
            kind=note.kind,
            channel=note.channel,
            mood=note.mood,
            amount_minor=note.amount_minor,
            currency=shop.currency if note.amount_minor is not None else "",
            at=self._instant(note.wall),
            by=self._desk.actor(),
            now=self._desk.now(),
        )

    def _edit(self, entry: TimelineEntry, note: Note, currency: str) -> None:
        interactions.edit(
            self._desk.db,
            entry.id,
            body=note.text,
            kind=note.kind,
            channel=note.channel,
            mood=note.mood,
            at=self._instant(note.wall, unless=entry.at),
            amount=Amount(note.amount_minor, currency),
            by=self._desk.actor(),
            now=self._desk.now(),
        )

    def _instant(self, wall: datetime | None, *, unless: datetime | None = None) -> datetime | None:
        """The instant of a wall time; where it is the minute of `unless`, that instant with its seconds."""
        if wall is None:
            return None
        if unless is not None and self._desk.wall(unless).replace(tzinfo=None, second=0, microsecond=0) == wall:
            return unless
        return zones.instant(wall, zones.of(settings.current(self._desk.db)))


class NoteDialog(Dialog):
    """The box itself. `given(note)` when it is to be saved; open until `finish()`, so that an error loses nothing."""

    given = Signal(object)
    keeps_draft = True

    def __init__(self, desk: Desk, customer_id: int | None, *, entry: TimelineEntry | None = None) -> None:
        super().__init__(desk.shell, "Write a note" if entry is None else "Correct this entry", width=660)
        self.entry, self.is_saved = entry, False
        self.picker = CustomerPicker(desk)
        self.picker.set_value(customer_id)
        self._picker_row = FormRow("Customer", self.picker)
        self.picker.changed.connect(self._on_customer)
        self.currency = (entry.currency if entry is not None else "") or settings.current(desk.db).currency
        self.form = NoteForm(currency=self.currency, today=desk.today, editing=entry is not None)
        self.form.submitted.connect(self.accept)
        self.untouched: NoteDraft | None = None  # what stood in the form before anything was typed
        place = PLACE if entry is None else f"entry {entry.id}"
        self.keeper = DraftKeeper(desk, place, read=self.typed, about=self.picker.value, parent=self)
        if entry is None:
            self.add(self._picker_row)
        else:
            self.add(PlainLabel(self.picker.name(), tone="muted", elide=True))
        self.add(self.form)

    def typed(self) -> dict[str, Any] | None:
        """What would be lost, as it is kept; None where nothing would."""
        draft = self.form.draft()
        return None if draft.is_empty() or draft == self.untouched else asdict(draft)

    def show_kept(self, customer_id: int | None) -> None:
        """Show what this person left here about the customer, if they did."""
        body = self.keeper.found(customer_id)
        if body is not None:
            self.form.set_draft(NoteDraft.of(body))
            self.keeper.shown(customer_id, body)

    def accept(self) -> None:
        """Hand the note over to be saved, or say what is missing."""
        if self.picker.value() is None:
            self._picker_row.set_problem("Pick the customer first: type a name or a number.")
            self.picker.field.setFocus()
            return
        note = self.form.note()
        if note is not None:
            self.given.emit(note)

    @Slot(object)
    def _on_customer(self, _customer_id: int | None) -> None:
        self._picker_row.set_problem("")

    def finish(self) -> None:
        """Close after it was saved."""
        self.is_saved = True
        super().accept()


def _load(_progress: Report, _should_stop: Callable[[], bool]) -> None:
    readings.get_ready()


def _done(_result: object) -> None:
    """Nothing is left to do."""


def _not_loaded(error: BaseException) -> None:
    if not isinstance(error, DeskmateError):  # which the save itself will say
        raise error
