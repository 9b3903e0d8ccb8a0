"""The sentence of a segment: its name, whether all or any must hold, and its conditions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core import segments
from deskmate.core.errors import InvalidInput
from deskmate.core.segments import Condition, Example, Filter, Subject
from deskmate.ui import segment_words
from deskmate.ui.segment_condition import ConditionRow
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Option,
    PlainLabel,
    QuietButton,
    ScrollColumn,
    SegmentedChoice,
    TextField,
    caption,
    clear,
    column,
    row,
)

_INDENT = 36  # where the words of a button with a picture begin


@dataclass(frozen=True)
class Written:
    """What stands in the form, as typed, right or wrong: kept while one looks at another segment."""

    name: str
    join: str
    typed: tuple[Condition, ...]


class SegmentEditor(QWidget):
    """`changed` at each change. `wanted()` is the filter; what is wrong is said below its condition."""

    changed = Signal()
    example_chosen = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._subjects: tuple[Subject, ...] = ()
        self._offered: tuple[Example, ...] = ()
        self._lost = False
        self.rows: list[ConditionRow] = []
        self.name = TextField(placeholder="A name, for example: Not seen since June", limit=80)
        self.name.setAccessibleName("Name of the segment")
        self.join = SegmentedChoice("Of the conditions", [Option("all", "all"), Option("any", "any")], value="all")
        self._scroll = ScrollColumn(padding=0, spacing=Space.M)
        self.more = QuietButton("And …", self._on_more, icon="plus", tip="Add a condition", shortcut="Ctrl+Shift+C")
        self._examples = column(spacing=Space.XS)
        self._examples.setContentsMargins(0, 0, 0, 0)
        self._begin = QWidget()
        self._begin.setLayout(self._examples)
        self._build()
        self.name.textEdited.connect(self.changed)
        self.join.changed.connect(self._on_join)

    def set_subjects(self, subjects: Sequence[Subject]) -> None:
        """What can be asked in this book; rows that are there keep what they were made with."""
        self._subjects = tuple(subjects)

    def offer(self, examples: Sequence[Example]) -> None:
        """Offer these to begin with, while there is no condition yet."""
        if tuple(examples) == self._offered:
            return  # making them anew would take the focus from the one that is about to be pressed
        self._offered = tuple(examples)
        clear(self._examples)
        self._examples.addWidget(caption("Or begin with one of these:"))
        for example in examples:
            button = QuietButton(example.name, partial(self._on_example, example), icon="users")
            about = caption(example.about)
            about.setContentsMargins(_INDENT, 0, 0, 0)
            self._examples.addLayout(column(row(button, None), about, spacing=0))
        self._begin.setVisible(not self.rows)

    def show_filter(self, name: str, wanted: Filter) -> None:
        """Show a filter that is kept."""
        known = [(one, _subject_of(one, self._subjects)) for one in wanted.conditions]
        typed = tuple(segment_words.typed_of(one, subject) for one, subject in known if subject is not None)
        self.show_written(Written(name, wanted.join, typed))
        self._lost = len(typed) < len(wanted.conditions)

    def has_lost(self) -> bool:
        """Whether a condition is not shown because it asks about a field that is gone; nothing is asked then."""
        return self._lost

    def forget_lost(self) -> None:
        """Go on with what is shown, without the condition that can't be asked any more."""
        self._lost = False

    def show_written(self, written: Written) -> None:
        """Show what was typed before."""
        self._lost = False
        self.blockSignals(True)
        self.name.setText(written.name)
        self.join.set_value(written.join)
        for one in list(self.rows):
            self._drop(one)
        for typed in written.typed:
            self._add().show_typed(typed)
        self.blockSignals(False)
        self._tidy()

    def written(self) -> Written:
        """What stands there, as typed."""
        return Written(self.name.text(), str(self.join.value()), tuple(one.typed() for one in self.rows))

    def wanted(self) -> Filter | None:
        """The filter, or None where a condition is not whole yet, which is then said below it."""
        kept: list[Condition] = []
        for one in self.rows:
            try:
                condition = one.kept()
                segments.checked(Filter((condition,)), self._subjects)
            except InvalidInput as problem:
                one.set_problem(str(problem) if _is_begun(one) else "")
            else:
                one.set_problem("")
                kept.append(condition)
        if self._lost or len(kept) < len(self.rows):
            return None
        return Filter(tuple(kept), "any" if self.join.value() == "any" else "all")

    def problems(self) -> str:
        """Says what is wrong also where nothing was typed yet, and gives the first sentence."""
        first = ""
        for one in self.rows:
            try:
                segments.checked(Filter((one.kept(),)), self._subjects)
            except InvalidInput as problem:
                one.set_problem(str(problem))
                first = first or str(problem)
        return first

    def add_condition(self) -> ConditionRow:
        """One more condition, ready to be chosen."""
        made = self._add()
        self._tidy()
        made.about.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()
        return made

    def _build(self) -> None:
        words = row(PlainLabel("Customers for whom"), self.join, PlainLabel("of this holds:"), None, spacing=Space.S)
        inside = self._scroll.widget()
        assert inside is not None
        inside.setAutoFillBackground(False)  # which Qt switches on; inside a card it would be a patch
        self._words = QWidget()
        self._words.setLayout(words)
        words.setContentsMargins(0, 0, 0, 0)
        self._list = column(spacing=Space.M)
        self._scroll.add(self._list, row(self.more, None), self._begin)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self.name)
        layout.addWidget(self._words)
        layout.addWidget(self._scroll, 1)

    def _add(self) -> ConditionRow:
        made = ConditionRow(self._subjects, self._today)
        made.changed.connect(self.changed)
        made.removed.connect(self._on_removed)
        self.rows.append(made)
        self._list.addWidget(made)
        made.show()  # at once: a layout would show it only in a moment, and the next key may be a Tab
        return made

    def _drop(self, one: ConditionRow) -> None:
        self.rows.remove(one)
        self._list.removeWidget(one)
        one.hide()
        one.deleteLater()

    def _tidy(self) -> None:
        """Words and the way of the Tab key for as many conditions as there are."""
        joined = "Or …" if self.join.value() == "any" else "And …"
        self.more.set_text(joined if self.rows else "Add a condition")
        self._words.setVisible(len(self.rows) > 1)
        stops = [self.name, self.join, *(stop for one in self.rows for stop in one.stops()), self.more]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        self._begin.setVisible(not self.rows)

    def _on_example(self, example: Example, _checked: bool = False) -> None:
        self.example_chosen.emit(example)

    @Slot()
    def _on_more(self) -> None:
        self.add_condition()

    @Slot(object)
    def _on_removed(self, one: ConditionRow) -> None:
        at = self.rows.index(one)
        self._drop(one)
        self._tidy()
        (self.rows[max(at - 1, 0)].about if self.rows else self.more).setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()

    @Slot(object)
    def _on_join(self, _value: object) -> None:
        self._tidy()
        self.changed.emit()


def _subject_of(condition: Condition, subjects: Sequence[Subject]) -> Subject | None:
    which = condition.which if condition.about == "own" else ""
    return next((one for one in subjects if (one.key, one.which) == (condition.about, which)), None)


def _is_begun(one: ConditionRow) -> bool:
    """Whether something was typed; an empty field is not wrong yet, only unfinished."""
    typed = one.typed()
    return bool(typed.value or typed.since or typed.until)
