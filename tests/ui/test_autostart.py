"""Starting with the computer: what each system reads, whatever the path holds, and off again without a trace."""

import plistlib
import shlex
from configparser import RawConfigParser
from pathlib import Path

import pytest

from deskmate import paths
from deskmate.core.errors import DeskmateError
from deskmate.ui import autostart

COMMAND = ["/home/Ann & Bo/py 100%/python", "-P", "-m", "deskmate", "--minimised"]


def test_linux_gets_a_desktop_entry_whose_exec_line_is_the_command(tmp_path: Path) -> None:
    """Desktop Entry Specification: the value is unescaped as a string, then split as a command line."""
    file = tmp_path / "autostart" / "deskmate.desktop"
    command = [*COMMAND, 'say "hi"', "$HOME\\x`y`"]
    autostart.turn_on(file, command, system="linux")
    entry = RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment]
    entry.read(file, encoding="utf-8")
    said = dict(entry["Desktop Entry"])
    assert (said["Type"], said["Terminal"]) == ("Application", "false")
    unescaped = said["Exec"].replace("\\\\", "\\").replace("%%", "%")
    assert shlex.split(unescaped.replace("\\$", "$").replace("\\`", "`")) == command


def test_macos_gets_a_launch_agent(tmp_path: Path) -> None:
    file = tmp_path / "LaunchAgents" / "Deskmate.plist"
    autostart.turn_on(file, COMMAND, system="darwin")
    said = plistlib.loads(file.read_bytes())
    assert said["ProgramArguments"] == COMMAND
    assert said["RunAtLoad"] is True


def test_windows_gets_a_command_file_that_leaves_percent_signs_alone(tmp_path: Path) -> None:
    file = tmp_path / "Startup" / "Deskmate.cmd"
    autostart.turn_on(file, [r"C:\Program Files\100%\pythonw.exe", "-m", "deskmate"], system="win32")
    lines = file.read_bytes().decode().split("\r\n")
    assert lines[-2] == r'start "" "C:\Program Files\100%%\pythonw.exe" -m deskmate'
    assert lines[0] == "@echo off"


def test_on_and_off_and_off_again(tmp_path: Path) -> None:
    file = tmp_path / "deskmate.desktop"
    assert not autostart.is_on(file)
    autostart.turn_on(file, COMMAND)
    assert autostart.is_on(file)
    autostart.turn_off(file)
    autostart.turn_off(file)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_can_not_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file where the folder should be")
    with pytest.raises(DeskmateError, match=r"^The folder .* cannot be created"):
        autostart.turn_on(tmp_path / "autostart" / "deskmate.desktop", COMMAND)


def test_the_place_is_the_systems_own() -> None:
    assert paths.autostart().name == "deskmate.desktop"  # in a test: below DESKMATE_HOME
