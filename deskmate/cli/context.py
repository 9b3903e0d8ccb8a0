"""What a command works with: the book (opened when first needed), the clock of this call, and who acts."""

import argparse
import os
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType

from deskmate import paths
from deskmate.core import book, settings, staff, zones
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import BookError
from deskmate.core.keys import KeyringUnavailable


class Context:
    """One call of the command line; closes the book at its end."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self._opened: Database | None = None

    @property
    def path(self) -> Path:
        """The book this call is about."""
        chosen: Path | None = getattr(self.options, "book", None)
        return chosen.expanduser().absolute() if chosen else paths.book()

    @cached_property
    def now(self) -> datetime:
        """The time it is for this call (UTC); a time without a zone is the shop's wall time."""
        given: datetime | None = getattr(self.options, "now", None)
        if given is None:
            return datetime.now(UTC)
        zone = zones.of(settings.current(self._opened)) if self._opened else zones.local()
        return zones.instant(given, zone) if given.tzinfo is None else given.astimezone(UTC)

    @property
    def db(self) -> Database:
        """The open book; the key comes from DESKMATE_PASSPHRASE or from the keyring."""
        if self._opened is None:
            self._opened = self._open()
            _ = self.actor  # an unknown name is refused before anything is done
        return self._opened

    @property
    def actor(self) -> Actor:
        """The person named by --as, or the owner."""
        name: str | None = getattr(self.options, "staff", None)
        return staff.actor(self.db, name) if name else staff.owner(self.db)

    def _open(self) -> Database:
        started = datetime.now(UTC)
        backups = paths.backups(self.path)
        passphrase = os.environ.get("DESKMATE_PASSPHRASE")
        if passphrase is not None:
            return book.open_with_secret(self.path, passphrase=passphrase, now=started, backups=backups, remember=False)
        try:
            return book.open_with_keyring(self.path, now=started, backups=backups)
        except KeyringUnavailable as error:
            raise BookError(f"{error} Set DESKMATE_PASSPHRASE to it.") from error

    def __enter__(self) -> "Context":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is not None:
            self._opened.close()
