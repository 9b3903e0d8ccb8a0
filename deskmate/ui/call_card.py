"""One follow-up opened: why, in the customer's own recorded words; whom to call; and the form to log it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLayout, QWidget

from deskmate.core import customers, follow_ups, interactions, staff
from deskmate.core.follow_ups import EvidenceRow, FollowUpRow, PromiseRow
from deskmate.ui.call_form import CallDraft, CallForm
from deskmate.ui.card_header import etiquette
from deskmate.ui.customer_words import follow_up_heading
from deskmate.ui.desk import Desk
from deskmate.ui.draft_keeper import DraftKeeper
from deskmate.ui.promise_rows import PromiseRows
from deskmate.ui.reason_dialog import ReasonDialog
from deskmate.ui.tokens import Space, Text, Tone
from deskmate.ui.widgets import (
    Avatar,
    Card,
    Chip,
    Choice,
    DateField,
    Dialog,
    Flow,
    FormRow,
    Icon,
    PlainLabel,
    QuietButton,
    ScrollColumn,
    SecondaryButton,
    SectionHeader,
    caption,
    clear,
    column,
    heading,
    row,
    spoken_date,
)

_RECENT = 6


class CallCard(ScrollColumn):
    """Shows a follow-up. Emits `handled()` when it was logged, closed or overruled."""

    handled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(width=760)
        self._desk = desk
        self._row: FollowUpRow | None = None
        self._keeper: DraftKeeper | None = None
        self._top = column(spacing=Space.L)
        self.form = CallForm(desk.today)
        self.form.submitted.connect(self._on_submitted)
        self._form_card = Card()
        self._form_card.add(self.form)
        self._bottom = column(spacing=Space.S)
        self.add(self._top, self._form_card, self._bottom)
        self.body.addStretch(1)

    def follow_up_id(self) -> int | None:
        """Which follow-up is shown."""
        return self._row.id if self._row is not None else None

    def customer_id(self) -> int | None:
        """Whom it is about."""
        return self._row.customer_id if self._row is not None else None

    def show_follow_up(self, follow_up_id: int) -> None:
        """Show this follow-up; what was typed about another one is kept, and comes back with it."""
        row_now = follow_ups.one(self._desk.db, follow_up_id)
        if self._row is None or self._row.id != follow_up_id:
            self.put_away()
            self._begin(row_now)
        self._row = row_now
        self._desk.saw(row_now.customer_id)
        self._fill(row_now)

    def put_away(self) -> None:
        """Keep what was typed for whoever typed it, and show none of it."""
        keeper, self._keeper, self._row = self._keeper, None, None
        if keeper is not None:
            self._desk.attempt(lambda: keeper.end(drop=False))
            keeper.deleteLater()
        self.form.clear()

    def _begin(self, shown: FollowUpRow) -> None:
        about = shown.customer_id
        self._keeper = DraftKeeper(
            self._desk, f"call {shown.id}", read=self.form.typed, about=lambda: about, parent=self
        )
        body = self._keeper.found(about)
        if body is not None:
            self.form.show_typed(body)
            self._keeper.shown(about, body)

    def _fill(self, shown: FollowUpRow) -> None:
        clear(self._top)
        clear(self._bottom)
        today = self._desk.today()
        self._top.addLayout(self._header(shown, today))
        self._top.addWidget(self._why(shown))
        self._add_promises(shown, today)
        self._top.addLayout(self._contact(shown))
        self._form_card.setVisible(shown.state == "open")
        self._fill_recent(shown)

    def _header(self, shown: FollowUpRow, today: date) -> QLayout:
        words = column(heading(shown.customer), caption(_state_words(shown, today)), spacing=2)
        card = SecondaryButton("Open card", self._on_card, icon="user")
        across = row(Avatar(shown.customer), words, spacing=Space.M)
        across.setStretch(1, 1)
        ways = Flow(spacing=Space.S)
        ways.add(card)
        if shown.state == "open":
            ways.add(SecondaryButton("Who and when", self._on_assign, icon="calendar-clock"))
            ways.add(QuietButton("No call needed", self._on_close))
        return column(across, ways, spacing=Space.S)  # below the name: side by side they need a wide window

    def _why(self, shown: FollowUpRow) -> Card:
        made = Card(kind="accent", spacing=Space.M)
        made.add(PlainLabel(shown.reason, weight=QFont.Weight.DemiBold, wrap=True))
        for item in shown.evidence:
            made.add(self._evidence(item, shown))
        if not shown.evidence:
            made.add(caption("A person asked for this call."))
        return made

    def _add_promises(self, shown: FollowUpRow, today: date) -> None:
        promises = follow_ups.promises_of(self._desk.db, shown.id)
        if promises:
            rows = PromiseRows(promises, today)
            rows.settled.connect(self._settle)
            self._top.addWidget(rows)

    def _evidence(self, item: EvidenceRow, shown: FollowUpRow) -> QWidget:
        said = PlainLabel(f"“{item.quote}”", size=Text.BODY, wrap=True, selectable=True)
        when = spoken_date(self._desk.wall(item.at).date(), self._desk.today())
        why = "" if item.why == shown.reason else f" · {item.why}"
        across = row(Icon("quote", tone="accent_text"), column(said, caption(f"{when}{why}"), spacing=2))
        across.setStretch(1, 1)
        if item.interaction_id is not None and shown.state == "open":
            number = item.interaction_id
            overrule = QuietButton("Not unhappy …", tip="Set this reading aside, with a reason")
            overrule.clicked.connect(lambda _checked=False, entry=number: self._ask_why_not(entry))
            across.addWidget(overrule)
        holder = QWidget()
        across.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(across)
        return holder

    def _contact(self, shown: FollowUpRow) -> QLayout:
        card = customers.card(self._desk.db, shown.customer_id)
        numbers = [detail for detail in card.draft.details if detail.kind == "phone"]
        parts: list[QWidget] = []
        for detail in sorted(numbers, key=lambda detail: not detail.preferred):
            label = PlainLabel(
                detail.value, size=Text.LARGE, weight=QFont.Weight.DemiBold, selectable=True, tabular=True
            )
            parts += [label, caption(detail.label)]
        if not numbers:
            parts.append(caption("No phone is on the card."))
        best = " · ".join(filter(None, (card.draft.best_time, card.draft.best_channel)))
        lines = column(row(Icon("phone"), *parts, None, spacing=Space.S), spacing=Space.S)
        if best:
            lines.addWidget(caption(f"Best reached: {best}"))
        if chips := self._to_mind(card):
            lines.addWidget(Flow(*chips))
        return lines

    def _to_mind(self, card: customers.Card) -> list[Chip]:
        """What to know before dialling: etiquette first (bereaved, not to be contacted), then alerts and pins."""
        chips = [Chip(words, tone=tone, icon=icon) for words, tone, icon in etiquette(card.draft, self._desk.today())]
        for item in card.preferences:
            if (item.pinned or item.alert) and not item.health:
                tone, icon = (Tone.ATTENTION, "triangle-alert") if item.alert else (Tone.NEUTRAL, "")
                chips.append(Chip(f"{item.category}: {item.text}"[:80], tone=tone, icon=icon))
        return chips

    def _fill_recent(self, shown: FollowUpRow) -> None:
        entries = interactions.timeline(self._desk.db, shown.customer_id, limit=_RECENT)
        self._bottom.addWidget(SectionHeader("What happened lately", count=None))
        for entry in entries:
            when = spoken_date(self._desk.wall(entry.at).date(), self._desk.today())
            by = f" · {entry.by}" if entry.by else ""
            self._bottom.addWidget(
                column_widget(caption(f"{when} · {entry.kind}{by}"), PlainLabel(entry.text[:600], wrap=True))
            )
        if not entries:
            self._bottom.addWidget(caption("Nothing was written down yet."))

    @Slot(object)
    def _on_submitted(self, draft: CallDraft) -> None:
        shown, keeper = self._row, self._keeper
        if shown is None or keeper is None:
            return

        def work() -> None:
            with keeper.saving():
                follow_ups.log_call(
                    self._desk.db,
                    shown.id,
                    draft.outcome,
                    put_right=draft.put_right,
                    note=draft.note,
                    promise=draft.promise,
                    promise_by=draft.promise_by,
                    by=self._desk.actor(),
                    now=self._desk.now(),
                )

        if self._desk.attempt(work, problem=self.form.say_problem):
            self.form.clear()
            self._desk.did(f"Call to {shown.customer} logged.")
            self.handled.emit()

    @Slot()
    def _on_card(self) -> None:
        if self._row is not None:
            self._desk.ways.open_customer(self._row.customer_id)

    @Slot()
    def _on_assign(self) -> None:
        if self._row is None:
            return
        people = [person.name for person in staff.everybody(self._desk.db)]
        dialog = AssignDialog(self.window(), self._row, people, self._desk.today)
        dialog.decided.connect(self._assign)
        dialog.open()

    @Slot(str, object)
    def _assign(self, owner: str, due_on: date | None) -> None:
        shown = self._row
        if shown is not None and self._desk.attempt(
            lambda: follow_ups.assign(
                self._desk.db, shown.id, owner=owner, due_on=due_on, by=self._desk.actor(), now=self._desk.now()
            )
        ):
            self._desk.did("Noted who calls, and when.")

    @Slot()
    def _on_close(self) -> None:
        dialog = ReasonDialog(self.window(), "No call needed, because …", "sorted it in the shop")
        dialog.decided.connect(self._close)
        dialog.open()

    @Slot(str)
    def _close(self, because: str) -> None:
        shown = self._row
        if shown is not None and self._desk.attempt(
            lambda: follow_ups.close(self._desk.db, shown.id, because, by=self._desk.actor(), now=self._desk.now())
        ):
            self._desk.did(f"{shown.customer} is off the list.")
            self.handled.emit()

    @Slot(object, bool)
    def _settle(self, promise: PromiseRow, kept: bool) -> None:
        desk = self._desk
        if desk.attempt(
            lambda: follow_ups.settle_promise(desk.db, promise.id, kept=kept, by=desk.actor(), now=desk.now())
        ):
            words = "Promise kept" if kept else "Promise not kept, a call may be needed today"
            desk.did(f"{words}: {promise.text}")
            self.handled.emit()

    def _ask_why_not(self, interaction_id: int) -> None:
        dialog = ReasonDialog(self.window(), "Not unhappy, because …", "it was about the parking, not us")
        dialog.decided.connect(lambda because: self._overrule(interaction_id, because))
        dialog.open()

    def _overrule(self, interaction_id: int, because: str) -> None:
        if self._desk.attempt(
            lambda: interactions.overrule(
                self._desk.db, interaction_id, because, by=self._desk.actor(), now=self._desk.now()
            )
        ):
            self._desk.did("The reading was set aside.")
            self.handled.emit()


class AssignDialog(Dialog):
    """Asks who will call and by when; emits `decided(name, date or None)`."""

    decided = Signal(str, object)

    def __init__(self, parent: QWidget, shown: FollowUpRow, people: list[str], today: Callable[[], date]) -> None:
        super().__init__(parent, f"Who calls {shown.customer}, and by when?", width=440)
        self.owner = Choice([("", "Nobody yet"), *((name, name) for name in people)], value=shown.owner)
        self.due = DateField(today, value=shown.due_on)
        self._due_row = FormRow("By", self.due)
        self.add(FormRow("Who", self.owner), self._due_row)

    def accept(self) -> None:
        """Goes only with a date that can be read."""
        if problem := self.due.problem():
            self._due_row.set_problem(problem)
            return
        self.decided.emit(str(self.owner.value() or ""), self.due.value())
        super().accept()


def column_widget(*parts: QWidget) -> QWidget:
    """Parts below each other as one widget."""
    holder = QWidget()
    layout = column(*parts, spacing=2)
    layout.setContentsMargins(0, Space.XS, 0, Space.XS)
    holder.setLayout(layout)
    return holder


def _state_words(shown: FollowUpRow, today: date) -> str:
    if shown.state != "open":
        by = f" by {shown.closed_by}" if shown.closed_by else ""
        return f"{shown.state.capitalize()}{by}: {shown.outcome}" if shown.outcome else shown.state.capitalize()
    tried = f" · {shown.attempts} call{'s' * (shown.attempts != 1)} made" if shown.attempts else ""
    if shown.waits_for_promise(today):
        seen_to = f" · {shown.owner} sees to it" if shown.owner else ""
        return f"{follow_up_heading(shown, today)}{seen_to}{tried}"
    late = (today - shown.due_on).days
    due = f"due {spoken_date(shown.due_on, today)}" if late <= 0 else f"{late} day{'s' if late > 1 else ''} overdue"
    who = f"{shown.owner} calls" if shown.owner else "nobody has it yet"
    return f"May need a call · {due} · {who}{tried}"
