"""The list and the card: what must be seen first, what stays hidden, and a history of any length."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from types import FunctionType
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from deskmate.core import appointments, customers, follow_ups, importing, imports, interactions, own_fields, readings
from deskmate.core.actors import Actor
from deskmate.core.errors import InvalidInput
from deskmate.core.models import Interaction
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.core.preferences import PreferenceDraft
from deskmate.core.sentiment import Evidence, Reading
from deskmate.ui import customer_words
from deskmate.ui.customer_keys import CustomerKeys
from deskmate.ui.customer_words import day_words
from deskmate.ui.customers_page import CustomersPage
from deskmate.ui.desk import Desk
from deskmate.ui.own_fields_dialog import OwnFieldsDialog
from deskmate.ui.timeline_list import TimelineList
from deskmate.ui.timeline_view import months_before
from deskmate.ui.tokens import Mode
from deskmate.ui.widgets import Chip, PlainLabel


@pytest.fixture(autouse=True)
def plain_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """How well notes are read is tested elsewhere; here only what is shown of it."""

    def read(text: str, *, context: object) -> Reading:
        evidence = []
        for words, why, weight, counted in (
            ("waited 40 minutes", "waiting", -0.8, True),
            ("killer heels", "shop talk", -0.4, False),
        ):
            if (at := text.find(words)) >= 0:
                evidence.append(Evidence(words, at, at + len(words), why, weight, counted))
        unhappy = any(item.counted for item in evidence)
        return Reading("negative" if unhappy else "neutral", -0.8 * unhappy, tuple(evidence), "t", 0.9)

    monkeypatch.setattr(readings, "read", read)


@pytest.fixture
def ann(desk: Desk, owner: Actor, now: datetime) -> int:
    draft = Draft(
        name="Annabel Hartley",
        known_as="Ann",
        say_it="HART-lee",
        birthday=Birthday(12, 3),
        no_greetings=True,
        details=(Detail("phone", "+44 7700 900123", label="mobile"),),
        tags=("regular",),
    )
    remember = [
        PreferenceDraft("allergy", "Nickel", alert=True, expires_on=date(2026, 3, 2)),
        PreferenceDraft("patch test", "Done", alert=True, expires_on=date(2026, 3, 1)),
        PreferenceDraft("size", "UK 6"),
        PreferenceDraft("health", "Asthma", health=True, consent_on=date(2026, 1, 5)),
    ]
    return customers.add(desk.db, draft, remember=remember, by=owner, now=now)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> CustomersPage:
    made: list[CustomersPage] = []
    desk.shell.add_page("customers", lambda: made.append(CustomersPage(desk)) or made[0])  # type: ignore[func-returns-value]
    desk.shell.go("customers")
    with qtbot.waitExposed(desk.shell):
        desk.shell.show()
    return made[0]


class Painted(QObject):
    """Counts how often Qt itself saw a need to paint a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def words_on(widget: QWidget) -> str:
    """Everything that can be read on a widget now."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    chips = [chip.accessibleName() for chip in widget.findChildren(Chip) if chip.isVisible()]
    return "\n".join(labels + chips)


def note(desk: Desk, customer_id: int, text: str, **more: object) -> int:
    by = {"by": desk.actor(), "now": desk.now()}
    return interactions.add(desk.db, customer_id, text, **by, **more).interaction_id  # type: ignore[arg-type]


def press(page: CustomersPage, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(page.card.timeline.list, key)


def entry_of(page: CustomersPage) -> interactions.TimelineEntry:
    entry = page.card.timeline.model.item(0)
    assert isinstance(entry, interactions.TimelineEntry)
    return entry


def test_what_must_be_minded_is_seen_first(page: CustomersPage, ann: int) -> None:
    page.open(ann)
    seen = words_on(page.card)
    for expected in ("Annabel Hartley", "goes by “Ann”", "say: HART-lee", "No greetings", "#regular", "Size: UK 6"):
        assert expected in seen
    assert "Alert – Allergy: Nickel, until today" in seen
    assert "Alert – Patch test" not in seen and "Patch test: Done, ended yesterday" in seen
    assert "+44 7700 900123" in seen and "3 Dec" in seen


def test_health_stays_hidden_until_asked_for(page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot) -> None:
    page.open(ann)
    assert "Asthma" not in words_on(page)
    page.card.details.show_health()
    qtbot.waitUntil(lambda: "Asthma" in words_on(page) and "agreed to on 5 Jan" in words_on(page))
    other = customers.add(desk.db, Draft(name="Bob"), by=desk.actor(), now=desk.now())
    page.open(other)
    page.open(ann)
    assert "Asthma" not in words_on(page)


def test_an_alert_about_health_says_what_it_is_where_it_stands_once_asked(
    page: CustomersPage, desk: Desk, qtbot: QtBot
) -> None:
    remember = [PreferenceDraft("allergy", "Hair dye", alert=True, health=True, consent_on=date(2026, 1, 5))]
    eve = customers.add(desk.db, Draft(name="Eve"), remember=remember, by=desk.actor(), now=desk.now())
    page.open(eve)
    assert "Hair dye" not in words_on(page) and "there is a health matter to know about" in words_on(page.card.notices)
    show = next(one for one in page.card.notices.findChildren(QPushButton) if one.text() == "Show" and one.isVisible())
    qtbot.keyClick(show, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Alert – Allergy: Hair dye" in words_on(page.card.notices))
    assert "health matter to know about" not in words_on(page.card.notices)
    other = customers.add(desk.db, Draft(name="Bob"), by=desk.actor(), now=desk.now())
    page.open(other)
    page.open(eve)
    assert "Hair dye" not in words_on(page)


def test_a_call_that_may_be_due_is_explained_and_leads_there(
    page: CustomersPage, ann: int, desk: Desk, ways: object
) -> None:
    number = follow_ups.open_by_hand(
        desk.db, ann, "Ask about the insoles", due_on=desk.today(), by=desk.actor(), now=desk.now()
    )
    page.open(ann)
    assert "May need a call" in words_on(page) and "Ask about the insoles" in words_on(page)
    page.card.notices._on_follow_up()
    assert ways.taken == [("open_follow_up", (number,))]  # type: ignore[attr-defined]


def test_no_key_acts_on_an_entry_that_nobody_chose(page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot) -> None:
    note(desk, ann, "Lost an umbrella")
    note(desk, ann, "Found it again")
    page.open(ann)
    page.focus_history()
    history = page.card.timeline.list
    qtbot.keyClick(history, Qt.Key.Key_Delete)
    assert len(interactions.timeline(desk.db, ann)) == 2 and not page.card.timeline.strip.isVisible()
    qtbot.keyClick(history, Qt.Key.Key_Down)
    assert history.currentIndex().row() == 0 and page.card.timeline.strip.isVisible()
    assert history.verticalOffset() == 0, "what is chosen is seen"


def test_a_promise_that_is_not_late_is_said_instead_of_a_call(
    page: CustomersPage, ann: int, desk: Desk, now: datetime
) -> None:
    by, due = desk.actor(), now.date() + timedelta(days=2)
    number = follow_ups.open_by_hand(desk.db, ann, "Ask about the insoles", due_on=due, by=by, now=now)
    follow_ups.log_call(
        desk.db, number, "reached", put_right=True, promise="new insoles", promise_by=due, by=by, now=now
    )
    page.open(ann)
    said = words_on(page)
    assert f"Promised by {day_words(due, now.date())}" in said and "May need a call" not in said


def test_the_next_appointment_is_there(page: CustomersPage, ann: int, desk: Desk, now: datetime) -> None:
    start = now + timedelta(days=1, hours=1)
    appointments.book(desk.db, ann, start=start, service="Fitting", minutes=30, by=desk.actor(), now=now)
    page.open(ann)
    assert "Tomorrow, 10:00" in words_on(page.card.details) and "Fitting" in words_on(page.card.details)


def test_lists_hold_names_only(page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot) -> None:
    note(desk, ann, "A secret")
    qtbot.waitUntil(lambda: page._recent.rowCount() == 1)
    page.order.choose("name")
    for model in (page._recent, page._by_name):
        spoken = model.data(model.index(0), 11)
        assert "Annabel Hartley" in str(spoken)
        assert "7700" not in str(spoken) and "secret" not in str(spoken)


def test_a_new_note_appears_by_itself(page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot) -> None:
    note(desk, ann, "Old", at=desk.now() - timedelta(days=1))
    page.open(ann)
    shown = page.card.timeline.list.grab().toImage()
    painted = Painted(page.card.timeline.list.viewport())
    note(desk, ann, "Fresh")
    qtbot.waitUntil(lambda: page.card.timeline.model.rowCount() == 2 and painted.count > 0)
    assert page.card.timeline.list.grab().toImage() != shown


def test_the_card_of_somebody_deleted_goes_away_and_comes_back(
    page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot
) -> None:
    page.open(ann)
    page.card._on_delete()
    qtbot.waitUntil(lambda: page.customer_id() is None)
    desk.shell.toasts.undo()
    page.open(ann)
    assert page.customer_id() == ann


def test_one_key_says_not_unhappy_and_the_same_key_takes_it_back(
    page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot
) -> None:
    note(desk, ann, "She waited 40 minutes, in killer heels.")
    page.open(ann)
    view = page.card.timeline
    view.list.open_entry(0)
    press(page, qtbot, Qt.Key.Key_R)
    assert view.strip.reason.hasFocus()
    qtbot.keyClicks(view.strip.reason, "she was joking")
    qtbot.keyClick(view.strip.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: entry_of(page).overruled_because == "she was joking")
    assert entry_of(page).label == "neutral"
    press(page, qtbot, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: entry_of(page).overruled_because == "")
    assert entry_of(page).label == "negative"


def test_what_a_note_is_about_is_proposed_and_a_person_says(
    page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot
) -> None:
    note(desk, ann, "She waited 40 minutes and nobody said sorry.")
    page.open(ann)
    view = page.card.timeline
    view.list.open_entry(0)
    proposed = entry_of(page).theme
    assert view.strip.theme.isVisibleTo(page) and view.strip.theme.value() == proposed
    assert not entry_of(page).theme_confirmed
    press(page, qtbot, Qt.Key.Key_T)
    view.strip.theme.hidePopup()
    chosen = "manner" if proposed != "manner" else "waiting"
    view.strip.theme.set_value(chosen)
    view.strip.theme.activated.emit(view.strip.theme.currentIndex())
    qtbot.waitUntil(lambda: entry_of(page).theme_confirmed)
    assert entry_of(page).theme == chosen
    desk.shell.toasts.undo()
    qtbot.waitUntil(lambda: not entry_of(page).theme_confirmed and entry_of(page).theme == proposed)
    with pytest.raises(InvalidInput, match="one of these"):
        interactions.confirm_theme(desk.db, entry_of(page).id, "hats", by=desk.actor(), now=desk.now())


def test_mood_and_delete_by_one_key_with_undo(page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot) -> None:
    note(desk, ann, "Came in.")
    page.open(ann)
    page.card.timeline.list.open_entry(0)
    press(page, qtbot, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: entry_of(page).mood == "happy")
    press(page, qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.card.timeline.model.rowCount() == 0)
    desk.shell.toasts.undo()
    qtbot.waitUntil(lambda: page.card.timeline.model.rowCount() == 1)


def test_what_a_file_said_beside_an_entry_is_a_line_and_on_demand_all_of_it(
    page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot
) -> None:
    said = "asked about the long way home and the weather " * 9
    table = (
        f"Visit date,Client,Service,Chat\n2026-01-05,Annabel Hartley,Cut,{said}\n2026-01-06,Annabel Hartley,Cut,no\n"
    )
    plan = imports.make_plan(desk.db, [("x.csv", importing.read_file("x.csv", table.encode()))], now=desk.now())
    imports.carry_out(desk.db, plan, by=desk.actor(), now=desk.now())
    page.open(ann)
    view = page.card.timeline
    qtbot.waitUntil(lambda: view.model.rowCount() == 2)
    short, long = (view.list.visualRect(view.model.index(row)).height() for row in (0, 1))
    assert short == long
    view.list.open_entry(1)
    opened = view.list.visualRect(view.model.index(1)).height()
    view.list.open_entry(0)
    assert opened > view.list.visualRect(view.model.index(0)).height() + 30


def test_the_evidence_is_shown_on_demand_with_what_did_not_count(
    page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot
) -> None:
    note(desk, ann, "She waited 40 minutes, in killer heels.")
    page.open(ann)
    view = page.card.timeline
    lines = [words for words, _counted in view._painter._evidence_lines(entry_of(page))]
    assert "Counted: ‘waited 40 minutes’ – waiting" in lines
    assert "Did not count: ‘killer heels’ – shop talk" in lines
    closed = view.list.visualRect(view.model.index(0)).height()
    view.list.open_entry(0)
    assert view.list.visualRect(view.model.index(0)).height() > closed
    press(page, qtbot, Qt.Key.Key_Return)
    assert view.list.visualRect(view.model.index(0)).height() == closed


def test_only_one_kind_on_request(page: CustomersPage, ann: int, desk: Desk) -> None:
    note(desk, ann, "A note")
    note(desk, ann, "A call", kind="call")
    page.open(ann)
    page.card.timeline.kinds.set_value("call")
    assert page.card.timeline.model.rowCount() == 1
    page.card.timeline.kinds.set_value("complaint")
    assert "Nothing like this in the history" in words_on(page.card.timeline)


def test_a_long_history_is_fetched_as_one_scrolls(page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot) -> None:
    number = note(desk, ann, "The very first", at=desk.now() - timedelta(days=900))
    many(desk, ann, 400)
    page.open(ann)
    view, model = page.card.timeline.list, page.card.timeline.model
    assert model.rowCount() < 100
    bar, before = view.verticalScrollBar(), 0
    while bar.value() < bar.maximum() or model.rowCount() > before:
        before = model.rowCount()
        bar.setValue(bar.maximum())
    assert model.rowCount() == 401
    rect = view.visualRect(model.index(400))
    assert rect.bottom() <= view.viewport().height() and view.indexAt(rect.center()).row() == 400
    page.open_entry(ann, number)
    assert view.current_entry() is not None and view.current_entry().id == number  # type: ignore[union-attr]


def test_rows_meet_without_gaps_at_any_width(page: CustomersPage, ann: int, desk: Desk) -> None:
    many(desk, ann, 40)
    page.open(ann)
    view, model = page.card.timeline.list, page.card.timeline.model
    for width in (1366, 1000, 1900):
        desk.shell.resize(width, 768)
        rects = [view.visualRect(model.index(row)) for row in range(model.rowCount())]
        assert all(above.bottom() + 1 == below.top() for above, below in pairwise(rects))


def test_keys_move_through_the_history(page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot) -> None:
    many(desk, ann, 40)
    page.open(ann)
    view = page.card.timeline.list
    view.setFocus()
    for key, row in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1), (Qt.Key.Key_End, None)):
        press(page, qtbot, key)
        if row is not None:
            assert view.currentIndex().row() == row
        assert view.viewport().rect().intersects(view.visualRect(view.currentIndex()))


def test_qt_takes_no_reference_that_it_does_not_give_back(page: CustomersPage, ann: int, desk: Desk) -> None:
    """A view whose methods C++ calls must not lose them: an over-released method crashes minutes later."""
    many(desk, ann, 60)
    methods = {name: value for name, value in vars(TimelineList).items() if isinstance(value, FunctionType)}
    before = {name: sys.getrefcount(value) for name, value in methods.items()}
    for turn in range(30):
        page.open(ann)
        desk.shell.resize(1200 + turn, 768)
        page.card.timeline.list.verticalScrollBar().setValue(turn * 40)
        page.card.timeline.list.grab()
    assert {name: sys.getrefcount(value) for name, value in methods.items()} == before


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK, Mode.HIGH_CONTRAST])
def test_words_of_people_stay_words_in_every_palette(
    page: CustomersPage,
    desk: Desk,
    markup: str,
    all_plain: Callable[[QWidget], None],
    dressed: Callable[[Mode], None],
    mode: Mode,
) -> None:
    draft = Draft(
        name=markup, known_as=markup, organisation=markup, about=markup,
        details=(Detail("address", markup),), tags=(markup[:40],),
    )  # fmt: skip
    remember = [PreferenceDraft(markup, markup, alert=True), PreferenceDraft(markup, markup)]
    odd = customers.add(desk.db, draft, remember=remember, by=desk.actor(), now=desk.now())
    for text in (markup, "😀" * 400, "word " * 3000, "x" * 20_000, "שלום עולם " * 40, "a\n\n\nb"):
        note(desk, odd, text)
    dressed(mode)
    page.open(odd)
    for row in range(6):
        page.card.timeline.list.open_entry(row)
        assert not page.grab().isNull()
    all_plain(desk.shell)


def test_ctrl_e_asks_for_the_form(page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot) -> None:
    page.edit_shown()
    assert "Open a customer first" in desk.shell.toasts.text()
    page.open(ann)
    with qtbot.waitSignal(page.edit_asked) as asked:
        page.edit_shown()
    assert asked.args == [ann]


def test_an_empty_book_teaches(page: CustomersPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "The book is still empty" in words_on(page))


def test_an_empty_book_offers_the_import(page: CustomersPage, ways: Any, desk: Desk, now: datetime) -> None:
    (button,) = [one for one in page.findChildren(QAbstractButton) if one.isVisible() and "Import" in one.text()]
    button.click()
    assert ways.taken == [("import_files", ())]
    number = customers.add(desk.db, Draft("Ann"), by=desk.actor(), now=now)
    page.reload()
    assert not button.isVisible()
    page.open(number)
    customers.delete(desk.db, number, by=desk.actor(), now=now)
    page.reload()
    assert button.isVisible()


def many(desk: Desk, customer_id: int, count: int) -> None:
    texts = ("Short.", "A longer remark about the fit of the left boot. " * 6, "Two\nlines")
    rows = [
        {
            "customer_id": customer_id, "at": desk.now() - timedelta(hours=at + 1), "kind": "visit", "channel": "",
            "text": texts[at % 3], "mood": "", "by": "Olga", "label": "neutral", "score": 0.0, "confidence": 0.0,
            "theme": "", "theme_confirmed": False, "evidence": [], "engine_version": "t", "overruled_because": "",
            "overruled_by": "", "created_at": desk.now(), "currency": "",
        }
        for at in range(count)
    ]  # fmt: skip
    with desk.db.write() as session:
        session.execute(insert(Interaction), rows)


@pytest.mark.parametrize("order", ["recent", "name"])
def test_the_card_stays_when_the_book_changes_and_the_focus_comes_to_the_list(
    desk: Desk, owner: Actor, now: datetime, qtbot: QtBot, order: str
) -> None:
    """Whoever opens one card and writes a note must not find it on another."""
    first = customers.add(desk.db, Draft(name="Aaron First"), by=owner, now=now)
    note(desk, first, "here before")
    made = CustomersPage(desk)
    desk.shell.add_page("customers", lambda: made)
    desk.shell.go("customers")
    with qtbot.waitActive(desk.shell):
        desk.shell.show()
        desk.shell.activateWindow()
    made.order.choose(order)
    made.open(first)
    new = customers.add(desk.db, Draft(name="Zoe New"), by=owner, now=now)
    made.open(new)
    made.order.setFocus()
    made.focus_first()
    made.reload()
    qtbot.wait(100)  # longer than the pause after which a chosen row opens
    assert made.customer_id() == new
    made.reload()
    made.focus_first()
    qtbot.wait(100)
    assert made.customer_id() == new


def test_a_customer_just_added_is_among_the_recent_ones(
    desk: Desk, owner: Actor, now: datetime, ann: int, page: CustomersPage
) -> None:
    later = now + timedelta(minutes=1)
    interactions.add(desk.db, ann, "came by", by=owner, now=now)
    bob = customers.add(desk.db, Draft("Bob Moss"), by=owner, now=later)
    page.reload()
    assert [item.id for item in page._recent.items()] == [bob, ann]  # type: ignore[attr-defined]


def test_the_history_is_searched_by_words_and_period(
    desk: Desk, owner: Actor, now: datetime, ann: int, page: CustomersPage, qtbot: QtBot
) -> None:
    for days, words in ((0, "bought rye"), (40, "Crème brûlée again"), (400, "rye came late")):
        interactions.add(desk.db, ann, words, at=now - timedelta(days=days), by=owner, now=now)
    page.open(ann)
    timeline = page.card.timeline

    def shown() -> list[str]:
        return [entry.text for entry in timeline.model.items()]  # type: ignore[attr-defined]

    timeline.search()
    qtbot.keyClicks(timeline.words, "ry")
    qtbot.waitUntil(lambda: shown() == ["bought rye", "rye came late"])
    timeline.period.set_value("year")
    assert shown() == ["bought rye"]
    timeline.words.setText("creme BRU")
    qtbot.keyClick(timeline.words, Qt.Key.Key_Return)
    assert shown() == ["Crème brûlée again"] and timeline.list.current_entry() is not None
    qtbot.keyClick(timeline.words, Qt.Key.Key_Escape)
    timeline.period.set_value("")
    qtbot.waitUntil(lambda: len(shown()) == 3)


def test_an_entry_found_elsewhere_is_shown_whatever_was_filtered(
    desk: Desk, owner: Actor, now: datetime, ann: int, page: CustomersPage
) -> None:
    entry = interactions.add(desk.db, ann, "bought rye", by=owner, now=now).interaction_id
    page.open(ann)
    page.card.timeline.words.setText("nothing")
    page.card.timeline.kinds.set_value("call")
    assert page.card.timeline.choose(entry)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
    ],
)
def test_months_before(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_one_key_logs_the_usual_order_again(
    desk: Desk, owner: Actor, now: datetime, ann: int, page: CustomersPage, qtbot: QtBot
) -> None:
    CustomerKeys(desk.shell, lambda: page).bind()
    for days in (5, 9):
        interactions.add(desk.db, ann, "flat white", kind="purchase", amount_minor=320, currency="GBP",
                         at=now - timedelta(days=days), by=owner, now=now)  # fmt: skip
    page.open(ann)
    assert "The usual: flat white, £3.20" in {chip.accessibleName() for chip in page.card.notices.findChildren(Chip)}
    qtbot.keyClick(desk.shell, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    newest = interactions.timeline(desk.db, ann)[0]
    assert (newest.text, newest.amount_minor, newest.at) == ("flat white", 320, now)
    desk.shell.toasts.undo()
    assert len(interactions.timeline(desk.db, ann)) == 2


def test_the_owner_adds_and_removes_fields_of_their_own(
    desk: Desk, owner: Actor, now: datetime, ann: int, page: CustomersPage
) -> None:
    page.open(ann)
    page.card.open_fields()
    dialog = page.window().findChild(OwnFieldsDialog)
    assert dialog is not None
    dialog.name.setText("Width")
    dialog.kind.set_value("choice")
    dialog.choices.setText("narrow")
    dialog.form.add.click()
    assert "between 2 and" in dialog.form.problem() and dialog.name.text() == "Width"
    dialog.choices.setText("narrow, wide")
    dialog.form.add.click()
    (field,) = own_fields.every(desk.db)
    assert (field.name, field.choices) == ("Width", ("narrow", "wide"))
    draft = customers.card(desk.db, ann).draft
    customers.update(desk.db, ann, replace(draft, own=(("Width", "wide"),)), by=owner, now=now)
    page.reload()
    assert "wide" in {label.text() for label in page.card.details.findChildren(QLabel)}
    dialog.remove_asked.emit(field.id)
    assert own_fields.every(desk.db) == []
    dialog.accept()


def test_a_small_window_shows_the_whole_name_and_every_action(
    page: CustomersPage, ann: int, desk: Desk, qtbot: QtBot
) -> None:
    desk.shell.resize(1024, 640)
    page.open(ann)
    qtbot.wait(1)
    header = page.card.header
    words = header.name.fontMetrics().horizontalAdvance("Annabel Hartley-Featherstone")
    assert header.name.width() >= words
    buttons = [button for button in header.findChildren(QAbstractButton) if button.isVisible()]
    assert all(header.rect().contains(button.geometry()) for button in buttons if button.parent() is header)
    assert header.width() >= header.minimumSizeHint().width()
    card = page.card
    for width in (1024, 1280, 1366):
        desk.shell.resize(width, 640)
        page.open(ann)
        page.open_entry(ann, note(desk, ann, "waited 40 minutes"))
        for part in ("history", "details"):
            card.part.choose(part)
            qtbot.wait(1)
            shown = [one for one in (card.timeline, card.details) if one.isVisible()]
            assert shown and all(card.rect().contains(one.geometry()) for one in shown), (width, part)
            small = [one for one in shown if one.width() < one.minimumSizeHint().width()]
            assert not small, (width, part)
    desk.shell.resize(1024, 640)
    card.part.choose("details")
    page.focus_history()
    assert card.timeline.isVisible() and not card.details.isVisible()


def test_choosing_customers_once_more_leaves_the_segments(desk: Desk, page: CustomersPage, qtbot: QtBot) -> None:
    for open_over in (page.show_segments, page.find_duplicates):
        open_over()
        assert not page._browse.isVisible()
        desk.shell.rail.asked.emit("customers")
        assert page._browse.isVisible()
    page.show_segments()
    desk.shell.rail.asked.emit("settings")
    desk.shell.rail.asked.emit("customers")  # come back: what was there is still there
    assert not page._browse.isVisible()


def test_a_long_e_mail_ends_with_dots_and_its_whole_is_in_the_tooltip(
    desk: Desk, page: CustomersPage, owner: Actor, qtbot: QtBot
) -> None:
    address = "bernadette.featherstone-cholmondeley@the-salon-by-the-station.example.org"
    number = customers.add(desk.db, Draft("Bernadette", details=(Detail("email", address),)), by=owner, now=desk.now())
    page.open(number)
    label = next(one for one in page.card.findChildren(PlainLabel) if one.text() == address)
    assert address in label.toolTip()
    assert label.minimumSizeHint().width() < 100


def test_hundreds_of_tags_leave_the_card_its_room_and_are_all_there(
    desk: Desk, page: CustomersPage, owner: Actor
) -> None:
    tags = tuple(f"tag {number:03}" for number in range(300))
    page.open(customers.add(desk.db, Draft("Ann", tags=tags), by=owner, now=desk.now()))
    assert page.card.header.height() < desk.shell.height() // 4
    seen = words_on(page.card)
    assert "and 288 more tags" in seen and all(f"#{tag}" in seen for tag in tags)


def test_phones_stand_before_addresses_the_preferred_one_of_each_first(
    desk: Desk, page: CustomersPage, owner: Actor
) -> None:
    details = (
        Detail("address", "1 High St", preferred=True),
        Detail("phone", "07700 900001"),
        Detail("phone", "07700 900002", preferred=True),
        Detail("email", "ann@example.org"),
    )
    page.open(customers.add(desk.db, Draft("Ann", details=details), by=owner, now=desk.now()))
    shown = [one.text() for one in page.card.details.findChildren(PlainLabel)]
    places = [shown.index(words) for words in ("07700 900002", "07700 900001", "ann@example.org", "1 High St")]
    assert places == sorted(places)


def test_a_long_name_is_seen_whole_and_a_company_is_named_once(
    desk: Desk, page: CustomersPage, owner: Actor, qtbot: QtBot
) -> None:
    name = "María José García-Márquez de la Concordia y Fernández del Castillo"
    page.open(customers.add(desk.db, Draft(name), by=owner, now=desk.now()))
    qtbot.wait(1)
    label = page.card.header.name
    assert label.text() == name and label.height() >= label.heightForWidth(label.width())
    assert label.heightForWidth(label.width()) > label.fontMetrics().height(), "on two lines"
    page.open(customers.add(desk.db, Draft("x" * 250), by=owner, now=desk.now()))
    qtbot.wait(1)
    assert page.card.header.rect().contains(label.geometry()) and "x" * 250 in label.toolTip()
    firm = "Müller GmbH"
    assert customer_words.also(firm, "", firm) == "" and customer_words.also("Ann", "Annie", firm) == f"Annie · {firm}"
