"""The owner's page of who did what: what it lists, how it is narrowed, and that staff see nothing of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deskmate.core import audit, connections, customers
from deskmate.core.actors import Actor
from deskmate.core.people import Draft
from deskmate.ui.desk import Desk
from deskmate.ui.settings_audit import AuditSection


@pytest.fixture
def ann(desk: Desk, now: datetime, markup: str) -> int:
    ann = customers.add(desk.db, Draft(markup), by=desk.actor(), now=now - timedelta(days=20))
    bea = customers.add(desk.db, Draft("Bea"), by=Actor("Sam"), now=now - timedelta(days=3))
    audit.note_views(desk.db, [audit.View(Actor("Sam"), ann, now), audit.View(Actor("Sam"), bea, now)])
    return ann


@pytest.fixture
def section(desk: Desk, ann: int) -> AuditSection:
    made = AuditSection(desk)
    made.reload()
    return made


def rows(section: AuditSection) -> list[str]:
    model = section.list.model()
    return [str(model.data(model.index(number, 0))) for number in range(model.rowCount())]


def test_it_is_narrowed_to_a_customer_a_person_and_a_time(section: AuditSection, ann: int) -> None:
    assert len(rows(section)) == 4
    section.customer.set_value(ann)
    section.customer.changed.emit(ann)
    assert len(rows(section)) == 2
    section.person.set_value("Sam")
    assert len(rows(section)) == 1
    section.widen()
    section.period.set_value("6")
    assert len(rows(section)) == 3
    section.period.set_value("0")
    assert len(rows(section)) == 2


def test_names_with_markup_stay_as_typed(section: AuditSection, all_plain: object, markup: str) -> None:
    assert any(markup in words for words in rows(section))
    all_plain(section)  # type: ignore[operator]


def test_staff_see_that_it_is_for_the_owner_and_nothing_else(desk: Desk, ann: int) -> None:
    section = AuditSection(replace(desk, actor=lambda: Actor("Sam")))
    section.reload()
    section._model.fetchMore(section._model.index(-1, -1))
    assert rows(section) == []
    assert section.save_as.isHidden()


def test_the_check_says_whether_anybody_tampered(qtbot: QtBot, section: AuditSection, desk: Desk) -> None:
    section.verify()
    qtbot.waitUntil(lambda: "Nobody" in section.whole.words.text(), timeout=5000)
    raw = connections.connect(desk.db.path, desk.db.key)
    raw.execute("DROP TRIGGER audit_event_is_kept")
    raw.execute("UPDATE audit_event SET who = 'Kim' WHERE id = 2")
    raw.close()
    section.verify()
    qtbot.waitUntil(lambda: "was changed at entry 2" in section.whole.words.text(), timeout=5000)


def test_what_is_shown_can_be_kept_as_a_file(qtbot: QtBot, section: AuditSection, ann: int, tmp_path: Path) -> None:
    section.customer.set_value(ann)
    section.save_to(str(tmp_path / "list.csv"))
    qtbot.waitUntil((tmp_path / "list.csv").exists, timeout=5000)
    qtbot.waitUntil(lambda: "2 entries saved" in section._desk.shell.toasts.text(), timeout=5000)
