"""Native pop-ups with Done and Snooze, where the computer has them. The panel is the dependable path; these are extra.

Everything that talks to the desktop runs on a thread of its own, so that a slow notification service never holds up
the window. Where there is none, nothing happens. What people typed is sent as plain text.
"""

from __future__ import annotations

import html
import logging
import queue
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from deskmate.core import text
from deskmate.reminders.kinds import Due
from deskmate.ui import reminder_words as words

log = logging.getLogger(__name__)

ACTIONS = (("done", "Done"), ("snooze", "Snooze an hour"), ("open", "Open"))
COUNT_KEY = ""  # the pop-up that only counts
_LONGEST = 240
_PATIENCE = 3.0  # seconds for one answer of the desktop


@dataclass(frozen=True)
class Popup:
    """One pop-up: `key` names the reminder; `actions` are (action, words)."""

    key: str
    title: str
    body: str = ""
    actions: tuple[tuple[str, str], ...] = (("open", "Open"),)
    sound: bool = False


class Backend(Protocol):
    """A way to the desktop's notifications; used on the notifier's own thread only. Any method may raise."""

    def show(self, popup: Popup) -> None:
        """Show a pop-up, or replace the one with its key."""

    def withdraw(self, key: str) -> None:
        """Take a pop-up away, if it is still there."""

    def close(self) -> None:
        """Take all away and let go of the desktop."""


Act = Callable[[str, str], None]
Opener = Callable[[Act], Backend]


class Notifier(QObject):
    """`on_action(key, action)` is called on the window's thread; action is done, snooze or open, key "" means "all".

    Starts its thread with the first pop-up. No method blocks or raises. `unseen(Popup)`: the desktop could not show it.
    """

    unseen = Signal(object)
    _acted = Signal(str, str)

    def __init__(
        self,
        on_action: Callable[[str, str], object],
        *,
        opener: Opener | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_action = on_action
        self._opener = opener or _opener_here()
        self._queue: queue.SimpleQueue[Popup | str | None] = queue.SimpleQueue()  # to show, a key to withdraw, the end
        self._thread: threading.Thread | None = None
        self._stopped = False
        self._acted.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def show(self, due: Sequence[Due], *, private: bool, sound: bool = False) -> None:
        """One pop-up for each reminder; in `private` one that only counts, without a name."""
        if private:
            self.show_count(len(due), sound=sound)
            return
        for number, one in enumerate(due):
            self._send(_popup(one, sound=sound and not number))

    def show_count(self, count: int, *, away: bool = False, sound: bool = False) -> None:
        """One pop-up that says how many wait; `away`: since nobody was there."""
        if count:
            what = f"{count} reminder{'s' * (count != 1)}"
            title = f"{what} while you were away" if away else f"{what} waiting"
            self._send(Popup(COUNT_KEY, title, sound=sound))

    def withdraw(self, key: str) -> None:
        """Take a pop-up away: its reminder was handled somewhere."""
        if self._thread is not None and not self._stopped:
            self._queue.put(key)

    def withdraw_all(self) -> None:
        """Take every pop-up away: the curtain fell, and names must not stay."""
        if self._thread is not None and not self._stopped:
            self._queue.put("*")

    def stop(self) -> None:
        """Take all away and end the thread; waits a few seconds at most. Can be called twice."""
        thread, self._thread = self._thread, None
        self._stopped = True
        if thread is not None:
            self._queue.put(None)
            thread.join(_PATIENCE)

    def _send(self, popup: Popup) -> None:
        if self._stopped:
            return
        if self._opener is None:
            self.unseen.emit(popup)
            return
        if self._thread is None:
            # a daemon, because a desktop that never answers must not keep the program from ending
            self._thread = threading.Thread(target=self._work, name="deskmate-notifier", daemon=True)
            self._thread.start()
        self._queue.put(popup)

    def _work(self) -> None:
        backend: Backend | None = None
        while (task := self._queue.get()) is not None:
            try:
                assert self._opener is not None
                backend = backend or self._opener(self._act)
                if isinstance(task, Popup):
                    backend.show(task)
                else:
                    backend.withdraw(task)
            except Exception as error:  # a desktop can fail in any way; pop-ups are extra
                log.info("no native pop-up: %s", type(error).__name__)
                _let_go(backend)
                backend = None
                self._lose(task)
        _let_go(backend)

    def _lose(self, task: Popup | str) -> None:
        if isinstance(task, Popup) and not self._stopped and shiboken6.isValid(self):
            self.unseen.emit(task)

    def _act(self, key: str, action: str) -> None:
        if not self._stopped and shiboken6.isValid(self):
            self._acted.emit(key, action)

    @Slot(str, str)
    def _tell(self, key: str, action: str) -> None:
        if not self._stopped:
            self._on_action(key, action)


def _popup(due: Due, *, sound: bool) -> Popup:
    body = ". ".join(part for part in (words.detail(due), due.paused) if part)
    return Popup(due.key, _short(words.title(due)), _short(body), ACTIONS, sound)


def _short(words_typed: str) -> str:
    line = " ".join(text.clean(words_typed[: 4 * _LONGEST]).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _let_go(backend: Backend | None) -> None:
    if backend is not None:
        try:
            backend.close()
        except Exception as error:
            log.info("pop-ups: %s while closing", type(error).__name__)


def _opener_here() -> Opener | None:
    if sys.platform.startswith("linux"):
        return DBusPopups
    return DesktopPopups if sys.platform in ("win32", "darwin") else None


class DBusPopups:
    """The Desktop Notifications Specification (freedesktop.org, 1.2) over the session bus."""

    def __init__(self, act: Act) -> None:
        from jeepney import DBusAddress, MatchRule, MessageType, new_method_call  # type: ignore[import-untyped]
        from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
        from jeepney.io.threading import DBusRouter, open_dbus_connection  # type: ignore[import-untyped]

        self._call, self._error = new_method_call, MessageType.error
        self._act = act
        self._ids: dict[str, int] = {}
        self._there = DBusAddress(
            "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.freedesktop.Notifications"
        )
        self._connection = open_dbus_connection("SESSION")
        self._router = DBusRouter(self._connection)
        try:
            self._signals: queue.Queue[Any] = queue.Queue()
            rule = MatchRule(type="signal", interface=self._there.interface, path=self._there.object_path)
            self._filter = self._router.filter(rule, queue=self._signals)
            self._ask(message_bus.AddMatch(rule))
            self._can: Sequence[str] = self._ask(self._call(self._there, "GetCapabilities"))[0]
        except BaseException:
            self._router.close()  # first, because its thread would read from a closed connection
            self._connection.close()
            raise
        self._telling = threading.Lock()
        self._listener = threading.Thread(target=self._listen, name="deskmate-notifier-signals", daemon=True)
        self._listener.start()

    def show(self, popup: Popup) -> None:
        """Show a pop-up, or replace the one with its key."""
        buttons = popup.actions if "actions" in self._can else ()
        # "default" is what a click on the pop-up itself means
        actions = [part for action in (("default", "Open"), *buttons) for part in action]
        body = html.escape(popup.body, quote=False) if "body-markup" in self._can else popup.body
        hints = {
            "urgency": ("y", 1),
            "category": ("s", "x-deskmate.reminder"),
            "suppress-sound": ("b", not popup.sound),
        }
        before = self._ids.get(popup.key, 0)
        message = self._call(
            self._there,
            "Notify",
            "susssasa{sv}i",
            ("Deskmate", before, "appointment-soon", popup.title, body, actions, hints, -1),
        )
        with self._telling:  # a press can come in before we have noted which pop-up has this number
            self._ids[popup.key] = self._ask(message)[0]

    def withdraw(self, key: str) -> None:
        """Take a pop-up away, or all of them ("*")."""
        for one in list(self._ids) if key == "*" else [key]:
            number = self._ids.pop(one, None)
            if number is not None:
                self._ask(self._call(self._there, "CloseNotification", "u", (number,)), or_error=True)

    def close(self) -> None:
        """Take all away and leave the bus."""
        try:
            self.withdraw("*")
        finally:
            self._signals.put(None)
            self._listener.join(_PATIENCE)
            self._router.close()
            self._connection.close()

    def _ask(self, message: Any, *, or_error: bool = False) -> Any:
        reply = self._router.send_and_get_reply(message, timeout=_PATIENCE)
        if reply.header.message_type is self._error and not or_error:
            raise OSError("the desktop refused")
        return reply.body

    def _listen(self) -> None:
        while (message := self._signals.get()) is not None:
            number = message.body[0] if message.body else 0
            with self._telling:
                key = next((key for key, known in self._ids.items() if known == number), None)
            if key is None:
                continue  # another program's pop-up
            member = self._member(message)
            if member == "ActionInvoked":
                action = message.body[1]
                self._act(key, "open" if action == "default" else action)
            elif member == "NotificationClosed":
                self._ids.pop(key, None)

    @staticmethod
    def _member(message: Any) -> str:
        from jeepney import HeaderFields

        return str(message.header.fields.get(HeaderFields.member, ""))


class DesktopPopups:
    """Windows and macOS, through desktop-notifier and an event loop of its own."""

    def __init__(self, act: Act) -> None:
        import asyncio

        from desktop_notifier import Button, DesktopNotifier

        self._act, self._button = act, Button
        self._ids: dict[str, Any] = {}
        self._loop = asyncio.new_event_loop()
        self._run = asyncio.run_coroutine_threadsafe
        self._thread = threading.Thread(target=self._loop.run_forever, name="deskmate-notifier-loop", daemon=True)
        self._thread.start()
        self._desk = DesktopNotifier(app_name="Deskmate")

    def show(self, popup: Popup) -> None:
        """Show a pop-up, or replace the one with its key."""
        self.withdraw(popup.key)

        def pressed(action: str) -> Callable[[], None]:
            return lambda: self._act(popup.key, action)

        buttons = [self._button(title=words, on_pressed=pressed(action)) for action, words in popup.actions]
        sent = self._desk.send(title=popup.title, message=popup.body, buttons=buttons, on_clicked=pressed("open"))
        self._ids[popup.key] = self._run(sent, self._loop).result(_PATIENCE)

    def withdraw(self, key: str) -> None:
        """Take a pop-up away, or all of them ("*")."""
        for one in list(self._ids) if key == "*" else [key]:
            number = self._ids.pop(one, None)
            if number is not None:
                self._run(self._desk.clear(number), self._loop).result(_PATIENCE)

    def close(self) -> None:
        """Take all away and end the loop."""
        try:
            self.withdraw("*")
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_PATIENCE)
