"""Python looks for garbage on the window's own thread, and through everything only while nobody is at the keyboard.

Left to itself it looks on whichever thread happens to make the next object. A dialog that is garbage would then be
destroyed by the worker, which Qt does not survive; and a look through everything takes long enough to be felt by
somebody who types.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

STARTED_MS = 3_000  # by then the first page is there
EVERY_MS = 1_000
AWAY_SECONDS = 2.0


class GarbageSearch(QObject):
    """From `start()` to `stop()` nothing is looked for but here.

    `idle_seconds()` says how long nobody has touched a key; whoever knows it hangs it in.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.idle_seconds: Callable[[], float] = lambda: 0.0
        self._timer = QTimer(self, interval=STARTED_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin, and leave the program its first seconds: a tenth of a start was a search that finds hardly any."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again; once no other thread runs."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def look(self) -> None:
        """Look as often, and as far, as Python itself would by its thresholds."""
        if self._timer.interval() != EVERY_MS:
            self._timer.setInterval(EVERY_MS)
            gc.freeze()  # what the start made stays: it is never looked through again
        young, middle, old = (count > often for count, often in zip(gc.get_count(), gc.get_threshold(), strict=True))
        if old and self.idle_seconds() >= AWAY_SECONDS:
            gc.collect()
        elif middle:
            gc.collect(1)
        elif young:
            gc.collect(0)
