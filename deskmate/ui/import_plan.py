"""What an import will do, before it does it: how many are new, who is known already, and who may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core import customers, settings, staff
from deskmate.core.customers import Card as CustomerCard
from deskmate.core.db import Database
from deskmate.core.errors import NotFound
from deskmate.core.importing import Problem, Record
from deskmate.core.imports import Decision, Plan
from deskmate.core.imports.cautions import WHO
from deskmate.ui.import_beside import Beside, numbers_of
from deskmate.ui.import_steps import counted, joined
from deskmate.ui.tokens import Space, Text
from deskmate.ui.wall_clock import WallClock
from deskmate.ui.widgets import Card, Choice, PlainLabel, QuietButton, SectionHeader, caption, clear, column, row

SHOWN_UNSURE = 100
SHOWN_CAUTIONS = 12
SHOWN_NAMES = 40


@dataclass(frozen=True)
class Known:
    """What the book says to a plan: the cards that its rows may be, and who could do its appointments."""

    cards: Mapping[int, CustomerCard] = field(default_factory=dict)
    staff: tuple[tuple[int, str], ...] = ()
    region: str = ""
    covered: bool = False  # lists are counter-safe: what stands on a card is shown only on purpose


class ImportPlan(QWidget):
    """Shows a plan; a person decides about those who may be in the book already, and `plan()` is what they decided.

    `decided(plan)` when somebody has changed it. `compared(customer_id)` for each card that is shown beside a row.
    """

    decided = Signal(object)
    compared = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._known, self._clock = Known(), WallClock(ZoneInfo("UTC"), date.min)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.M)

    def show_plan(self, plan: Plan, known: Known, clock: WallClock) -> None:
        """Show what would happen."""
        self._plan, self._known, self._clock = plan, known, clock
        clear(self._layout)
        self._counts = PlainLabel("", size=Text.LARGE, weight=QFont.Weight.DemiBold, wrap=True)
        self._along = caption("")
        self._cautions = column()
        backed = caption("Before it begins the book is backed up. Afterwards the whole import can be taken back.")
        self._layout.addLayout(column(self._counts, self._along, backed, spacing=Space.XS))
        if known.staff and plan.unstaffed:
            self._layout.addWidget(self._who_does_them())
        self._layout.addLayout(self._cautions)
        unsure = [(index, decision) for index, decision in enumerate(plan.decisions) if decision.likely]
        if unsure:
            self._layout.addWidget(self._unsure(unsure))
        unnamed = [(i, one) for i, one in enumerate(plan.decisions) if one.action == "skip" and not one.likely]
        if unnamed:
            self._layout.addWidget(self._unnamed(unnamed))
        updated = [decision for decision in plan.decisions if decision.action == "update"]
        if updated:
            self._layout.addWidget(_known(updated))
        if new := [made for made in plan.decisions if made.action == "create" and not made.likely]:
            self._layout.addWidget(_new(new))
        self._layout.addStretch(1)
        self._caution()
        self._count()

    def plan(self) -> Plan:
        """The plan as decided."""
        assert self._plan is not None
        return self._plan

    def take(self, plan: Plan) -> None:
        """Go on with the same plan, of which something else has to be said."""
        self._plan = plan
        self._caution()

    def _caution(self) -> None:
        clear(self._cautions)
        asked = bool(self._known.staff)
        said = [one for one in self.plan().cautions if not (asked and one.field == WHO)]
        if said:
            self._cautions.addWidget(_cautions(said))

    def _who_does_them(self) -> Card:
        made = Card(kind="quiet", padding=Space.M)
        options: list[tuple[object, str]] = [(None, "Nobody in particular"), *self._known.staff]
        self.who = Choice(options, value=None)
        self.who.setAccessibleName("Who does the appointments")
        self.who.currentIndexChanged.connect(self._on_who)
        made.add(row(PlainLabel(_who_question(self.plan())), None, self.who))
        return made

    def _count(self) -> None:
        plan = self.plan()
        parts = [f"{plan.count('create'):,} new"]
        if updated := plan.count("update"):
            parts.append(f"{updated:,} known, completed")
        if skipped := plan.count("skip"):
            parts.append(f"{skipped:,} left out")
        self._counts.setText(" · ".join(parts))
        along = joined([counted(number, what) for number, what in _along(plan) if number])
        self._along.setText(f"Along with them: {along}.")
        self._along.setVisible(bool(along))

    def _unsure(self, unsure: list[tuple[int, Decision]]) -> Card:
        made = Card(kind="attention", padding=Space.M)
        made.add(SectionHeader("May be in the book already", count=len(unsure)))
        made.add(caption(f"You decide; left as it is, {_otherwise([decision for _index, decision in unsure])}."))
        for index, decision in unsure[:SHOWN_UNSURE]:
            made.add(self._one(index, decision))
        if len(unsure) > SHOWN_UNSURE:
            made.add(caption(f"… and {len(unsure) - SHOWN_UNSURE:,} more; they stay as they are."))
        return made

    def _unnamed(self, unnamed: list[tuple[int, Decision]]) -> Card:
        made = Card(kind="quiet", padding=Space.M)
        made.add(SectionHeader("Nobody in the book is named", count=len(unnamed)))
        made.add(caption("These are left out, unless you make a new customer of one."))
        for index, decision in unnamed[:SHOWN_UNSURE]:
            made.add(self._one(index, decision))
        if len(unnamed) > SHOWN_UNSURE:
            made.add(caption(f"… and {len(unnamed) - SHOWN_UNSURE:,} more are left out."))
        return made

    def _one(self, index: int, decision: Decision) -> QWidget:
        record = decision.record
        details = [] if decision.likely else [phone.typed for phone in record.phones[:1]]
        details += [] if decision.likely else [email.address for email in record.emails[:1]]
        details += _dates((record, *decision.also))
        words = column(PlainLabel(record.name, elide=True), caption(" · ".join(details)), spacing=0)
        options: list[tuple[object, str]] = [("create", "A new customer")]
        options += [(number, f"Is {name} (no. {number})") for number, name in decision.likely]
        options.append(("skip", "Leave out"))
        choice = Choice(options, value=decision.customer_id or decision.action)
        choice.setFixedWidth(270)
        choice.setAccessibleName(f"{record.name} is")
        choice.setProperty("decision", index)
        choice.currentIndexChanged.connect(self._on_decided)
        across = row(words, choice, spacing=Space.M)
        across.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(column(across, *self._compare(decision), spacing=Space.XS))
        return holder

    def _compare(self, decision: Decision) -> list[QWidget]:
        """The cards of those who may be meant, beside what the file says; where lists are counter-safe, on purpose."""
        cards = [card for number in numbers_of(decision.likely) if (card := self._known.cards.get(number))]
        if not cards:
            return []

        def beside() -> Beside:
            for card in cards:
                self.compared.emit(card.id)
            return Beside(decision.record, cards, self._clock, region=self._known.region)

        if not self._known.covered:
            return [beside()]
        show = QuietButton("Compare", icon="eye")

        def uncover() -> None:
            holder = show.parentWidget()
            layout = holder.layout() if holder is not None else None
            assert layout is not None
            layout.replaceWidget(show, beside())
            show.deleteLater()

        show.clicked.connect(uncover)
        return [show]

    @Slot()
    def _on_who(self) -> None:
        value = self.who.value()
        self._decide(replace(self.plan(), staff_id=value if isinstance(value, int) else None))

    @Slot()
    def _on_decided(self) -> None:
        choice = self.sender()
        assert isinstance(choice, Choice)
        index, value = int(choice.property("decision")), choice.value()
        if isinstance(value, int):
            self._decide(self.plan().deciding(index, "update", value))
        else:
            self._decide(self.plan().deciding(index, "skip" if value == "skip" else "create"))
        self._count()

    def _decide(self, plan: Plan) -> None:
        self._plan = plan
        self.decided.emit(plan)


def _otherwise(unsure: Sequence[Decision]) -> str:
    """What becomes of rows about which nobody decides anything."""
    actions = {decision.action for decision in unsure}
    if actions == {"create"}:
        return "each becomes a new customer"
    return "each is left out" if actions == {"skip"} else "what is chosen counts"


def _along(plan: Plan) -> list[tuple[int, str]]:
    """How much comes along with the customers: (number, what it is)."""
    records = [one for made in plan.decisions if made.action != "skip" for one in (made.record, *made.also)]
    return _numbers(records)


def _numbers(records: Sequence[Record]) -> list[tuple[int, str]]:
    ahead = [one.all_day for record in records for one in record.appointments]
    entries = sum(len(record.entries) for record in records)
    return [(entries, "entry"), (ahead.count(False), "appointment"), (ahead.count(True), "reminder")]


def _dates(records: Sequence[Record]) -> list[str]:
    """How much of the file is about somebody, in words."""
    return [counted(number, what) for number, what in _numbers(records) if number]


def _who_question(plan: Plan) -> str:
    timed = sum(not one.all_day for made in plan.decisions if made.action != "skip" for one in made.appointments)
    return f"Who does the {'other ' if plan.unstaffed < timed else ''}appointments to come?"


def _cautions(cautions: Sequence[Problem]) -> Card:
    made = Card(kind="attention", padding=Space.M, spacing=Space.XS)
    made.add(SectionHeader("Good to know", count=len(cautions)))
    for caution in cautions[:SHOWN_CAUTIONS]:
        made.add(PlainLabel(caution.reason, wrap=True))
    if len(cautions) > SHOWN_CAUTIONS:
        made.add(caption(f"… and {len(cautions) - SHOWN_CAUTIONS:,} more."))
    return made


def _new(new: list[Decision]) -> Card:
    made = Card(kind="quiet", padding=Space.M, spacing=Space.XS)
    made.add(SectionHeader("New customers", count=len(new)))
    names = ", ".join(decision.record.name for decision in new[:SHOWN_NAMES])
    made.add(PlainLabel(names + (" …" if len(new) > SHOWN_NAMES else ""), wrap=True, tone="muted"))
    return made


def _known(known: list[Decision]) -> Card:
    made = Card(kind="quiet", padding=Space.M, spacing=Space.XS)
    made.add(SectionHeader("Known already", count=len(known)))
    made.add(caption("What their card lacks is added; what is there stays as it is."))
    names = ", ".join(decision.name for decision in known[:SHOWN_NAMES])
    made.add(PlainLabel(names + (" …" if len(known) > SHOWN_NAMES else ""), wrap=True, tone="muted"))
    return made


def known_to(db: Database, plan: Plan, *, covered: bool) -> Known:
    """What the book says to a plan; a card that is gone meanwhile is left out."""
    people = [(one.id, one.name) for one in staff.everybody(db)]
    unsure = [decision for decision in plan.decisions if decision.likely][:SHOWN_UNSURE]
    cards = {}
    for number in {number for decision in unsure for number in numbers_of(decision.likely)}:
        with suppress(NotFound):
            cards[number] = customers.card(db, number)
    several = tuple(people) if len(people) > 1 else ()
    return Known(cards, several, settings.current(db).region, covered)
