"""One key hides everything, dialogs included, at once; nothing behind it can be reached."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QToolTip, QVBoxLayout, QWidget

from deskmate.ui import theme
from deskmate.ui.curtain import Curtain
from deskmate.ui.widgets import Dialog, Popup


def opened(window: QWidget, heading: str) -> Dialog:
    dialog = Dialog(window, heading)
    dialog.open()
    return dialog


@pytest.fixture
def curtain(qapp: QApplication) -> Iterator[Curtain]:
    made = Curtain(qapp)
    made.start()
    yield made
    made.stop()
    made.deleteLater()


@pytest.fixture
def window(qtbot) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(400, 300)
    QVBoxLayout(made).addWidget(QLineEdit("secret"))
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made


def covered(window: QWidget) -> bool:
    top = window.childAt(QPoint(window.width() // 2, window.height() // 2))
    return top is not None and type(top).__name__ == "Cover" and top.geometry() == window.rect()


@pytest.mark.parametrize("by", ["window", "field"])
def test_f9_hides_and_shows(curtain: Curtain, window: QWidget, by: str) -> None:
    target = window.windowHandle() if by == "window" else window.findChild(QLineEdit)
    QTest.keyClick(target, Qt.Key.Key_F9)
    assert curtain.is_drawn()
    assert covered(window)
    QTest.keyClick(target, Qt.Key.Key_F9)
    assert not curtain.is_drawn()
    assert not covered(window)


def test_it_is_there_within_a_tenth_of_a_second(curtain: Curtain, window: QWidget) -> None:
    start = time.perf_counter()
    curtain.draw()
    assert time.perf_counter() - start < 0.1
    assert covered(window)


def test_escape_or_a_click_lifts_it(curtain: Curtain, window: QWidget) -> None:
    curtain.draw()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    assert not curtain.is_drawn()
    curtain.draw()
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert not curtain.is_drawn()


def test_no_key_reaches_what_is_behind(curtain: Curtain, window: QWidget) -> None:
    field = window.findChild(QLineEdit)
    field.setFocus()
    curtain.draw()
    QTest.keyClicks(field, "typed blind")
    assert field.text() == "secret"
    curtain.lift()
    QTest.keyClicks(field, "!")
    assert field.text() == "secret!"


def test_dialogs_are_hidden_too_those_opened_later_as_well(qtbot, curtain: Curtain, window: QWidget) -> None:
    dialog = opened(window, "Open already")
    with qtbot.waitExposed(dialog):
        dialog.show()
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_F9)
    assert covered(dialog)
    assert covered(window)
    later = opened(window, "Opened behind the curtain")
    assert covered(later)
    curtain.lift()
    assert not covered(later)
    for each in (dialog, later):
        each.accept()


def test_a_menu_that_hangs_open_is_closed(qtbot, curtain: Curtain, window: QWidget) -> None:
    menu = QMenu(window)
    menu.addAction("Phone +49 170 …")
    menu.popup(window.mapToGlobal(QPoint(10, 10)))
    assert menu.isVisible()
    curtain.draw()
    assert not menu.isVisible()


def test_no_tooltip_and_no_list_below_a_field_stays(qtbot, curtain: Curtain, window: QWidget) -> None:
    field = window.findChild(QLineEdit)
    below = Popup(field, QLabel("Quixbury"))
    below.drop(100)
    QToolTip.showText(window.mapToGlobal(QPoint(5, 5)), "Quixbury, 01632 960001", window)
    curtain.draw()
    assert covered(window)
    assert not any(told(window) for window in QApplication.topLevelWidgets() if is_tip(window))
    # a search that ends behind the curtain drops its list again, a worker shows a menu, somebody asks for a tip
    below.hide()
    below.drop(120)
    assert type(window.childAt(below.geometry().center())).__name__ == "Cover"
    QToolTip.showText(window.mapToGlobal(QPoint(5, 5)), "Quixbury", window)
    assert not any(told(window) for window in QApplication.topLevelWidgets() if is_tip(window))
    menu = QMenu(window)
    menu.addAction("Call Quixbury")
    menu.popup(window.mapToGlobal(QPoint(10, 10)))
    assert covered(menu)
    menu.close()
    curtain.lift()
    assert not covered(window)


def is_tip(window: QWidget) -> bool:
    return window.windowType() == Qt.WindowType.ToolTip


def told(window: QWidget) -> bool:
    """Whether words of a window can be seen."""
    return window.isVisible() and not covered(window)


def test_within_a_tenth_of_a_second_also_over_a_modal_dialog_with_a_menu_open(
    qtbot, curtain: Curtain, window: QWidget
) -> None:
    dialog = opened(window, "Quixbury")
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    menu = QMenu(dialog)
    menu.addAction("Call Quixbury")
    menu.popup(dialog.mapToGlobal(QPoint(10, 10)))
    begun = time.perf_counter()
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_F9)
    took = time.perf_counter() - begun
    assert covered(window) and covered(dialog) and not menu.isVisible()
    assert took < 0.1
    assert {pixel_of(window), pixel_of(dialog)} == {QColor(theme.colours(window).rail).rgb()}
    dialog.accept()


def pixel_of(window: QWidget) -> int:
    return window.grab().toImage().pixel(5, 5)


def test_it_follows_the_size_of_its_window(curtain: Curtain, window: QWidget) -> None:
    curtain.draw()
    window.resize(800, 600)
    assert covered(window)


def test_drawing_tells_and_a_closed_window_is_no_trouble(qtbot, curtain: Curtain, window: QWidget) -> None:
    told: list[bool] = []
    curtain.drawn.connect(told.append)
    dialog = opened(window, "Closed meanwhile")
    curtain.draw()
    dialog.accept()
    qtbot.wait(10)
    curtain.toggle()
    curtain.toggle()
    curtain.stop()
    assert told == [True, False, True, False]
