"""Who looked at whose card: written down off the window's thread, once for each time a card is opened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Slot

from deskmate.core import audit
from deskmate.core.actors import Actor
from deskmate.core.audit import View
from deskmate.core.db import Database
from deskmate.core.errors import DeskmateError
from deskmate.ui.background import Background

SOON_MS = 800  # whoever leafs through cards costs one save, not one each
SAME = timedelta(minutes=10)  # a card that is read again by the same person meanwhile was not opened anew


class ViewsSeen(QObject):
    """`seen(customer_id)` as often as a card is filled; `write_now()` before the book is closed."""

    def __init__(
        self, db: Database, background: Background, actor: Callable[[], Actor], now: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._db, self._background, self._actor, self._now = db, background, actor, now
        self._last: View | None = None
        self._waiting: list[View] = []
        self._lock = threading.Lock()
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._on_soon)

    def seen(self, customer_id: int) -> None:
        """The person at the counter has this card before them."""
        view, last = View(self._actor(), customer_id, self._now()), self._last
        if last is not None and (last.who, last.customer_id) == (view.who, customer_id) and view.at - last.at < SAME:
            return
        self._last = view
        with self._lock:
            self._waiting.append(view)
        if not self._soon.isActive():
            self._soon.start()

    def write_now(self) -> None:
        """Write what waits; what can't be written waits on."""
        self._soon.stop()
        self._write()

    def _write(self) -> None:
        with self._lock:
            views, self._waiting = self._waiting, []
        try:
            if views:
                audit.note_views(self._db, views)
        except DeskmateError:
            with self._lock:
                self._waiting = views + self._waiting
            raise

    @Slot()
    def _on_soon(self) -> None:
        def work(_progress: object, _should_stop: object) -> None:
            self._write()

        self._background.run(work, on_done=self._on_written, on_failed=self._on_not_written)

    def _on_written(self, _nothing: object) -> None:
        """What was seen since comes with its own timer."""

    def _on_not_written(self, error: BaseException) -> None:
        if not isinstance(error, DeskmateError):
            raise error
        self._soon.start()  # the book was busy or the disk full; nobody at the counter can do anything about it now
