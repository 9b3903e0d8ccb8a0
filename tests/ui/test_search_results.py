"""The search box answers while one types, gives nothing away, and always offers a new customer."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from deskmate.core import appointments, customers, interactions
from deskmate.core.actors import Actor
from deskmate.core.people import Detail, Draft
from deskmate.ui import theme
from deskmate.ui.desk import Desk
from deskmate.ui.search_results import SearchResults
from deskmate.ui.widgets.row_models import ROW


@pytest.fixture
def found(desk: Desk, owner: Actor, now: datetime, qtbot: QtBot) -> SearchResults:
    by = {"by": owner, "now": now}
    ann = customers.add(desk.db, Draft(name="Ann Hartley", details=(Detail("phone", "+49 170 123 4711"),)), **by)
    customers.add(desk.db, Draft(name="Bob Hartley"), **by)
    cleo = customers.add(desk.db, Draft(name="Cleo Hartley", tags=("regular",)), **by)
    interactions.add(desk.db, ann, "Secret: she adores marzipan.", **by)
    appointments.book(desk.db, cleo, start=now + timedelta(hours=2), service="Fitting", minutes=30, **by)
    results = SearchResults(desk)
    desk.shell.show()
    desk.shell.search.setFocus()
    return results


def rows(results: SearchResults) -> list[str]:
    return [results.model.index(at).data(ROW).title for at in range(results.model.rowCount())]


def spoken(results: SearchResults) -> str:
    return "\n".join(results.model.index(at).data(ROW).spoken() for at in range(results.model.rowCount()))


def test_people_expected_today_come_first_and_a_new_customer_last(
    desk: Desk, found: SearchResults, qtbot: QtBot
) -> None:
    qtbot.keyClicks(desk.shell.search, "hart")
    assert rows(found) == ["Cleo Hartley", "Ann Hartley", "Bob Hartley", "New customer “hart”"]
    assert desk.shell.search.text() == "hart"  # the list never took the focus


def test_notes_follow_after_the_names_are_painted(desk: Desk, found: SearchResults, qtbot: QtBot) -> None:
    desk.shell.search.setText("marzi")
    assert rows(found) == ["New customer “marzi”"]
    qtbot.waitUntil(lambda: rows(found) == ["Ann Hartley", "New customer “marzi”"])
    assert "adores" not in spoken(found)


def test_no_phone_is_given_away(desk: Desk, found: SearchResults) -> None:
    desk.shell.search.setText("4711")
    assert "phone ends …4711" in spoken(found)
    assert "170" not in spoken(found)
    desk.shell.search.setText("1234")
    assert "part of a phone number" in spoken(found) and "ends" not in spoken(found)


def test_tags_and_appointments_are_found_by_their_words(desk: Desk, found: SearchResults, qtbot: QtBot) -> None:
    desk.shell.search.setText("regul")
    qtbot.waitUntil(lambda: rows(found) == ["Cleo Hartley", "New customer “regul”"])
    assert "tag regul" in spoken(found)
    desk.shell.search.setText("fitt")
    qtbot.waitUntil(lambda: rows(found) == ["Cleo Hartley", "New customer “fitt”"])
    assert "booked today, 11:00" in spoken(found)


def test_a_typo_is_forgiven_and_said(desk: Desk, found: SearchResults) -> None:
    desk.shell.search.setText("hartlay")
    assert "similar name" in spoken(found)


def test_arrows_enter_and_escape(desk: Desk, found: SearchResults, qtbot: QtBot, ways: object) -> None:
    box = desk.shell.search
    qtbot.keyClicks(box, "hart")
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert ways.taken == [("open_customer", (1,))]  # type: ignore[attr-defined]
    assert not found.shown() and box.text() == ""
    qtbot.keyClicks(box, "hart")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not found.shown()


def test_a_note_opens_its_entry(desk: Desk, found: SearchResults, qtbot: QtBot, ways: object) -> None:
    desk.shell.search.setText("marzipan")
    qtbot.waitUntil(lambda: found.model.rowCount() == 2)
    found.list.choose_row(0)
    qtbot.keyClick(desk.shell.search, Qt.Key.Key_Return)
    assert ways.taken == [("open_entry", (1, 1))]  # type: ignore[attr-defined]


def test_ctrl_enter_starts_a_new_customer(desk: Desk, found: SearchResults, qtbot: QtBot, ways: object) -> None:
    qtbot.keyClicks(desk.shell.search, "hart")
    qtbot.keyClick(desk.shell.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert ways.taken == [("new_customer", ("hart",))]  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["o'brien", "C++", "50%", '"', "(", "#", "@", "💈", "\u202eabc", "a" * 200])
def test_no_text_is_an_error(desk: Desk, found: SearchResults, qtbot: QtBot, typed: str) -> None:
    desk.shell.search.setText(typed)
    qtbot.wait(1)
    assert rows(found)[-1].startswith("New customer")


def test_markup_stays_text(desk: Desk, found: SearchResults, markup: str, all_plain: object) -> None:
    desk.shell.search.setText(markup)
    all_plain(found.popup)  # type: ignore[operator]


def test_the_letters_that_were_typed_are_underlined(desk: Desk, found: SearchResults, qtbot: QtBot) -> None:
    desk.shell.search.setText("hart")
    qtbot.waitUntil(found.shown)
    row = found.model.index(1).data(ROW)
    assert row.title == "Ann Hartley" and row.marks == ((4, 8),)
    box = found.list.visualRect(found.model.index(1))
    accent = theme.colours(found.list).accent

    def underlined() -> int:
        image = found.list.viewport().grab(box).toImage()
        return sum(image.pixelColor(x, y).name() == accent for x in range(image.width()) for y in range(image.height()))

    marked = underlined()
    desk.shell.search.setText("hartlay")  # a similar name: nothing was typed that stands there
    assert found.model.index(0).data(ROW).marks == () and underlined() < marked
