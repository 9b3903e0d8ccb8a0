"""Bringing customers in, and everything out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from deskmate.core import exports, imports
from deskmate.core.db import Topic
from deskmate.core.exports import Exported
from deskmate.core.imports import BatchRow, Undone
from deskmate.ui import file_places
from deskmate.ui.background import Job, Progress
from deskmate.ui.desk import Desk
from deskmate.ui.import_steps import taken_back
from deskmate.ui.reading_order import focus_kept
from deskmate.ui.settings_section import Section
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Option,
    PlainLabel,
    PrimaryButton,
    QuietButton,
    SecondaryButton,
    SegmentedChoice,
    caption,
    clear,
    column,
    row,
    spoken_date,
)

FORMATS = {
    "csv": "A table for every part of the book; opens in every spreadsheet.",
    "xlsx": "Customers as an Excel sheet, the history beside it as a table.",
    "vcard": "Customers for address books and phones, without the history.",
    "vcard-3.0": "The same in the older way, which Outlook, Google and older phones know.",
    "json": "Everything, complete, in a form that Deskmate and other programs read back.",
}
_NAMES = {"csv": "CSV", "xlsx": "Excel", "vcard": "vCard", "vcard-3.0": "vCard 3.0", "json": "JSON"}
_MOST_IMPORTS = 20
_BAR_WIDTH = 120


class FilesSection(Section):
    """Import with what came in earlier and its way back; export of everything into a chosen folder."""

    key = "files"
    title = "Import and export"
    icon = "file-spreadsheet"
    topics = frozenset({Topic.IMPORTS, Topic.CUSTOMERS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._job: Job | None = None
        self._taken_back: int | None = None  # the import that is being taken back now
        bring = PrimaryButton("Bring customers in …", desk.ways.import_files, icon="upload")
        words = caption(
            "From CSV, Excel, vCard, calendars or a chat. You see how each file is understood before it is kept."
        )
        across = row(words, bring, spacing=Space.L)
        across.setStretch(0, 1)
        self._earlier = column(spacing=Space.S)
        self.card("Bring in", across, self._earlier)
        self.format = SegmentedChoice("Format", [Option(key, name) for key, name in _NAMES.items()], value="csv")
        self.format.changed.connect(self._on_format)
        self._about = caption(FORMATS["csv"])
        self.export = SecondaryButton("Choose a folder …", self.ask_folder, icon="download")
        self.stop = QuietButton("Stop", self._on_stop)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._said = PlainLabel("", wrap=True, selectable=True)
        self.card(
            "Everything out",
            row(self.format, None),
            self._about,
            row(self._bar, self.stop),
            row(self.export, None),
            self._said,
            hint="Only the owner may. The files are not encrypted: keep them where nobody else looks.",
        )
        self._show_busy(False)
        self._say("")

    def reload(self) -> None:
        """Read the earlier imports again."""
        earlier = imports.batches(self._desk.db, limit=_MOST_IMPORTS)
        with focus_kept(self):
            clear(self._earlier)
            if not earlier:
                self._earlier.addWidget(caption("Nothing has been brought in yet.", tone="faint"))
            for batch in earlier:
                self._earlier.addWidget(self._line(batch))

    @Slot()
    def ask_folder(self) -> None:
        """Let the owner choose where to."""
        desk = self._desk
        if not desk.is_owner("export the book", problem=self._say):
            return
        dialog = QFileDialog(self.window(), "Export into which folder?")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        file_places.begin_at_home(dialog)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    @Slot(str)
    def export_to(self, folder: str) -> None:
        """Write everything into a new folder inside this one, on the worker."""
        db, by, now, chosen = self._desk.db, self._desk.actor(), self._desk.now(), str(self.format.value())

        def work(progress: Any, should_stop: Any) -> Exported:
            return exports.export(db, chosen, Path(folder), by=by, now=now, progress=progress, should_stop=should_stop)

        self._say("")
        self._show_busy(True)
        self._job = self.run(
            work,
            self._exported,
            on_end=lambda: self._show_busy(False),
            on_progress=self._show_progress,
            problem=self._warn,
        )

    def _exported(self, done: Exported) -> None:
        folder = Path(done.files[0]).parent
        files = "one file" if len(done.files) == 1 else f"{len(done.files)} files"
        entries = f" and {done.interactions:,} entries" if done.interactions else ""
        self._say(f"{done.customers:,} customers{entries}, in {files}: {folder}")

    def _line(self, batch: BatchRow) -> QWidget:
        day = spoken_date(self._desk.wall(batch.at).date(), self._desk.today())
        words = column(
            PlainLabel(batch.source, elide=True),
            caption(
                f"{day}, {batch.by}: {batch.created:,} new, {batch.updated:,} completed, {batch.skipped:,} left out"
            ),
            spacing=0,
        )
        across = row(words, spacing=Space.M)
        across.setStretch(0, 1)
        if batch.id == self._taken_back:
            bar = QProgressBar()
            bar.setTextVisible(False)
            bar.setRange(0, 0)
            bar.setFixedWidth(_BAR_WIDTH)
            across.addWidget(caption("being taken back …"))
            across.addWidget(bar)
        elif batch.undone_at is None:
            back = QuietButton("Take back", partial(self._take_back, batch.id), icon="undo-2")
            back.setEnabled(self._taken_back is None)
            across.addWidget(back)
        else:
            across.addWidget(caption("taken back"))
        holder = QWidget()
        holder.setLayout(across)
        return holder

    def _take_back(self, batch: int, _checked: bool = False) -> None:
        db, by, now = self._desk.db, self._desk.actor(), self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> Undone:
            return imports.undo(db, batch, by=by, now=now)

        def done(undone: Undone) -> None:
            self._desk.say(taken_back(undone))

        self._show_taking(batch)
        self.run(work, done, on_end=lambda: self._show_taking(None))

    def _show_taking(self, batch: int | None) -> None:
        self._taken_back = batch
        self.reload()

    @Slot(object)
    def _on_format(self, value: str) -> None:
        self._about.setText(FORMATS[value])

    @Slot()
    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_busy(self, busy: bool) -> None:
        self._bar.setRange(0, 0)
        self._bar.setVisible(busy)
        with focus_kept(self):
            self.stop.setVisible(busy)
            self.export.setEnabled(not busy)

    def _show_progress(self, progress: Progress) -> None:
        if progress.total:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)

    def _warn(self, sentence: str) -> None:
        self._say(sentence, tone="attention")

    def _say(self, sentence: str, *, tone: str = "") -> None:
        self._said.set_tone(tone)
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
