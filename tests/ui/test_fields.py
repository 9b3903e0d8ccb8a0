"""Fields keep what was typed, say what is wrong in a sentence, and leave Ctrl+Z to the window when theirs is empty."""

from datetime import date, time

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from deskmate.ui.widgets import (
    Choice,
    DateField,
    Form,
    NoteField,
    Option,
    PlainLabel,
    ScrollColumn,
    SearchField,
    SegmentedChoice,
    TextField,
    TimeField,
)

TODAY = date(2026, 12, 1)  # a Tuesday


def test_a_note_is_sent_with_ctrl_enter_and_not_with_enter(qtbot, shown) -> None:
    note = NoteField()
    shown(note)
    QTest.keyClicks(note, "one")
    QTest.keyClick(note, Qt.Key.Key_Return)
    with qtbot.waitSignal(note.submitted):
        QTest.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert note.text() == "one\n"


@pytest.mark.parametrize("make", [NoteField, TextField])
def test_alt_and_a_digit_is_a_way_to_a_page_and_no_text(shown, monkeypatch, make) -> None:
    field = make()
    shown(field)
    alt, control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
    monkeypatch.setattr("sys.platform", "linux")
    QTest.sendKeyEvent(QTest.KeyAction.Click, field, Qt.Key.Key_3, "3", alt)
    QTest.sendKeyEvent(QTest.KeyAction.Click, field, Qt.Key.Key_2, "2", Qt.KeyboardModifier.NoModifier)
    assert field.text() == "2"
    QTest.sendKeyEvent(QTest.KeyAction.Click, field, Qt.Key.Key_Q, "@", alt | control)  # AltGr on Windows
    monkeypatch.setattr("sys.platform", "darwin")
    QTest.sendKeyEvent(QTest.KeyAction.Click, field, Qt.Key.Key_5, "5", alt)  # Option writes
    assert field.text() == "2@5"


def test_a_note_ends_at_its_limit_however_it_comes_in(shown) -> None:
    note = NoteField(limit=20)
    shown(note)
    pasted = QMimeData()
    pasted.setText("x" * 1_000_000)
    note.insertFromMimeData(pasted)
    assert len(note.text()) == 20
    QTest.keyClicks(note, "more")
    assert len(note.text()) == 20
    note.selectAll()
    pasted.setText("y" * 30)
    note.insertFromMimeData(pasted)
    assert note.text() == "y" * 20
    note.set_text("z" * 50)
    assert note.text() == "z" * 20


def test_pasted_markup_stays_text(shown, markup: str) -> None:
    note = NoteField()
    shown(note)
    pasted = QMimeData()
    pasted.setHtml("<b>loud</b>")
    pasted.setText(markup)
    note.insertFromMimeData(pasted)
    assert note.text() == markup


def test_a_note_grows_while_one_types_and_then_scrolls(shown) -> None:
    note = NoteField(lines=2)
    shown(note)
    small = note.sizeHint().height()
    note.set_text("line\n" * 4)
    grown = note.sizeHint().height()
    note.set_text("line\n" * 400)
    assert small < grown < note.sizeHint().height() < 4 * small


@pytest.mark.parametrize("kind", [TextField, NoteField])
def test_ctrl_z_is_the_fields_own_only_while_it_has_something_to_undo(shown, kind) -> None:
    field, undone = kind(), []
    window = shown(field)
    shortcut = QShortcut(QKeySequence("Ctrl+Z"), window)
    shortcut.activated.connect(lambda: undone.append(1))
    field.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [1]
    QTest.keyClicks(field, "typed")
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [1]
    assert field.text() == ""


def test_search_tells_what_is_typed_and_lends_the_arrows_to_its_list(shown) -> None:
    search, told = SearchField("Find"), []
    shown(search)
    search.typed.connect(told.append)
    search.stepped.connect(told.append)
    search.entered.connect(lambda: told.append("enter"))
    search.escaped.connect(lambda: told.append("escape"))
    QTest.keyClicks(search, "an")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        QTest.keyClick(search, key)
    assert told == ["a", "an", 1, -1, "enter", "", "escape"]


def test_a_long_choice_hangs_below_its_field_and_scrolls(dressed: object, shown) -> None:
    choice = Choice([(number, f"Country {number}") for number in range(60)])
    shown(choice)
    choice.showPopup()
    assert choice.view().window().height() <= 14 * choice.view().sizeHintForRow(0)
    choice.hidePopup()


def test_a_choice_keeps_its_value_over_new_options(qtbot) -> None:
    choice = Choice([("a", "Ann & Co <b>"), ("b", "Bo")], value="b")
    qtbot.addWidget(choice)
    choice.set_options([("c", "Cy"), ("b", "Bo")])
    assert choice.value() == "b"
    choice.set_options([("c", "Cy")])
    assert choice.value() == "c"
    choice.set_value("unknown")
    assert choice.value() == "c"


def moods() -> SegmentedChoice:
    options = [
        Option("unhappy", "Unhappy", "frown", "u"),
        Option("neutral", "Neutral", "meh", "e"),
        Option("happy", "Happy"),
    ]
    return SegmentedChoice("Mood", options, optional=True)


def test_a_mood_takes_one_key_and_can_be_left_open_again(shown) -> None:
    mood, told = moods(), []
    window = shown(TextField(), mood)
    mood.changed.connect(told.append)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    assert mood.value() == "unhappy"
    mood.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_E)
    assert mood.value() == "neutral"
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    assert told == ["unhappy", "neutral", None]


def test_setting_a_choice_tells_nobody_and_tab_stops_once(shown) -> None:
    mood, told = moods(), []
    shown(mood)
    mood.changed.connect(told.append)
    mood.set_value("happy")
    assert (mood.value(), told) == ("happy", [])
    tabbed = [
        child
        for child in mood.children()
        if isinstance(child, QWidget) and child.focusPolicy() == Qt.FocusPolicy.TabFocus
    ]
    assert len(tabbed) == 1
    assert tabbed[0].accessibleName() == "Mood: Happy"


def test_arrows_choose_and_a_needed_choice_stays(shown) -> None:
    options = [Option("day", "Day"), Option("week", "Week")]
    view = SegmentedChoice("View", options, value="day")
    window = shown(view)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert view.value() == "week"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert view.value() == "week"
    view.grab()


def test_a_form_shows_each_problem_below_its_field_and_goes_to_the_first(shown) -> None:
    form = Form(columns=2)
    form.add("name", "Name", TextField("Ann"))
    form.add("phone", "Phone", TextField("12a"), hint="Any way of writing it")
    form.add("note", "Note", NoteField(), wide=True)
    window = shown(form)
    form.show_problems({"phone": "A phone number has at least 5 digits.", "note": "Too long."})
    assert form.problems() == {"phone": "A phone number has at least 5 digits.", "note": "Too long."}
    assert window.focusWidget() is form.field("phone")
    assert form.field("phone").accessibleDescription() == "A phone number has at least 5 digits."
    assert form.field("phone").accessibleName() == "Phone"
    form.show_problems({})
    assert form.problems() == {}
    assert form.field("phone").accessibleDescription() == "Any way of writing it"
    assert form.field("phone").text() == "12a"


def test_a_date_field_shows_what_it_understood(shown) -> None:
    field, told = DateField(lambda: TODAY, day_first=True), []
    shown(field, TextField())
    field.changed.connect(told.append)
    field.set_text("tomorrow")
    assert field.value() == date(2026, 12, 2)
    assert told[-1] == date(2026, 12, 2)
    assert field.problem() == ""
    field.set_text("31/02")
    assert "no day 31" in field.problem()
    assert told[-1] is None
    with pytest.raises(ValueError, match="no day 31"):
        field.value()
    field.set_text("")
    assert field.value() is None


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("fri", "Fri 4 Dec, in 3 days"),
        ("Fri 4 Dec 2026", "in 3 days"),
        ("tomorrow", "Wed 2 Dec 2026, Tomorrow"),
        ("3 may 2020", "Sun 3 May 2020"),
        ("someday", "not a date yet"),
        ("", ""),
    ],
)
def test_a_date_field_says_what_the_typing_does_not(shown, typed: str, echo: str) -> None:
    field = DateField(lambda: TODAY, day_first=True)
    shown(field)
    field.set_text(typed)
    assert field.findChild(PlainLabel).text() == echo


def test_leaving_a_date_field_writes_the_date_out_and_keeps_what_it_cannot_read(shown) -> None:
    field, other = DateField(lambda: TODAY, day_first=True), TextField()
    shown(field, other)
    field.setFocus()
    field.set_text("fri")
    other.setFocus()
    assert field.text() == "Fri 4 Dec 2026"
    assert field.value() == date(2026, 12, 4)
    field.setFocus()
    field.set_text("sometime")
    other.setFocus()
    assert field.text() == "sometime"


def test_a_time_field_reads_times_of_a_shop(shown) -> None:
    field = TimeField(value=time(9))
    shown(field)
    field.set_text("230pm")
    assert field.problem() == "Please type a time such as 9:30 or 14:00."
    field.set_text("2")
    assert field.value() == time(14)


def test_tab_brings_a_whole_field_into_view(qtbot, shown) -> None:
    page = ScrollColumn()
    for _ in range(4):
        field = NoteField(lines=4)
        field.setFixedHeight(120)
        page.add(field)
    page.setFixedSize(300, 300)
    shown(page)
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 4 * 120 - 300)  # laid out
    fields = page.findChildren(NoteField)
    fields[0].setFocus()
    for field in fields[1:]:
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        assert page.focusWidget() is field
        seen = field.visibleRegion().boundingRect().height()
        assert seen == field.height(), "the whole field, not its first line"
