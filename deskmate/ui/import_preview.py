"""How a file was understood: each column with samples and what it is taken for, and what the file leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from deskmate.core.importing import Appointment, Column, Import, Problem, Question, Record, known_fields
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import Card, Choice, PlainLabel, SectionHeader, caption, clear, row, spoken_date

SHOWN_PROBLEMS = 60
SHOWN_APPOINTMENTS = 12
SHOWN_PEOPLE, SHOWN_ENTRIES = 6, 8
_LONGEST = 200
_WORDS = {
    "name": "Full name", "given": "First name", "family": "Family name", "phone": "Phone", "email": "E-mail",
    "organisation": "Company", "address": "Address", "street": "Street", "city": "Town", "region": "County or state",
    "postal_code": "Postcode", "country": "Country", "birthday": "Birthday", "birth_day": "Birthday: day",
    "birth_month": "Birthday: month", "birth_year": "Birthday: year", "notes": "Remark", "tags": "Tags",
    "known_as": "Name they go by", "language": "Language", "url": "Website", "job_title": "Job title",
    "department": "Department", "prefix": "Title before the name", "suffix": "Letters after the name",
    "middle": "Middle name", "external_id": "Customer number", "preference": "Preference", "anniversary": "Anniversary",
    "last_visit": "Last visit", "last_purchase": "Last purchase", "amount": "Amount", "currency": "Currency",
    "opted_out": "Wants no advertising", "marketing_ok": "Agreed to advertising", "photo": "Photo",
    "visit_at": "Date of a visit", "purchase_at": "Date of a purchase", "note_at": "Date of a note",
    "review": "Review", "review_at": "Date of a review", "rating": "Stars", "entry_at": "Date of an entry",
    "entry_time": "Time of day of an entry", "entry_kind": "Kind of an entry", "entry_text": "Text of an entry",
    "entry_details": "More about an entry",
    "ignored": "Leave out",
}  # fmt: skip
_DATE = len("2026-11-23")
_FORMATS = {"vcard": "vCard", "whatsapp": "WhatsApp", "ics": "Calendar", "mail": "Mails", "mbox": "Mails"}
_KEPT = "Keep under its own name"
_OWN = "own:"  # and the name of one of the shop's own fields
_REFUSED = "Not brought in"


class ImportPreview(QWidget):
    """Shows one file as read. Emits `changed()` when a column or an answer was changed; `choices()` tells them."""

    changed = Signal()

    def __init__(self, own: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = [(f"{_OWN}{name}", f"{name} (own field)") for name in own]
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.M)
        self._fields: dict[str, Choice] = {}
        self._guessed: dict[str, str] = {}
        self._answers: dict[str, Choice] = {}

    def show_file(self, name: str, read: Import, *, as_before: bool = False) -> None:
        """Show how this file was understood; `as_before`: in the way a person chose for the last one like it."""
        clear(self._layout)
        self._fields, self._guessed, self._answers = {}, {}, {}
        self._layout.addWidget(PlainLabel(name, weight=QFont.Weight.DemiBold, elide=True))
        self._layout.addWidget(caption(_summary(read)))
        if as_before:
            self._layout.addWidget(caption("Its columns come in as you chose for the last file with these columns."))
        for question in read.questions:
            self._layout.addWidget(self._question(question))
        if read.columns:
            self._layout.addWidget(self._columns(read.columns))
        elif read.records:
            self._layout.addWidget(_people(read.records))
            if any(record.entries for record in read.records):
                self._layout.addWidget(_entries(read.records))
        if read.appointments:
            self._layout.addWidget(_appointments(read.appointments))
        if read.problems:
            self._layout.addWidget(_problems(read.problems))
        self._layout.addStretch(1)

    def choices(self) -> dict[str, str]:
        """Column → field, for the columns that a person changed."""
        chosen = {name: str(choice.value()) for name, choice in self._fields.items()}
        return {name: field for name, field in chosen.items() if field != self._guessed[name]}

    def answers(self) -> dict[str, str]:
        """What was answered to the questions, by their kind."""
        return {kind: str(choice.value()) for kind, choice in self._answers.items() if choice.value() != ""}

    def unanswered(self) -> Choice | None:
        """Where the first question is answered that nobody answered yet."""
        return next((choice for choice in self._answers.values() if choice.value() == ""), None)

    def _question(self, question: Question) -> Card:
        made = Card(kind="attention", padding=Space.M, spacing=Space.S)
        made.add(PlainLabel(question.text, wrap=True))
        if question.choices:
            options: list[tuple[object, str]] = [(value, words[:90]) for value, words in question.choices]
            if not question.chosen:
                options.insert(0, ("", "Choose …"))
            choice = Choice(options, value=question.chosen)
            choice.currentIndexChanged.connect(self.changed)
            self._answers[question.kind] = choice
            made.add(row(choice, None))
        return made

    def _columns(self, columns: tuple[Column, ...]) -> QWidget:
        holder = Card(padding=Space.M)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(1, 1)
        for place, words in enumerate(("Column", "For example", "Comes in as")):
            grid.addWidget(PlainLabel(words, size=Text.SMALL, tone="muted", weight=QFont.Weight.DemiBold), 0, place)
        for line, column in enumerate(columns, start=1):
            name = PlainLabel(column.name or f"Column {column.index + 1}", elide=True)
            name.setMinimumWidth(130)
            grid.addWidget(name, line, 0)
            grid.addWidget(PlainLabel(" · ".join(column.samples)[:120], tone="muted", elide=True), line, 1)
            grid.addWidget(self._field_choice(column), line, 2, Qt.AlignmentFlag.AlignRight)
        holder.add(grid)
        return holder

    def _field_choice(self, column: Column) -> QWidget:
        if column.field == "refused":
            return PlainLabel(_REFUSED, tone="attention")
        name = column.name or f"#{column.index + 1}"
        if name in self._fields:
            return PlainLabel(_WORDS.get(column.field, column.field) or _KEPT, tone="muted")
        fields = sorted(known_fields() & _WORDS.keys() | ({column.field} if column.field else set()), key=field_words)
        taken = f"{_OWN}{column.label}" if column.field == "own" else column.field
        offered = [("", _KEPT), *self._own, *((field, field_words(field)) for field in fields if field != "own")]
        choice = Choice(offered, value=taken)
        choice.setFixedWidth(230)
        choice.setAccessibleName(f"{column.name or f'Column {column.index + 1}'} comes in as")
        choice.currentIndexChanged.connect(self.changed)
        self._fields[name], self._guessed[name] = choice, taken
        return choice


def field_words(field: str) -> str:
    """A field as the shop calls it."""
    return _WORDS.get(field, field.replace("_", " ").capitalize())


def _summary(read: Import) -> str:
    delimiter = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", "~": "tildes"}.get(read.delimiter, "")
    name = _FORMATS.get(read.format, read.format.upper())
    people = len(read.records) - len(read.repeats)
    held = [(people, "person", "people"), (len(read.appointments), "appointment", "appointments")]
    if not read.appointments:
        held = [(read.rows, "row", "rows"), *held]
    counts = ", ".join(
        f"{number:,} {one if number == 1 else many}" for number, one, many in held if number or many == "rows"
    )
    parts = [name, read.encoding, f"separated by {delimiter}" if delimiter else "", counts]
    return " · ".join(part for part in parts if part)


def _people(records: tuple[Record, ...]) -> Card:
    """The first of them: where there are no columns, this shows how the file was understood."""
    made = Card(kind="quiet", padding=Space.M, spacing=Space.XS)
    made.add(SectionHeader("People", count=len(records)))
    for record in records[:SHOWN_PEOPLE]:
        details = [phone.typed for phone in record.phones[:2]] + [email.address for email in record.emails[:2]]
        made.add(PlainLabel(" · ".join([record.name, *details]), elide=True))
    if len(records) > SHOWN_PEOPLE:
        made.add(caption(f"… and {len(records) - SHOWN_PEOPLE:,} more."))
    return made


def _entries(records: tuple[Record, ...]) -> Card:
    """The first of what was said and done: of a chat or mails this is all there is to check."""
    said = [(record.name, entry) for record in records for entry in record.entries]
    made = Card(kind="quiet", padding=Space.M, spacing=Space.XS)
    made.add(SectionHeader("Entries of their history", count=len(said)))
    for name, entry in said[:SHOWN_ENTRIES]:
        words = " ".join(entry.text.split())[:_LONGEST]
        made.add(PlainLabel(" · ".join(filter(None, (_day(entry.at), name, entry.kind, words))), elide=True))
    if len(said) > SHOWN_ENTRIES:
        made.add(caption(f"… and {len(said) - SHOWN_ENTRIES:,} more. How they are read shows on each card afterwards."))
    return made


def _appointments(plans: tuple[Appointment, ...]) -> Card:
    made = Card(kind="quiet", padding=Space.M, spacing=Space.XS)
    made.add(SectionHeader("Appointments", count=len(plans)))
    for plan in plans[:SHOWN_APPOINTMENTS]:
        words = [_when(plan), plan.subject or "(no words)", ", ".join(plan.people)]
        words += ["repeats"] if plan.rrule or plan.rdates else []
        made.add(PlainLabel(" · ".join(part for part in words if part), elide=True))
    if len(plans) > SHOWN_APPOINTMENTS:
        made.add(caption(f"… and {len(plans) - SHOWN_APPOINTMENTS:,} more."))
    return made


def _when(plan: Appointment) -> str:
    return _day(plan.start, clock=not plan.all_day)


def _day(written: str, *, clock: bool = True) -> str:
    """ "Mon 23 Nov 2026, 14:00"; a whole day has no time."""
    try:
        start = datetime.fromisoformat(written)
    except ValueError:
        return written
    return spoken_date(start.date()) + (f", {start:%H:%M}" if clock and len(written) > _DATE else "")


def _problems(problems: tuple[Problem, ...]) -> Card:
    made = Card(kind="quiet", padding=Space.M, spacing=Space.XS)
    made.add(SectionHeader("To look at", count=len(problems)))
    alike: dict[tuple[str, str], list[int]] = {}
    for problem in problems:
        alike.setdefault((problem.field, problem.reason), []).append(problem.row)
    lines = list(alike.items())
    for (field, reason), rows in lines[:SHOWN_PROBLEMS]:
        made.add(caption(f"{_where(rows)}{f', {field}' if field else ''}: {reason}"))
    if len(lines) > SHOWN_PROBLEMS:
        left = sum(len(rows) for _words, rows in lines[SHOWN_PROBLEMS:])
        made.add(caption(f"… and {left:,} more; all are kept with the import."))
    return made


def _where(rows: list[int]) -> str:
    if not rows[0]:
        return "The file"
    return f"Row {rows[0]:,}" if len(rows) == 1 else f"Row {rows[0]:,} and {len(rows) - 1:,} more like it"
