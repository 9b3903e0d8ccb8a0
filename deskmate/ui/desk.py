"""What every page works with: the open book, the worker, who is at the counter, and the ways to other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from deskmate.core import settings, undo, zones
from deskmate.core.actors import Actor, NotAllowed, require_owner
from deskmate.core.db import Database
from deskmate.core.errors import DeskmateError
from deskmate.ui.background import Background
from deskmate.ui.counter_safe import Discretion
from deskmate.ui.shell import Shell
from deskmate.ui.widgets import sentence_for

_JUST_NOW = timedelta(seconds=20)  # a long piece of work on the worker ends later than it was asked for


class Ways(Protocol):
    """How a page leads to another, without knowing it."""

    def open_customer(self, customer_id: int) -> None:
        """Show the customer's card."""

    def open_entry(self, customer_id: int, interaction_id: int) -> None:
        """Show the customer's card with one entry of the history whole."""

    def new_customer(self, name: str = "") -> None:
        """Open the form for a new customer, perhaps with what was typed in the search box."""

    def write_note(self, customer_id: int | None = None) -> None:
        """Open the note box, for the customer given or the one shown."""

    def book_appointment(self, customer_id: int | None = None, day: date | None = None) -> None:
        """Open the appointment form."""

    def open_follow_up(self, follow_up_id: int) -> None:
        """Show a follow-up with its call card."""

    def import_files(self) -> None:
        """Open the import."""


@dataclass(frozen=True)
class Desk:
    """Handed to each page. `actor` and `now` are asked at the moment of a write; `now` gives aware UTC.

    `saw(customer_id)` is told whenever somebody has a customer's card before them. `offer(refusal)` asks an owner to
    allow what staff may not do, and says whether there is one to ask. `discretion` is how lists show people.
    """

    db: Database
    background: Background
    shell: Shell
    ways: Ways
    actor: Callable[[], Actor]
    now: Callable[[], datetime]
    saw: Callable[[int], object] = lambda _customer_id: None
    offer: Callable[[NotAllowed], bool] = lambda _refusal: False
    discretion: Discretion = field(default_factory=Discretion)

    def wall(self, at: datetime) -> datetime:
        """An instant as the shop's clock shows it."""
        return at.astimezone(zones.of(settings.current(self.db)))

    def today(self) -> date:
        """The date on the shop's wall calendar."""
        return self.wall(self.now()).date()

    def say(self, text: str) -> None:
        """One sentence at the top of the window."""
        self.shell.toasts.say(text)

    def did(self, text: str) -> None:
        """Says what was just done and offers to undo it."""
        text = self.discretion.toast(text)
        step = undo.last(self.db, by=self.actor(), now=self.now(), within=_JUST_NOW)
        if step is None:  # nothing was changed, and what was done before that is not what the words are about
            self.say(text)
        else:
            self.shell.toasts.say(text, undo=lambda: self._take_back(step.id))

    def undo_last(self) -> None:
        """Takes back what this person did last (Ctrl+Z)."""
        step = undo.last(self.db, by=self.actor(), now=self.now())
        if step is None:
            self.say("There is nothing to undo.")
        else:
            self._take_back(step.id)

    def redo_last(self) -> None:
        """Does again what this person took back last, unless they did something else since."""
        step = undo.last_undone(self.db, by=self.actor(), now=self.now())
        if step is None:
            self.say("There is nothing to do again.")
            return

        def work() -> None:
            label = undo.redo(self.db, step.id, by=self.actor(), now=self.now())
            text = self.discretion.toast(f"Done again: {label}.")
            self.shell.toasts.say(text, undo=lambda: self._take_back(step.id))

        self.attempt(work)

    def attempt(self, work: Callable[[], object], *, problem: Callable[[str], object] | None = None) -> bool:
        """Runs a short use case; on a refusal shows its sentence (in `problem`, else as a toast) and gives False.

        Errors that are ours, not the person's, go on to the program's own handler.
        """
        try:
            work()
        except DeskmateError as error:
            asked = isinstance(error, NotAllowed) and self.offer(error)
            if problem is not None or not asked:
                (problem or self.say)(sentence_for(error))
            return False
        return True

    def is_owner(self, to: str, *, problem: Callable[[str], object] | None = None) -> bool:
        """Whether the person may do what only owners may; where not, it is said, and an owner can allow it."""
        return self.attempt(lambda: require_owner(self.actor(), to), problem=problem)

    def _take_back(self, step_id: int) -> None:
        def work() -> None:
            label = undo.undo(self.db, step_id, by=self.actor(), now=self.now())
            self.say(self.discretion.toast(f"Undone: {label}."))

        self.attempt(work)
