"""Keeps what is typed in an open form as its author's draft, once a second and when asked, so that no kill loses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from deskmate.core import drafts
from deskmate.core.errors import DeskmateError
from deskmate.ui.desk import Desk

EVERY_MS = 1_000


class DraftKeeper(QObject):
    """Lives as long as its form. `read()` gives what is typed, None for nothing of worth; `about()` the customer."""

    def __init__(
        self,
        desk: Desk,
        place: str,
        *,
        read: Callable[[], dict[str, Any] | None],
        about: Callable[[], int | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._place, self._read, self._about = desk, place, read, about
        self._by = desk.actor()  # what somebody began stays theirs, whoever comes to the counter
        self._kept: tuple[int | None, dict[str, Any]] | None = None
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._on_time)
        self._timer.start()

    def found(self, customer_id: int | None) -> dict[str, Any] | None:
        """What this person left in this form about the customer."""
        return drafts.find(self._desk.db, self._place, customer_id=customer_id, by=self._by)

    def shown(self, customer_id: int | None, body: dict[str, Any]) -> None:
        """A kept draft stands in the form now."""
        self._kept = (customer_id, body)

    def keep(self) -> None:
        """Keep what is typed now, on the disk; raises `DeskmateError` where it can't be."""
        body, about = self._read(), self._about()
        if self._kept is not None and (body is None or self._kept[0] != about):
            drafts.drop(self._desk.db, self._place, customer_id=self._kept[0], by=self._by)
            self._kept = None
        if body is not None and self._kept != (about, body):
            drafts.keep(self._desk.db, self._place, body, customer_id=about, by=self._by, now=self._desk.now())
            self._kept = (about, body)

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Around the use case that saves the form: what was kept goes in its transaction, so no kill leaves both."""
        if self._kept is None:
            yield
            return
        with drafts.saving(self._desk.db, self._place, customer_id=self._kept[0], by=self._by):
            yield
        self._kept = None

    def end(self, *, drop: bool) -> None:
        """The form closes: keep what is typed, or forget it because it was saved or is wanted no more."""
        self._timer.stop()
        if not drop:
            self.keep()
        elif self._kept is not None:
            drafts.drop(self._desk.db, self._place, customer_id=self._kept[0], by=self._by)

    @Slot()
    def _on_time(self) -> None:
        with suppress(DeskmateError):  # the book is busy: what is typed still stands on the screen
            self.keep()
