"""A customer's rights at the counter: read, handed out, agreed to, objected to, forgotten; words stay words."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from deskmate.core import access, audit, consents, customers, erasure, interactions
from deskmate.core.actors import Actor
from deskmate.core.errors import BookBusy
from deskmate.core.people import Draft
from deskmate.ui import report_files
from deskmate.ui.desk import Desk
from deskmate.ui.rights_dialog import ReportDialog, RightsDialog


@pytest.fixture
def ann(desk: Desk, now: datetime, markup: str) -> int:
    number = customers.add(desk.db, Draft("Ann Lee", about=markup), by=desk.actor(), now=now)
    interactions.add(desk.db, number, f"{markup} waited an hour and left furious", by=desk.actor(), now=now)
    return number


@pytest.fixture
def dialog(desk: Desk, ann: int) -> Iterator[RightsDialog]:
    desk.shell.show()
    made = RightsDialog(desk.shell, desk, ann)
    made.open()
    yield made
    if shiboken6.isValid(made):
        made.close()


@pytest.mark.parametrize("kind", report_files.KINDS)
def test_what_is_held_is_handed_out_as_a_file(
    qtbot: QtBot, desk: Desk, dialog: RightsDialog, tmp_path: Path, kind: str, markup: str
) -> None:
    path = tmp_path / f"report.{kind}"
    dialog.save_to(str(path))
    qtbot.waitUntil(lambda: f"Saved as report.{kind}" in dialog.said.text(), timeout=10_000)
    data = path.read_bytes()
    assert [file.name for file in tmp_path.glob("report*")] == [path.name]
    if kind == "pdf":
        assert data.startswith(b"%PDF-") and len(data) > 2_000
    elif kind == "html":
        assert b"<img" not in data and b"&lt;img" in data
    else:
        assert json.loads(data)["held"]["customer"][0]["about"] == markup
    assert audit.entries(desk.db, by=desk.actor())[0].what == "access report made"


def test_a_file_that_cannot_be_written_is_said_and_nothing_half_is_left(
    qtbot: QtBot, dialog: RightsDialog, tmp_path: Path
) -> None:
    dialog.save_to(str(tmp_path / "gone" / "report.pdf"))
    qtbot.waitUntil(lambda: "report.pdf can't be written" in dialog.problem.text(), timeout=10_000)


def test_the_preview_shows_words_and_asks_for_nothing(
    qtbot: QtBot, desk: Desk, dialog: RightsDialog, ann: int, markup: str
) -> None:
    for _ in range(70):
        interactions.add(desk.db, ann, "two rye loaves", by=desk.actor(), now=desk.now())
    dialog.preview()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(ReportDialog)), timeout=10_000)
    (shown,) = dialog.findChildren(ReportDialog)
    text = shown.page.toPlainText()
    assert markup.replace("  ", " ") in text
    assert "11 more" in text
    assert shown.page.document().resource(2, QUrl("file:///etc/passwd")) is None
    assert shown.page.document().property("images") is None
    shown.close()


def test_an_answer_is_kept_with_how_it_was_given(desk: Desk, dialog: RightsDialog, ann: int) -> None:
    dialog.purpose.set_value("offers")
    dialog.record()
    assert "Say how the customer agreed" in dialog.problem.text()
    dialog.source.setText("at the counter")
    dialog.record()
    assert [answer.given for answer in consents.history(desk.db, ann)] == [True]
    dialog.answer.set_value(False)
    dialog.record()
    assert [answer.given for answer in consents.history(desk.db, ann)] == [False, True]


def test_an_objection_takes_effect_at_once_and_can_be_taken_back(desk: Desk, dialog: RightsDialog, ann: int) -> None:
    dialog.object.click()
    assert customers.card(desk.db, ann).draft.no_mood_reading
    assert dialog.object.text() == "They no longer object"
    dialog.object.click()
    assert not customers.card(desk.db, ann).draft.no_mood_reading


def test_somebody_is_erased_only_once_their_name_was_typed(
    qtbot: QtBot, desk: Desk, dialog: RightsDialog, ann: int
) -> None:
    dialog.forget()
    assert "Type the customer's name" in dialog.problem.text()
    dialog.typed.setText("ann lee")
    with qtbot.waitSignal(dialog.erased, timeout=10_000):
        dialog.forget()
    with pytest.raises(Exception, match="no customer with the number"):
        customers.card(desk.db, ann)


def test_erasing_can_be_tried_again_where_it_was_refused(
    qtbot: QtBot, desk: Desk, dialog: RightsDialog, ann: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_args: object, **_more: object) -> None:
        raise BookBusy("The book is busy.")

    dialog.typed.setText("Ann Lee")
    with monkeypatch.context() as patch:
        patch.setattr(erasure, "erase", busy)
        dialog.erase.click()
        qtbot.waitUntil(lambda: dialog.problem.text() == "The book is busy.")
    with qtbot.waitSignal(dialog.erased, timeout=10_000):
        dialog.erase.click()
    assert desk.shell.toasts.text() == "Erased for good."


def test_staff_write_answers_down_and_hand_out_and_erase_nothing(
    qtbot: QtBot, desk: Desk, ann: int, tmp_path: Path
) -> None:
    dialog = RightsDialog(desk.shell, replace(desk, actor=lambda: Actor("Sam")), ann)
    dialog.ask_file("pdf")
    assert dialog.problem.text().startswith("Only the owner can")
    dialog.save_to(str(tmp_path / "report.pdf"))
    qtbot.waitUntil(lambda: "Only the owner can see everything" in dialog.problem.text(), timeout=10_000)
    dialog.typed.setText("Ann Lee")
    dialog.forget()
    assert dialog.problem.text() == "Only the owner can erase a customer."
    assert not (tmp_path / "report.pdf").exists()
    assert access.report(desk.db, ann, by=desk.actor(), now=desk.now()).name == "Ann Lee"
    dialog.close()


def test_every_word_on_it_is_plain(dialog: RightsDialog, all_plain: object) -> None:
    all_plain(dialog)  # type: ignore[operator]
