"""The owner's list: who may need a call, the first due first; the one chosen is open at the right."""

from __future__ import annotations

from datetime import date
from operator import attrgetter

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from deskmate.core import follow_ups
from deskmate.core.db import Topic
from deskmate.core.follow_ups import FollowUpRow
from deskmate.ui.bus import Page
from deskmate.ui.call_card import CallCard
from deskmate.ui.customer_words import follow_up_heading
from deskmate.ui.desk import Desk
from deskmate.ui.tokens import Space, Tone
from deskmate.ui.widgets import EmptyState, Option, Row, RowList, RowModel, SegmentedChoice, heading, row, spoken_date

LIST_WIDTH = 340
NARROWEST_LIST, CALL_CARD = 220, 608  # the list gets less where the call card would not be whole beside it
_MOST = 500


class FollowUpsPage(Page):
    """`open(follow_up_id)` shows one with its call card."""

    topics = frozenset({Topic.FOLLOW_UPS, Topic.INTERACTIONS, Topic.CUSTOMERS, Topic.PROMISES})
    title = "Follow-ups"
    icon = "phone-call"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.which = SegmentedChoice(
            "Which", [Option("open", "To do"), Option("all", "All")], value="open", stretch=True
        )
        self._model = RowModel(self._row, key=attrgetter("id"), parent=self)
        self.list = RowList(self._model, "Who may need a call")
        self.card = CallCard(desk)
        self._empty = EmptyState("phone-call", "", "")
        self._build()
        self.which.changed.connect(self._on_which)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)
        self.card.handled.connect(self._on_handled)

    def open(self, follow_up_id: int) -> None:
        """Show one follow-up, also one that is closed."""
        self.reload()
        if not self.list.choose_key(follow_up_id):
            self.which.choose("all")
            self.list.choose_key(follow_up_id)
        self._show(follow_up_id)

    def customer_id(self) -> int | None:
        """Whose call card is open."""
        return self.card.customer_id() if self._right.currentWidget() is self.card else None

    def reload(self) -> None:
        """Read the list again; what is typed into the form stays."""
        if self.which.value() == "all":
            rows = follow_ups.list_all(self._desk.db, limit=_MOST)
        else:
            rows = follow_ups.list_open(self._desk.db, now=self._desk.now(), limit=_MOST)
        self._model.show(self._desk.discretion.mask(rows))
        shown = self.card.follow_up_id()
        if shown is not None and any(item.id == shown for item in rows):
            self.card.show_follow_up(shown)
        elif self.card.form.is_empty() or shown is None:
            self._show_first(rows)
        self._say_empty()

    def put_away(self) -> None:
        """Show no call card until somebody chooses one; what was typed waits for whoever typed it."""
        self.card.put_away()
        self._right.setCurrentWidget(self._empty)
        self.mark_stale()

    def focus_first(self) -> None:
        """The list is where one goes on by keyboard."""
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(min(max(self.width() - CALL_CARD, NARROWEST_LIST), LIST_WIDTH))

    def _build(self) -> None:
        self._side = side = QWidget()
        side.setFixedWidth(LIST_WIDTH)
        left = QVBoxLayout(side)
        left.setContentsMargins(Space.XL, Space.L, Space.S, Space.S)
        left.setSpacing(Space.M)
        left.addLayout(row(heading("Follow-ups"), None))
        left.addWidget(self.which)
        left.addWidget(self.list, 1)
        self._right = QStackedWidget()
        self._right.addWidget(self._empty)
        self._right.addWidget(self.card)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(side)
        across.addWidget(self._right, 1)

    def _row(self, item: object) -> Row:
        assert isinstance(item, FollowUpRow)
        today = self._desk.today()
        if item.state != "open":
            return Row(title=item.customer, subtitle=item.outcome or item.state, icon="check", struck=True)
        if item.waits_for_promise(today):
            words = follow_up_heading(item, today)
            return Row(title=item.customer, subtitle=words, icon="handshake", icon_tone=Tone.ACCENT)
        return Row(
            title=item.customer,
            # below the name: at its side it would leave too little of the name in a small window
            subtitle=" · ".join(filter(None, (_due_words(item.due_on, today), item.owner))),
            icon="phone-call",
            icon_tone=Tone.ATTENTION if item.due_on < today or item.kind == "severe" else Tone.ACCENT,
        )

    def _show(self, follow_up_id: int) -> None:
        if self._desk.attempt(lambda: self.card.show_follow_up(follow_up_id)):
            self._right.setCurrentWidget(self.card)

    def _show_first(self, rows: list[FollowUpRow]) -> None:
        if rows and self._desk.discretion.on:
            self._right.setCurrentWidget(self._empty)  # what was written is shown only on purpose
        elif rows:
            chosen = self.list.current_item()
            first = chosen if isinstance(chosen, FollowUpRow) else rows[0]
            self.list.choose_key(first.id)
            self._show(first.id)
        else:
            self._right.setCurrentWidget(self._empty)

    def _say_empty(self) -> None:
        if self._desk.discretion.on and self._model.rowCount():
            self._empty.set_words("Nothing is open", "Enter or a double click opens a follow-up.")
        elif self.which.value() == "all":
            self._empty.set_words(
                "No follow-up yet", "When a note shows that somebody went away unhappy, it comes here."
            )
        else:
            self._empty.set_words(
                "Nobody is waiting for a call",
                "Write notes as things happen (Ctrl+N). Who went away unhappy comes here, with the words that say so.",
            )

    @Slot(object)
    def _on_which(self, _value: str) -> None:
        self.reload()

    @Slot(object)
    def _on_chosen(self, item: FollowUpRow | None) -> None:
        if item is not None and item.id != self.card.follow_up_id() and not self._desk.discretion.on:
            self._show(item.id)

    @Slot(object)
    def _on_opened(self, item: FollowUpRow) -> None:
        self._show(item.id)
        self.card.form.outcome.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _on_handled(self) -> None:
        self.mark_stale()


def _due_words(due: date, today: date) -> str:
    late = (today - due).days
    if late > 0:
        return f"{late} day{'s' if late > 1 else ''} late"
    return spoken_date(due, today)
