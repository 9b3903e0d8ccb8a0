"""Safety in one look: backups here and elsewhere, what opens the book, whether it is whole, who may do what."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot

from deskmate import paths
from deskmate.core import pins, safety
from deskmate.core.db import Topic
from deskmate.core.safety import Safety
from deskmate.ui.desk import Desk
from deskmate.ui.settings_backups import BackupsCard
from deskmate.ui.settings_check import CheckCard
from deskmate.ui.settings_duties import Duties
from deskmate.ui.settings_facts import Fact, Verdict
from deskmate.ui.settings_keys import KeysCard
from deskmate.ui.settings_section import Section
from deskmate.ui.widgets import Button, SecondaryButton


class SafetySection(Section):
    """Emits `restored(sentence)` when a backup, or the book under a new key, took its place: it must be opened anew.

    The sentence is what to say then.
    """

    key = "safety"
    title = "Safety"
    icon = "shield-check"
    topics = frozenset({Topic.SETTINGS, Topic.BACKUPS, Topic.STAFF})
    restored = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._folder = paths.backups(desk.db.path)
        self.verdict = Verdict()
        self.backups = BackupsCard(desk, self)
        self.backups.restored.connect(self._on_restored)
        self.keys = KeysCard(desk, self)
        self.keys.replaced.connect(self._on_replaced)
        self.check = CheckCard(desk, self, self.backups)
        self.pins = Fact("users", "PINs")
        self.add(self.verdict, self.backups, self.keys, self.check)
        self._add_duties()

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
        self.backups.back_up.setFocus()

    @Slot()
    def _on_restored(self) -> None:
        self.restored.emit("The backup is open. The book as it was before is kept beside it.")

    @Slot()
    def _on_replaced(self) -> None:
        self.restored.emit("The book has its new key: from now on the new recovery code opens it, not the one before.")

    def _add_duties(self) -> None:
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
        self.card("Who sees and does what", hide, self.pins, Duties())

    def _show(self, told: Safety) -> None:
        self.backups.show_safety(told)
        self.keys.show_safety(told)
        if told.throw_away:
            self.verdict.say([], "A book to look around in: nothing of it is kept.")
        else:
            self.verdict.say(self._warnings(told), "All is well: encrypted, backed up here and elsewhere.")

    def _warnings(self, told: Safety) -> list[tuple[str, Button | None]]:
        found: list[tuple[str, Button | None]] = [
            (warning, SecondaryButton("Restore …", self.backups.ask_restore)) for warning in self._desk.db.warnings
        ]
        if told.last is None:
            found.append(("There is no backup yet.", SecondaryButton("Back up now", self.backups.make_backup)))
        if not told.can_come_back:
            restore = SecondaryButton("Restore …", self.backups.ask_restore)
            found.append(("The key file is missing or damaged.", restore))
        choose = SecondaryButton("Choose a folder …", self.backups.ask_folder)
        if told.second is None:
            found.append(("All backups are on this computer. Choose a second place, such as a USB stick.", choose))
        elif told.second_overdue:
            found.append(("The second place has had no backup for a week.", choose))
        if told.keyring == "another key":
            keep = SecondaryButton("Keep the key here", self.keys.keep_key_here)
            found.append(("This computer’s key store holds an older key.", keep))
        return found

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
