"""Dialogs ask without blocking, answer to the keyboard, and tell each error as staff can use it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from deskmate.core.errors import BookBusy
from deskmate.ui.widgets import (
    Dialog,
    Form,
    NoteField,
    Popup,
    QuietButton,
    RowList,
    RowModel,
    SearchField,
    ask,
    sentence_for,
)
from deskmate.ui.widgets.dialogs import APOLOGY


@pytest.fixture
def window(qtbot):
    made = QWidget()
    made.resize(600, 400)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_asking_returns_at_once_and_a_yes_comes_later(
    qtbot, window: QWidget, ctrl_enter: Callable[[QWidget], None]
) -> None:
    answers: list[str] = []
    dialog = ask(window, "Remove?", text="3 customers", yes="Remove", on_yes=lambda: answers.append("yes"))
    assert answers == []
    dialog.no_button.click()
    assert answers == []
    dialog = ask(window, "Remove?", yes="Remove", on_yes=lambda: answers.append("yes"))
    ctrl_enter(dialog)
    assert answers == ["yes"]


def test_a_bare_enter_does_not_remove_anything(qtbot, window: QWidget) -> None:
    answers: list[str] = []
    dialog = ask(window, "Remove?", yes="Remove", on_yes=lambda: answers.append("yes"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert answers == []
    dialog.reject()


def test_ctrl_enter_in_a_note_field_saves_the_dialog(qtbot, window: QWidget) -> None:
    dialog = Dialog(window, "Call", yes="Save")
    note, saved = NoteField(), []
    dialog.add(note)
    note.submitted.connect(dialog.accept)
    dialog.accepted.connect(lambda: saved.append(note.text()))
    with qtbot.waitActive(dialog):
        dialog.open()
    note.setFocus()
    QTest.keyClicks(note, "reached her")
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved == ["reached her"]


def test_typing_begins_in_the_first_field_not_on_the_cancel_button(qtbot, window: QWidget) -> None:
    dialog, first, second = Dialog(window, "Remember something"), QLineEdit(), QLineEdit()
    dialog.add(second)
    dialog.body.insertWidget(0, first)
    with qtbot.waitActive(dialog):
        dialog.open()
    assert dialog.focusWidget() is first


def test_where_a_dialog_says_where_to_begin_it_begins_there(qtbot, window: QWidget) -> None:
    dialog, first, second = Dialog(window, "Who is it?"), QLineEdit(), QLineEdit()
    dialog.add(first, second)
    second.setFocus()
    with qtbot.waitActive(dialog):
        dialog.open()
    assert dialog.focusWidget() is second


def test_a_dialog_that_checks_first_stays_open_with_what_was_typed(qtbot, window: QWidget) -> None:
    class Careful(Dialog):
        def accept(self) -> None:
            if field.text():
                super().accept()

    dialog, field = Careful(window, "Name"), QLineEdit()
    dialog.add(field)
    dialog.open()
    dialog.yes_button.click()
    assert dialog.isVisible()
    field.setText("Ann")
    with qtbot.waitSignal(dialog.accepted):
        dialog.yes_button.click()


def test_one_more_button_stands_at_the_left(qtbot, window: QWidget) -> None:
    dialog = Dialog(window, "Appointment", yes="Book")
    extra = QuietButton("Delete")
    dialog.add_button(extra)
    dialog.open()
    dialog.grab()
    assert extra.geometry().right() < dialog.no_button.geometry().left()
    dialog.reject()


def test_staff_see_their_sentence_and_never_our_bug() -> None:
    assert sentence_for(BookBusy("Somebody else is writing just now.")) == "Somebody else is writing just now."
    assert sentence_for(KeyError("customer_phone +49 170")) == APOLOGY


def test_a_popup_hangs_below_its_field_inside_the_window_and_leaves_the_focus(qtbot, window: QWidget) -> None:
    field, other = SearchField("Find"), QLineEdit()
    for part, y in ((field, 10), (other, 350)):
        part.setParent(window)
        part.setGeometry(20, y, 300, 36)
        part.show()
    rows = RowList(RowModel(lambda row: row), "Results")  # type: ignore[arg-type, return-value]
    popup = Popup(field, rows, min_width=400)
    field.setFocus()
    popup.drop(5000)
    assert popup.isVisible()
    assert window.rect().contains(popup.geometry())
    assert popup.geometry().top() > field.geometry().bottom()
    assert window.focusWidget() is field
    window.resize(500, 300)
    assert window.rect().contains(popup.geometry())
    other.setFocus()
    assert not popup.isVisible()


@pytest.mark.parametrize(("lines", "answers"), [(1, ["yes"]), (2, [])])
def test_enter_in_the_only_line_is_yes(qtbot, window: QWidget, lines: int, answers: list[str]) -> None:
    given: list[str] = []
    dialog = Dialog(window, "Because …")
    fields = [QLineEdit() for _ in range(lines)]
    dialog.add(*fields)
    dialog.accepted.connect(lambda: given.append("yes"))
    with qtbot.waitActive(dialog):
        dialog.open()
    fields[0].setFocus()
    QTest.keyClick(fields[0], Qt.Key.Key_Return)
    assert given == answers


def test_a_dialog_grows_for_a_sentence_of_several_lines(qtbot, window: QWidget) -> None:
    dialog = Dialog(window, "A heading", width=320)
    form = Form()
    form.add("one", "One", QLineEdit())
    dialog.add(form)
    with qtbot.waitActive(dialog):
        dialog.open()
    form.show_problems({"one": "This is a sentence that goes on for so long that it stands on several lines. " * 3})
    below = form.row("one")
    qtbot.waitUntil(lambda: below.height() >= below.heightForWidth(below.width()))
