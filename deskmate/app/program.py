"""From the first window to the open book: welcome, unlock, work, lock up. Starts what runs and stops it in reverse."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from deskmate import paths
from deskmate.app import faults
from deskmate.ui.background import Background
from deskmate.ui.curtain import Curtain
from deskmate.ui.shell import Shell
from deskmate.ui.widgets import sentence_for

if TYPE_CHECKING:  # importing these for real costs half a second, after the first paint
    from deskmate.app.workplace import Workplace
    from deskmate.core.db import Database
    from deskmate.ui.outlook import Known

GEOMETRY = "window/geometry"
SAID = "start/said"  # what the next start says: why there was one
NOT_PAINTED_MS = 300  # a window that lies under others may never be painted


def utc_now() -> datetime:
    """The computer's clock; nothing below the window asks it."""
    return datetime.now(UTC)


class Program(QObject):
    """The running program: one shell, one worker, at most one open book."""

    def __init__(
        self,
        app: QApplication,
        book: Path,
        *,
        demo: bool = False,
        minimised: bool = False,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__()
        self.app, self.now = app, now
        self._book, self._demo, self._minimised = book, demo, minimised
        self._state = QSettings(str(book.with_name("window.ini")), QSettings.Format.IniFormat)
        self.shell = Shell(load_geometry=self._load_geometry, save_geometry=self._save_geometry)
        self.background = Background()
        self.curtain = Curtain(app)
        self.workplace: Workplace | None = None
        self.db: Database | None = None
        self._known: Known | None = None  # what the first page shows of the days ahead
        self._quitting = False
        self.wants_restart = False
        self._begin_soon = QTimer(self, singleShot=True)
        self._begin_soon.timeout.connect(self._begin)
        self.shell.painted.connect(self._on_painted)
        self.shell.may_close = self._may_close
        self.shell.hide_asked.connect(self.curtain.toggle)

    def start(self) -> None:
        """Shows the window; what is heavy comes after it has been painted."""
        self.shell.say_waiting("Opening the book …")
        self._begin_soon.start(0 if self._minimised else NOT_PAINTED_MS)
        if not self._minimised:
            self.shell.open()

    def stop(self) -> None:
        """Stops everything in the reverse order of its start."""
        self._quitting = True
        self._begin_soon.stop()
        if self.workplace is not None:
            self.workplace.stop()
        self.background.stop()
        self.curtain.stop()
        if self.db is not None:
            self._back_up_at_close(self.db)
            if self.workplace is not None and not self._demo:
                self.workplace.keep_seal()
            self.db.close()
            self.db = None
        self.shell.close()
        self._state.sync()  # else it is written at the very end, and brings back a demo's folder that has gone
        # with the window go its pages and their timers, which would else ask a closed book
        self.shell.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    @Slot()
    def raise_window(self) -> None:
        """Brings the window to the front, from the tray too."""
        self.shell.showNormal() if self.shell.isMinimized() else self.shell.show()
        self.shell.raise_()
        self.shell.activateWindow()

    @Slot()
    def quit(self) -> None:
        """Ends the program, not only the window."""
        self._quitting = True
        self.app.quit()

    def apologise(self, _error: BaseException) -> None:
        """Says that the fault is ours; what was typed stays where it is."""
        with suppress(RuntimeError):  # the window may be gone by now
            self.shell.toasts.say(sentence_for(_error))

    @Slot()
    def _on_painted(self) -> None:
        if self._begin_soon.isActive():
            self._begin_soon.start(0)

    @Slot()
    def _begin(self) -> None:
        self.curtain.start()
        if self._demo:
            self._work(self._make_demo, self._opened)
        elif not self._book.exists():
            self._welcome()
        else:
            self._work(self._open_with_keyring, self._opened)

    def _work(self, work: Callable[[], Any], on_done: Callable[[Any], object]) -> None:
        def run(_progress: object, _should_stop: object) -> Any:
            opened = work()
            self._known = _look_ahead(opened, self.now())
            return opened

        self.background.run(run, on_done=on_done, on_failed=self._not_opened, owner=self)

    def _make_demo(self) -> Database:
        from deskmate.core import demo

        return demo.make(self._book, now=self.now())

    def _open_with_keyring(self) -> Database:
        from deskmate.core import book

        return book.open_with_keyring(self._book, now=self.now(), backups=paths.backups(self._book))

    def _not_opened(self, error: BaseException) -> None:
        from deskmate.core.errors import BookError, WrongKey
        from deskmate.core.keys import KeyringUnavailable
        from deskmate.ui.unlock import Problem, Unlock

        if not isinstance(error, BookError):
            faults.report(error)
        if isinstance(error, KeyringUnavailable | WrongKey):
            unlock = Unlock(self._book, self.background, now=self.now, reason=str(error))
            unlock.code_used.connect(self._suggest_passphrase)
            unlock.opened.connect(self._opened)
            unlock.restore_asked.connect(self._welcome_to_restore)
            self._alone(unlock)
        else:
            problem = Problem(self._book, sentence_for(error))
            problem.again_asked.connect(self._begin)
            problem.restore_asked.connect(self._welcome_to_restore)
            problem.quit_asked.connect(self.quit)
            self._alone(problem)

    @Slot()
    def _suggest_passphrase(self) -> None:
        self.shell.banner.show_notice(
            "code",
            "The recovery code opened the book. If the passphrase is lost, set a new one in Settings, Safety.",
        )

    def _welcome(self, *, restoring: bool = False) -> None:
        from deskmate.ui.welcome import Welcome

        welcome = Welcome(self._book, self.background, now=self.now, restoring=restoring)
        welcome.opened.connect(self._opened)
        welcome.import_wanted.connect(self._import_soon)
        welcome.demo_asked.connect(self._start_demo)
        self._alone(welcome)

    @Slot()
    def _welcome_to_restore(self) -> None:
        self._welcome(restoring=True)

    @Slot()
    def _start_demo(self) -> None:
        from PySide6.QtCore import QProcess

        from deskmate.app.launch import command

        program, arguments = command("--demo")
        QProcess.startDetached(program, arguments)

    @Slot()
    def _import_soon(self) -> None:
        QTimer.singleShot(0, self._import_now)

    @Slot()
    def _import_now(self) -> None:
        if self.workplace is not None:
            self.workplace.import_files()

    @Slot(object)
    def _opened(self, db: Database) -> None:
        from deskmate.app.workplace import Workplace

        self.db = db
        try:
            self.workplace = Workplace(self, db, demo=self._demo, known=self._known)
            self.workplace.start()
        except Exception as error:  # else whoever waits would wait for ever before the words "Opening the book …"
            self._give_up(db)
            self._not_opened(error)
            return
        self.shell.show_workplace()
        if said := self._state.value(SAID):
            self._state.remove(SAID)
            self.shell.banner.show_notice("said", str(said))
        self.workplace.attendance.lock.lock()  # where somebody has a PIN, a name alone is not enough

    def _give_up(self, db: Database) -> None:
        """Closes a book whose pages could not be made, so that it can be opened once more."""
        if self.workplace is not None:
            with suppress(Exception):  # what was not begun can't be ended
                self.workplace.stop()
        self.workplace = self.db = None
        db.close()

    def restart(self, said: str) -> None:
        """Ends the program and starts it anew, after the book was replaced; `said` is what to say then."""
        self.wants_restart = True
        self._state.setValue(SAID, said)
        self.db = None  # it was closed by the restore, and what is in it now needs no backup
        self.quit()

    def _alone(self, widget: QWidget) -> None:
        self.shell.show_alone(widget)
        if self.shell.isHidden():
            self.shell.open()  # a hidden start must not wait for a passphrase that nobody sees

    def _may_close(self) -> bool:
        if self._quitting:
            return True
        if self.workplace is not None and self.workplace.stays_in_tray():
            self.shell.hide()
            return False
        self.quit()
        return True

    def _back_up_at_close(self, db: Database) -> None:
        from deskmate.core import backups
        from deskmate.core.errors import DeskmateError

        if self._demo:
            return
        try:
            backups.keep_safe(db, paths.backups(self._book), now=self.now(), why="close", every=timedelta(0))
        except DeskmateError as error:
            faults.report(error)

    def _load_geometry(self) -> bytes | None:
        saved = self._state.value(GEOMETRY)
        return bytes(saved.data()) if saved is not None and hasattr(saved, "data") else None

    def _save_geometry(self, geometry: bytes) -> None:
        from PySide6.QtCore import QByteArray

        self._state.setValue(GEOMETRY, QByteArray(geometry))


def _look_ahead(db: Database, now: datetime) -> Known | None:
    """Loads what the pages are made of, and what the first one shows, on the worker: meanwhile the window answers."""
    import_module("deskmate.app.workplace")
    from deskmate.core.errors import DeskmateError
    from deskmate.ui import outlook

    with suppress(DeskmateError):  # the page itself says what is wrong
        return outlook.look(db, now)
    return None
