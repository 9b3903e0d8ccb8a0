"""The keys: bound in one place, and listed for those who want to learn them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QWidget

from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from deskmate.ui.widgets.dialogs import Dialog


_BESIDE, _AROUND = 60, 220  # what a dialog leaves of the window: at its sides, and for its heading and buttons


@dataclass(frozen=True)
class Key:
    """One line of the key list."""

    keys: str
    what: str
    group: str


class Shortcuts:
    """The window's keys. `add` binds and remembers; `note` remembers keys that a field handles itself."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._table: list[Key] = []

    def add(self, keys: str, what: str, slot: Callable[[], object], *, group: str = "Anywhere") -> QShortcut:
        """Let `keys` ("Ctrl+N") call `slot` anywhere in the window."""
        shortcut = QShortcut(QKeySequence(keys), self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(slot)
        self.note(keys, what, group=group)
        return shortcut

    def note(self, keys: str, what: str, *, group: str = "Anywhere") -> None:
        """List keys without binding them."""
        if what:
            self._table.append(Key(keys, what, group))

    def table(self) -> list[Key]:
        """Every key that is listed, in the order added."""
        return list(self._table)

    def show(self) -> Dialog:
        """Open the list of keys."""
        from deskmate.ui.widgets.dialogs import Dialog  # the first paint needs no dialog
        from deskmate.ui.widgets.frames import ScrollColumn

        dialog = Dialog(self._window, "Keyboard", yes="Close", no="", width=min(960, self._window.width() - _BESIDE))
        keys = ScrollColumn(padding=0)
        keys.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrows and the page keys scroll
        table = _key_list(self._table)
        keys.add(table)
        # no higher than the window, or Close would lie below the screen
        keys.setFixedHeight(min(table.sizeHint().height(), self._window.height() - _AROUND))
        dialog.add(keys)
        dialog.open()
        keys.setFocus(Qt.FocusReason.OtherFocusReason)
        return dialog


def native(keys: str) -> str:
    """`keys` as this computer writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) or keys  # "Alt+1…4" is no sequence


def _key_list(table: list[Key]) -> QWidget:
    # two columns: the whole list must fit a small screen, its Close button too
    groups = [[key for key in table if key.group == group] for group in dict.fromkeys(key.group for key in table)]
    holder = QWidget()
    across = QHBoxLayout(holder)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(2 * Space.XL)
    for part in _halves(groups):
        across.addLayout(_key_column(part), 1)
    return holder


def _halves(groups: list[list[Key]]) -> list[list[list[Key]]]:
    """The groups in two columns whose heights differ least, in their order."""
    heights = [len(keys) + 2 for keys in groups]
    cut = min(range(len(groups) + 1), key=lambda place: max(sum(heights[:place]), sum(heights[place:])))
    return [part for part in (groups[:cut], groups[cut:]) if part]


def _key_column(groups: list[list[Key]]) -> QLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.L)
    grid.setVerticalSpacing(Space.XS)
    grid.setColumnStretch(1, 1)
    line = 0
    for keys in groups:
        title = PlainLabel(keys[0].group, size=Text.SMALL, weight=QFont.Weight.DemiBold, tone="muted")
        grid.addWidget(title, line, 0, 1, 2)
        for key in keys:
            line += 1
            grid.addWidget(PlainLabel(native(key.keys), weight=QFont.Weight.Medium), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(PlainLabel(key.what, wrap=True), line, 1)
        grid.setRowMinimumHeight(line + 1, Space.S)
        line += 2
    grid.setRowStretch(line, 1)
    return grid
