"""A customer's timeline: what happened, newest first, fetched as one scrolls, with what can be done to an entry."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStackedWidget, QVBoxLayout, QWidget

from deskmate.core import interactions
from deskmate.core.interactions import TimelineEntry
from deskmate.ui import customer_words
from deskmate.ui.desk import Desk
from deskmate.ui.entry_actions import EntryActions
from deskmate.ui.timeline_delegate import TimelineDelegate
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Choice, EmptyState, PagedListModel, Row, SectionHeader, spoken_date
from deskmate.ui.widgets.rows import ITEM

PAGE = 30
_SPARE = 10  # rows kept below what is visible when the list is read again


class TimelineView(QWidget):
    """The entries of one customer with a filter by kind and the actions on the chosen entry.

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
        self.kinds.setMinimumWidth(140)
        self.model = PagedListModel(self._fetch, self._row, key=attrgetter("id"), page=PAGE, parent=self)
        self.list = TimelineList(self.model, TimelineDelegate(desk.wall, desk.today, self))
        self.strip = EntryActions(desk)
        self._empty = EmptyState("history", "Nothing here yet", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        layout.addWidget(SectionHeader("History", actions=[self.kinds]))
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.strip)
        self.kinds.currentIndexChanged.connect(self._on_filtered)
        self.list.chosen.connect(self.strip.show_entry)
        self.list.acted.connect(self.strip.act)
        self.strip.edit_asked.connect(self.edit_asked)
        self.strip.left.connect(self.list.setFocus)

    def show_customer(self, customer_id: int) -> None:
        """Show another customer's entries, all kinds, from the newest."""
        self._customer = customer_id
        self.kinds.blockSignals(True)
        self.kinds.set_value("")
        self.kinds.blockSignals(False)
        self.list.forget_place()
        self.model.restart()
        self.list.scrollToTop()
        self._after_reading()

    def reload(self) -> None:
        """Read the entries again and stay at the same place."""
        if self._customer is not None:
            with self.list.place_kept():
                self.model.reload(most=self.list.last_visible_row() + _SPARE)
            self._after_reading()

    def choose(self, interaction_id: int) -> bool:
        """Choose and show an entry among those fetched, for example the one a search found."""
        return self.list.open_entry(self.model.row_of(interaction_id))

    def _fetch(self, after: object | None, limit: int) -> list[TimelineEntry]:
        if self._customer is None:
            return []
        before: tuple[datetime, int] | None = (after.at, after.id) if isinstance(after, TimelineEntry) else None
        kind = str(self.kinds.value() or "")
        return interactions.timeline(
            self._desk.db, self._customer, before=before, kinds=(kind,) if kind else (), limit=limit
        )

    def _row(self, entry: object) -> Row:
        """What a screen reader says of an entry."""
        assert isinstance(entry, TimelineEntry)
        mark = customer_words.mark_of(entry)
        return Row(
            title=customer_words.KINDS[entry.kind][0],
            subtitle=entry.text[:300],
            lead=spoken_date(self._desk.wall(entry.at).date(), self._desk.today()),
            trailing=", ".join(filter(None, (mark[0] if mark else "", entry.by))),
        )

    @Slot()
    def _on_filtered(self) -> None:
        self.list.forget_place()
        self.model.restart()
        self.list.scrollToTop()
        self._after_reading()

    def _after_reading(self) -> None:
        held = self.model.rowCount()
        self._stack.setCurrentWidget(self.list if held else self._empty)
        kind = str(self.kinds.value() or "")
        if kind:
            self._empty.set_words(f"No entry of the kind “{customer_words.KINDS[kind][0].lower()}”", "")
        else:
            self._empty.set_words(
                "Nothing noted yet", "Ctrl+N writes down what was said, bought or promised; it all comes together here."
            )
        self.strip.show_entry(self.list.current_entry())


class TimelineList(QListView):
    """Entries of any height. `chosen(entry | None)` follows the selection, `acted(letter)` tells a key for it."""

    chosen = Signal(object)
    acted = Signal(str)

    def __init__(self, model: PagedListModel, delegate: TimelineDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "rows")
        self.setAccessibleName("History")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(24)
        self._entries, self._delegate = model, delegate
        self._kept: object = None
        delegate.set_width(self.viewport().width())
        self.setItemDelegate(delegate)
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.selectionModel().currentChanged.connect(self._on_current)

    def current_entry(self) -> TimelineEntry | None:
        """The entry chosen now."""
        index = self.currentIndex()
        found = index.data(ITEM) if index.isValid() else None
        return found if isinstance(found, TimelineEntry) else None

    def open_entry(self, row: int) -> bool:
        """Choose the entry in `row` and show the whole of it; False where there is no such row."""
        if not 0 <= row < self._entries.rowCount():
            return False
        index = self._entries.index(row)
        self.setCurrentIndex(index)
        if self._delegate.open_entry != index.data(ITEM).id:
            self.toggle(index)
        self.scrollTo(index)
        return True

    def toggle(self, index: QModelIndex) -> None:
        """Show the whole of an entry, or its beginning again."""
        number = index.data(ITEM).id
        before = self._delegate.open_entry
        self._delegate.open_entry = None if before == number else number
        if before is not None and before != number and (row := self._entries.row_of(before)) >= 0:
            self._delegate.sizeHintChanged.emit(self._entries.index(row))
        self._delegate.sizeHintChanged.emit(index)

    def forget_place(self) -> None:
        """Start another list: nothing chosen, nothing shown whole."""
        self._delegate.open_entry = None
        self.setCurrentIndex(QModelIndex())
        self._kept = None

    def last_visible_row(self) -> int:
        """The last row that can be seen, or the last one there is."""
        index = self.indexAt(self.viewport().rect().bottomLeft())
        chosen = self.currentIndex().row()
        return max(index.row() if index.isValid() else self._entries.rowCount() - 1, chosen)

    def place_kept(self) -> _KeptPlace:
        """While reading again: the scroll bar goes back to where it was."""
        return _KeptPlace(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        key, plain = Qt.Key(event.key()), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if index.isValid() and plain:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                self.toggle(index)
                return
            letter = "delete" if key == Qt.Key.Key_Delete else event.text().casefold()
            if letter in EntryActions.KEYS:
                self.acted.emit(letter)
                return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.toggle(index)

    def keyboardSearch(self, search: str) -> None:
        """Letters are actions here, not a search by first letter."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._delegate.set_width(self.viewport().width())
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    @Slot()
    def _keep(self) -> None:
        entry = self.current_entry()
        self._kept = entry.id if entry is not None else None

    @Slot()
    def _restore(self) -> None:
        row = self._entries.row_of(self._kept) if isinstance(self._kept, int) else -1
        if row >= 0:
            self.setCurrentIndex(self._entries.index(row))

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(current.data(ITEM) if current.isValid() else None)


class _KeptPlace:
    """Puts the scroll bar back after the model was read again."""

    def __init__(self, view: TimelineList) -> None:
        self._view = view
        self._value = 0

    def __enter__(self) -> None:
        self._value = self._view.verticalScrollBar().value()

    def __exit__(self, *_error: object) -> None:
        self._view.doItemsLayout()
        self._view.verticalScrollBar().setValue(self._value)
