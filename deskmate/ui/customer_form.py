"""The form for a customer: one name field first, everything else where one looks for it, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from deskmate.core.own_fields import OwnFieldRow
from deskmate.core.people import Draft
from deskmate.core.preferences import PreferenceDraft, PreferenceRow
from deskmate.ui.customer_fields import CustomerFields
from deskmate.ui.lookalike_panel import LookalikePanel
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Dialog, PlainLabel, QuietButton, ScrollColumn

if TYPE_CHECKING:
    from deskmate.core.households import Member
    from deskmate.core.lookalikes import Lookalike

_HEIGHT = 620


@dataclass(frozen=True)
class Entered:
    """What a form was left with: the card, what to remember besides, and the numbers of what to forget.

    `lives_with` is a customer of whose household the new one is.
    """

    draft: Draft
    remember: tuple[PreferenceDraft, ...] = ()
    forget: tuple[int, ...] = ()
    lives_with: int | None = None


class CustomerForm(Dialog):
    """A new customer, or a card to change. `given(Entered)` when it is to be saved; open until `finish()`.

    Closing keeps everything in its fields: opened again it goes on where it was. `look` finds people who may be the
    same; without it no panel is shown. `open_asked(customer_id)` when one of them is meant.
    """

    given = Signal(object)
    open_asked = Signal(int)
    afresh_asked = Signal()
    keeps_draft = True

    def __init__(
        self,
        parent: QWidget,
        today: Callable[[], date],
        *,
        heading: str,
        tags: Sequence[str] = (),
        categories: Sequence[str] = (),
        own: Sequence[OwnFieldRow] = (),
        look: Callable[[Draft], Sequence[Lookalike]] | None = None,
        near: Callable[[Draft], Sequence[Member]] | None = None,
    ) -> None:
        super().__init__(parent, heading, width=900 if look else 660)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.is_saved = False
        self.fields = CustomerFields(today, tags=tags, categories=categories, own=own)
        self._problem = PlainLabel("", tone="attention", wrap=True)
        self._problem.hide()
        self._afresh = QuietButton("Start afresh", self.afresh_asked.emit, icon="rotate-ccw")
        self._afresh.hide()
        self.add_button(self._afresh)
        self._scroll = ScrollColumn(padding=0)
        self._scroll.body.setContentsMargins(2, 0, Space.M, 0)
        self._scroll.add(self.fields)
        across = QHBoxLayout()
        across.setSpacing(Space.L)
        across.addWidget(self._scroll, 1)
        if look is not None:
            self.panel: LookalikePanel | None = LookalikePanel(look, near)
            self.panel.open_asked.connect(self.open_asked)
            self.fields.changed.connect(self._on_changed)
            across.addWidget(self.panel)
        else:
            self.panel = None
        self.body.addLayout(across, 1)
        self.add(self._problem)
        self.resize(self.minimumWidth(), min(_HEIGHT, parent.height() - Space.XL))

    def show_draft(self, draft: Draft, preferences: Sequence[PreferenceRow] = ()) -> None:
        """Fill the form."""
        self.preferences = tuple(preferences)
        self.fields.set_draft(draft, preferences)
        self._before = self.fields.snapshot()
        if self.panel is not None:
            self.panel.look_soon(draft)

    def is_touched(self) -> bool:
        """Whether something was typed that is not saved yet."""
        return self.fields.snapshot() != self._before

    def offer_afresh(self) -> None:
        """Offer to let go of what is kept here."""
        self._afresh.show()

    def set_problem(self, sentence: str) -> None:
        """Say why it could not be saved; all fields stay as they are."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def accept(self) -> None:
        """Hand over what was typed, if all of it can be kept."""
        self.set_problem("")
        entered = self.fields.entered()
        if entered is None:
            self._show_focus()
            return
        draft, remember, forget = entered
        lives_with = None if self.panel is None else self.panel.lives_with()
        self.given.emit(Entered(draft, tuple(remember), tuple(forget), lives_with))

    def finish(self) -> None:
        """Close after it was saved."""
        self.is_saved = True
        super().accept()

    @Slot()
    def _on_changed(self) -> None:
        if self.panel is not None:
            self.panel.look_soon(self.fields.draft())

    def _show_focus(self) -> None:
        focused = self.focusWidget()
        if focused is not None and self._scroll.isAncestorOf(focused):
            self._scroll.ensureWidgetVisible(focused, 0, 60)
