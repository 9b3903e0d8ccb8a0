"""Says, before Qt would abort, what this computer lacks to open Deskmate's window. Standard library only."""

import ctypes
import os
import shutil
import sys
from collections.abc import Mapping
from typing import NamedTuple

EXIT_STATUS = 3

# The display servers that Qt can draw on here, and the variable that says one is running.
SCREENS = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}


class Library(NamedTuple):
    """A shared library that Qt's own files link to and do not bring along."""

    name: str
    debian: str
    arch: str


# What the platform plugins of PySide6 link to; tests/test_desktop_libraries.py compares it with the installed files.
ALWAYS = (
    Library("libEGL.so.1", "libegl1", "libglvnd"),
    Library("libGL.so.1", "libgl1", "libglvnd"),
    Library("libX11.so.6", "libx11-6", "libx11"),
    Library("libbrotlicommon.so.1", "libbrotli1", "brotli"),
    Library("libbrotlidec.so.1", "libbrotli1", "brotli"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    Library("libfreetype.so.6", "libfreetype6", "freetype2"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    Library("libgssapi_krb5.so.2", "libgssapi-krb5-2", "krb5"),
    Library("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
    Library("libstdc++.so.6", "libstdc++6", "gcc-libs"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    Library("libz.so.1", "zlib1g", "zlib"),
    Library("libzstd.so.1", "libzstd1", "zstd"),
)
FOR_SCREEN = {
    "xcb": (
        Library("libX11-xcb.so.1", "libx11-xcb1", "libx11"),
        Library("libxcb.so.1", "libxcb1", "libxcb"),
        Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
        Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
        Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
        Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
        Library("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
        Library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
        Library("libxcb-render.so.0", "libxcb-render0", "libxcb"),
        Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
        Library("libxcb-shm.so.0", "libxcb-shm0", "libxcb"),
        Library("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
        Library("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
        Library("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
        Library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
        Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    ),
    "wayland": (
        Library("libwayland-client.so.0", "libwayland-client0", "wayland"),
        Library("libwayland-cursor.so.0", "libwayland-cursor0", "wayland"),
    ),
}


def problem(environ: Mapping[str, str]) -> str | None:
    """Why no window can open with this environment and what to do about it; None where one can. Takes milliseconds."""
    if sys.platform != "linux":
        return None
    screens = _screens(environ)
    if not screens:
        return (
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open. "
            "Start Deskmate from the desktop; its commands, such as `find`, work without a screen."
        )
    lacking = {screen: missing(screen) for screen in screens}
    complete = [screen for screen in screens if not lacking[screen]]
    if not complete:
        return how_to_install(min(lacking.values(), key=len))
    if not any(_answers(screen, environ) for screen in complete):
        named = ", ".join(f"{SCREENS[screen]}={environ.get(SCREENS[screen], '')}" for screen in complete)
        return f"The screen does not answer ({named}), so the window cannot open. Start Deskmate from the desktop."
    return None


def missing(screen: str) -> list[Library]:
    """The libraries that this computer lacks for a Qt platform: "xcb", "wayland", or "offscreen" for no screen."""
    return [library for library in (*ALWAYS, *FOR_SCREEN.get(screen, ())) if not _loads(library.name)]


def how_to_install(libraries: list[Library]) -> str:
    """The sentence that names the missing libraries and the command of this system's package manager."""
    names = ", ".join(library.name for library in libraries)
    command = _install_command(libraries)
    advice = "Install them and start again." if command is None else f"This command brings them:\n\n    {command}\n"
    return f"Qt, which draws the window, needs system libraries that are missing here: {names}. {advice}"


def _screens(environ: Mapping[str, str]) -> list[str]:
    chosen = [part.split(":")[0] for part in environ.get("QT_QPA_PLATFORM", "").split(";") if part]
    return chosen or [screen for screen, variable in SCREENS.items() if environ.get(variable)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _install_command(libraries: list[Library]) -> str | None:
    wanted = {
        "apt-get": [library.debian for library in libraries],
        # rpm packages declare the libraries they bring, so the package managers find them by library name
        "dnf": [f"'{library.name}()(64bit)'" for library in libraries],
        "zypper": [f"'{library.name}()(64bit)'" for library in libraries],
        "pacman": [library.arch for library in libraries],
    }
    manager = next((manager for manager in wanted if shutil.which(manager)), None)
    if manager is None:
        return None
    packages = " ".join(dict.fromkeys(wanted[manager]))
    verb = "-S" if manager == "pacman" else "install"
    return f"{'' if os.geteuid() == 0 else 'sudo '}{manager} {verb} {packages}"


def _answers(screen: str, environ: Mapping[str, str]) -> bool:
    """Whether the display server takes a connection; Qt ends the whole process where it doesn't."""
    name = environ.get(SCREENS.get(screen, ""), "").encode() or None
    if screen == "xcb":
        xcb = ctypes.CDLL("libxcb.so.1")
        xcb.xcb_connect.restype = ctypes.c_void_p
        connection = ctypes.c_void_p(xcb.xcb_connect(name, None))
        failed = xcb.xcb_connection_has_error(connection)
        xcb.xcb_disconnect(connection)
        return not failed
    if screen == "wayland":
        wayland = ctypes.CDLL("libwayland-client.so.0")
        wayland.wl_display_connect.restype = ctypes.c_void_p
        connection = ctypes.c_void_p(wayland.wl_display_connect(name))
        if connection:
            wayland.wl_display_disconnect(connection)
        return bool(connection)
    return True


if __name__ == "__main__":  # prints Debian's package names of what is missing, for scripts that install them
    print(*dict.fromkeys(library.debian for library in missing("".join(sys.argv[1:2]) or "offscreen")))
