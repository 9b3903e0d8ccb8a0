"""Who is at the counter: whose name stands on what is written from now on, and how somebody else takes over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal

from deskmate.core import pins
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import DeskmateError
from deskmate.ui.background import Background

A_MOMENT = timedelta(minutes=1)


class Counter(QObject):
    """Knows who works here and who of them stands here now; asks for a PIN where one is set.

    `changed` when somebody else is at the counter, or somebody's name. `leaving` just before somebody else comes: the
    moment to put away what is begun. `missing` when whoever was here is no longer in the list.
    """

    changed = Signal()
    leaving = Signal()
    missing = Signal()

    def __init__(self, db: Database, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db, self._now = db, now
        # a worker of its own: a PIN must not wait behind an import, and stretching one would hold up the window
        self._door = Background(self)
        self._people = pins.everybody(db)
        self._here = _first(self._people)
        self._lender: Actor | None = None
        self._lent_until = now()

    def people(self) -> list[pins.Person]:
        """Everybody who can come to the counter, owners first."""
        return list(self._people)

    def person(self, staff_id: int) -> pins.Person | None:
        """One of them, by number."""
        return next((person for person in self._people if person.id == staff_id), None)

    def actor(self) -> Actor:
        """Who acts now: whoever is at the counter, or for a moment the owner who allowed something."""
        return self.lender() or self._here

    def here(self) -> Actor:
        """Who is at the counter."""
        return self._here

    def lender(self) -> Actor | None:
        """The owner who stands in for a moment, if one does."""
        if self._lender is not None and not self._now() < self._lent_until:
            self._lender = None
        return self._lender

    def has_pins(self) -> bool:
        """Whether anybody has a PIN, so that there is something to lock with."""
        return any(person.has_pin for person in self._people)

    def let_in(self, actor: Actor) -> None:
        """Puts somebody at the counter whose PIN was right, or who needs none."""
        self._lender = None
        if actor.staff_id != self._here.staff_id:
            self.leaving.emit()
        self._here = actor
        self.changed.emit()

    def allow(self, owner: Actor) -> None:
        """Lets the owner stand in for whoever is here, for a minute."""
        self._lender, self._lent_until = owner, self._now() + A_MOMENT
        self.changed.emit()

    def end_allowing(self) -> None:
        """The owner stands in no longer."""
        if self._lender is not None:
            self._lender = None
            self.changed.emit()

    def look_again(self) -> None:
        """The staff list changed: a name, a role, a PIN, or who is in it."""
        self._people = pins.everybody(self._db)
        person = self.person(self._here.staff_id or 0)
        self._here = _first(self._people) if person is None else _actor(person)
        self.changed.emit()
        if person is None:
            self.missing.emit()

    def prove(
        self,
        staff_id: int,
        typed: str,
        *,
        passphrase: bool = False,
        on_done: Callable[[Actor], object],
        on_problem: Callable[[BaseException], object],
        owner: QObject,
    ) -> None:
        """Checks a PIN or the owner's passphrase, off the window's thread; nobody is let in by it alone."""
        db, now = self._db, self._now()

        def work(_progress: object, _should_stop: object) -> Actor:
            check = pins.enter_with_passphrase if passphrase else pins.enter
            return check(db, staff_id, typed, now=now)

        def failed(error: BaseException) -> None:
            self._people = pins.everybody(db)
            on_problem(error)
            if not isinstance(error, DeskmateError):
                raise error

        self._door.run(work, on_done=on_done, on_failed=failed, owner=owner)

    def stop(self) -> None:
        """Ends the worker."""
        self._door.stop()


def _first(people: list[pins.Person]) -> Actor:
    owner = next((person for person in people if person.role == "owner"), None)
    return _actor(owner) if owner is not None else Actor("Owner", "owner")


def _actor(person: pins.Person) -> Actor:
    return Actor(person.name, "owner" if person.role == "owner" else "staff", person.id)
