"""Where Deskmate keeps things: the book, its backups, the log, the resources it ships. Importing it creates nothing."""

import os
import sys
from pathlib import Path

from deskmate.core.errors import DeskmateError

_PACKAGE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """The folder for everything Deskmate writes: DESKMATE_HOME, else the system's place for a person's data.

    Raises DeskmateError where the system knows no home folder. Source: XDG Base Directory Specification; Windows
    Known Folders; Apple File System Programming Guide.
    """
    if chosen := os.environ.get("DESKMATE_HOME"):
        return Path(chosen).expanduser().absolute()
    if sys.platform == "win32":
        return _from_environment("LOCALAPPDATA", "AppData", "Local") / "Deskmate"
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support" / "Deskmate"
    return _from_environment("XDG_DATA_HOME", ".local", "share") / "deskmate"


def book() -> Path:
    """The book that opens when none is named: DESKMATE_BOOK, else `shop.deskmate` in the data folder."""
    if chosen := os.environ.get("DESKMATE_BOOK"):
        return Path(chosen).expanduser().absolute()
    return data_folder() / "shop.deskmate"


def backups(book_file: Path) -> Path:
    """The folder for a book's automatic backups: beside the book, so that both are found together."""
    return book_file.with_name(book_file.stem + "-backups")


def logs() -> Path:
    """The folder for the log, which holds no personal data."""
    return data_folder() / "logs"


def autostart() -> Path:
    """The file that makes the system start Deskmate when this person logs in; there while autostart is on.

    A desktop entry on Linux, a launch agent on macOS, a command file in the Startup folder on Windows.
    """
    if os.environ.get("DESKMATE_HOME"):
        return data_folder() / "autostart" / "deskmate.desktop"
    if sys.platform == "win32":
        roaming = _from_environment("APPDATA", "AppData", "Roaming")
        return roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "Startup" / "Deskmate.cmd"
    if sys.platform == "darwin":
        return _home() / "Library" / "LaunchAgents" / "Deskmate.plist"
    return _from_environment("XDG_CONFIG_HOME", ".config") / "autostart" / "deskmate.desktop"


def resources() -> Path:
    """The folder of what Deskmate ships, in an installed package as in a checkout.

    Raises DeskmateError where it is missing, because then the installation is incomplete.
    """
    # the installed place first: beside an installed package, a folder of that name is somebody else's
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise DeskmateError("Deskmate's own files are missing. Install it again; the book is not affected.")


def create(folder: Path) -> Path:
    """Make a folder, with those above it, readable for this person only; one that exists stays as it is."""
    try:
        for missing in reversed([step for step in (folder, *folder.parents) if not step.exists()]):
            missing.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError(20, "a file has its name")
    except OSError as error:
        raise DeskmateError(f"The folder {folder} cannot be created ({error.strerror}).") from error
    return folder


def _from_environment(variable: str, *below_home: str) -> Path:
    named = Path(os.environ.get(variable, ""))
    # the XDG specification has relative paths ignored
    return named if named.is_absolute() else _home().joinpath(*below_home)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise DeskmateError("This system names no home folder. Set DESKMATE_HOME to a folder for the book.") from error
