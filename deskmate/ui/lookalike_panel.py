"""Who in the book may be the person being typed, beside the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core.people import Draft
from deskmate.ui.customer_words import also, field_words, shortened
from deskmate.ui.shortcuts import native
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import Card, PlainLabel, QuietButton, Tick, caption, clear, column, row

if TYPE_CHECKING:
    from deskmate.core.households import Member
    from deskmate.core.lookalikes import Lookalike

WIDTH = 244
OPEN = "Alt+O"  # whoever stands at the counter has the hands on the keyboard, and the fields are many
_PAUSE = 220  # milliseconds without a key before the book is asked


class LookalikePanel(QWidget):
    """Looks a moment after the last key; `open_asked(customer_id)` when one of them is meant.

    `near` finds people with the same phone and family name: whoever is typed may live with them, not be them.
    """

    open_asked = Signal(int)

    def __init__(
        self,
        look: Callable[[Draft], Sequence[Lookalike]],
        near: Callable[[Draft], Sequence[Member]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._near = look, near
        self._with: int | None = None
        self.ticks: list[Tick] = []
        self._draft: Draft | None = None
        self.found: list[Lookalike] = []
        self.setFixedWidth(WIDTH)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.S)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE)
        self._later.timeout.connect(self.look_now)
        self._show([])

    def lives_with(self) -> int | None:
        """The customer of whose household whoever is typed was said to be."""
        return self._with

    @Slot(object)
    def look_soon(self, draft: Draft) -> None:
        """Look once nothing was typed for a moment."""
        self._draft = draft
        self._later.start()

    @Slot()
    def look_now(self) -> None:
        """Look at once."""
        self._later.stop()
        if self._draft is not None:
            self._show(self._look(self._draft), self._near(self._draft) if self._near is not None else ())

    def _show(self, found: Sequence[Lookalike], near: Sequence[Member] = ()) -> None:
        self.found = list(found)
        clear(self._layout)
        name = "Perhaps already here" if found else "Nobody like this yet"
        self._layout.addWidget(PlainLabel(name, size=Text.SMALL, weight=QFont.Weight.DemiBold, tone="muted"))
        if not found:
            self._layout.addWidget(caption("While you type, people who may be the same one show here."))
        for place, one in enumerate(found):
            self._layout.addWidget(self._card(one, keys="" if place else OPEN))
        self._offer(near)
        self._layout.addStretch(1)

    def _offer(self, near: Sequence[Member]) -> None:
        """A tick for each household somebody may be of; what was ticked stays while it is still offered."""
        self._with = self._with if self._with in {one.customer_id for one in near} else None
        self.ticks = []
        if near:
            made = Card(kind="quiet", padding=Space.M, spacing=Space.XS)
            made.add(caption("Same phone and family name. Perhaps of one household?"))
            for one in near:
                tick = Tick(f"Lives with {shortened(one.name, 20)}", ticked=one.customer_id == self._with)
                tick.toggled.connect(partial(self._on_household, one.customer_id))
                self.ticks.append(tick)
                made.add(tick)
            self._layout.addWidget(made)

    def _on_household(self, customer_id: int, ticked: bool) -> None:
        self._with = customer_id if ticked else None
        for tick in self.ticks:
            if ticked and tick is not self.sender():
                tick.blockSignals(True)
                tick.setChecked(False)
                tick.blockSignals(False)

    def _card(self, one: Lookalike, *, keys: str) -> Card:
        made = Card(kind="quiet", padding=Space.M, spacing=Space.XS)
        open_it = QuietButton("Open", tip=f"Open {one.name} instead", shortcut=keys)
        open_it.setProperty("customer", one.customer_id)
        open_it.clicked.connect(self._on_open)
        called = also(one.name, one.known_as, one.organisation)
        words = column(PlainLabel(one.name, weight=QFont.Weight.DemiBold, wrap=True), spacing=0)
        if called:
            words.addWidget(caption(called))
        words.addWidget(caption(agreement(one)))
        made.add(words, row(caption(native(keys), tone="faint"), None, open_it))
        return made

    @Slot()
    def _on_open(self) -> None:
        self.open_asked.emit(self.sender().property("customer"))


def agreement(one: Lookalike) -> str:
    """ "Same name and phone"."""
    words = field_words(one.agree, most=3)
    return f"Same or similar {words}" if words else "Similar"
