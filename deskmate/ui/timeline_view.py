"""A customer's timeline: what happened, newest first, fetched as one scrolls, with what can be done to an entry."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time
from operator import attrgetter

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from deskmate.core import interactions
from deskmate.core.interactions import TimelineEntry
from deskmate.ui import customer_words, wall_clock
from deskmate.ui.desk import Desk
from deskmate.ui.entry_actions import EntryActions
from deskmate.ui.entry_files import EntryFiles
from deskmate.ui.entry_painter import EntryPainter
from deskmate.ui.timeline_list import TimelineList
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Choice,
    EmptyState,
    PagedListModel,
    Row,
    SearchField,
    SectionHeader,
    set_tooltip,
    spoken_date,
)

PAGE = 30
_SPARE = 10  # rows kept below what is visible when the list is read again
_MOST = 4_000  # entries that are fetched to show one of them
_TYPING = 120  # milliseconds without a key before the history is searched
_PERIODS = (("", "Any time"), ("month", "Last month"), ("quarter", "Last 3 months"), ("year", "Last year"))
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class TimelineView(QWidget):
    """The entries of one customer, filtered by kind, period and words, and the actions on the chosen entry.

    `edit_asked(entry)` when one is to be changed: the form for that is the page's. Keys on an entry: Enter shows the
    whole of it, R "not unhappy, because …", U N H O its mood, E edit, Delete.
    """

    edit_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: int | None = None
        self.kinds = Choice(
            [("", "Everything"), *((kind, words) for kind, (words, _icon) in customer_words.KINDS.items())]
        )
        self.kinds.setAccessibleName("Show only")
        self.kinds.setMinimumWidth(128)
        self.period = Choice(_PERIODS)
        self.period.setAccessibleName("From when")
        self.words = SearchField("Search")
        self.words.setAccessibleName("Words in the history")
        set_tooltip(self.words, "Words in the history", keys="Ctrl+F")
        self.words.setMaximumWidth(220)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING)
        self.model = PagedListModel(self._fetch, self._row, key=attrgetter("id"), page=PAGE, parent=self)
        self._painter = EntryPainter(wall_clock.read(desk), self)
        self.list = TimelineList(self.model, self._painter, keys=EntryActions.KEYS | EntryFiles.KEYS)
        self.strip, self.files = EntryActions(desk), EntryFiles()
        self._empty = EmptyState("history", "Nothing here yet", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        layout.addWidget(SectionHeader("History", actions=[self.words, self.period, self.kinds]))
        layout.addWidget(self.strip)
        layout.addWidget(self.files)
        layout.addWidget(self._stack, 1)
        self.kinds.currentIndexChanged.connect(self._on_filtered)
        self.period.currentIndexChanged.connect(self._on_filtered)
        self._typing.timeout.connect(self._on_filtered)
        self.words.textChanged.connect(self._typing.start)
        self.words.escaped.connect(self._on_escaped)
        self.words.entered.connect(self._on_entered)
        self.words.stepped.connect(self._on_entered)
        self.list.chosen.connect(self._on_chosen)
        self.list.acted.connect(self.strip.act)
        self.list.acted.connect(self.files.act)
        self.strip.attach_asked.connect(self.files.attach_asked)
        self.strip.edit_asked.connect(self.edit_asked)
        self.strip.left.connect(self.list.setFocus)

    def show_customer(self, customer_id: int) -> None:
        """Show another customer's entries, all kinds, from the newest."""
        self._customer = customer_id
        self._painter.clock = wall_clock.read(self._desk)
        self._clear_filters()
        self.list.forget_place()
        self.model.restart()
        self._after_reading()

    def reload(self) -> None:
        """Read the entries again and stay at the same place."""
        if self._customer is not None:
            self._painter.clock = wall_clock.read(self._desk)
            place = self.list.verticalScrollBar().value()
            self.model.reload(most=self.list.last_needed_row() + _SPARE)
            self.list.verticalScrollBar().setValue(place)
            self._after_reading()

    def search(self) -> None:
        """Go to where words of the history are looked for."""
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def choose(self, interaction_id: int) -> bool:
        """Show one entry whole, for example the one a search found; False where it is too far back."""
        if self._is_filtered():
            self._clear_filters()
            self.model.restart()
        self.model.fetch_up_to(interaction_id, most=_MOST)
        return self.list.open_entry(self.model.row_of(interaction_id))

    def _fetch(self, after: object | None, limit: int) -> list[TimelineEntry]:
        if self._customer is None:
            return []
        before: tuple[datetime, int] | None = (after.at, after.id) if isinstance(after, TimelineEntry) else None
        kind = str(self.kinds.value() or "")
        return interactions.timeline(
            self._desk.db,
            self._customer,
            before=before,
            kinds=(kind,) if kind else (),
            since=self._since(),
            words=self.words.text().strip(),
            limit=limit,
        )

    def _since(self) -> datetime | None:
        """The first instant of the period chosen, on the shop's clock."""
        months, clock = _MONTHS.get(str(self.period.value() or ""), 0), self._painter.clock
        if not months:
            return None
        return datetime.combine(months_before(clock.today, months), time(), tzinfo=clock.zone).astimezone(UTC)

    def _is_filtered(self) -> bool:
        return bool(self.kinds.value() or self.period.value() or self.words.text().strip())

    def _clear_filters(self) -> None:
        for field in (self.kinds, self.period, self.words):
            field.blockSignals(True)
        self.kinds.set_value("")
        self.period.set_value("")
        self.words.clear()
        for field in (self.kinds, self.period, self.words):
            field.blockSignals(False)
        self._typing.stop()

    def _row(self, entry: object) -> Row:
        """What a screen reader says of an entry."""
        assert isinstance(entry, TimelineEntry)
        mark, clock = customer_words.mark_of(entry), self._painter.clock
        return Row(
            title=customer_words.KINDS[entry.kind][0],
            subtitle=entry.text[:300] + "".join(f", file {file.name}" for file in entry.files),
            lead=spoken_date(clock.wall(entry.at).date(), clock.today),
            trailing=", ".join(filter(None, (mark[0] if mark else "", entry.by))),
        )

    @Slot(object)
    def _on_chosen(self, entry: TimelineEntry | None) -> None:
        """Show the strip, and let what is on the screen stay where it is."""
        layout, bar = self.layout(), self.list.verticalScrollBar()
        assert layout is not None
        before = self._stack.y()
        self.strip.show_entry(entry)
        self.files.show_entry(entry)
        layout.activate()
        bar.setValue(bar.value() + self._stack.y() - before)

    @Slot()
    def _on_escaped(self) -> None:
        self.words.clear()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_entered(self) -> None:
        self._on_filtered()
        self.list.setFocus(Qt.FocusReason.TabFocusReason)
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))

    @Slot()
    def _on_filtered(self) -> None:
        self._typing.stop()
        self.list.forget_place()
        self.model.restart()
        self._after_reading()

    def _after_reading(self) -> None:
        held = self.model.rowCount()
        self._stack.setCurrentWidget(self.list if held else self._empty)
        if self._is_filtered():
            self._empty.set_words(
                "Nothing like this in the history", "Other words, a longer time or all kinds may help."
            )
        else:
            self._empty.set_words(
                "Nothing noted yet", "Ctrl+N writes down what was said, bought or promised; it all comes together here."
            )
        self._on_chosen(self.list.current_entry())


def months_before(day: date, months: int) -> date:
    """The same day some months earlier; where that month is shorter, its last day."""
    month = day.year * 12 + day.month - 1 - months
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
