"""A customer's rights on one page: what is held about them, what they agreed to, whether moods are read, forgetting."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QTextBrowser, QWidget

from deskmate.core import access, consents, customers, erasure, objections, settings
from deskmate.core.access import Report
from deskmate.core.actors import require_owner
from deskmate.core.consents import ConsentRow
from deskmate.core.errors import DeskmateError
from deskmate.ui import file_places, report_files
from deskmate.ui.desk import Desk
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Card,
    Choice,
    DateField,
    Dialog,
    Form,
    PlainLabel,
    QuietButton,
    ScrollColumn,
    SecondaryButton,
    SectionHeader,
    TextField,
    caption,
    clear,
    column,
    row,
    sentence_for,
    spoken_date,
)

PURPOSES = {
    "greetings": "Greetings",
    "offers": "Offers",
    "reminders": "Reminders of appointments",
    "feedback": "Being asked how it was",
    "photos": "Photos",
    "health": "Keeping health matters",
}
CHANNELS = {"": "Any way", "phone": "By phone", "e-mail": "By e-mail", "message": "By message", "letter": "By letter"}
_SHOWN = 60  # entries of each kind in the preview; the files hold all


class RightsDialog(Dialog):
    """Opened from the card. `erased()` once the customer is gone."""

    erased = Signal()

    def __init__(self, parent: QWidget, desk: Desk, customer_id: int) -> None:
        card = customers.card(desk.db, customer_id)
        super().__init__(parent, f"{card.name}: privacy and rights", yes="", no="Close", width=720)
        self.yes_button.hide()
        self._desk, self._customer, self._name = desk, customer_id, card.name
        self._erasing = False
        self.problem = caption("", tone="attention")
        self.problem.hide()
        self.said = caption("")
        self.buttons.insertWidget(0, self.said, 8)  # all the room that the stretch leaves
        self._body = ScrollColumn(padding=0, spacing=Space.M)
        self._body.setMinimumHeight(440)
        self._body.add(self._held(), self._consents(), self._moods(), self._forgetting())
        self.add(self.problem, self._body)
        self._show_answers()
        self._show_moods()

    # what is held

    def _held(self) -> Card:
        self.read = SecondaryButton("As they would read it", self.preview, icon="eye")
        saves = [
            SecondaryButton(f"{name} …", partial(self.ask_file, kind)) for kind, name in report_files.KINDS.items()
        ]
        return _card(
            "What the shop holds about them",
            caption(
                "Everything, in plain words: also how notes were understood, why, and who set it aside. Owners only."
            ),
            row(self.read, *saves, None),
        )

    @Slot()
    def preview(self) -> None:
        """Show the report as the customer would read it."""
        self._report(lambda report: ReportDialog(self, report).open())

    def ask_file(self, kind: str, _checked: bool = False) -> None:
        """Let the owner choose where the file goes."""
        if not self._attempt(lambda: require_owner(self._desk.actor(), "hand out what is held about a customer")):
            return
        name = report_files.name_for(self._customer, self._desk.today().isoformat(), kind)
        title = "Save what is held about them"
        dialog = QFileDialog(self, title, str(file_places.documents() / name), f"{report_files.KINDS[kind]} (*.{kind})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Write the report there, on the worker."""
        region = settings.current(self._desk.db).region

        def written(report: Report) -> str:
            report_files.write(report, Path(path), region=region)
            return Path(path).name

        self._say("")
        self._report(lambda name: self.said.setText(f"Saved as {name}. Keep it where nobody else looks."), then=written)

    def _report(self, on_done: Any, then: Any = None) -> None:
        db, number, by, now = self._desk.db, self._customer, self._desk.actor(), self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> Any:
            report = access.report(db, number, by=by, now=now)
            return then(report) if then is not None else report

        self._desk.background.run(work, on_done=on_done, on_failed=self._on_failed, owner=self)

    def _on_failed(self, error: BaseException) -> None:
        self._erasing = False
        self._say(sentence_for(error))
        if not isinstance(error, DeskmateError):
            raise error

    # what they agreed to

    def _consents(self) -> Card:
        self._answers = column(spacing=Space.XS)
        self.purpose = Choice(list(PURPOSES.items()))
        self.channel = Choice(list(CHANNELS.items()))
        self.answer = Choice([(True, "Yes, they agree"), (False, "No, they do not")])
        self.source = TextField(placeholder="At the counter, form of 3 May …", limit=200)
        self.until = DateField(self._desk.today, lean="future")
        form = Form(columns=2)
        form.add("purpose", "For what", self.purpose)
        form.add("channel", "How", self.channel)
        form.add("answer", "Their answer", self.answer)
        form.add("source", "How it was given", self.source)
        form.add("until", "Until", self.until, hint="Empty: until they say otherwise.")
        save = SecondaryButton("Write it down", self.record, icon="check")
        return _card("What they agreed to", self._answers, form, row(None, save))

    @Slot()
    def record(self) -> None:
        """Keep the answer as typed; the ones before it stay, to show how it came."""
        desk = self._desk
        if sentence := self.until.problem():
            self._say(sentence)
            return

        def keep() -> None:
            consents.record(
                desk.db,
                self._customer,
                str(self.purpose.value()),
                given=bool(self.answer.value()),
                channel=str(self.channel.value()),
                source=self.source.text(),
                expires_on=self.until.value(),
                by=desk.actor(),
                now=desk.now(),
            )

        if self._attempt(keep):
            self.source.clear()
            self._show_answers()
            self.said.setText("Their answer is written down.")

    def _show_answers(self) -> None:
        clear(self._answers)
        newest: dict[tuple[str, str], ConsentRow] = {}
        for answer in consents.history(self._desk.db, self._customer):
            newest.setdefault((answer.purpose, answer.channel), answer)
        for answer in newest.values():
            self._answers.addWidget(PlainLabel(self._words(answer), wrap=True))
        if not newest:
            self._answers.addWidget(caption("Nothing was written down yet. No answer is no yes.", tone="faint"))

    def _words(self, answer: ConsentRow) -> str:
        today, wall = self._desk.today(), self._desk.wall(answer.at)
        over = answer.expires_on is not None and answer.expires_on < today
        said = "yes, but it has run out" if answer.given and over else "yes" if answer.given else "no"
        until = f", until {spoken_date(answer.expires_on, today)}" if answer.expires_on and not over else ""
        how = f" ({answer.source})" if answer.source else ""
        purpose = PURPOSES.get(answer.purpose, answer.purpose)
        way = f", {CHANNELS.get(answer.channel, answer.channel).lower()}" if answer.channel else ""
        return f"{purpose}{way}: {said}{until}; said {spoken_date(wall.date(), today).lower()}{how}"

    # reading of moods

    def _moods(self) -> Card:
        self._mood_words = caption("")
        self.object = SecondaryButton("", self.change_objection)
        across = row(self._mood_words, self.object, spacing=Space.M)
        across.setStretch(0, 1)
        return _card("Reading moods from notes", across)

    @Slot()
    def change_objection(self) -> None:
        """They object, or they no longer do."""
        desk, objects = self._desk, not self._objects()
        if self._attempt(lambda: objections.record(desk.db, self._customer, objects, by=desk.actor(), now=desk.now())):
            self._show_moods()

    def _objects(self) -> bool:
        return customers.card(self._desk.db, self._customer).draft.no_mood_reading

    def _show_moods(self) -> None:
        objects = self._objects()
        self._mood_words.setText(
            "They object: no note about them is read, and what was read before is gone."
            if objects
            else "Notes are read for mood by a program on this computer, so that a person may call. They may object."
        )
        self.object.setText("They no longer object" if objects else "They object")

    # forgetting

    def _forgetting(self) -> Card:
        self.typed = TextField(placeholder=self._name, limit=200)
        self.erase = QuietButton("Erase for good", self.forget, icon="trash-2")
        form = Form()
        hint = "Type their name to make sure. It can't be undone, and holds also after an older backup is restored."
        form.add("name", "Forget them", self.typed, hint=hint)
        return _card("Forgetting", form, row(None, self.erase))

    @Slot()
    def forget(self) -> None:
        """Erase the customer, once the name was typed."""
        desk, number = self._desk, self._customer
        if self.typed.text().strip().casefold() != self._name.strip().casefold():
            self._say("Type the customer's name exactly, to be sure that it is the right one.")
            self.typed.setFocus()
            return
        if not self._attempt(lambda: require_owner(desk.actor(), "erase a customer")):
            return
        db, by, now = desk.db, desk.actor(), desk.now()

        def work(_progress: Any, _should_stop: Any) -> erasure.Erased:
            return erasure.erase(db, number, by=by, now=now)

        if self._erasing:
            return  # the button stays as it is: it is needed again where erasing was refused
        self._erasing = True
        desk.background.run(work, on_done=self._erased, on_failed=self._on_failed, owner=self)

    def _erased(self, done: erasure.Erased) -> None:
        named = len(done.mentions)
        notes = "1 note of others names" if named == 1 else f"{named:,} notes of others name"
        self._desk.say(f"Erased for good.{f' {notes} them; please look there.' if named else ''}")
        self.erased.emit()
        self.accept()

    def _attempt(self, work: Any) -> bool:
        self._say("")
        return self._desk.attempt(work, problem=self._say)

    def _say(self, sentence: str) -> None:
        self.said.setText("")
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))


class ReportDialog(Dialog):
    """The report as the customer would read it; a long history is cut, the files hold all of it."""

    def __init__(self, parent: QWidget, report: Report) -> None:
        super().__init__(parent, "As the customer would read it", yes="", no="Close", width=720)
        self.yes_button.hide()
        self.page = QTextBrowser()
        self.page.setAcceptRichText(False)
        self.page.setOpenLinks(False)
        self.page.setMinimumHeight(480)
        self._document = report_files.document(report.shortened(_SHOWN))
        self.page.setDocument(self._document)
        self.add(self.page)


def _card(text: str, *parts: Any) -> Card:
    made = Card(spacing=Space.M)
    made.add(SectionHeader(text), *parts)
    return made
