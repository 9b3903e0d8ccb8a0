"""Bringing files in, step by step: choose, see how they were read, see what will happen, and only then write."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QProgressBar, QStackedWidget, QWidget

from deskmate import paths
from deskmate.core import backups, importing, imports, own_fields, settings
from deskmate.core.errors import DeskmateError, FileProblem
from deskmate.core.importing import Import
from deskmate.core.imports import Batch, BatchRow, Plan, whole_book
from deskmate.ui.background import Job, Progress
from deskmate.ui.desk import Desk
from deskmate.ui.import_plan import ImportPlan
from deskmate.ui.import_preview import ImportPreview
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Dialog,
    EmptyState,
    PlainLabel,
    QuietButton,
    ScrollColumn,
    SectionHeader,
    caption,
    clear,
    column,
    row,
    sentence_for,
    spoken_date,
)

_ANSWERS = {"encoding": "encoding", "date_order": "date_order", "own_name": "own_name"}


@dataclass
class _File:
    """One chosen file: where it lies, its bytes once they were read, how it was read, what a person said about it."""

    path: Path
    data: bytes | None = None
    read: Import | None = None
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.path.name

    def is_whole_book(self) -> bool:
        """Whether it is a whole book of ours, which goes in table by table."""
        try:
            with self.path.open("rb") as source:
                return whole_book.is_one(source.read(200))
        except OSError:
            return False

    def bytes(self) -> bytes:
        """What the file holds; asked for on the worker, since it may lie on a slow drive."""
        if self.data is None:
            try:
                importing.check_size(self.path.stat().st_size)
                self.data = self.path.read_bytes()
            except OSError as error:
                raise FileProblem(f"{self.name} can't be read.") from error
        return self.data


class ImportDialog(Dialog):
    """Opened over the window; all reading and writing happens on the worker. Emits `finished_import(batch)`."""

    finished_import = Signal(int)

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, "Bring customers in", yes="Go on", no="Close", width=860)
        self._desk = desk
        self._files: list[_File] = []
        self._shown = 0
        self._job: Job | None = None
        self.setAcceptDrops(True)
        self.steps = QStackedWidget()
        self.choose = _Choose(desk)
        self.preview = ImportPreview([field.name for field in own_fields.every(desk.db)])
        self.plan = ImportPlan()
        self.working = _Working()
        self.book = _WholeBook()
        self._preview_page, self._plan_page = ScrollColumn(padding=0), ScrollColumn(padding=0)
        self._preview_page.add(self.preview)
        self._plan_page.add(self.plan)
        self._problem = PlainLabel("", tone="attention", wrap=True)
        self._problem.hide()
        for page in (self.choose, self._preview_page, self._plan_page, self.working, self.book):
            self.steps.addWidget(page)
        self.add(self.steps, self._problem)
        self.steps.setMinimumHeight(420)
        self.choose.files_asked.connect(self._ask_files)
        self.choose.undo_asked.connect(self._take_back)
        self.preview.changed.connect(self._on_changed)
        self._go(self.choose)

    def bring(self, names: list[str]) -> None:
        """Read these files and show how they were understood."""
        self._files, self._shown = [_File(Path(name)) for name in names], 0
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
        file, region = self._files[index], settings.current(self._desk.db).region

        def work(progress: Any, should_stop: Any) -> Import:
            return importing.read_file(
                file.name, file.bytes(), region=region, progress=progress, should_stop=should_stop, **file.options
            )

        def done(read: Import) -> None:
            file.read = read
            self._shown = index
            self._job = None
            self.preview.show_file(file.name, read)
            self._go(self._preview_page)

        self._run(f"Reading {file.name} …", work, done)

    @Slot()
    def _on_changed(self) -> None:
        file = self._files[self._shown]
        mapping = {**file.options.get("mapping", {}), **self.preview.choices()}
        # what was answered before stays answered: the question is no longer there to be asked again
        file.options = {**file.options, **({"mapping": mapping} if mapping else {})}
        for kind, answer in self.preview.answers().items():
            if kind in _ANSWERS:
                file.options[_ANSWERS[kind]] = answer
            elif kind == "has_header":
                file.options["has_header"] = answer == "yes"
            elif kind == "no_people":
                file.options.setdefault("mapping", {})[self._column_named(answer)] = "name"
        self._read(self._shown)

    def _column_named(self, number: str) -> str:
        read = self._files[self._shown].read
        return read.header[int(number) - 1] if read is not None and number.isdigit() else number

    def _next_file(self) -> None:
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
                f"Done: the whole book is in, with {held.customers:,} customers. PINs are in no file; set them again "
                "under Settings."
            )
            self._go(self.working)

        self._run("Writing the book …", work, done)

    def _make_plan(self) -> None:
        files = [(file.name, file.read) for file in self._files if file.read is not None]
        now = self._desk.now()

        def work(progress: Any, should_stop: Any) -> Plan:
            return imports.make_plan(self._desk.db, files, now=now, progress=progress, should_stop=should_stop)

        def done(plan: Plan) -> None:
            self._job = None
            self.plan.show_plan(plan)
            self._go(self._plan_page)

        self._run("Comparing with the book …", work, done)

    # writing

    def _write(self, plan: Plan) -> None:
        db, by, now = self._desk.db, self._desk.actor(), self._desk.now()

        def work(progress: Any, should_stop: Any) -> Batch:
            backups.make(db, paths.backups(db.path), now=now, why="before-import")
            return imports.carry_out(db, plan, by=by, now=now, progress=progress, should_stop=should_stop)

        def done(batch: Batch) -> None:
            self._job = None
            self.working.finished(batch)
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
            kept = f" {undone.kept} stayed, because somebody wrote about them since." if undone.kept else ""
            self._desk.say(f"The import was taken back: {undone.removed} removed, {undone.restored} restored.{kept}")

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
        self.no_button.setVisible(running or page is not self.working)  # at the end there is one way on
        # Enter goes on; left to Qt the focus would stand on Close
        (self.no_button if running else self.yes_button).setFocus(Qt.FocusReason.OtherFocusReason)


class _Choose(QWidget):
    """Where one begins: drop or choose files, and see earlier imports with the way back."""

    files_asked = Signal()
    undo_asked = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._layout = column(spacing=Space.M)
        self.setLayout(self._layout)

    def reload(self) -> None:
        """Read the earlier imports again."""
        clear(self._layout)
        self._layout.addWidget(
            EmptyState(
                "file-spreadsheet",
                "Drop files here, or choose them",
                "CSV, Excel, vCard or a calendar from Outlook, a phone, Google, a till or any other program. You see "
                "how each file is understood before anything is written.",
            ),
            1,
        )
        earlier = imports.batches(self._desk.db, limit=4)
        if earlier:
            self._layout.addWidget(SectionHeader("Earlier imports"))
        for batch in earlier:
            self._layout.addLayout(self._batch(batch))

    def _batch(self, batch: BatchRow) -> Any:
        day = spoken_date(self._desk.wall(batch.at).date(), self._desk.today())
        words = column(
            PlainLabel(batch.source, elide=True),
            caption(f"{day}, {batch.by}: {batch.created:,} new, {batch.updated:,} completed"),
            spacing=0,
        )
        across = row(words, spacing=Space.M)
        across.setStretch(0, 1)
        if batch.undone_at is None:
            back = QuietButton("Take back", icon="undo-2")
            back.clicked.connect(lambda _checked=False, number=batch.id: self.undo_asked.emit(number))
            across.addWidget(back)
        else:
            across.addWidget(caption("taken back"))
        return across


class _WholeBook(QWidget):
    """What a whole book holds, before it goes into an empty one."""

    def __init__(self) -> None:
        super().__init__()
        self.path = Path()
        self._words = PlainLabel("", wrap=True)
        self.setLayout(column(None, self._words, None, spacing=Space.M))

    def show_book(self, path: Path, held: whole_book.Held) -> None:
        """Show what this file holds."""
        self.path = path
        self._words.setText(
            f"{path.name} is a whole book: {held.customers:,} customers, {held.rows.get('interaction', 0):,} entries, "
            f"{held.rows.get('appointment', 0):,} appointments. It can go into an empty book only, just as it is, with "
            "its staff, services and settings instead of those here. Before it begins, this book is backed up."
        )


class _Working(QWidget):
    """How far the worker is, and what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self._words = PlainLabel("", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.setLayout(column(None, self._words, self._bar, None, spacing=Space.M))

    def begin(self, what: str) -> None:
        """A new piece of work."""
        self._words.setText(what)
        self._bar.setRange(0, 0)
        self._bar.show()

    def say(self, words: str) -> None:
        """What is going on."""
        self._words.setText(words)

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        if progress.total:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)

    def say_done(self, words: str) -> None:
        """What came of it."""
        self._bar.hide()
        self._words.setText(words)

    def finished(self, batch: Batch) -> None:
        """What came of an import."""
        self._bar.hide()
        left = f", {batch.skipped:,} left out" if batch.skipped else ""
        self._words.setText(
            f"Done: {batch.created:,} new customers, {batch.updated:,} completed{left}. "
            "Notes that came along are read in the background. Under Earlier imports it can be taken back."
        )
