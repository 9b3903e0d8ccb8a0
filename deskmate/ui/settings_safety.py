"""Safety in one look: backups here and elsewhere, what opens the book, whether it is whole; each with its button."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from deskmate import paths
from deskmate.core import audit_heads, backups, book, check, duties, pins, safety, settings
from deskmate.core.actors import require_owner
from deskmate.core.check import Finding
from deskmate.core.db import Topic
from deskmate.core.safety import Safety
from deskmate.ui.background import Job, Progress
from deskmate.ui.desk import Desk
from deskmate.ui.restore import RestoreForm
from deskmate.ui.settings_facts import Fact, Verdict
from deskmate.ui.settings_secrets import PassphraseDialog, RecoveryDialog
from deskmate.ui.settings_section import Section
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Button,
    Card,
    Dialog,
    PlainLabel,
    QuietButton,
    SecondaryButton,
    caption,
    clear,
    column,
    row,
    spoken_date,
)

_LATE = timedelta(days=1)
_REHEARSAL_LATE = timedelta(days=45)


class SafetySection(Section):
    """Emits `restored()` when a backup took the book's place: the book must be opened anew then."""

    key = "safety"
    title = "Safety"
    icon = "shield-check"
    topics = frozenset({Topic.SETTINGS, Topic.BACKUPS, Topic.STAFF})
    restored = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._folder = paths.backups(desk.db.path)
        self._job: Job | None = None
        self._backing_up = self._rehearsing = False
        self.verdict = Verdict()
        self.add(self.verdict)
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
        self.card("Backups", self.last, self.second, self.rehearsal, going_back)
        self.encryption = Fact("lock", "Encryption")
        self._secrets = (
            SecondaryButton("Change …", self.ask_passphrase),
            SecondaryButton("Make a new one …", self.ask_code),
        )
        passphrase = Fact("key-round", "Passphrase", self._secrets[0])
        passphrase.say("Opens the book and its backups on any computer.")
        code = Fact("file-text", "Recovery code", self._secrets[1])
        code.say("For when the passphrase is forgotten: on paper, away from this computer.")
        self.keep_key = SecondaryButton("Keep the key here", self.keep_key_here)
        self.forget_key = QuietButton("Ask at each start", self.forget_key_here)
        self.key_store = Fact("monitor", "This computer’s key store", self.forget_key, self.keep_key)
        self.card("What opens the book", self.encryption, self.key_store, passphrase, code)
        self.quick = SecondaryButton("Quick check", self.check_quickly)
        self.full = SecondaryButton("Full check", self.check_fully)
        self.stop = QuietButton("Stop", self._on_stop)
        self.check = Fact("list-checks", "Check the book", self.stop, self.quick, self.full)
        self._findings = column(spacing=Space.S)
        self.card("Is everything whole?", self.check, self._findings)
        hide = self.form()
        hide.add_number(
            "curtain_after_minutes", "Hide the screen after", most=120, unit="minutes", hint="0: only with F9."
        )
        hide.add_number(
            "lock_after_minutes",
            "Ask for a PIN after",
            most=240,
            unit="minutes",
            hint="0: never by itself. Ctrl+L locks at once. PINs are set under Staff.",
        )
        self.pins = Fact("users", "PINs")
        self.card(
            "Who sees and does what",
            hide,
            self.pins,
            caption(duties.everybodys_sentence()),
            caption(duties.owners_sentence()),
        )
        self._show_checking(False)
        self.check.say("Quick looks at samples, full reads every page and entry.")

    def reload(self) -> None:
        """Show what is stored; the look at backups and key store happens on the worker."""
        super().reload()
        db, folder, now = self._desk.db, self._folder, self._desk.now()
        self._show_pins()

        def work(_progress: Any, _should_stop: Any) -> Safety:
            return safety.look(db, folder, now=now)

        self.run(work, self._show)

    def focus_first(self) -> None:
        """The first thing to do is a backup."""
        self.back_up.setFocus()

    # what is shown

    def _show(self, told: Safety) -> None:
        now = self._desk.now()
        kept = f"{told.kept} are kept" if told.kept > 1 else "it is the only one"
        if told.last is None:
            self.last.say("There is none yet.", warn=not told.throw_away)
        else:
            self.last.say(
                f"Made {self._when(told.last)}, in {_breakable(told.folder)}; {kept}.", warn=now - told.last > _LATE
            )
        self._show_second(told)
        self.forget.setVisible(told.second is not None)
        self._show_rehearsal(told)
        self._show_key_store(told)
        for button in self._secrets:
            button.setEnabled(not told.throw_away)
        if told.throw_away:
            self.encryption.say("Encrypted (AES-256) under a key that nobody keeps.")
        elif told.can_come_back:
            self.encryption.say("The book and its backups are encrypted (AES-256), each page with its own seal.")
        else:
            self.encryption.say(
                "The key file beside the book is missing or damaged: passphrase and recovery code do not open it now. "
                "Restore the newest backup, which carries it.",
                warn=True,
            )
        if told.throw_away:
            self.verdict.say([], "A book to look around in: nothing of it is kept.")
        else:
            self.verdict.say(self._warnings(told), "All is well: encrypted, backed up here and elsewhere.")

    def _show_rehearsal(self, told: Safety) -> None:
        self.try_it.setEnabled(told.last is not None)
        if told.rehearsed is None:
            self.rehearsal.say("Going back was not tried yet; once a month it is done by itself, in a scratch folder.")
        else:
            late = self._desk.now() - told.rehearsed > _REHEARSAL_LATE
            self.rehearsal.say(f"A backup was last brought back for practice {self._when(told.rehearsed)}.", warn=late)

    def _show_key_store(self, told: Safety) -> None:
        self.keep_key.setVisible(told.keyring in ("no entry", "another key") and not told.throw_away)
        self.forget_key.setVisible(told.opens_alone)
        self.key_store.say(
            {
                "opens": "It keeps the key, and opens the book for whoever is logged in on this computer.",
                "no entry": "It does not keep the key: the passphrase is asked for at each start.",
                "another key": "It keeps an older key, which opens nothing: the passphrase is asked for at each start.",
                "not there": "There is none that can be trusted, or it does not answer: the passphrase is asked for at "
                "each start. The key is never kept in plain text instead.",
            }[told.keyring],
            warn=told.keyring == "another key",
        )

    def _show_pins(self) -> None:
        people = pins.everybody(self._desk.db)
        open_owners = [person.name for person in people if person.role == "owner" and not person.has_pin]
        if not any(person.has_pin for person in people):
            self.pins.say("Nobody has one: whoever stands here can choose any name. Set them under Staff.")
        elif open_owners:
            self.pins.say(f"Anybody can act as the owner: {', '.join(open_owners)} has no PIN.", warn=True)
        elif pins.kept_in_book(self._desk.db):
            self.pins.say(
                "This computer has no key store that can be trusted, so the secret that protects the PINs is kept in "
                "the encrypted book. Whoever can open the book could find the PINs out."
            )
        else:
            self.pins.say("Kept stretched in the book, with a secret that only this computer’s key store has.")

    def _show_second(self, told: Safety) -> None:
        if told.second is None:
            self.second.say(
                "None chosen. A USB stick or a network folder survives this computer.", warn=not told.throw_away
            )
        elif told.second_last is None:
            there = "It is there and waits for the next backup" if told.second_there else "It is not there just now"
            self.second.say(f"{_breakable(told.second)}. {there}.", warn=not told.second_there)
        else:
            there = "" if told.second_there else " It is not there just now."
            when = self._when(told.second_last)
            self.second.say(
                f"{_breakable(told.second)}. The newest there was made {when}.{there}", warn=told.second_overdue
            )

    def _warnings(self, told: Safety) -> list[tuple[str, Button | None]]:
        found: list[tuple[str, Button | None]] = [
            (warning, SecondaryButton("Restore …", self.ask_restore)) for warning in self._desk.db.warnings
        ]
        if told.last is None:
            found.append(("There is no backup yet.", SecondaryButton("Back up now", self.make_backup)))
        if not told.can_come_back:
            restore = SecondaryButton("Restore …", self.ask_restore)
            found.append(("The key file is missing or damaged.", restore))
        choose = SecondaryButton("Choose a folder …", self.ask_folder)
        if told.second is None:
            found.append(("All backups are on this computer. Choose a second place, such as a USB stick.", choose))
        elif told.second_overdue:
            found.append(("The second place has had no backup for a week.", choose))
        if told.keyring == "another key":
            keep = SecondaryButton("Keep the key here", self.keep_key_here)
            found.append(("This computer’s key store holds an older key.", keep))
        return found

    def _when(self, at: datetime) -> str:
        wall = self._desk.wall(at)
        day = spoken_date(wall.date(), self._desk.today())
        return f"{day.lower() if day.isalpha() else day}, {wall:%H:%M}"

    # backups

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
        self.run(work, self._made, on_end=self._backed_up, problem=self._not_made)

    def _backed_up(self) -> None:
        self._backing_up = False

    def _made(self, _backup: Any) -> None:
        self._desk.say("A backup was made and read back.")
        self._desk.db.announce(Topic.BACKUPS)
        self.reload()

    def _not_made(self, sentence: str) -> None:
        self.reload()
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
        self.run(work, self._rehearsed, on_end=self._tried, problem=self._not_rehearsed)

    def _tried(self) -> None:
        self._rehearsing = False

    def _rehearsed(self, _seen: Any) -> None:
        self.reload()

    def _not_rehearsed(self, sentence: str) -> None:
        self.rehearsal.say(sentence, warn=True)

    @Slot()
    def keep_key_here(self) -> None:
        """Let this computer open the book by itself."""
        self._keep_key(True)

    @Slot()
    def forget_key_here(self) -> None:
        """Have the passphrase asked for at each start."""
        self._keep_key(False)

    def _keep_key(self, keep: bool) -> None:
        db, by, now = self._desk.db, self._desk.actor(), self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> None:
            book.keep_key_here(db, keep, by=by, now=now)

        self.run(work, lambda _nothing: self.reload())

    @Slot()
    def ask_folder(self) -> None:
        """Let the owner choose a second place."""
        dialog = QFileDialog(self.window(), "Where should backups go as well?")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.use_folder)
        dialog.open()

    @Slot(str)
    def use_folder(self, folder: str) -> None:
        """Copy backups to this folder from now on."""
        problem = self.save({"backup_folder": folder})
        if problem:
            self._desk.say(problem)
        self.reload()

    @Slot()
    def _on_forget(self) -> None:
        self.use_folder("")

    @Slot()
    def ask_restore(self) -> None:
        """Open the way back to a backup."""
        if not self._is_owner("restore a backup"):
            return
        dialog = RestoreDialog(self.window(), self._desk)
        dialog.form.restored.connect(self.restored)
        dialog.open()

    # secrets

    @Slot()
    def ask_passphrase(self) -> None:
        """Open the form for another passphrase."""
        if self._is_owner("change what opens the book"):
            PassphraseDialog(self.window(), self._desk).open()

    @Slot()
    def ask_code(self) -> None:
        """Open the steps to a new recovery code."""
        if self._is_owner("change what opens the book"):
            RecoveryDialog(self.window(), self._desk).open()

    def _is_owner(self, to: str) -> bool:
        return self._desk.attempt(lambda: require_owner(self._desk.actor(), to))

    # the check

    @Slot()
    def check_quickly(self) -> None:
        """Look at the structure and at samples."""
        self._check(full=False)

    @Slot()
    def check_fully(self) -> None:
        """Read every page, entry and index word."""
        self._check(full=True)

    def _check(self, *, full: bool) -> None:
        db, folder, now = self._desk.db, self._folder, self._desk.now()

        def work(progress: Any, should_stop: Any) -> list[Finding]:
            def tell(part: float) -> bool:
                progress(round(part * 100), 100)
                return not should_stop()

            return check.run(db, full=full, backups=folder, now=now, progress=tell)

        clear(self._findings)
        self._show_checking(True)
        self.check.say("Checking …")
        self._job = self.run(
            work,
            lambda found: self._show_findings(found, full),
            on_end=self._checked,
            on_progress=self._show_progress,
            problem=lambda sentence: self.check.say(sentence, warn=True),
        )

    def _checked(self) -> None:
        self._show_checking(False)
        self.check.say("Stopped before its end.")

    def _show_progress(self, progress: Progress) -> None:
        self.check.say(f"Checking … {progress.done} %")

    def _show_findings(self, found: Sequence[Finding], full: bool) -> None:
        when = self._when(self._desk.now())
        what = "Every page and entry was read" if full else "Structure and samples were looked at"
        result = (
            f"{len(found)} things to see to" if len(found) > 1 else "one thing to see to" if found else "all is well"
        )
        self.check.say(f"{what} {when}: {result}.", warn=any(item.serious for item in found))
        clear(self._findings)
        for item in found:
            self._findings.addWidget(self._finding(item, found))

    def _finding(self, item: Finding, found: Sequence[Finding]) -> QWidget:
        card = Card(kind="attention" if item.serious else "quiet", padding=Space.M)
        button = self._button_for(item, found)
        across = row(PlainLabel(item.sentence, wrap=True), *([button] if button else []), spacing=Space.M)
        across.setStretch(0, 1)
        card.add(across)
        return card

    def _button_for(self, item: Finding, found: Sequence[Finding]) -> Button | None:
        if item.repairable:
            return SecondaryButton("Put it right", lambda: self._repair(found))
        ways: dict[str, tuple[str, Callable[[], object]]] = {
            "damaged": ("Restore …", self.ask_restore),
            "key-file": ("Restore …", self.ask_restore),
            "backups": ("Back up now", self.make_backup),
            "older-copy": ("It is the right one", self._accept_copy),
            "audit": ("I know of it", self._accept_copy),
        }
        return SecondaryButton(ways[item.code][0], ways[item.code][1]) if item.code in ways else None

    def _repair(self, found: Sequence[Finding]) -> None:
        db, now = self._desk.db, self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> None:
            check.repair(db, list(found), now=now)

        self.run(work, lambda _nothing: self._check(full=False))

    def _accept_copy(self) -> None:
        desk, by, now = self._desk, self._desk.actor(), self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> None:
            audit_heads.accept(desk.db, by=by, now=now)

        if self._is_owner("take an older copy for the right one"):
            self.run(work, lambda _nothing: self._accepted())

    def _accepted(self) -> None:
        self._check(full=False)
        self.reload()

    def _show_checking(self, checking: bool) -> None:
        self.stop.setVisible(checking)
        for button in (self.quick, self.full):
            button.setVisible(not checking)

    @Slot()
    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()


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
