"""Menus that drop from a button."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from deskmate.ui.tokens import Space


def drop_menu(menu: QMenu, anchor: QWidget) -> None:
    """Open `menu` below `anchor`; whoever pressed a key there finds the first entry chosen, and Enter takes it."""
    menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + Space.XS)))
    entries = menu.actions()
    if anchor.window().focusWidget() is anchor and entries:
        menu.setActiveAction(entries[0])
