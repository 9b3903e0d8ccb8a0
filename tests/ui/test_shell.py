"""The window around the pages: reached by key, remembered, and never in the way of typing."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

import deskmate
from deskmate.ui.bus import Changes, Page
from deskmate.ui.shell import PLACES, Shell
from deskmate.ui.tokens import Mode, Size
from deskmate.ui.unlock import Problem
from deskmate.ui.widgets import PlainLabel

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Sheet(Page):
    topics = frozenset({"customers"})

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)
        self.reloads = 0

    def reload(self) -> None:
        self.reloads += 1

    def focus_first(self) -> None:
        self.field.setFocus()


@pytest.fixture
def shell(qtbot, dressed: Callable[[Mode], None]) -> Iterator[Shell]:
    window = Shell()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    window.toasts.dismiss()


def press(shell: Shell, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(shell.windowHandle(), key, modifier)


def test_pages_are_made_when_first_shown_and_only_once(shell: Shell) -> None:
    made: list[str] = []

    def factory(key: str) -> Callable[[], Page]:
        return lambda: (made.append(key), Sheet())[1]

    for place in PLACES:
        shell.add_page(place.key, factory(place.key))
    assert made == ["today"], "the page that is looked at, and no other"
    shell.go("customers")
    shell.go("today")
    shell.go("customers")
    assert made == ["today", "customers"]


def test_a_page_that_cannot_be_made_yet_is_shown_once_it_can(shell: Shell) -> None:
    shell.say_waiting("Opening the book …")
    assert shell.go("insights") is None
    assert any(label.text() == "Opening the book …" and label.isVisible() for label in shell.findChildren(QLabel))
    shell.add_page("insights", Sheet)
    assert shell.page("insights").isVisible()


@pytest.mark.parametrize("modifier", [ALT, CTRL])
def test_every_place_has_its_number(shell: Shell, modifier: Qt.KeyboardModifier) -> None:
    for place in PLACES:
        shell.add_page(place.key, Sheet)
    for number, place in enumerate(PLACES):
        press(shell, Qt.Key(Qt.Key.Key_1 + number), modifier)
        assert shell.here() == place.key
        assert shell.page(place.key).isVisible()
    assert shell.focusWidget() is shell.page("settings").field


def test_back_returns_where_one_came_from(shell: Shell) -> None:
    for key in ("today", "follow-ups", "customers"):
        shell.add_page(key, Sheet)
        shell.go(key)
    press(shell, Qt.Key.Key_Left, ALT)
    assert shell.here() == "follow-ups"
    press(shell, Qt.Key.Key_Left, ALT)
    press(shell, Qt.Key.Key_Left, ALT)
    assert shell.here() == "today"


def test_search_is_a_key_away_and_a_slash_in_a_field_is_a_slash(shell: Shell) -> None:
    shell.add_page("today", Sheet)
    press(shell, Qt.Key.Key_Slash)
    assert shell.focusWidget() is shell.search
    QTest.keyClicks(shell.search, "ann")
    shell.go("today")
    QTest.keyClicks(shell.focusWidget(), "1/2")
    assert shell.page("today").field.text() == "1/2"
    press(shell, Qt.Key.Key_K, CTRL)
    assert shell.focusWidget() is shell.search
    assert shell.search.selectedText() == "ann"


def test_pages_hear_of_changes_those_made_later_too(qtbot, shell: Shell) -> None:
    changes = Changes(shell)
    shell.add_page("today", Sheet)
    shell.listen(changes)
    shell.add_page("customers", Sheet)
    today, customers = shell.page("today"), shell.page("customers")
    qtbot.waitUntil(lambda: today.reloads == 1)
    changes.notify({"customers"})
    qtbot.waitUntil(lambda: today.reloads == 2)
    assert customers.reloads == 0
    shell.go("customers")
    qtbot.waitUntil(lambda: customers.reloads == 1)


def test_badges_are_seen_and_said(shell: Shell) -> None:
    shell.set_badge("follow-ups", 3, "calls due")
    shell.bell.set_count(2)
    names = [button.accessibleName() for button in shell.findChildren(QAbstractButton)]
    assert "Follow-ups, 3 calls due" in names
    assert "Reminders, 2 waiting" in names
    shell.grab()
    shell.set_badge("follow-ups", 0)
    assert shell.rail.badge("follow-ups") == 0


def test_every_button_has_a_name(shell: Shell) -> None:
    shell.banner.show_notice("a", "Look", action="Do it")
    for button in shell.findChildren(QAbstractButton):
        # Qt's own clear button inside a field is named by Qt
        assert button.accessibleName() or not button.isVisible() or isinstance(button.parent(), QLineEdit)


@pytest.mark.parametrize(("width", "beside"), [(1366, False), (1920, True)])
def test_the_panel_lies_over_a_narrow_page_and_beside_a_wide_one(qtbot, shell: Shell, width: int, beside: bool) -> None:
    shell.add_page("today", Sheet)
    shell.set_panel(QLabel("reminders"))
    shell.resize(width, 700)
    qtbot.wait(1)
    before = shell.page("today").width()
    shell.toggle_panel()
    qtbot.wait(1)
    assert shell.panel_shown()
    assert (shell.page("today").width() < before) is beside
    shell.toggle_panel()
    qtbot.wait(1)
    assert shell.page("today").width() == before


@pytest.mark.parametrize("size", [(1024, 700), (1366, 768), (1920, 1080)])
def test_it_fits_the_screens_of_shops(shell: Shell, size: tuple[int, int]) -> None:
    shell.resize(*size)
    assert shell.size() == QSize(*size)
    assert shell.search.width() >= 300


def test_the_banner_shows_the_newest_notice_and_returns_to_the_one_before(shell: Shell, markup: str) -> None:
    done: list[str] = []
    shell.banner.show_notice(
        "backup", "The last backup is old.", action="Back up", on_action=lambda: done.append("backup")
    )
    shell.banner.show_notice("key", markup)
    assert shell.banner.text() == markup
    shell.banner.settle("key")
    assert shell.banner.text() == "The last backup is old."
    action = next(button for button in shell.banner.findChildren(QAbstractButton) if button.text() == "Back up")
    action.click()
    assert done == ["backup"]
    shell.banner.settle("backup")
    shell.banner.settle("unknown")
    assert shell.banner.isHidden()


def test_what_stands_alone_covers_everything_and_stops_the_keys(qtbot, shell: Shell) -> None:
    shell.add_page("today", Sheet)
    welcome = QLineEdit()
    shell.show_alone(welcome)
    assert welcome.isVisible()
    assert not shell.rail.isVisible()
    press(shell, Qt.Key.Key_2, ALT)
    assert shell.here() == "today"
    shell.show_workplace()
    assert shell.rail.isVisible()
    press(shell, Qt.Key.Key_2, ALT)
    assert shell.here() == "customers"


def test_the_window_comes_back_where_it_was(qtbot) -> None:
    kept: list[bytes] = []
    first = Shell(save_geometry=kept.append)
    qtbot.addWidget(first)
    first.setGeometry(20, 30, 980, 650)
    first.show()
    first.close()
    second = Shell(load_geometry=lambda: kept[0])
    qtbot.addWidget(second)
    second.open()
    assert second.size() == QSize(980, 650)


@pytest.mark.parametrize("saved", [None, b"", b"not a geometry"])
def test_a_lost_geometry_is_no_problem(qtbot, saved: bytes | None) -> None:
    shell = Shell(load_geometry=lambda: saved)
    qtbot.addWidget(shell)
    shell.open()
    assert shell.isVisible()


def test_closing_can_be_declined(qtbot, shell: Shell) -> None:
    shell.may_close = lambda: False
    assert shell.close() is False
    assert shell.isVisible()


def test_a_toast_says_it_offers_undo_and_leaves_the_focus_alone(qtbot, shell: Shell, markup: str) -> None:
    shell.add_page("today", Sheet)
    field, undone = shell.page("today").field, []
    field.setFocus()
    shell.toasts.say(markup, undo=lambda: undone.append(1))
    assert shell.toasts.text() == markup
    assert shell.focusWidget() is field
    shell.page("today").setFocus()
    press(shell, Qt.Key.Key_Z, CTRL)
    assert undone == [1]
    assert shell.toasts.text() == ""
    press(shell, Qt.Key.Key_Z, CTRL)
    assert undone == [1]


def test_a_toast_goes_by_itself_and_takes_its_undo_along(qtbot, shell: Shell) -> None:
    undone: list[int] = []
    shell.toasts.say("Saved.", undo=lambda: undone.append(1), seconds=0.02)
    qtbot.waitUntil(lambda: shell.toasts.text() == "")
    shell.toasts.undo()
    assert undone == []


def test_ctrl_z_undoes_also_when_the_toast_is_gone_but_never_while_somebody_types(shell: Shell) -> None:
    shell.add_page("today", Sheet)
    shell.add_page("customers", Sheet)
    page, undone = shell.go("today"), []
    assert isinstance(page, Sheet)
    shell.toasts.later = lambda: undone.append("later")
    shell.toasts.say("Saved.", undo=lambda: undone.append("this"))
    shell.rail.setFocus()
    page.setFocus()
    press(shell, Qt.Key.Key_Z, CTRL)
    press(shell, Qt.Key.Key_Z, CTRL)
    assert undone == ["this", "later"]
    page.field.setFocus()
    press(shell, Qt.Key.Key_Z, CTRL)
    assert undone == ["this", "later"], "the field's own undo is meant, even when it has nothing to take back"
    page.field.setReadOnly(True)
    shell.show_alone(QWidget())
    press(shell, Qt.Key.Key_Z, CTRL)
    assert undone == ["this", "later"], "nothing is undone behind a locked screen"


def test_an_undo_may_say_something_itself(shell: Shell) -> None:
    shell.toasts.say("Saved.", undo=lambda: shell.toasts.say("Taken back."))
    shell.toasts.undo()
    assert shell.toasts.text() == "Taken back."


@pytest.mark.parametrize(
    "words", ["Saved.", "Only pictures and PDF files can be kept here. " * 3, "word " * 400, "w" * 400]
)
@pytest.mark.parametrize("size", [(980, 600), (1366, 768), (1920, 1080)])
def test_a_toast_lies_over_nothing_that_one_needs_next(shell: Shell, size: tuple[int, int], words: str) -> None:
    shell.resize(*size)
    shell.toasts.say(words, undo=lambda: None)
    QApplication.processEvents()
    host = shell.toasts.parentWidget()
    assert host.height() == Size.TOP_BAR and host.rect().contains(shell.toasts.geometry())
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    covered = [
        part for part in host.findChildren(QWidget, options=direct) if part is not shell.toasts and part.isVisible()
    ]
    assert shell.search in covered and shell.bell in covered
    assert not [part for part in covered if part.geometry().intersects(shell.toasts.geometry())]
    assert shell.search.width() >= 200


@pytest.mark.parametrize("undo", [None, lambda: None])
def test_a_short_sentence_stays_on_one_line(shell: Shell, undo: Callable[[], None] | None) -> None:
    shell.resize(1366, 768)
    shell.toasts.say("Undone: Changed Bernadette O'Brien.", undo=undo)
    QApplication.processEvents()
    (label,) = shell.toasts.findChildren(PlainLabel)
    assert label.heightForWidth(label.width()) <= label.fontMetrics().lineSpacing() + 2


def test_a_toast_says_the_whole_sentence_or_keeps_it_in_the_tooltip(shell: Shell) -> None:
    shell.resize(1366, 768)
    sentence = "Only pictures (JPEG, PNG, GIF, WebP) and PDF files can be kept here."
    shell.toasts.say(sentence, undo=lambda: None)
    QApplication.processEvents()
    assert [label.text() for label in shell.toasts.findChildren(PlainLabel)] == [sentence]
    assert shell.toasts.toolTip() == ""
    shell.toasts.say(sentence * 20)
    QApplication.processEvents()
    (label,) = shell.toasts.findChildren(PlainLabel)
    assert label.text().endswith("…") and sentence * 5 in shell.toasts.toolTip()
    assert shell.toasts.text() == sentence * 20


def test_the_list_of_keys_names_every_bound_key(qtbot, shell: Shell) -> None:
    pressed: list[int] = []
    shell.shortcuts.add("Ctrl+N", "New note", lambda: pressed.append(1))
    assert "Ctrl+N" in [key.keys for key in shell.shortcuts.table()]
    dialog = shell.shortcuts.show()
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "New note" in words and "Customers" in words
    assert dialog.findChild(QScrollArea).height() > 200
    assert dialog.height() < shell.height() and dialog.yes_button.isVisible()
    with qtbot.waitActive(shell):
        dialog.accept()
        shell.activateWindow()
    press(shell, Qt.Key.Key_N, CTRL)
    assert pressed == [1]


def test_the_shell_needs_nothing_heavy_to_be_painted() -> None:
    """First paint comes before the libraries that cost half a second."""
    heavy = ("sqlmodel", "sqlalchemy", "alembic", "keyring", "apscheduler", "vaderSentiment", "phonenumbers", "numpy")
    code = f"import sys, deskmate.ui.shell; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_shell_is_painted_in_every_palette(shell: Shell, dressed: Callable[[Mode], None]) -> None:
    corners = set()
    for mode in (Mode.LIGHT, Mode.DARK, Mode.HIGH_CONTRAST):
        dressed(mode)
        corners.add(shell.grab().toImage().pixelColor(5, shell.height() // 2).name())
    assert len(corners) == 3


def test_a_widget_in_the_staff_slot_stands_right_of_the_bell(qtbot, shell: Shell) -> None:
    staff = QLabel("Mia")
    shell.set_staff(staff)
    qtbot.wait(1)
    spots = [part.mapTo(shell, part.rect().center()).x() for part in (shell.search, shell.bell, staff)]
    assert spots == sorted(spots)
    assert isinstance(staff.parent(), QWidget)


def test_a_panel_over_the_page_goes_on_to_the_foot_of_the_window(qtbot, shell: Shell) -> None:
    """Also once the banner, which took some of the height, has less to say, or nothing."""
    shell.resize(1000, 700)
    shell.set_panel(QLabel("reminders"))
    shell.show()
    shell.banner.show_notice("long", "something that takes two lines " * 8)
    shell.toggle_panel()
    QApplication.processEvents()
    before = shell._middle.height()
    shell.banner.settle("long")
    qtbot.waitUntil(lambda: shell._middle.height() > before)
    assert shell._panel.geometry().bottom() == shell._middle.rect().bottom()


def test_the_panel_takes_the_focus_and_gives_it_back_at_esc(qtbot, shell: Shell) -> None:
    class Filling(QLineEdit):
        def focus_first(self) -> None:
            self.setFocus()

    inside = Filling()
    shell.set_panel(inside)
    with qtbot.waitActive(shell):
        shell.show()
        shell.activateWindow()
    shell.search.setFocus()
    shell.toggle_panel()
    assert shell.focusWidget() is inside
    qtbot.keyClick(inside, Qt.Key.Key_Escape)
    assert not shell.panel_shown()
    assert shell.focusWidget() is shell.search


def test_where_the_book_cannot_be_opened_enter_tries_again(shell: Shell) -> None:
    problem = Problem(Path("book.deskmate"), "It is damaged.")
    shell.show_alone(problem)
    assert shell.focusWidget() is problem.again


def test_no_button_takes_a_key_that_works_everywhere() -> None:
    """Two that share a key silence each other."""
    sources = [path.read_text(encoding="utf-8") for path in Path(deskmate.__file__).parent.rglob("*.py")]
    everywhere = {key for source in sources for key in re.findall(r'(?:keys|shortcuts)\.add\(\s*"([^"]+)"', source)}
    on_pages = {
        key
        for source in sources
        for key in re.findall(r'shortcut="([^"]+)"', source)
        if not re.search(r"class \w+\(Dialog\)", source)  # a dialog is a window of its own
    }
    assert "Ctrl+Shift+A" in everywhere and on_pages and not everywhere & on_pages
