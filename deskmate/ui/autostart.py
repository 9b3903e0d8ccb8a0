"""Starting with the computer: one small file in the place where each system looks, written and removed whole."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deskmate import paths
from deskmate.core import files
from deskmate.core.errors import DeskmateError


def is_on(file: Path) -> bool:
    """Whether the computer starts Deskmate."""
    return file.is_file()


def turn_on(file: Path, command: Sequence[str], *, system: str = sys.platform) -> None:
    """Writes the file that starts `command` (program and arguments) when this person logs in.

    A desktop entry (freedesktop.org), a launch agent (launchd.plist) or a command file. Raises `DeskmateError`.
    """
    paths.create(file.parent)
    try:
        files.write_whole(file, _content(command, system))
    except OSError as error:
        raise DeskmateError(f"The computer can't be told to start Deskmate ({error.strerror}).") from error


def turn_off(file: Path) -> None:
    """Removes the file; raises `DeskmateError` where that is refused."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise DeskmateError(f"{file.name} can't be removed ({error.strerror}); Deskmate still starts.") from error


def _content(command: Sequence[str], system: str) -> bytes:
    if system == "win32":
        return _command_file(command).encode("utf-8")
    if system == "darwin":
        return plistlib.dumps(
            {"Label": "Deskmate", "ProgramArguments": list(command), "RunAtLoad": True, "ProcessType": "Interactive"}
        )
    return _desktop_entry(command).encode("utf-8")


def _command_file(command: Sequence[str]) -> str:
    # a command file doubles percent signs; chcp lets it read letters beyond ASCII in a path
    line = subprocess.list2cmdline(command).replace("%", "%%")
    return f'@echo off\r\nchcp 65001 >nul\r\nstart "" {line}\r\n'


def _desktop_entry(command: Sequence[str]) -> str:
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Deskmate",
            "Comment=Reminds of appointments, birthdays and calls",
            f"Exec={' '.join(map(_quoted, command))}",
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
            "",
        )
    )


def _quoted(argument: str) -> str:
    """An argument by the rules of the Desktop Entry Specification, "The Exec key"."""
    escaped = "".join("\\" + c if c in '"`$\\' else c for c in argument)
    # the value is a string too, in which a backslash is written twice
    return '"' + escaped.replace("\\", "\\\\").replace("%", "%%").replace(os.linesep, " ") + '"'
