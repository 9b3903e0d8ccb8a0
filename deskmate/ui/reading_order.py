"""Tab goes as one reads: what was put in later than its neighbours is reached where it stands, not at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

_SAID = Qt.WidgetAttribute.WA_WState_ExplicitShowHide  # somebody hid it, or showed it


def put_in_order(widget: QWidget) -> None:
    """Let Tab reach what can be typed into or pressed inside `widget` in the order in which it stands there."""
    for before, after in pairwise(list(stops(widget))):
        QWidget.setTabOrder(before, after)


def stops(widget: QWidget) -> Iterator[QWidget]:
    """What Tab reaches inside `widget`, as its layouts place it."""
    if widget.isHidden():
        return
    takes_focus = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    if takes_focus:
        yield widget
    if takes_focus and (isinstance(widget, QAbstractItemView) or not (widget.layout() or _holds(widget))):
        return  # a field or a list: what is inside is its own affair
    for part in _parts(widget):
        if part is not None:
            yield from stops(part)


@contextmanager
def focus_kept(widget: QWidget) -> Iterator[None]:
    """While parts of `widget` are made anew, hidden or greyed, the focus goes to what says the same, or near it."""
    held = widget.window().focusWidget()  # also while a dialog is in front
    before = list(stops(widget)) if held is not None and widget.isAncestorOf(held) else []
    at = before.index(held) if held in before else -1
    said = _says(held)
    yield
    # behind a dialog a window goes on naming what was hidden, until that is deleted
    usable = held is not None and held.isVisibleTo(widget) and held.isEnabled()
    if at < 0 or (usable and widget.window().focusWidget() is held):
        return
    _show_new(widget)
    after = [stop for stop in enumerate(stops(widget)) if stop[1].isEnabled()]
    if after:
        _place, nearest = min(after, key=lambda stop: (_says(stop[1]) != said, abs(stop[0] - at)))
        nearest.setFocus(Qt.FocusReason.OtherFocusReason)


def _says(widget: QWidget | None) -> tuple[str, str]:
    if widget is None:
        return "", ""
    words = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
    return type(widget).__name__, words


def _show_new(widget: QWidget) -> None:
    # what was just put into a layout is shown later, and what is not shown can't take the focus
    for part in widget.findChildren(QWidget):
        if part.isHidden() and not part.isWindow() and not part.testAttribute(_SAID):
            part.show()


def _parts(widget: QWidget) -> Iterator[QWidget | None]:
    layout = widget.layout()
    if isinstance(widget, QScrollArea):
        yield widget.widget()
    elif isinstance(widget, QStackedWidget):
        yield widget.currentWidget()
    elif isinstance(widget, QSplitter):
        yield from (widget.widget(at) for at in range(widget.count()))
    elif layout is not None:
        yield from _placed(layout)
    else:
        yield from (child for child in widget.children() if isinstance(child, QWidget) and not child.isWindow())


def _placed(layout: QLayout) -> Iterator[QWidget | None]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        inner = item.layout() if item is not None else None
        if inner is not None:
            yield from _placed(inner)
        elif item is not None:
            yield item.widget()


def _holds(widget: QWidget) -> bool:
    return isinstance(widget, QScrollArea | QSplitter | QStackedWidget)
