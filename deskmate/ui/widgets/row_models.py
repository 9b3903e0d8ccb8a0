"""What a list holds: a `Row` for each item, all of them at once or page by page as it is scrolled.

A model answers `ROW` with a `Row`; everything else (what a screen reader says, what is sorted) follows from it.
Roles are compared as plain ints: comparing Qt's enum costs more than painting the row.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex

from deskmate.ui.tokens import Tone

DISPLAY = 0  # Qt.ItemDataRole.DisplayRole
ACCESSIBLE = 11  # Qt.ItemDataRole.AccessibleTextRole
ROW = 256  # Qt.ItemDataRole.UserRole
ITEM = 257

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """What a row shows. `avatar` is a name (its initials are drawn); `lead` is a time or a number in its own column.

    `chips` are (words, tone, icon); `struck` dims a row that is done. `marks` and `marks_below` are the (start, end) of
    letters of the title and the subtitle that were looked for.
    """

    title: str
    subtitle: str = ""
    trailing: str = ""
    avatar: str = ""
    icon: str = ""
    icon_tone: Tone = Tone.NEUTRAL
    lead: str = ""
    chips: tuple[tuple[str, Tone, str], ...] = ()
    struck: bool = False
    marks: tuple[tuple[int, int], ...] = ()
    marks_below: tuple[tuple[int, int], ...] = ()

    def spoken(self) -> str:
        """The row as one line, for a screen reader."""
        parts = (self.lead, self.title, self.subtitle, *(words for words, _, _ in self.chips), self.trailing)
        return ", ".join(part for part in parts if part)


class RowModel(QAbstractListModel):
    """A short list held whole. `show(items)` replaces it; the row of each item comes from `to_row`."""

    def __init__(
        self, to_row: Callable[[object], Row], *, key: Callable[[object], Hashable] | None = None, parent: object = None
    ) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._to_row = to_row
        self._key = key
        self._items: list[object] = []
        self._rows: list[Row | None] = []

    def show(self, items: Sequence[object]) -> None:
        """Replace the items; where they are the same ones in the same order, only repaint."""
        same = self._key is not None and [*map(self._key, items)] == [*map(self._key, self._items)]
        if same:
            self._items, self._rows = list(items), [None] * len(items)
            if items:
                self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self._items, self._rows = list(items), [None] * len(items)
        self.endResetModel()

    def items(self) -> list[object]:
        """The items held now."""
        return list(self._items)

    def item(self, row: int) -> object:
        """The item in a row."""
        return self._items[row]

    def row_of(self, key: Hashable) -> int:
        """Where the item with this key is, or -1."""
        if self._key is None:
            return -1
        return next((at for at, item in enumerate(self._items) if self._key(item) == key), -1)

    def key_of(self, row: int) -> Hashable:
        """The key of the item in a row."""
        return self._key(self._items[row]) if self._key is not None else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = DISPLAY) -> object:
        at = index.row()
        if not 0 <= at < len(self._rows):
            return None
        if role == ROW:
            return self._row(at)
        if role == DISPLAY:
            return self._row(at).title
        if role == ACCESSIBLE:
            return self._row(at).spoken()
        if role == ITEM:
            return self._items[at]
        return None

    def _row(self, at: int) -> Row:
        row = self._rows[at]
        if row is None:
            row = self._rows[at] = self._to_row(self._items[at])
        return row


class PagedListModel(RowModel):
    """A list of any length, fetched page by page as it is scrolled to.

    `fetch(after, limit)` answers up to `limit` items that follow the item `after` (None: from the start), in order: a
    keyset query, so the millionth row costs what the first does. Fewer than `limit` means the end.
    """

    def __init__(
        self,
        fetch: Callable[[object | None, int], Sequence[object]],
        to_row: Callable[[object], Row],
        *,
        key: Callable[[object], Hashable],
        page: int = 100,
        parent: object = None,
    ) -> None:
        super().__init__(to_row, key=key, parent=parent)
        self._fetch, self._page = fetch, page
        self._more = True

    def reload(self, *, most: int | None = None) -> None:
        """Ask again for as much as is held, so that the place in the list stays; a fresh list gets its first page.

        `most` lets go of rows beyond that many: where the list is scrolled, nothing below is needed yet.
        """
        held = len(self._items) if most is None else min(most, len(self._items))
        wanted = max(self._page, held)
        items = self._fetch(None, wanted)
        self._more = len(items) >= wanted
        self.show(items)

    def restart(self) -> None:
        """Show another list from its top, for example after the filter changed."""
        items = self._fetch(None, self._page)
        self._more = len(items) >= self._page
        self.show(items)

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._fetch_next(self._page)

    def fetch_up_to(self, key: Hashable, *, most: int) -> bool:
        """Fetch until the item with this key is held, `most` rows in all; whether it is."""
        while (missing := self.row_of(key) < 0) and self._more and (held := len(self._items)) < most:
            self._fetch_next(min(max(held, self._page), most - held))  # twice as many each time
        return not missing

    def _fetch_next(self, limit: int) -> None:
        items = self._fetch(self._items[-1] if self._items else None, limit)
        self._more = len(items) >= limit
        if items:
            first = len(self._items)
            self.beginInsertRows(QModelIndex(), first, first + len(items) - 1)
            self._items.extend(items)
            self._rows.extend([None] * len(items))
            self.endInsertRows()
