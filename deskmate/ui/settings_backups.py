"""The backups here and in a second place, each with its button; bringing one back for practice, and in earnest."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from deskmate import paths
from deskmate.core import backups, settings
from deskmate.core.db import Topic
from deskmate.core.safety import Safety
from deskmate.ui import file_places
from deskmate.ui.desk import Desk
from deskmate.ui.restore import RestoreForm
from deskmate.ui.settings_facts import Fact
from deskmate.ui.settings_section import Section
from deskmate.ui.widgets import Card, Dialog, QuietButton, SecondaryButton, SectionHeader

_LATE = timedelta(days=1)
_REHEARSAL_LATE = timedelta(days=45)


class BackupsCard(Card):
    """One card of the safety section. `restored()`: a backup took the book's place, which must be opened anew."""

    restored = Signal()

    def __init__(self, desk: Desk, section: Section) -> None:
        super().__init__()
        self._desk, self._section = desk, section
        self._folder = paths.backups(desk.db.path)
        self._backing_up = self._rehearsing = False
        self.back_up = SecondaryButton("Back up now", self.make_backup, icon="save")
        self.choose = SecondaryButton("Choose a folder …", self.ask_folder)
        self.forget = QuietButton("Use none", self._on_forget)
        self.restore = SecondaryButton("Restore …", self.ask_restore, icon="archive-restore")
        self.last = Fact("save", "Last backup", self.back_up)
        self.second = Fact("hard-drive", "Second place", self.forget, self.choose)
        going_back = Fact("archive-restore", "Going back", self.restore)
        going_back.say("You see what is in a backup first; the present book is kept beside it.")
        self.try_it = SecondaryButton("Try it now", self.rehearse)
        self.rehearsal = Fact("list-checks", "Rehearsal", self.try_it)
        self.add(SectionHeader("Backups"), self.last, self.second, self.rehearsal, going_back)

    def show_safety(self, told: Safety) -> None:
        """Say how the backups stand."""
        now = self._desk.now()
        kept = f"{told.kept} are kept" if told.kept > 1 else "it is the only one"
        kept += f", {told.earlier} under an earlier key with its own secrets" if told.earlier else ""
        if told.last is None:
            self.last.say("There is none yet.", warn=not told.throw_away)
        else:
            self.last.say(
                f"Made {self._section.when(told.last)}, in {_breakable(told.folder)}; {kept}.",
                warn=now - told.last > _LATE,
            )
        self._show_second(told)
        self._show_rehearsal(told)

    @Slot()
    def make_backup(self) -> None:
        """Make a backup now, here and in the second place."""
        db, folder, now = self._desk.db, self._folder, self._desk.now()
        chosen = settings.current(db).backup_folder

        def work(_progress: Any, _should_stop: Any) -> Any:
            made = backups.make(db, folder, now=now, why="asked")
            if chosen and Path(chosen).is_dir():
                backups.copy(made, Path(chosen))
            return made

        if self._backing_up:
            return  # the button stays as it is meanwhile: one that can't be pressed would let the focus jump away
        self._backing_up = True
        self.last.say("Copying the book, and reading the copy back …")
        self._section.run(work, self._made, on_end=self._backed_up, problem=self._not_made)

    def _backed_up(self) -> None:
        self._backing_up = False

    def _made(self, _backup: Any) -> None:
        self._desk.say("A backup was made and read back.")
        self._desk.db.announce(Topic.BACKUPS)
        self._section.reload()

    def _not_made(self, sentence: str) -> None:
        self._section.reload()
        self._desk.say(sentence)

    @Slot()
    def rehearse(self) -> None:
        """Bring the newest backup back into a scratch folder, to see that it would help."""
        db, folder, now = self._desk.db, self._folder, self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> Any:
            newest = next(iter(backups.list_backups(folder, backups.book_id_of(db))), None)
            return backups.rehearse(newest, db.key, now=now) if newest is not None else None

        if self._rehearsing:
            return
        self._rehearsing = True
        self.rehearsal.say("Bringing the newest backup back into a scratch folder …")
        self._section.run(work, self._rehearsed, on_end=self._tried, problem=self._not_rehearsed)

    def _tried(self) -> None:
        self._rehearsing = False

    def _rehearsed(self, _seen: Any) -> None:
        self._section.reload()

    def _not_rehearsed(self, sentence: str) -> None:
        self.rehearsal.say(sentence, warn=True)

    @Slot()
    def ask_folder(self) -> None:
        """Let the owner choose a second place."""
        dialog = QFileDialog(self.window(), "Where should backups go as well?")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        file_places.begin_at_home(dialog)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.use_folder)
        dialog.open()

    @Slot(str)
    def use_folder(self, folder: str) -> None:
        """Copy backups to this folder from now on."""
        problem = self._section.save({"backup_folder": folder})
        if problem:
            self._desk.say(problem)
        self._section.reload()

    @Slot()
    def _on_forget(self) -> None:
        self.use_folder("")

    @Slot()
    def ask_restore(self) -> None:
        """Open the way back to a backup."""
        if not self._desk.is_owner("restore a backup"):
            return
        dialog = RestoreDialog(self.window(), self._desk)
        dialog.form.restored.connect(self.restored)
        dialog.open()

    def _show_second(self, told: Safety) -> None:
        self.forget.setVisible(told.second is not None)
        if told.second is None:
            self.second.say(
                "None chosen. A USB stick or a network folder survives this computer.", warn=not told.throw_away
            )
        elif told.second_last is None:
            there = "It is there and waits for the next backup" if told.second_there else "It is not there just now"
            self.second.say(f"{_breakable(told.second)}. {there}.", warn=not told.second_there)
        else:
            there = "" if told.second_there else " It is not there just now."
            when = self._section.when(told.second_last)
            self.second.say(
                f"{_breakable(told.second)}. The newest there was made {when}.{there}", warn=told.second_overdue
            )

    def _show_rehearsal(self, told: Safety) -> None:
        self.try_it.setEnabled(told.last is not None)
        if told.rehearsed is None:
            self.rehearsal.say("Going back was not tried yet; once a month it is done by itself, in a scratch folder.")
        else:
            late = self._desk.now() - told.rehearsed > _REHEARSAL_LATE
            self.rehearsal.say(
                f"A backup was last brought back for practice {self._section.when(told.rehearsed)}.", warn=late
            )


class RestoreDialog(Dialog):
    """The form of the welcome, over the open book."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, "Go back to a backup", no="", width=600)
        self.yes_button.hide()
        self.form = RestoreForm(desk.db.path, desk.background, now=desk.now, db=desk.db, actor=desk.actor)
        self.form.back_asked.connect(self.reject)
        self.form.restored.connect(self.accept)
        self.add(self.form)
        self.form.focus_first()


def _breakable(path: Path) -> str:
    """The path so that a long one can wrap: a place to break after each separator."""
    return str(path).replace(os.sep, os.sep + "\u200b")
