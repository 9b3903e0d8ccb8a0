"""Native pop-ups: extra, quick, plain, withdrawn when handled, and never a name where there should be none."""

import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from deskmate.reminders.kinds import Due
from deskmate.ui import notifier
from deskmate.ui.notifier import Notifier, Popup

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def due(number: int, customer: str = "Ann Lee", text: str = "Fitting at 10:00") -> Due:
    return Due(f"reminder:{number}", "reminder", 1, customer, text, NOW, NOW)


class Desktop:
    """Stands for a desktop; `broken` makes every call fail."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []
        self.act: Callable[[str, str], None] = lambda _key, _action: None
        self.broken = False
        self.opened = 0
        self.threads: set[int] = set()
        self.wait = threading.Event()
        self.wait.set()

    def open(self, act: Callable[[str, str], None]) -> "Desktop":
        self.opened += 1
        if self.broken:
            raise OSError("no bus")
        self.act = act
        return self

    def _note(self, what: str, more: Any) -> None:
        self.wait.wait(5)
        self.threads.add(threading.get_ident())
        self.calls.append((what, more))

    def show(self, popup: Popup) -> None:
        self._note("show", popup)

    def withdraw(self, key: str) -> None:
        self._note("withdraw", key)

    def close(self) -> None:
        self._note("close", None)

    def shown(self) -> list[Popup]:
        return [more for what, more in self.calls if what == "show"]


@pytest.fixture
def desktop() -> Desktop:
    return Desktop()


@pytest.fixture
def acted() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def told(qtbot: QtBot, desktop: Desktop, acted: list[tuple[str, str]]) -> Iterator[Notifier]:
    made = Notifier(lambda key, action: acted.append((key, action)), opener=desktop.open)
    yield made
    made.stop()


def test_nothing_is_started_before_the_first_pop_up(told: Notifier, desktop: Desktop) -> None:
    told.withdraw("reminder:1")
    told.show([], private=False)
    told.show_count(0)
    assert desktop.opened == 0 and told._thread is None


def test_each_reminder_pops_up_with_what_can_be_done(qtbot: QtBot, told: Notifier, desktop: Desktop) -> None:
    told.show([due(1), due(2, "Bea")], private=False, sound=True)
    qtbot.waitUntil(lambda: len(desktop.shown()) == 2)
    first, second = desktop.shown()
    assert (first.key, first.title, first.body) == ("reminder:1", "Ann Lee", "Fitting at 10:00")
    assert [action for action, _ in first.actions] == ["done", "snooze", "open"]
    assert (first.sound, second.sound) == (True, False), "one sound for all"


def test_in_private_there_is_only_a_count(qtbot: QtBot, told: Notifier, desktop: Desktop) -> None:
    told.show([due(1), due(2, "Bea")], private=True)
    told.show_count(12, away=True)
    qtbot.waitUntil(lambda: len(desktop.shown()) == 2)
    assert [popup.title for popup in desktop.shown()] == ["2 reminders waiting", "12 reminders while you were away"]
    assert not any(name in repr(desktop.shown()) for name in ("Ann", "Bea", "Fitting"))


def test_an_action_arrives_on_the_windows_thread(
    qtbot: QtBot, told: Notifier, desktop: Desktop, acted: list[tuple[str, str]]
) -> None:
    where: list[int] = []
    told._on_action = lambda key, action: (acted.append((key, action)), where.append(threading.get_ident()))
    told.show([due(1)], private=False)
    qtbot.waitUntil(lambda: bool(desktop.shown()))
    threading.Thread(target=desktop.act, args=("reminder:1", "snooze")).start()
    qtbot.waitUntil(lambda: acted == [("reminder:1", "snooze")])
    assert where == [threading.get_ident()]
    assert threading.get_ident() not in desktop.threads


def test_a_slow_desktop_never_holds_up_the_window(qtbot: QtBot, told: Notifier, desktop: Desktop) -> None:
    desktop.wait.clear()
    begin = time.perf_counter()
    for number in range(200):
        told.show([due(number)], private=False)
        told.withdraw(f"reminder:{number}")
    assert time.perf_counter() - begin < 0.5
    desktop.wait.set()
    qtbot.waitUntil(lambda: len(desktop.calls) == 400)


def test_a_missing_desktop_is_quietly_nothing_and_may_come_later(
    qtbot: QtBot, told: Notifier, desktop: Desktop
) -> None:
    desktop.broken = True
    told.show([due(1)], private=False)
    qtbot.waitUntil(lambda: desktop.opened == 1)
    desktop.broken = False
    told.show([due(2)], private=False)
    qtbot.waitUntil(lambda: [popup.key for popup in desktop.shown()] == ["reminder:2"])


def test_what_the_desktop_could_not_show_is_said(qtbot: QtBot, told: Notifier, desktop: Desktop) -> None:
    lost: list[str] = []
    told.unseen.connect(lambda popup: lost.append(popup.key))
    told.show([due(1)], private=False)
    qtbot.waitUntil(lambda: bool(desktop.shown()))
    assert lost == []
    desktop.show = lambda _popup: 1 / 0  # type: ignore[method-assign, return-value, assignment]
    told.show([due(2)], private=False)
    told.withdraw("reminder:2")
    qtbot.waitUntil(lambda: lost == ["reminder:2"])
    told._opener = None  # a system without pop-ups
    told.show([due(3)], private=False)
    assert lost == ["reminder:2", "reminder:3"]


def test_stopping_takes_everything_away_and_nothing_comes_after(
    qtbot: QtBot, told: Notifier, desktop: Desktop, acted: list[tuple[str, str]]
) -> None:
    told.show([due(1)], private=False)
    told.stop()
    told.stop()
    assert desktop.calls[-1] == ("close", None)
    told.show([due(2)], private=False)
    desktop.act("reminder:1", "done")
    qtbot.wait(20)
    assert len(desktop.shown()) == 1 and acted == []


def test_long_and_strange_words_become_one_short_line(qtbot: QtBot, told: Notifier, desktop: Desktop) -> None:
    told.show([due(1, text="line\none\x00\u202e" + "x" * 50_000)], private=False)
    qtbot.waitUntil(lambda: bool(desktop.shown()))
    body = desktop.shown()[0].body
    assert len(body) <= 240 and body.startswith("line one") and "\u202e" not in body and body.endswith("…")


# a real bus with a notification service of our own on it


class Service(threading.Thread):
    """A notification service (freedesktop.org's specification) that remembers what it is asked."""

    def __init__(self, address: str, capabilities: list[str]) -> None:
        super().__init__(daemon=True)
        from jeepney import HeaderFields, MessageType, new_method_return, new_signal
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self._fields, self._kinds = HeaderFields, MessageType
        self._reply, self._signal = new_method_return, new_signal
        self._can = capabilities
        self._bus = open_dbus_connection(address)
        self._bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.Notifications"))
        self.notified: queue.Queue[tuple[Any, ...]] = queue.Queue()
        self.closed: queue.Queue[int] = queue.Queue()
        self._number = 6
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.is_set():
            try:
                message = self._bus.receive(timeout=0.05)
            except TimeoutError:
                continue
            except OSError:
                return
            if message.header.message_type == self._kinds.method_call:
                self._answer(message)

    def end(self) -> None:
        self._ended.set()
        self.join(2)
        self._bus.close()

    def press(self, number: int, action: str) -> None:
        self._bus.send(self._signal(self._there(), "ActionInvoked", "us", (number, action)))

    def _there(self) -> Any:
        from jeepney import DBusAddress

        return DBusAddress("/org/freedesktop/Notifications", interface="org.freedesktop.Notifications")

    def _answer(self, message: Any) -> None:
        member = message.header.fields[self._fields.member]
        if member == "GetCapabilities":
            self._bus.send(self._reply(message, "as", (self._can,)))
        elif member == "Notify":
            self._number = message.body[1] or self._number + 1
            self._bus.send(self._reply(message, "u", (self._number,)))
            self.notified.put((self._number, *message.body))
        elif member == "CloseNotification":
            self._bus.send(self._reply(message))
            self.closed.put(message.body[0])


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    program = shutil.which("dbus-daemon")
    if not sys.platform.startswith("linux") or program is None:
        pytest.skip("a session bus of its own needs dbus-daemon")
    daemon = subprocess.Popen(
        [program, "--session", "--nofork", "--nopidfile", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    daemon.terminate()
    daemon.wait(5)
    daemon.stdout.close()


@pytest.fixture
def service(bus: str, request: pytest.FixtureRequest) -> Iterator[Service]:
    made = Service(bus, getattr(request, "param", ["actions", "body", "body-markup"]))
    made.start()
    yield made
    made.end()


@pytest.fixture
def on_bus(qtbot: QtBot, service: Service, acted: list[tuple[str, str]]) -> Iterator[Notifier]:
    made = Notifier(lambda key, action: acted.append((key, action)), opener=notifier.DBusPopups)
    yield made
    made.stop()


def test_on_a_real_bus_a_button_comes_back_as_an_action(
    qtbot: QtBot, on_bus: Notifier, service: Service, acted: list[tuple[str, str]]
) -> None:
    on_bus.show([due(1, "O'Brien & <b>Co</b>", "size < 4 & <img src='x'>")], private=False)
    number, app, replaced, _, title, body, actions, hints, _ = service.notified.get(timeout=5)
    assert (app, replaced, title) == ("Deskmate", 0, "O'Brien & <b>Co</b>")
    assert body == "size &lt; 4 &amp; &lt;img src='x'&gt;", "markup is shown as typed"
    assert actions[::2] == ["default", "done", "snooze", "open"] and hints["suppress-sound"] == ("b", True)
    service.press(number + 1, "done")  # another program's
    service.press(number, "snooze")
    service.press(number, "default")
    qtbot.waitUntil(lambda: len(acted) == 2)
    assert acted == [("reminder:1", "snooze"), ("reminder:1", "open")]


def test_on_a_real_bus_the_same_reminder_replaces_its_pop_up_and_is_withdrawn(
    qtbot: QtBot, on_bus: Notifier, service: Service
) -> None:
    on_bus.show([due(1)], private=False)
    number = service.notified.get(timeout=5)[0]
    on_bus.show([due(1)], private=False)
    assert service.notified.get(timeout=5)[2] == number
    on_bus.withdraw("reminder:1")
    assert service.closed.get(timeout=5) == number
    on_bus.show([due(2)], private=False)
    other = service.notified.get(timeout=5)[0]
    on_bus.stop()
    assert service.closed.get(timeout=5) == other


@pytest.mark.parametrize("service", [["body"]], indirect=True)
def test_a_simple_service_gets_no_buttons_and_plain_words(on_bus: Notifier, service: Service) -> None:
    on_bus.show([due(1, text="size < 4")], private=False)
    _, _, _, _, _, body, actions, _, _ = service.notified.get(timeout=5)
    assert body == "size < 4" and actions == ["default", "Open"]


def test_a_bus_without_a_service_is_quietly_nothing(qtbot: QtBot, bus: str, acted: list[tuple[str, str]]) -> None:
    made = Notifier(lambda key, action: acted.append((key, action)), opener=notifier.DBusPopups)
    made.show([due(1)], private=False)
    made.stop()
    assert acted == []
