"""Words that try to be something else stay words on every page and dialog: nothing rendered, requested or frozen."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import (
    appointments,
    audit,
    consents,
    customers,
    follow_ups,
    interactions,
    own_fields,
    services,
    settings,
    staff,
    templates,
)
from deskmate.core.errors import DeskmateError
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.core.preferences import PreferenceDraft
from deskmate.reminders import due
from deskmate.ui.calendar_page import CalendarPage
from deskmate.ui.customer_editing import CustomerEditing
from deskmate.ui.customers_page import CustomersPage
from deskmate.ui.desk import Desk
from deskmate.ui.duplicates_view import DuplicatesView
from deskmate.ui.follow_ups_page import FollowUpsPage
from deskmate.ui.import_dialog import ImportDialog
from deskmate.ui.insights_page import InsightsPage
from deskmate.ui.note_box import NoteBox
from deskmate.ui.reminders_panel import RemindersPanel
from deskmate.ui.rights_dialog import RightsDialog
from deskmate.ui.search_results import SearchResults
from deskmate.ui.settings_page import SECTIONS, SettingsPage
from deskmate.ui.today_page import TodayPage
from deskmate.ui.widgets import PlainLabel

HOSTILE = {
    "markup": "<b>x</b><img src='file:///etc/passwd'><script>alert(1)</script>&amp;&#x3c;",
    "nested": "<table><tr><td>" * 30,
    "bidi": "\u202ereversed\u202c \u2066isolated\u2069",
    "zero width": "a\u200bb\u200c\u200d\ufeff",
    "control": "bell\x07 null\x00 escape\x1b[31m back\x08 form\x0c",
    "formula": '=HYPERLINK("http://x.invalid","a")&cmd|\' /C calc\'!A0',
    "template": "{name} {c.__init__.__globals__} %s %(name)s ${name} {{7*7}}",
    "ampersand": "&File &&Save",
    "one long word": "W" * 19_000,
    "stacked": "Z" + "\u0327\u0301\u0308" * 300,
    "right to left": "\u0639\u0628\u062f \u05d3\u05d5\u05d3",
    "one cell of 10 MB": "x" * 10_000_000,
}
# these in one, and the two longest, in every run; each by itself in the slow one
TOGETHER = " ".join(HOSTILE[name] for name in ("markup", "bidi", "zero width", "control", "formula", "template"))
QUICK = {"together": TOGETHER, **{name: HOSTILE[name] for name in ("one long word", "one cell of 10 MB")}}
FROZEN = 0.6  # seconds of the window's thread for filling and painting a page; usually below 0.1
_INVISIBLE = {*map(chr, range(0x20)), *"\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"}
_INVISIBLE -= {"\n", "\t"}


def planted(desk: Desk, text: str) -> list[int]:
    """Writes the text into every field that takes it, as long as it may be; what is refused says why in a sentence."""
    db, by, now, short = desk.db, desk.actor(), desk.now(), text[:80]
    numbers = [
        customers.add(db, Draft(f"Ann {number} {short}", about=text[:2_000]), by=by, now=now) for number in (1, 2)
    ]
    ann = numbers[0]
    draft = Draft(
        f"Ann {short}",
        known_as=short,
        say_it=short,
        organisation=short,
        language=short,
        about=text[:2_000],
        best_time=short,
        birthday=Birthday(now.month, now.day),
        details=(Detail("phone", f"020 7946 0018 {short}", short), Detail("email", f"a@example.org {short}")),
        tags=(short,),
    )
    start = now.replace(tzinfo=None) + timedelta(hours=1)
    reason = f"call because {short}"
    for work in (
        lambda: customers.update(db, ann, draft, by=by, now=now),
        lambda: settings.change(db, shop_name=short, extra_goods=short, by=by, now=now),
        lambda: staff.add(db, short, by=by, now=now),
        lambda: services.save(db, short, by=by, now=now),
        lambda: own_fields.add(db, short, "text", by=by, now=now),
        lambda: templates.save(db, templates.listed(db)[0].name, text[:900], by=by, now=now),
        lambda: customers.add_preference(db, ann, category=short, what=text[:300], alert=True, by=by, now=now),
        lambda: interactions.add(db, ann, text[:20_000], kind="complaint", mood="unhappy", by=by, now=now),
        lambda: appointments.book(db, ann, start=start, service=short, note=text[:300], by=by, now=now),
        lambda: follow_ups.open_by_hand(db, numbers[1], reason, due_on=now.date(), by=by, now=now),
        lambda: due.remind(db, text[:200], at=now, customer_id=ann, by=by, now=now),
        lambda: consents.record(db, ann, "offers", given=True, source=short, by=by, now=now),
        lambda: customers.add(db, Draft("Cleo"), remember=[PreferenceDraft(short, short)], by=by, now=now),
    ):
        try:
            work()
        except DeskmateError as refused:
            assert str(refused).endswith(".") and len(str(refused)) < 500
    audit.note_views(db, [audit.View(by, ann, now)])
    return numbers


def pages(desk: Desk, ann: int) -> Iterator[tuple[str, QWidget]]:
    """Every page with that customer shown where one can be."""
    for kind in (TodayPage, CalendarPage, FollowUpsPage, InsightsPage, RemindersPanel):
        made: Any = kind(desk)
        made.reload()
        yield kind.__name__, made
    book = CustomersPage(desk)
    book.reload()
    book.open(ann)
    yield "customers", book
    whom = FollowUpsPage(desk)
    for row in follow_ups.of_customer(desk.db, ann)[:1]:
        whom.reload()
        whom.open(row.id)
    yield "call card", whom
    shop = SettingsPage(desk)
    for section in SECTIONS:
        shop.open(section.key)
        yield section.key, shop.section()
    view = DuplicatesView(desk)
    yield "duplicates", view


def dialogs(desk: Desk, ann: int) -> Iterator[tuple[str, QWidget]]:
    """The dialogs that show what was typed about a customer."""
    yield "rights", RightsDialog(desk.shell, desk, ann)
    box = NoteBox(desk)
    yield "note", box.open(ann)
    form = CustomerEditing(desk).edit(ann)
    assert form is not None
    yield "form", form
    yield "import", ImportDialog(desk.shell, desk)


@pytest.fixture(params=[*QUICK, *(pytest.param(f"{name} alone", marks=pytest.mark.slow) for name in HOSTILE)])
def hostile(request: pytest.FixtureRequest) -> str:
    return QUICK.get(request.param) or HOSTILE[request.param.removesuffix(" alone")]


def idle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.is_busy(), timeout=20_000)
    QApplication.processEvents()


def test_every_page_and_dialog_shows_it_as_words_and_is_not_frozen_by_it(
    qtbot: QtBot, desk: Desk, hostile: str, all_plain: Callable[[QWidget], None]
) -> None:
    desk.shell.show()
    ann, _ = planted(desk, hostile)
    PlainLabel(hostile[:2_000]).grab()  # fonts for letters of far away are looked for once in a process
    TodayPage(desk).reload()  # as what it needs is loaded once
    slow: dict[str, float] = {}
    kept: list[QWidget] = []
    for source in (pages, dialogs):
        made = source(desk, ann)
        while True:
            started = time.thread_time()
            name, widget = next(made, ("", None))
            if widget is None:
                break
            kept.append(widget)
            widget.resize(1100, 700)
            widget.grab()
            took = time.thread_time() - started
            if took > FROZEN:
                slow[name] = took
            all_plain(widget)
            idle(qtbot, desk)
            if isinstance(widget, QDialog):
                widget.close()
    assert slow == {}


def test_finding_it_is_no_error(qtbot: QtBot, desk: Desk, hostile: str, all_plain: Callable[[QWidget], None]) -> None:
    desk.shell.show()
    planted(desk, hostile)
    results = SearchResults(desk)
    desk.shell.search.setText(hostile[:2_000])
    idle(qtbot, desk)
    all_plain(desk.shell)
    results.deleteLater()


def test_nothing_invisible_is_kept(desk: Desk, hostile: str) -> None:
    ann, _ = planted(desk, hostile)
    card = customers.card(desk.db, ann)
    told = [card.name, card.draft.about, *(entry.text for entry in interactions.timeline(desk.db, ann))]
    assert not any(letter in words for words in told for letter in _INVISIBLE)


def test_a_cell_of_10_mb_in_a_file_is_cut_or_refused_at_once(
    qtbot: QtBot, desk: Desk, tmp_path: Path, now: datetime
) -> None:
    from deskmate.core import importing, imports

    for number, column in enumerate(("Name", "Phone", "Notes", "Nickname", "Shoe width")):
        data = f"Name,{column if column != 'Name' else 'Phone'},E-mail\nAnn,{'x' * 10_000_000},a{number}@example.org\n"
        if column == "Name":
            data = f"Name,Phone\n{'x' * 10_000_000},0207\n"
        started = time.process_time()
        with suppress(DeskmateError):
            plan = imports.make_plan(desk.db, [("people.csv", importing.read_file("people.csv", data.encode()))])
            imports.carry_out(desk.db, plan, by=desk.actor(), now=now)
        assert time.process_time() - started < 3
    with desk.db.read() as session:
        longest = session.connection().exec_driver_sql("SELECT max(length(text)) FROM interaction").scalar() or 0
        names = session.connection().exec_driver_sql("SELECT max(length(name)) FROM customer").scalar() or 0
    assert longest <= 20_000 and names <= 1_000
