"""A note is written from anywhere, says how it reads, and is never lost."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import customers, follow_ups, interactions, readings, settings
from deskmate.core.actors import Actor
from deskmate.core.errors import BookBusy
from deskmate.core.people import Draft
from deskmate.core.sentiment import Evidence, Reading
from deskmate.ui.customer_picker import CustomerPicker
from deskmate.ui.desk import Desk
from deskmate.ui.note_box import NoteBox

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def plain_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """How well notes are read is tested elsewhere; here only what is done with it."""

    def read(text: str, *, context: object) -> Reading:
        at = text.find("waited 40 minutes")
        if at < 0:
            return Reading("neutral", 0.0, engine_version="t")
        found = Evidence("waited 40 minutes", at, at + 17, "waiting", -0.8)
        return Reading("negative", -0.8, (found,), engine_version="t", confidence=0.95)

    monkeypatch.setattr(readings, "read", read)
    monkeypatch.setattr(readings, "get_ready", lambda: None)


@pytest.fixture
def ann(desk: Desk, owner: Actor, now: datetime) -> int:
    desk.shell.show()
    return customers.add(desk.db, Draft(name="Ann Hartley", given="Ann", family="Hartley"), by=owner, now=now)


@pytest.fixture
def box(desk: Desk, ann: int) -> NoteBox:
    return NoteBox(desk)


def newest(desk: Desk, customer_id: int) -> interactions.TimelineEntry:
    return interactions.timeline(desk.db, customer_id)[0]


def test_what_reads_is_loaded_by_the_worker_while_the_first_note_is_typed(
    desk: Desk, box: NoteBox, ann: int, owner: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """Loading takes half a second: a window that stands still, were it left to the first save."""
    where: list[str] = []
    monkeypatch.setattr(readings, "get_ready", lambda: where.append(threading.current_thread().name))
    settings.change(desk.db, by=owner, now=now, read_moods=False)
    box.open(ann).close()
    qtbot.waitUntil(lambda: not desk.background.is_busy())
    assert where == []
    settings.change(desk.db, by=owner, now=now, read_moods=True)
    for _ in range(2):
        box.open(ann).close()
        qtbot.waitUntil(lambda: not desk.background.is_busy())
    assert where == ["deskmate-worker"]


def test_type_and_ctrl_enter_saves(desk: Desk, box: NoteBox, ann: int, qtbot: QtBot) -> None:
    dialog = box.open(ann)
    assert dialog.focusWidget() is dialog.form.text
    qtbot.keyClicks(dialog.form.text, "Ready on Friday")
    qtbot.keyClick(dialog.form.text, Qt.Key.Key_Return, CTRL)
    assert (newest(desk, ann).text, newest(desk, ann).kind) == ("Ready on Friday", "note")
    assert desk.shell.toasts.text() == "Saved."
    desk.shell.toasts.undo()
    assert interactions.timeline(desk.db, ann) == []


def test_a_card_number_is_pointed_out_while_one_types_and_saving_stays_free(
    desk: Desk, box: NoteBox, ann: int, qtbot: QtBot
) -> None:
    dialog = box.open(ann)
    qtbot.keyClicks(dialog.form.text, "paid with 4111 1111 1111 1111")
    assert "card number" in dialog.form.pointed_out.text() and dialog.form.pointed_out.isVisible()
    dialog.form.text.set_text("is diabetic")
    assert "health" in dialog.form.pointed_out.text()
    dialog.form.text.set_text("likes rye")
    assert dialog.form.pointed_out.isHidden()
    dialog.form.text.set_text("is diabetic")
    dialog.accept()
    assert newest(desk, ann).text == "is diabetic"


def test_an_unhappy_note_says_why_and_where_it_went(desk: Desk, box: NoteBox, ann: int) -> None:
    dialog = box.open(ann)
    dialog.form.text.set_text("She waited 40 minutes and left.")
    dialog.accept()
    said = desk.shell.toasts.text()
    assert "Reads as unhappy – ‘waited 40 minutes’." in said
    on_the_list = follow_ups.count_open(desk.db, now=desk.now()) == 1
    assert ("Ann is on the follow-up list." in said) is on_the_list


@pytest.mark.parametrize(("key", "mood"), [("U", "unhappy"), ("N", "neutral"), ("H", "happy"), ("O", "")])
def test_one_key_sets_the_mood(desk: Desk, box: NoteBox, ann: int, qtbot: QtBot, key: str, mood: str) -> None:
    dialog = box.open(ann)
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.form.text.set_text("Came in.")
    dialog.form.mood.set_value("neutral" if mood == "" else "")
    # through the window, as a keyboard does it: only there are shortcuts looked for
    QTest.keyClick(dialog.windowHandle(), getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier.AltModifier)
    dialog.accept()
    assert newest(desk, ann).mood == mood


def test_a_purchase_keeps_its_amount(desk: Desk, box: NoteBox, ann: int) -> None:
    dialog = box.open(ann)
    dialog.form.kind.choose("purchase")  # type: ignore[union-attr]
    dialog.form.amount.setText("89,5o")
    dialog.accept()
    assert dialog.isVisible() and interactions.timeline(desk.db, ann) == []
    dialog.form.amount.setText("89,50")
    dialog.accept()
    entry = newest(desk, ann)
    assert (entry.amount_minor, entry.currency, entry.channel) == (8950, "GBP", "counter")


def test_an_earlier_day_is_understood(desk: Desk, box: NoteBox, ann: int) -> None:
    dialog = box.open(ann)
    dialog.form.text.set_text("Rang about the zip.")
    dialog.form.show_when()
    dialog.form.day.set_text("yesterday")
    dialog.form.clock.set_text("16:30")
    dialog.accept()
    assert desk.wall(newest(desk, ann).at).strftime("%d.%m. %H:%M") == "01.03. 16:30"


def test_what_was_typed_survives_closing_by_accident(desk: Desk, box: NoteBox, ann: int, qtbot: QtBot) -> None:
    dialog = box.open(ann)
    dialog.form.text.set_text("Half a thought")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert "kept" in desk.shell.toasts.text()
    assert box.open(ann).form.text.text() == "Half a thought"


def test_esc_closes_the_names_that_were_found_and_leaves_what_was_typed(
    desk: Desk, box: NoteBox, ann: int, qtbot: QtBot
) -> None:
    dialog = box.open(None)
    picker = dialog.findChild(CustomerPicker)
    qtbot.keyClicks(picker.field, "ann")
    assert picker.results.isVisible()
    qtbot.keyClick(picker.field, Qt.Key.Key_Escape)
    assert dialog.isVisible() and picker.field.text() == "ann" and not picker.results.isVisible()
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert picker.value() is None, "Enter picks nobody from a list that is closed"
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert picker.value() == ann


def test_drafts_belong_to_their_customer(desk: Desk, box: NoteBox, ann: int, owner: Actor, now: datetime) -> None:
    bob = customers.add(desk.db, Draft(name="Bob"), by=owner, now=now)
    box.open(ann).form.text.set_text("About Ann")
    box.open(ann).reject()
    assert box.open(bob).form.text.text() == ""


def test_any_error_leaves_the_text(desk: Desk, box: NoteBox, ann: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_args: object, **_more: object) -> None:
        raise BookBusy("Somebody else is writing just now.")

    monkeypatch.setattr(interactions, "add", busy)
    dialog = box.open(ann)
    dialog.form.text.set_text("Precious")
    dialog.accept()
    assert dialog.isVisible() and dialog.form.text.text() == "Precious"
    assert "Somebody else is writing" in shown_problem(dialog)


def shown_problem(dialog: QWidget) -> str:
    from deskmate.ui.widgets import FormRow

    return " ".join(place.problem() for place in dialog.findChildren(FormRow))


def test_without_a_customer_one_is_picked_by_typing(desk: Desk, box: NoteBox, ann: int, qtbot: QtBot) -> None:
    dialog = box.open(None)
    dialog.form.text.set_text("Lost an umbrella")
    dialog.accept()
    assert "Pick the customer first" in shown_problem(dialog)
    assert not shown_problem(dialog.form).strip(), "the words of the note are not what is wrong"
    qtbot.keyClicks(dialog.picker.field, "hart")
    qtbot.keyClick(dialog.picker.field, Qt.Key.Key_Return)
    assert not shown_problem(dialog).strip()
    assert dialog.picker.value() == ann and dialog.form.text.text() == "Lost an umbrella"
    dialog.accept()
    assert newest(desk, ann).text == "Lost an umbrella"


def test_an_entry_is_corrected_and_keeps_its_time(
    desk: Desk, box: NoteBox, ann: int, owner: Actor, now: datetime
) -> None:
    at = now.replace(second=17)
    interactions.add(desk.db, ann, "Bougt boots", at=at, by=owner, now=now)
    dialog = box.edit(newest(desk, ann))
    dialog.form.text.set_text("Bought boots")
    dialog.accept()
    assert (newest(desk, ann).text, newest(desk, ann).at) == ("Bought boots", at)


def test_words_of_people_stay_words(
    desk: Desk, box: NoteBox, ann: int, owner: Actor, now: datetime, markup: str, all_plain: Callable[[QWidget], None]
) -> None:
    odd = customers.add(desk.db, Draft(name=markup), by=owner, now=now)
    dialog = box.open(odd)
    dialog.form.text.set_text(markup)
    all_plain(dialog)
    dialog.accept()
    assert newest(desk, odd).text == markup
    all_plain(desk.shell)


def test_a_purchases_amount_is_corrected(desk: Desk, box: NoteBox, ann: int, owner: Actor, now: datetime) -> None:
    interactions.add(desk.db, ann, "two loaves", kind="purchase", amount_minor=1250, currency="EUR", by=owner, now=now)
    dialog = box.edit(newest(desk, ann))
    assert dialog.form.amount.text() == "€12.50"
    dialog.form.amount.setText("1,234.00")
    dialog.accept()
    entry = newest(desk, ann)
    assert (entry.amount_minor, entry.currency) == (123_400, "EUR")
    dialog = box.edit(entry)
    dialog.form.amount.clear()
    dialog.accept()
    assert newest(desk, ann).amount_minor is None
