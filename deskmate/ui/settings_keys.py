"""What opens the book: this computer's key store, the passphrase, the code on paper; each with its button."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot

from deskmate.core import book
from deskmate.core.safety import KeyringState, Safety
from deskmate.ui.desk import Desk
from deskmate.ui.settings_facts import Fact
from deskmate.ui.settings_rekey import RekeyDialog
from deskmate.ui.settings_secrets import PassphraseDialog, RecoveryDialog
from deskmate.ui.settings_section import Section
from deskmate.ui.widgets import Card, QuietButton, SecondaryButton, SectionHeader

_KEY_STORE: dict[KeyringState, str] = {
    "opens": "It keeps the key, and opens the book for whoever is logged in on this computer.",
    "no entry": "It does not keep the key: the passphrase is asked for at each start.",
    "another key": "It keeps an older key, which opens nothing: the passphrase is asked for at each start.",
    "not there": "There is none that can be trusted, or it does not answer: the passphrase is asked for at each start. "
    "The key is never kept in plain text instead.",
}


class KeysCard(Card):
    """One card of the safety section. `replaced()`: the book has a new key, and must be opened anew."""

    replaced = Signal()

    def __init__(self, desk: Desk, section: Section) -> None:
        super().__init__()
        self._desk, self._section = desk, section
        self.encryption = Fact("lock", "Encryption")
        self._secrets = (
            SecondaryButton("Change …", self.ask_passphrase),
            SecondaryButton("Make a new one …", self.ask_code),
            SecondaryButton("New key …", self.ask_key),
        )
        passphrase = Fact("key-round", "Passphrase", self._secrets[0])
        passphrase.say("Opens the book and its backups on any computer.")
        code = Fact("file-text", "Recovery code", self._secrets[1])
        code.say("For when the passphrase is forgotten: on paper, away from this computer.")
        leak = Fact("shield-check", "New key after a leak", self._secrets[2])
        leak.say("Encrypts the whole book anew, where somebody may have got hold of what opens it.")
        self.keep_key = SecondaryButton("Keep the key here", self.keep_key_here)
        self.forget_key = QuietButton("Ask at each start", self.forget_key_here)
        self.key_store = Fact("monitor", "This computer’s key store", self.forget_key, self.keep_key)
        self.add(SectionHeader("What opens the book"), self.encryption, self.key_store, passphrase, code, leak)

    def show_safety(self, told: Safety) -> None:
        """Say what opens the book just now."""
        self._show_encryption(told)
        self.keep_key.setVisible(told.keyring in ("no entry", "another key") and not told.throw_away)
        self.forget_key.setVisible(told.opens_alone)
        self.key_store.say(_KEY_STORE[told.keyring], warn=told.keyring == "another key")
        for button in self._secrets:
            button.setEnabled(not told.throw_away)

    @Slot()
    def keep_key_here(self) -> None:
        """Let this computer open the book by itself."""
        self._keep_key(True)

    @Slot()
    def forget_key_here(self) -> None:
        """Have the passphrase asked for at each start."""
        self._keep_key(False)

    @Slot()
    def ask_passphrase(self) -> None:
        """Open the form for another passphrase."""
        if self._desk.is_owner("change what opens the book"):
            PassphraseDialog(self.window(), self._desk).open()

    @Slot()
    def ask_code(self) -> None:
        """Open the steps to a new recovery code."""
        if self._desk.is_owner("change what opens the book"):
            RecoveryDialog(self.window(), self._desk).open()

    @Slot()
    def ask_key(self) -> None:
        """Open the steps to a new key."""
        if self._desk.is_owner("change the book's key"):
            dialog = RekeyDialog(self.window(), self._desk)
            dialog.changed.connect(self.replaced)
            dialog.open()

    def _show_encryption(self, told: Safety) -> None:
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

    def _keep_key(self, keep: bool) -> None:
        db, by, now = self._desk.db, self._desk.actor(), self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> None:
            book.keep_key_here(db, keep, by=by, now=now)

        self._section.run(work, lambda _nothing: self._section.reload())
