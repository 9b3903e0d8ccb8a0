"""Bringing files in, step by step: choose, see how they were read, see what will happen, and only then write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from deskmate import paths
from deskmate.core import backups, importing, imports, own_fields, settings
from deskmate.core.errors import Cancelled, DeskmateError
from deskmate.core.importing import Import
from deskmate.core.imports import Batch, Plan, whole_book
from deskmate.ui import file_places, pictures, wall_clock
from deskmate.ui.background import Job
from deskmate.ui.desk import Desk
from deskmate.ui.import_file import ChosenFile
from deskmate.ui.import_plan import ImportPlan, Known, known_to
from deskmate.ui.import_preview import ImportPreview
from deskmate.ui.import_steps import ChooseStep, WholeBookStep, WorkingStep, taken_back
from deskmate.ui.widgets import (
    Dialog,
    PlainLabel,
    QuietButton,
    ScrollColumn,
    sentence_for,
)


class ImportDialog(Dialog):
    """Opened over the window; all reading and writing happens on the worker. Emits `finished_import(batch)`."""

    finished_import = Signal(int)

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, "Bring customers in", yes="Go on", no="Close", width=860)
        self._desk = desk
        self._files: list[ChosenFile] = []
        self._shown, self._asked = 0, False
        self._job: Job | None = None
        self._weighing: Job | None = None
        self.setAcceptDrops(True)
        self.steps = QStackedWidget()
        self.choose = ChooseStep(desk)
        self.preview = ImportPreview([field.name for field in own_fields.every(desk.db)])
        self.plan = ImportPlan()
        self.working = WorkingStep()
        self.book = WholeBookStep()
        self._preview_page, self._plan_page = ScrollColumn(padding=0), ScrollColumn(padding=0)
        self._preview_page.add(self.preview)
        self._plan_page.add(self.plan)
        self._problem = PlainLabel("", tone="attention", wrap=True)
        self._problem.hide()
        for page in (self.choose, self._preview_page, self._plan_page, self.working, self.book):
            self.steps.addWidget(page)
        self.add(self.steps, self._problem)
        self.steps.setMinimumHeight(420)
        self.back_button = QuietButton("Back", self.back, icon="chevron-left", shortcut="Alt+Left")
        self.add_button(self.back_button)
        self.choose.files_asked.connect(self._ask_files)
        self.choose.undo_asked.connect(self._take_back)
        self.preview.changed.connect(self._on_changed)
        self.plan.decided.connect(self._on_decided)
        self.plan.compared.connect(self._desk.saw)
        self._go(self.choose)

    def bring(self, names: list[str]) -> None:
        """Read these files and show how they were understood."""
        self._files, self._shown = [ChosenFile(Path(name)) for name in names], 0
        self._read(0)

    # what the buttons do

    def accept(self) -> None:
        """One step further."""
        here = self.steps.currentWidget()
        if here is self.choose:
            self._ask_files()
        elif here is self._preview_page:
            self._next_file()
        elif here is self.book:
            self._bring_book(self.book.path)
        elif here is self._plan_page:
            self._write(self.plan.plan())
        elif self._job is None:
            super().accept()

    @Slot()
    def back(self) -> None:
        """One step back, to choose another file or to say better what a column holds."""
        here = self.steps.currentWidget()
        self._say("")
        if here is self._plan_page:
            self._read(len(self._files) - 1)
        elif here is self._preview_page and self._shown:
            self._read(self._shown - 1)
        else:
            self._go(self.choose)

    def is_busy(self) -> bool:
        """Whether something runs that closing would stop."""
        return self._job is not None

    def reject(self) -> None:
        """Stop what runs; else close."""
        if self._job is not None:
            self._job.cancel()
            self.working.say("Stopping …")
        else:
            super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        names = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if names and self._job is None:
            self.bring(names)

    @Slot()
    def _ask_files(self) -> None:
        dialog = QFileDialog(self, "Choose files")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        file_places.begin_at_home(dialog)
        dialog.setNameFilters(
            ["Customer files (*.csv *.tsv *.txt *.xlsx *.vcf *.vcard *.ics *.eml *.mbox *.json)", "All files (*)"]
        )
        dialog.filesSelected.connect(self.bring)
        dialog.open()

    # reading

    def _read(self, index: int) -> None:
        if self._files[index].is_whole_book():
            self._look_into_book(self._files[index].path)
            return
        file, region, today = self._files[index], settings.current(self._desk.db).region, self._desk.today()

        def read(progress: Any, should_stop: Any) -> Import:
            return importing.read_file(
                file.name,
                file.bytes(),
                region=region,
                today=today,
                progress=progress,
                should_stop=should_stop,
                **file.options,
            )

        def work(progress: Any, should_stop: Any) -> Import:
            held = read(progress, should_stop)
            if not file.options and file.take_as_before(imports.remembered.recall(self._desk.db, held.header)):
                held = read(progress, should_stop)
            return pictures.with_small_photos(held)

        def done(read: Import) -> None:
            file.read = read
            self._asked = False
            self._shown = index
            self._job = None
            self.preview.show_file(file.name, read, as_before=file.remembered)
            self._go(self._preview_page)

        self._run(f"Reading {file.name} …", work, done)

    @Slot()
    def _on_changed(self) -> None:
        self._files[self._shown].take_in(self.preview.choices(), self.preview.answers())
        self._read(self._shown)

    def _next_file(self) -> None:
        open_question = self.preview.unanswered()
        if open_question is not None and not self._asked:
            self._asked = True
            self._say("A question is not answered yet. Go on once more to leave it open.")
            open_question.setFocus(Qt.FocusReason.TabFocusReason)
            return
        if self._shown + 1 < len(self._files):
            self._read(self._shown + 1)
        else:
            self._make_plan()

    def _look_into_book(self, path: Path) -> None:
        def work(_progress: Any, _should_stop: Any) -> whole_book.Held:
            return whole_book.look(path)

        def done(held: whole_book.Held) -> None:
            self._job = None
            self.book.show_book(path, held)
            self._go(self.book)

        self._run(f"Reading {path.name} …", work, done)

    def _bring_book(self, path: Path) -> None:
        db, by, now = self._desk.db, self._desk.actor(), self._desk.now()

        def work(progress: Any, should_stop: Any) -> whole_book.Held:
            backups.make(db, paths.backups(db.path), now=now, why="before-import")
            return whole_book.bring(db, path, by=by, now=now, progress=progress, should_stop=should_stop)

        def done(held: whole_book.Held) -> None:
            self._job = None
            self.working.say_done(
                f"Done: the whole book is in, with {held.customers:,} customers.",
                "PINs are in no file; set them again under Settings.",
            )
            self._go(self.working)

        self._run("Writing the book …", work, done)

    def _make_plan(self) -> None:
        files = [(file.name, file.read) for file in self._files if file.read is not None]
        now = self._desk.now()

        db, clock, covered = self._desk.db, wall_clock.read(self._desk), self._desk.discretion.on

        def work(progress: Any, should_stop: Any) -> tuple[Plan, Known]:
            plan = imports.make_plan(db, files, now=now, progress=progress, should_stop=should_stop)
            return plan, known_to(db, plan, covered=covered)

        def done(made: tuple[Plan, Known]) -> None:
            self._job = None
            self.plan.show_plan(*made, clock)
            self._go(self._plan_page)

        self._run("Comparing with the book …", work, done)

    @Slot(object)
    def _on_decided(self, plan: Plan) -> None:
        """Looks up aside what there is to know of a plan that somebody has just changed."""
        db, now = self._desk.db, self._desk.now()

        def done(weighed: Plan) -> None:
            if self.plan.plan() is plan:
                self.plan.take(weighed)

        def failed(error: BaseException) -> None:
            if not isinstance(error, Cancelled):
                self._say(sentence_for(error))

        self._leave_weighing()
        self._weighing = self._desk.background.run(
            lambda _progress, should_stop: imports.weighed(db, plan, now=now, should_stop=should_stop),
            on_done=done, on_failed=failed, owner=self,
        )  # fmt: skip

    def _leave_weighing(self) -> None:
        """What an earlier state of the plan comes to need not be known any more."""
        if self._weighing is not None:
            self._weighing.cancel()
            self._weighing = None

    # writing

    def _write(self, plan: Plan) -> None:
        self._leave_weighing()
        db, by, now = self._desk.db, self._desk.actor(), self._desk.now()
        said = [(file.read, file.options) for file in self._files if file.read is not None]

        def work(progress: Any, should_stop: Any) -> tuple[Batch, tuple[int, int, int]]:
            backups.make(db, paths.backups(db.path), now=now, why="before-import")
            batch = imports.carry_out(db, plan, by=by, now=now, progress=progress, should_stop=should_stop)
            imports.remembered.keep(db, said)
            return batch, imports.brought(db, batch.batch)

        def done(written: tuple[Batch, tuple[int, int, int]]) -> None:
            batch, brought = written
            self._job = None
            self.working.finished(batch, *brought)
            self._go(self.working)
            self.finished_import.emit(batch.batch)

        self._run("Writing customers …", work, done)

    @Slot(int)
    def _take_back(self, batch: int) -> None:
        db, by, now = self._desk.db, self._desk.actor(), self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> imports.Undone:
            return imports.undo(db, batch, by=by, now=now)

        def done(undone: imports.Undone) -> None:
            self._job = None
            self.choose.reload()
            self._go(self.choose)
            self._desk.say(taken_back(undone))

        self._run("Taking the import back …", work, done)

    # one worker, one place to say things

    def _run(self, what: str, work: Any, done: Any) -> None:
        self._say("")
        back = self.steps.currentWidget() or self.choose
        self.working.begin(what)
        self._go(self.working)

        def failed(error: BaseException) -> None:
            self._job = None
            self._go(back)
            self._say(sentence_for(error))
            if not isinstance(error, DeskmateError):
                raise error

        self._job = self._desk.background.run(
            work, on_done=done, on_failed=failed, on_progress=self.working.show_progress, owner=self
        )
        self._go(self.working)

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def _go(self, page: QWidget) -> None:
        self.steps.setCurrentWidget(page)
        if page is self.choose:
            self.choose.reload()
        running = self._job is not None
        words = {
            self.choose: "Choose files …",
            self._preview_page: "Go on",
            self._plan_page: "Bring them in",
            self.book: "Bring it in",
        }
        self.yes_button.set_text(words.get(page, "Done"))
        self.yes_button.setEnabled(not running)
        self.no_button.set_text("Stop" if running else "Close")
        self.back_button.setVisible(not running and page in (self._preview_page, self._plan_page, self.book))
        self.no_button.setVisible(running or page is not self.working)  # at the end there is one way on
        # Enter goes on; left to Qt the focus would stand on Close
        (self.no_button if running else self.yes_button).setFocus(Qt.FocusReason.OtherFocusReason)
