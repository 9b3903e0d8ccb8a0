"""Menus that drop from a button."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from deskmate.ui.tokens import Space


def drop_menu(menu: QMenu, anchor: QWidget) -> None:
    """Open `menu` below `anchor`; after a key there, or on what it is part of, the first entry is chosen."""
    menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + Space.XS)))
    entries, focus = menu.actions(), anchor.window().focusWidget()
    if entries and focus is not None and (focus is anchor or focus.isAncestorOf(anchor)):
        menu.setActiveAction(entries[0])
