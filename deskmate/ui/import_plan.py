"""What an import will do, before it does it: how many are new, who is known already, and who may be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core.importing import Problem, Record
from deskmate.core.imports import Decision, Plan
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import Card, Choice, PlainLabel, SectionHeader, caption, clear, column, row

SHOWN_UNSURE = 100
SHOWN_CAUTIONS = 12


class ImportPlan(QWidget):
    """Shows a plan; a person decides about those who may be in the book already, and `plan()` is what they decided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.M)

    def show_plan(self, plan: Plan) -> None:
        """Show what would happen."""
        self._plan = plan
        clear(self._layout)
        self._counts = PlainLabel("", size=Text.LARGE, weight=QFont.Weight.DemiBold, wrap=True)
        self._layout.addWidget(self._counts)
        self._layout.addWidget(
            caption("Before it begins the book is backed up. Afterwards the whole import can be taken back.")
        )
        if plan.cautions:
            self._layout.addWidget(_cautions(plan.cautions))
        unsure = [(index, decision) for index, decision in enumerate(plan.decisions) if decision.likely]
        if unsure:
            self._layout.addWidget(self._unsure(unsure))
        unnamed = [(i, one) for i, one in enumerate(plan.decisions) if one.action == "skip" and not one.likely]
        if unnamed:
            self._layout.addWidget(self._unnamed(unnamed))
        known = [decision for decision in plan.decisions if decision.action == "update"]
        if known:
            self._layout.addWidget(_known(known))
        self._layout.addStretch(1)
        self._count()

    def plan(self) -> Plan:
        """The plan as decided."""
        assert self._plan is not None
        return self._plan

    def _count(self) -> None:
        plan = self.plan()
        parts = [f"{plan.count('create'):,} new"]
        if known := plan.count("update"):
            parts.append(f"{known:,} known, completed")
        if skipped := plan.count("skip"):
            parts.append(f"{skipped:,} left out")
        self._counts.setText(" · ".join(parts))

    def _unsure(self, unsure: list[tuple[int, Decision]]) -> Card:
        made = Card(kind="attention", padding=Space.M)
        made.add(SectionHeader("May be in the book already", count=len(unsure)))
        new = any(decision.action == "create" for _index, decision in unsure)
        otherwise = "each becomes a new customer" if new else "each is left out"
        made.add(caption(f"You decide; left as it is, {otherwise}."))
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
        details = [phone.typed for phone in record.phones[:1]] + [email.address for email in record.emails[:1]]
        details += _dates(record)
        words = column(PlainLabel(record.name, elide=True), caption(" · ".join(details)), spacing=0)
        options: list[tuple[object, str]] = [("create", "A new customer")]
        options += [(number, f"Is {name} (no. {number})") for number, name in decision.likely]
        options.append(("skip", "Leave out"))
        choice = Choice(options, value=decision.action)
        choice.setFixedWidth(270)
        choice.setAccessibleName(f"{record.name} is")
        choice.setProperty("decision", index)
        choice.currentIndexChanged.connect(self._on_decided)
        across = row(words, choice, spacing=Space.M)
        across.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(across)
        return holder

    @Slot()
    def _on_decided(self) -> None:
        choice = self.sender()
        assert isinstance(choice, Choice)
        index, value = int(choice.property("decision")), choice.value()
        if isinstance(value, int):
            self._plan = self.plan().deciding(index, "update", value)
        elif value == "skip":
            self._plan = self.plan().deciding(index, "skip")
        else:
            self._plan = self.plan().deciding(index, "create")
        self._count()


def _dates(record: Record) -> list[str]:
    """How much of a calendar is about somebody, in words."""
    behind, ahead = len(record.entries), len(record.appointments)
    return [f"{behind:,} behind"] * bool(behind) + [f"{ahead:,} to come"] * bool(ahead)


def _cautions(cautions: Sequence[Problem]) -> Card:
    made = Card(kind="attention", padding=Space.M, spacing=Space.XS)
    made.add(SectionHeader("Good to know", count=len(cautions)))
    for caution in cautions[:SHOWN_CAUTIONS]:
        made.add(PlainLabel(caution.reason, wrap=True))
    if len(cautions) > SHOWN_CAUTIONS:
        made.add(caption(f"… and {len(cautions) - SHOWN_CAUTIONS:,} more."))
    return made


def _known(known: list[Decision]) -> Card:
    made = Card(kind="quiet", padding=Space.M, spacing=Space.XS)
    made.add(SectionHeader("Known already", count=len(known)))
    made.add(caption("What their card lacks is added; what is there stays as it is."))
    names = ", ".join(decision.name for decision in known[:40])
    made.add(PlainLabel(names + (" …" if len(known) > 40 else ""), wrap=True, tone="muted"))
    return made
