"""The customers: a list to choose from at the left, the card of the one chosen at the right."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from deskmate.core import customers
from deskmate.core.customers import CustomerRow
from deskmate.core.db import Topic
from deskmate.ui import customer_words, wall_clock
from deskmate.ui.bus import Page
from deskmate.ui.customer_card import CustomerCard
from deskmate.ui.desk import Desk
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    EmptyState,
    IconButton,
    Option,
    PagedListModel,
    Row,
    RowList,
    RowModel,
    SegmentedChoice,
    heading,
    row,
)

if TYPE_CHECKING:
    from deskmate.ui.duplicates_view import DuplicatesView
    from deskmate.ui.segments_view import SegmentsView

LIST_WIDTH = 292
_RECENT = 60
_SPARE = 20  # rows kept below what is visible when the list is read again
_PAUSE = 60  # milliseconds: whoever holds an arrow key down does not wait for each card


class CustomersPage(Page):
    """`open(customer_id)` shows a card. `edit_asked(customer_id)` and `entry_edit_asked(entry)` are for the forms."""

    topics = frozenset(
        {
            Topic.CUSTOMERS,
            Topic.INTERACTIONS,
            Topic.FOLLOW_UPS,
            Topic.APPOINTMENTS,
            Topic.SETTINGS,
            Topic.IMPORTS,
            Topic.SEGMENTS,
        }
    )
    title = "Customers"
    icon = "users"

    edit_asked = Signal(int)
    entry_edit_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._clock = wall_clock.read(desk)
        self.order = SegmentedChoice(
            "Order", [Option("recent", "Recent"), Option("name", "A–Z")], value="recent", stretch=True
        )
        self._recent = RowModel(self._row, key=attrgetter("id"), parent=self)
        self._by_name = PagedListModel(self._page, self._row, key=attrgetter("id"), parent=self)
        self.recent_list = RowList(self._recent, "Customers seen last")
        self.name_list = RowList(self._by_name, "Customers by name")
        self.card = CustomerCard(desk)
        self._empty = EmptyState(
            "users", "Choose a customer, or type a name above", "Ctrl+K goes to the search box anywhere."
        )
        self._no_customers = EmptyState(
            "users",
            "The book is still empty",
            "Ctrl+Shift+N adds the first customer. Customers kept elsewhere come in from a file.",
            action="Import a file …",
            on_action=self._on_import,
        )
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._duplicates: DuplicatesView | None = None  # made when first asked for
        self._segments: SegmentsView | None = None
        self._build()
        self._connect()

    def open(self, customer_id: int) -> None:
        """Show this customer's card."""
        self._pause.stop()
        self._whole.setCurrentWidget(self._browse)
        self.card.show_customer(customer_id)
        if self.card.customer_id() is not None:
            self._right.setCurrentWidget(self.card)
            self._choose(customer_id)

    def open_entry(self, customer_id: int, interaction_id: int) -> None:
        """Show this customer's card with one entry of the timeline whole."""
        self.open(customer_id)
        self.card.show_history()
        self.card.timeline.choose(interaction_id)

    def focus_history(self) -> None:
        """Go on in the history of the card shown."""
        self.card.show_history()
        history = self.card.timeline.list
        # where nothing was written yet, a note is what comes next
        place = self.card.header.note if history.isHidden() else history
        chosen = history.currentIndex().isValid()
        place.setFocus(Qt.FocusReason.TabFocusReason)
        if not chosen:  # Qt takes the first one when the focus comes; no key may act on what nobody chose
            history.setCurrentIndex(QModelIndex())

    def customer_id(self) -> int | None:
        """Whose card is shown."""
        shown = self._whole.currentWidget() is self._browse and self._right.currentWidget() is self.card
        return self.card.customer_id() if shown else None

    @Slot()
    def find_duplicates(self) -> None:
        """Show who may be in the book twice."""
        if self._duplicates is None:
            from deskmate.ui.duplicates_view import DuplicatesView  # brings NumPy along: 0.15 s and 25 MB

            self._duplicates = DuplicatesView(self._desk)
            self._duplicates.left.connect(self._on_view_left)
            self._duplicates.open_asked.connect(self.open)
            self._whole.addWidget(self._duplicates)
        self._pause.stop()
        self._whole.setCurrentWidget(self._duplicates)
        self._duplicates.begin()

    @Slot()
    def show_segments(self) -> None:
        """Show the saved filters and who they hold for."""
        if self._segments is None:
            from deskmate.ui.segments_view import SegmentsView  # brings the printing along: not before the first paint

            self._segments = SegmentsView(self._desk)
            self._segments.left.connect(self._on_view_left)
            self._segments.open_asked.connect(self.open)
            self._whole.addWidget(self._segments)
        self._pause.stop()
        self._whole.setCurrentWidget(self._segments)
        self._segments.begin()

    @Slot()
    def edit_shown(self) -> None:
        """Ask for the form of the customer shown."""
        if self._desk.shell.here() == "customers" and self.customer_id() is not None:
            self.edit_asked.emit(self.customer_id())
        else:
            self._desk.say("Open a customer first; Ctrl+E changes the card that is shown.")

    @Slot()
    def search_history(self) -> None:
        """Search the history shown."""
        if self._desk.shell.here() == "customers" and self.customer_id() is not None:
            self.card.show_history()
            self.card.timeline.search()

    @Slot()
    def log_usual(self) -> None:
        """Write the usual order of the customer shown down once more."""
        if self._desk.shell.here() == "customers" and self.customer_id() is not None:
            self.card.log_usual()

    @Slot()
    def attach_file(self) -> None:
        """Choose a file for the customer shown."""
        if self._desk.shell.here() == "customers" and self.customer_id() is not None:
            self.card.files.choose()

    def reload(self) -> None:
        """Read the list and the card again."""
        self._clock = wall_clock.read(self._desk)
        shown = None if self._pause.isActive() else self.customer_id()
        self._recent.show(customers.recent(self._desk.db, limit=_RECENT))
        if self._list() is self.name_list:
            self._by_name.reload(most=self.name_list.last_needed_row() + _SPARE)
        if not self._recent.items() and self.order.value() == "recent":
            self.order.choose("name")  # nobody was seen yet, for example right after an import
        if shown is not None:
            self._pause.stop()
            self._choose(shown)  # the lists follow the card, which must never leave for another by itself
        self.card.reload()
        self._say_empty()
        if self._duplicates is not None and self._whole.currentWidget() is self._duplicates:
            self._duplicates.reload()
        if self._segments is not None and self._whole.currentWidget() is self._segments:
            self._segments.reload()

    def focus_first(self) -> None:
        """The list is where one goes on by keyboard."""
        if self._duplicates is not None and self._whole.currentWidget() is self._duplicates:
            self._duplicates.focus_first()
            return
        if self._segments is not None and self._whole.currentWidget() is self._segments:
            self._segments.focus_first()
            return
        self._list().setFocus(Qt.FocusReason.TabFocusReason)

    def begin_again(self) -> None:
        """The lists and the card, instead of what was opened over them."""
        self._whole.setCurrentWidget(self._browse)

    def _build(self) -> None:
        self._lists = QStackedWidget()
        self._lists.addWidget(self.recent_list)
        self._lists.addWidget(self.name_list)
        side = QFrame()
        side.setFixedWidth(LIST_WIDTH)
        left = QVBoxLayout(side)
        left.setContentsMargins(Space.L, Space.L, Space.S, Space.S)
        left.setSpacing(Space.M)
        self._new = IconButton("user-plus", "New customer (Ctrl+Shift+N)", self._on_new)
        self._find = IconButton("merge", "Find duplicates (Ctrl+Shift+D)", self.find_duplicates)
        self._sort = IconButton("list-checks", "Segments: saved filters (Ctrl+Shift+S)", self.show_segments)
        left.addLayout(row(heading("Customers"), None, self._sort, self._find, self._new))
        left.addWidget(self.order)
        left.addWidget(self._lists, 1)
        self._right = QStackedWidget()
        self._right.addWidget(self._empty)
        self._right.addWidget(self._no_customers)
        self._right.addWidget(self.card)
        line = QFrame()
        line.setProperty("kind", "line")
        line.setFixedWidth(1)
        line.setMaximumHeight(16777215)
        line.setStyleSheet("QFrame { max-height: 16777215px; }")
        self._browse = QWidget()
        across = QHBoxLayout(self._browse)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(side)
        across.addWidget(line)
        across.addWidget(self._right, 1)
        self._whole = QStackedWidget()
        self._whole.addWidget(self._browse)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)

    def _connect(self) -> None:
        self.order.changed.connect(self._on_order)
        for one in (self.recent_list, self.name_list):
            one.chosen.connect(self._on_chosen)
            one.opened.connect(self._on_opened)
        self._pause.timeout.connect(self._open_chosen)
        self.card.gone.connect(self._on_gone)
        self.card.edit_asked.connect(self.edit_asked)
        self.card.entry_edit_asked.connect(self.entry_edit_asked)

    def _list(self) -> RowList:
        return self.name_list if self.order.value() == "name" else self.recent_list

    def _page(self, after: object | None, limit: int) -> list[CustomerRow]:
        last = (after.sort_name, after.id) if isinstance(after, CustomerRow) else None
        return customers.page(self._desk.db, after=last, limit=limit)

    def _row(self, customer: object) -> Row:
        assert isinstance(customer, CustomerRow)
        customer, clock = self._desk.discretion.one(customer), self._clock
        return Row(
            title=customer.name,
            subtitle=customer_words.also(customer.name, customer.known_as, customer.organisation),
            trailing=customer_words.seen_words(clock.day(customer.last_seen_at), clock.today),
            avatar=customer.name,
        )

    def _choose(self, customer_id: int) -> None:
        for one in (self.recent_list, self.name_list):
            one.blockSignals(True)
            if not one.choose_key(customer_id):
                one.setCurrentIndex(QModelIndex())  # a row left current would come back at the next reload
            one.blockSignals(False)

    def _say_empty(self) -> None:
        somebody = bool(self._recent.rowCount() or self._by_name.rowCount())
        if self._right.currentWidget() is not self.card:
            self._right.setCurrentWidget(self._empty if somebody else self._no_customers)

    @Slot(object)
    def _on_order(self, order: str) -> None:
        self._lists.setCurrentWidget(self.name_list if order == "name" else self.recent_list)
        if order == "name" and not self._by_name.rowCount():
            self._by_name.restart()
        if self.customer_id() is not None:
            self._choose(self.customer_id() or 0)

    @Slot(object)
    def _on_chosen(self, customer: CustomerRow | None) -> None:
        if customer is None or customer.id == self.customer_id() or not self.isVisible():
            return
        if self._desk.discretion.on:
            return  # a card opens only on purpose: by Enter, or a double click
        if self.customer_id() is not None and not self._list().selectionModel().hasSelection():
            return  # the focus came into the list, which makes its first row current; nobody chose it
        self._pause.start()

    @Slot()
    def _open_chosen(self) -> None:
        chosen = self._list().current_item()
        if isinstance(chosen, CustomerRow) and self._whole.currentWidget() is self._browse:
            self.open(chosen.id)

    @Slot(object)
    def _on_opened(self, customer: CustomerRow) -> None:
        self.open(customer.id)
        self.focus_history()

    @Slot()
    def _on_gone(self) -> None:
        self._right.setCurrentWidget(self._empty)

    @Slot()
    def _on_import(self) -> None:
        self._desk.ways.import_files()

    @Slot()
    def _on_new(self) -> None:
        self._desk.ways.new_customer("")

    @Slot()
    def _on_view_left(self) -> None:
        self._whole.setCurrentWidget(self._browse)
        self.focus_first()
