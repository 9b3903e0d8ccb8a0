"""deskmate.desktop_libraries: a sentence instead of Qt's abort where the screen or its libraries are missing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deskmate import desktop_libraries
from deskmate.desktop_libraries import ALWAYS, FOR_SCREEN, Library, how_to_install, missing, problem

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these libraries apart from Qt")

NOWHERE = Library("libnowhere.so.9", "libnowhere9", "nowhere")


def test_no_screen_at_all_is_said() -> None:
    said = problem({})
    assert said is not None
    assert "no screen" in said


def test_offscreen_needs_no_screen() -> None:
    assert problem({"QT_QPA_PLATFORM": "offscreen"}) is None
    assert problem({"QT_QPA_PLATFORM": "offscreen:size=1366x768"}) is None


@pytest.mark.skipif(bool(missing("xcb")), reason="this machine lacks the libraries for a screen")
def test_a_screen_that_does_not_answer_is_said() -> None:
    said = problem({"DISPLAY": ":93217"})
    assert said is not None
    assert "does not answer (DISPLAY=:93217)" in said


@pytest.mark.skipif(
    shutil.which("Xvfb") is None or bool(missing("xcb")), reason="needs Xvfb and the libraries it takes"
)
def test_a_screen_that_answers_is_fine(tmp_path: Path) -> None:
    with (tmp_path / "number").open("w+") as number:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(number.fileno())], pass_fds=[number.fileno()], stderr=subprocess.DEVNULL
        )
        try:
            while not (shown := Path(number.name).read_text()).endswith("\n"):
                assert server.poll() is None
            assert problem({"DISPLAY": f":{shown.strip()}"}) is None
        finally:
            server.terminate()
            server.wait()


def test_a_screen_with_its_libraries_wins_over_one_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop_libraries, "_answers", lambda *_: True)
    monkeypatch.setattr(desktop_libraries, "ALWAYS", ())
    monkeypatch.setattr(desktop_libraries, "FOR_SCREEN", {"wayland": (NOWHERE,), "xcb": ()})
    assert problem({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}) is None
    said = problem({"WAYLAND_DISPLAY": "wayland-0"})
    assert said is not None
    assert NOWHERE.name in said


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "apt-get install libnowhere9"),
        ("dnf", "dnf install 'libnowhere.so.9()(64bit)'"),
        ("zypper", "zypper install 'libnowhere.so.9()(64bit)'"),
        ("pacman", "pacman -S nowhere"),
    ],
)
def test_the_package_command_is_this_systems(monkeypatch: pytest.MonkeyPatch, manager: str, command: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name == manager else None)
    assert command in how_to_install([NOWHERE, NOWHERE])
    assert "nowhere9 libnowhere9" not in how_to_install([NOWHERE, NOWHERE])


def test_an_unknown_package_manager_gets_the_library_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert "libnowhere.so.9. Install them" in how_to_install([NOWHERE])


def _linked(files: list[Path]) -> set[str]:
    output = subprocess.run(["readelf", "-d", *files], capture_output=True, text=True, check=True).stdout
    return {line.split("[")[1].rstrip("]") for line in output.splitlines() if "(NEEDED)" in line}


@pytest.mark.skipif(shutil.which("readelf") is None, reason="needs readelf from binutils")
@pytest.mark.parametrize("screen", ["offscreen", "xcb", "wayland"])
def test_the_table_is_what_the_installed_qt_links_to(screen: str) -> None:
    """Neither a library too few (Qt would abort) nor one too many (a needless command)."""
    import PySide6

    qt = Path(next(iter(PySide6.__path__))) / "Qt"
    libraries = [qt / "lib" / f"libQt6{name}.so.6" for name in ("Core", "DBus", "Gui", "Network", "Svg", "Widgets")]
    extra = {"xcb": ["XcbQpa"], "wayland": ["WaylandClient"], "offscreen": []}[screen]
    libraries += [qt / "lib" / f"libQt6{name}.so.6" for name in extra]
    linked = _linked([*libraries, qt / "plugins" / "platforms" / f"libq{screen}.so"])
    brought = {file.name for file in (qt / "lib").iterdir()}
    c_runtime = {
        "libc.so.6",
        "libresolv.so.2",
        "libm.so.6",
        "libgcc_s.so.1",
        "ld-linux-x86-64.so.2",
        "ld-linux-aarch64.so.1",
    }
    table = {library.name for library in (*ALWAYS, *FOR_SCREEN.get(screen, ()))}
    assert linked - brought - c_runtime - table == set()
    assert {library.name for library in FOR_SCREEN.get(screen, ())} <= linked
