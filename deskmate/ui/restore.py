"""Going back to a backup: choose one, see what is in it, restore it. The book as it was is kept beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from deskmate import paths
from deskmate.core import backups, book, keys
from deskmate.core.actors import Actor
from deskmate.core.backups import Backup, Preview
from deskmate.core.db import Database
from deskmate.core.errors import DeskmateError
from deskmate.ui.background import Background
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import (
    Card,
    FormRow,
    PassphraseField,
    PlainLabel,
    PrimaryButton,
    QuietButton,
    Row,
    RowList,
    RowModel,
    SecondaryButton,
    caption,
    row,
    sentence_for,
)

_WHY = {
    "close": "made when Deskmate was closed",
    "asked": "made by hand",
    "automatic": "made by itself",
    "before-import": "made before an import",
    "before-migration": "made before an upgrade",
    "before restore": "made before a restore",
}


class RestoreForm(QWidget):
    """Emits `opened(Database)` once a restored book is open, or `restored()` when the open book was replaced."""

    opened = Signal(object)
    restored = Signal()
    back_asked = Signal()

    def __init__(
        self,
        path: Path,
        background: Background,
        *,
        now: Callable[[], datetime],
        db: Database | None = None,
        actor: Callable[[], Actor] | None = None,
    ) -> None:
        super().__init__()
        self._actor = actor
        self._path, self._background, self._now, self._db = path, background, now, db
        self._file: Path | None = None
        self._seen: Preview | None = None
        self._model = RowModel(_row, key=_path_of, parent=self)
        self.list = RowList(self._model, "Backups", slim=True)
        self.secret = PassphraseField(placeholder="Passphrase or recovery code of the backup")
        self._secret_row = FormRow("Passphrase or recovery code", self.secret)
        self._inside = Card(kind="quiet", padding=Space.M, spacing=Space.XS)
        self._words = PlainLabel("", wrap=True)
        self._problem = PlainLabel("", tone="attention", wrap=True)
        self.look = SecondaryButton("Look inside", self.look_inside, icon="eye")
        self.button = PrimaryButton("Restore this backup", self.restore, icon="archive-restore")
        self._build()
        self._fill()

    def focus_first(self) -> None:
        """The list of backups is where one goes on."""
        (self.list if self._model.rowCount() else self.secret).setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        if self._db is None:  # over an open book it stands in a dialog, which has its own heading
            layout.addWidget(PlainLabel("Restore a backup", size=Text.LARGE, weight=QFont.Weight.DemiBold))
        self._hint = caption("")
        layout.addWidget(self._hint)
        self.list.setFixedHeight(self.list.height_for(5))
        layout.addWidget(self.list)
        layout.addLayout(row(QuietButton("Choose another file …", self._choose, icon="hard-drive"), None))
        layout.addWidget(self._secret_row)
        self._inside.add(self._words)
        layout.addWidget(self._inside)
        layout.addWidget(self._problem)
        layout.addLayout(row(QuietButton("Back", self.back_asked.emit), None, self.look, self.button))
        self.list.chosen.connect(self._on_chosen)
        self.secret.returnPressed.connect(self.look_inside)
        self._secret_row.setVisible(self._db is None)
        self._show_seen(None)

    def _fill(self) -> None:
        found = backups.list_backups(paths.backups(self._path))
        self._model.show(found)
        self.list.setVisible(bool(found))
        self._hint.setText(
            "The newest is at the top. The book as it is now is kept beside the restored one."
            if found
            else "No backup was found beside the book. Choose the file, for example on a USB stick."
        )
        if found:
            self.list.choose_row(0)

    @Slot(object)
    def _on_chosen(self, backup: Backup | None) -> None:
        if backup is not None:
            self._use(backup.path)

    @Slot()
    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), "Choose a backup", str(paths.backups(self._path).parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"Deskmate backups (*{backups.SUFFIX})", "All files (*)"])
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    @Slot(str)
    def _on_file(self, name: str) -> None:
        self.list.clearSelection()
        self._use(Path(name))
        self._hint.setText(f"Chosen: {Path(name).name}")

    def _use(self, file: Path) -> None:
        self._file = file
        self._show_seen(None)
        if self._db is not None:
            self.look_inside()

    def _show_seen(self, seen: Preview | None, problem: str = "") -> None:
        self._seen = seen
        self._inside.setVisible(seen is not None)
        self._words.setText(_contents(seen) if seen is not None else "")
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.button.setEnabled(seen is not None)

    @Slot()
    def look_inside(self) -> None:
        """Check the whole backup and show what it holds; nothing is changed."""
        if self._file is None:
            self._show_seen(None, "Choose a backup first.")
            return
        file, access, path = self._file, self._access(), self._path
        self.look.setEnabled(False)

        def work(_progress: object, _should_stop: object) -> Any:
            return backups.preview(file, **access, book=path if path.exists() else None)

        self._background.run(work, on_done=self._on_seen, on_failed=self._on_failed, owner=self)

    @Slot()
    def restore(self) -> None:
        """Put the backup in the book's place."""
        if self._seen is None or self._file is None:
            return
        file, access, path, now, db = self._file, self._access(), self._path, self._now(), self._db
        by = self._actor() if self._actor is not None else None  # before a book is open, the secret is what allows it
        self.button.setEnabled(False)
        self.button.set_text("Restoring …")

        def work(_progress: object, _should_stop: object) -> Any:
            backups.restore(file, path, **access, backups=paths.backups(path), db=db, by=by, now=now)
            return None if db is not None else book.open_with_secret(path, **access, now=now)

        self._background.run(work, on_done=self._on_restored, on_failed=self._on_failed, owner=self)

    def _access(self) -> dict[str, Any]:
        if self._db is not None and not self.secret.text().strip():
            return {"key": self._db.key}
        typed = self.secret.text()
        return {"recovery_code": typed} if _looks_like_code(typed) else {"passphrase": typed}

    def _on_seen(self, seen: Preview) -> None:
        self.look.setEnabled(True)
        self._show_seen(seen)
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_restored(self, db: Database | None) -> None:
        self.secret.clear()
        if db is None:
            self.restored.emit()
        else:
            self.opened.emit(db)

    def _on_failed(self, error: BaseException) -> None:
        self.look.setEnabled(True)
        self.button.set_text("Restore this backup")
        self._show_seen(None, sentence_for(error))
        self._secret_row.show()  # another book's backup needs its own secret
        if not isinstance(error, DeskmateError):
            raise error


def _row(item: object) -> Row:
    assert isinstance(item, Backup)
    made = item.made_at.astimezone()
    return Row(
        title=f"{made:%a} {made.day} {made:%b %Y, %H:%M}", trailing=_WHY.get(item.why, item.why), icon="archive-restore"
    )


def _path_of(item: object) -> str:
    assert isinstance(item, Backup)
    return str(item.path)


def _contents(seen: Preview) -> str:
    made, held = seen.backup.made_at.astimezone(), seen.contents
    shop = f"{held.shop}, " if held.shop else ""
    return (
        f"{shop}{made.day} {made:%b %Y, %H:%M}: {_counted(held.customers, 'customer')}, "
        f"{held.interactions:,} notes and visits, {_counted(held.appointments, 'appointment')}, "
        f"{_counted(held.follow_ups, 'follow-up')}. Every byte was checked."
    )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _looks_like_code(typed: str) -> bool:
    try:
        keys.normal_code(typed)
    except DeskmateError:
        return False
    return True
