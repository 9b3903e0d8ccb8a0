"""A card around a list: its name, how many, its actions, and what it says while it is empty."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from deskmate.ui.tokens import Space
from deskmate.ui.widgets.empty import EmptyState
from deskmate.ui.widgets.frames import Card, SectionHeader
from deskmate.ui.widgets.rows import RowList

_INSET = 12  # a row's words begin this far inside the list; so does the header's


class ListCard(Card):
    """`rows` with a header; shows `empty` while the list is empty. `fit` makes it as high as its rows, up to that many.

    `count` shows the number of rows held beside the name; pass False where the list is fetched by pages.
    """

    def __init__(
        self,
        text: str,
        rows: RowList,
        *,
        empty: EmptyState,
        actions: Iterable[QWidget] = (),
        count: bool = True,
        fit: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(padding=Space.S, spacing=Space.XS, parent=parent)
        self.rows, self._empty, self._count, self._fit = rows, empty, count, fit
        self.header = SectionHeader(text, actions=actions)
        self.header.setContentsMargins(_INSET, Space.XS, Space.XS, 0)
        self._stack = QStackedWidget()
        self._stack.addWidget(rows)
        self._stack.addWidget(empty)
        self.add(self.header, self._stack)
        self._model = rows.model()
        for signal in (self._model.modelReset, self._model.rowsInserted, self._model.rowsRemoved):
            signal.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        held = self._model.rowCount()
        self._stack.setCurrentWidget(self.rows if held else self._empty)
        if self._count:
            self.header.set_count(held or None)
        if self._fit:
            wish = self.rows.height_for(min(held, self._fit)) if held else self._empty.sizeHint().height()
            self._stack.setFixedHeight(wish)
