"""With short names, no list says who somebody is, how to reach them, or what was written about them."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import appointments, customers, follow_ups, previews, shop_words, staff, waitlist
from deskmate.core.actors import Actor
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.core.segments import Condition, Filter
from deskmate.reminders import due
from deskmate.ui import appointment_words, waiting
from deskmate.ui.calendar_page import CalendarPage
from deskmate.ui.counter_safe import short_name
from deskmate.ui.customers_page import CustomersPage
from deskmate.ui.desk import Desk
from deskmate.ui.duplicates_view import DuplicatesView
from deskmate.ui.follow_ups_page import FollowUpsPage
from deskmate.ui.outlook import Outlook
from deskmate.ui.reminders_panel import RemindersPanel
from deskmate.ui.search_results import SearchResults
from deskmate.ui.segment_members import SegmentMembers
from deskmate.ui.settings_audit import AuditSection
from deskmate.ui.settings_bin import BinSection
from deskmate.ui.settings_follow_ups import FollowUpsSection
from deskmate.ui.settings_words import WordsSection
from deskmate.ui.time_grid import TimeGrid
from deskmate.ui.today_page import TodayPage

TELLING = ("Quixbury", "960001", "Known-As-Quix", "Quixfirm", "burnt", "quixpromise", "unhappy")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ann Hartley", "Ann H."),
        ("Dr. Ann Maria Hartley", "Ann H."),
        ("Hartley, Ann", "Ann H."),
        ("Ann", "Ann"),
        ("Mr Hartley", "Hartley"),
        ("山田太郎", "山…"),
        ("", "…"),
        ("  ", "…"),
    ],
)
def test_first_name_and_a_letter(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.fixture
def ann(desk: Desk, owner: Actor, now: datetime) -> int:
    """Everything that a list could tell of somebody, told."""
    draft = Draft(
        "Ann Quixbury",
        known_as="Known-As-Quix",
        organisation="Quixfirm",
        birthday=Birthday(3, 4),
        details=(Detail("phone", "01632 960001"),),
    )
    number = customers.add(desk.db, draft, by=owner, now=now - timedelta(days=9))
    sam = staff.add(desk.db, "Sam", by=owner, now=now)
    at = now + timedelta(hours=1)
    appointments.book(desk.db, number, start=at, service="Cut", staff_id=sam, by=owner, now=now)
    follow_ups.open_by_hand(desk.db, number, "Her hair was burnt, she is unhappy", due_on=now.date(), by=owner, now=now)
    remind = now - timedelta(hours=2)
    due.remind(
        desk.db, "Call about the quixpromise", at=remind, customer_id=number, by=owner, now=remind - timedelta(hours=1)
    )
    due.remind(desk.db, "Ring Mrs Quixbury", at=remind, by=owner, now=remind - timedelta(hours=1))
    desk.shell.resize(1366, 768)
    desk.shell.show()
    return number


def told(widget: QWidget) -> str:
    """All words of a page: labels, list rows with their tips and spoken lines, names for screen readers."""
    words = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    for child in widget.findChildren(QWidget):
        if child.isVisibleTo(widget):
            words += [child.accessibleName(), child.toolTip()]
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    for view in widget.findChildren(QAbstractItemView):
        model: QAbstractItemModel | None = view.model()
        for row in range(model.rowCount() if model is not None else 0):
            words += [str(model.index(row, 0).data(role) or "") for role in roles]  # type: ignore[union-attr]
    for grid in widget.findChildren(TimeGrid):
        words += [appointment_words.spoken(block.row, ZoneInfo("UTC")) for block in grid.blocks()]
    return "\n".join(words)


def hits(words: str) -> list[str]:
    return [word for word in TELLING if word.casefold() in words.casefold()]


@pytest.mark.parametrize("kind", [TodayPage, CustomersPage, CalendarPage, FollowUpsPage])
def test_no_page_tells(desk: Desk, ann: int, kind: type) -> None:
    page = kind(desk, Outlook(desk.db)) if kind is TodayPage else kind(desk)
    desk.shell.add_page("today", lambda: page)
    desk.shell.go("today")
    page.reload()
    assert "Quixbury" in told(page), "the test looks where the name stands"
    desk.discretion.on = True
    other = kind(desk, Outlook(desk.db)) if kind is TodayPage else kind(desk)
    desk.shell.add_page("insights", lambda: other)
    desk.shell.go("insights")
    other.reload()
    assert hits(told(other)) == []
    assert "Ann Q." in told(other)


def test_the_reminders_do_not_tell(desk: Desk, ann: int) -> None:
    panel = RemindersPanel(desk, Outlook(desk.db))
    desk.shell.set_panel(panel)
    desk.shell.show_panel(True)
    panel.reload()
    assert "Quixbury" in told(panel)
    desk.discretion.on = True
    panel.reload()
    assert hits(told(panel)) == []
    assert len(panel.list.items()) >= 2
    # what is done to one is done to the one in the book, and said without a word of it
    texts = {item.due.text for item in panel.list.items()}
    assert "Call about the quixpromise" in texts
    panel.acts.done(panel.list.items()[0].due)
    assert desk.shell.toasts.text() == "Done."


def test_search_results_do_not_tell(desk: Desk, ann: int, qtbot: QtBot) -> None:
    desk.discretion.on = True
    results = SearchResults(desk)
    desk.shell.search.setText("quixbury")
    qtbot.waitUntil(results.shown)
    words = told(desk.shell)
    assert "Ann Q." in words
    assert "Known-As-Quix" not in words and "Quixfirm" not in words


def test_undo_is_offered_without_saying_of_what(desk: Desk, ann: int, owner: Actor, now: datetime) -> None:
    desk.discretion.on = True
    customers.delete(desk.db, ann, by=owner, now=now)
    desk.did("Ann Quixbury is in the bin.")
    assert desk.shell.toasts.text() == "Done."
    desk.shell.toasts.undo()
    assert customers.card(desk.db, ann).name == "Ann Quixbury"
    assert desk.shell.toasts.text() == "Done."


def test_a_call_card_opens_only_on_purpose(desk: Desk, ann: int) -> None:
    desk.discretion.on = True
    page = FollowUpsPage(desk)
    desk.shell.add_page("follow-ups", lambda: page)
    desk.shell.go("follow-ups")
    page.reload()
    page.list.choose_row(0)
    assert page.card.follow_up_id() is None
    page.list.open_current()
    assert page.card.follow_up_id() is not None


def test_segments_do_not_tell(desk: Desk, ann: int, qtbot: QtBot) -> None:
    def listed() -> str:
        members = SegmentMembers(desk)
        qtbot.addWidget(members)
        members.show()
        members.show_filter(Filter((Condition("name", "has", "Quix"),)))
        members.ask_now()
        qtbot.waitUntil(lambda: not members.is_waiting() and members.model.rowCount() == 1)
        return told(members)

    assert "Quixbury" in listed()
    desk.discretion.on = True
    assert hits(listed()) == []
    assert "Ann Q." in listed()


def test_the_waiting_list_does_not_tell(desk: Desk, ann: int, owner: Actor, now: datetime) -> None:
    until = now.date() + timedelta(days=9)
    waitlist.add(desk.db, ann, service="Cut", until=until, note="quixpromise", by=owner, now=now)
    shown = waiting.show_list(desk)
    assert {"Quixbury", "quixpromise"} <= set(hits(told(shown)))
    desk.discretion.on = True
    shown.reload()
    assert hits(told(shown)) == [] and "Ann Q." in told(shown)
    shown.take_off()
    assert desk.shell.toasts.text() == "Done."


def test_pairs_do_not_tell_until_one_is_opened(desk: Desk, ann: int, owner: Actor, now: datetime, qtbot: QtBot) -> None:
    details = (Detail("phone", "01632 960001"),)
    customers.add(desk.db, Draft("Ann Quixbury", birthday=Birthday(3, 4), details=details), by=owner, now=now)
    desk.discretion.on = True
    view = DuplicatesView(desk)
    qtbot.addWidget(view)
    view.show()
    view.look()
    qtbot.waitUntil(lambda: view.model.rowCount() == 1)
    assert hits(told(view)) == [] and "Ann Q." in told(view)
    view.merge()
    view.keep_apart()
    assert view.model.rowCount() == 1, "nobody decides about two cards unseen"
    view.list.open_current()
    qtbot.waitUntil(lambda: "Quixbury" in told(view))  # what was opened on purpose is shown
    view.merge()
    assert desk.shell.toasts.text() == "Done."


def test_the_bin_does_not_tell(desk: Desk, ann: int, owner: Actor, now: datetime, qtbot: QtBot) -> None:
    customers.delete(desk.db, ann, by=owner, now=now)
    section = BinSection(desk)
    qtbot.addWidget(section)
    section.show()
    section.reload()
    assert "Quixbury" in told(section)
    desk.discretion.on = True
    section.reload()
    assert hits(told(section)) == [] and "Ann Q." in told(section)
    assert "A customer was put in the bin" in told(section) and "A new customer" in told(section)
    section.undo_step()
    assert desk.shell.toasts.text() == "Done."


@pytest.mark.parametrize("kind", [FollowUpsSection, WordsSection])
def test_a_look_at_what_would_change_does_not_tell(
    desk: Desk, ann: int, now: datetime, qtbot: QtBot, kind: type[Any]
) -> None:
    section = kind(desk)
    qtbot.addWidget(section)
    section.show()
    row = previews.Row(ann, "Ann Quixbury", "Her hair was burnt", "burnt")
    found = previews.Preview((row,), (row,), 0, 1)
    section.reload()
    if kind is WordsSection:
        read = shop_words.Difference(1, ann, "Ann Quixbury", now, "burnt it, said Quixbury", "negative", "neutral")
        section.goods.set_text("sourdough")
        section._show(shop_words.Preview((read,), 1, 0, found))
    else:
        section.half_life.setValue(section.half_life.value() + 1)
        section._show(found)
    assert "Quixbury" in told(section.preview) and "burnt" in told(section.preview)
    desk.discretion.on = True
    section.reload()  # as the setting does that switches it on
    qtbot.waitUntil(lambda: hits(told(section.preview)) == [])
    assert "Ann Q." in told(section.preview)
    desk.discretion.on = False
    section.reload()
    assert "Quixbury" in told(section.preview)


def test_the_owners_lists_do_not_tell(desk: Desk, ann: int, qtbot: QtBot) -> None:
    section = AuditSection(desk)
    qtbot.addWidget(section)
    section.reload()
    assert "Quixbury" in told(section)
    desk.discretion.on = True
    section.reload()
    assert hits(told(section)) == [] and "Ann Q." in told(section)
