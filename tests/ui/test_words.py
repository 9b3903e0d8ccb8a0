"""Words from people are shown letter by letter, and everything can be used without a mouse and without eyes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from deskmate.ui.banner import Banner
from deskmate.ui.toast import Toasts
from deskmate.ui.tokens import Tone
from deskmate.ui.widgets import (
    Avatar,
    Card,
    Chip,
    EmptyState,
    Flow,
    Form,
    IconButton,
    PageHeader,
    PlainLabel,
    PrimaryButton,
    QuietButton,
    SecondaryButton,
    SectionHeader,
    TextField,
    ask,
    caption,
    heading,
    initials,
    set_tooltip,
    title,
)


def test_markup_is_shown_as_text_everywhere(qtbot, markup: str, all_plain: Callable[[QWidget], None]) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    form = Form()
    form.add("a", markup, TextField(), hint=markup)
    form.show_problems({"a": markup})
    banner, toasts = Banner(page), Toasts(page)
    banner.show_notice("a", markup, action=markup)
    toasts.say(markup, undo=lambda: None)
    for part in (
        PlainLabel(markup, elide=True), title(markup), heading(markup), caption(markup), SectionHeader(markup),
        PageHeader(markup, subtitle=markup), EmptyState("bell", markup, markup, action=markup), form, banner,
        PrimaryButton(markup, tip=markup), IconButton("bell", markup), Chip(markup), Avatar(markup),
    ):  # fmt: skip
        layout.addWidget(part)
    page.resize(600, 1200)
    page.grab()
    all_plain(page)
    dialog = ask(page, markup, text=markup, yes="OK", on_yes=lambda: None)
    all_plain(dialog)
    dialog.accept()


def test_a_label_gives_back_exactly_what_it_was_given(qtbot, markup: str) -> None:
    label = PlainLabel(markup, elide=True)
    qtbot.addWidget(label)
    label.resize(30, 20)
    label.grab()
    assert label.text() == markup


def test_a_tooltip_escapes_and_is_bounded(qtbot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tooltip(widget, "<i>5 < 6 & 7</i>", keys="Ctrl+N")
    assert "&lt;i&gt;5 &lt; 6 &amp; 7&lt;/i&gt;" in widget.toolTip()
    assert "Ctrl+N" in widget.toolTip()
    set_tooltip(widget, "")
    assert widget.toolTip() == ""
    set_tooltip(widget, "x" * 20_000)
    assert widget.toolTip() == ""


@pytest.mark.parametrize("kind", [PrimaryButton, SecondaryButton, QuietButton])
def test_a_click_leaves_the_focus_where_one_types(qtbot, kind) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    field, pressed = QLineEdit(), []
    button = kind("Fish & chips", lambda: pressed.append(1), icon="check", shortcut="Ctrl+J")
    layout.addWidget(field)
    layout.addWidget(button)
    qtbot.addWidget(window)
    window.show()
    field.setFocus()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [1]
    assert window.focusWidget() is field
    assert button.accessibleName() == "Fish & chips"
    assert button.text() == "Fish && chips"
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_new_words_keep_the_shortcut(qtbot) -> None:
    button = PrimaryButton("Save", shortcut="Ctrl+Return")
    qtbot.addWidget(button)
    button.set_text("Saving & closing")
    assert button.findChild(QShortcut).key() == QKeySequence("Ctrl+Return")
    assert button.accessibleName() == "Saving & closing"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ann-Kathrin Okonkwo", "AO"), ("  josé  maria álvarez ", "JÁ"), ("Cher", "C"), ("李 小龍", "李小"), ("", "?"),
        ("+49 170", "?"), ("o'Brien, tom (VIP)", "OV"), ("ßen", "SS"), ("<b>x</b>", "B"), ("🎂 Kim", "K"),
    ],
)  # fmt: skip
def test_initials_of_any_name(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_chip_is_pressed_or_taken_away_by_mouse_and_key(qtbot) -> None:
    pressed, gone = [], []
    click = Chip("VIP", on_click=lambda: pressed.append(1))
    tag = Chip("wedding", tone=Tone.INFO, icon="tag", on_remove=lambda: gone.append(1))
    plain = Chip("only words")
    for chip in (click, tag, plain):
        qtbot.addWidget(chip)
        chip.resize(chip.sizeHint())
        chip.show()
    qtbot.mouseClick(click, Qt.MouseButton.LeftButton)
    QTest.keyClick(click, Qt.Key.Key_Space)
    assert pressed == [1, 1]
    qtbot.mouseClick(tag, Qt.MouseButton.LeftButton, pos=QPoint(5, 10))
    assert gone == []
    qtbot.mouseClick(tag, Qt.MouseButton.LeftButton, pos=QPoint(tag.width() - 10, 10))
    QTest.keyClick(tag, Qt.Key.Key_Delete)
    assert gone == [1, 1]
    assert plain.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_chips_break_into_lines_where_the_line_is_full(qtbot) -> None:
    flow = Flow(*(Chip(f"tag number {number}") for number in range(12)))
    qtbot.addWidget(flow)
    wide, narrow = flow.heightForWidth(2000), flow.heightForWidth(250)
    assert wide == 26
    assert narrow >= 4 * 26
    flow.resize(QSize(250, narrow))
    flow.show()
    chips = flow.findChildren(Chip)
    assert all(chip.geometry().right() <= 250 for chip in chips)
    assert not any(one.geometry().intersects(two.geometry()) for one in chips for two in chips if one is not two)
    flow.clear()
    assert flow.heightForWidth(250) == 0


def test_a_long_word_does_not_widen_its_card(qtbot) -> None:
    card = Card()
    card.add(PlainLabel("x" * 5000, elide=True), PlainLabel("word " * 400, wrap=True))
    qtbot.addWidget(card)
    assert card.minimumSizeHint().width() < 200
