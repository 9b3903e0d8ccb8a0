"""What stands in the window while it is locked: who works here, and the PIN of whoever is chosen."""

from __future__ import annotations

from deskmate.ui.counter import Counter
from deskmate.ui.gate import Gate
from deskmate.ui.unlock import Centred


class LockScreen(Centred):
    """What stands in the window while it is locked."""

    def __init__(self, counter: Counter, here: int | None) -> None:
        super().__init__("lock", "Locked", "Choose your name. Nothing that was begun is lost.")
        self.gate = Gate(counter, first=here)
        self.card.add(self.gate)
        self.setFocusProxy(self.gate)
