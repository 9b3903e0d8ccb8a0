"""The house keeps its plan: who may know whom, and through which door a library comes in."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "deskmate"
MODULES = sorted(PACKAGE.rglob("*.py"))

# rooms, and what of ours each may not know; `paths` and the errors know nobody, so everybody above core may know them
FORBIDDEN_ROOMS = {
    "core": ("reminders", "ui", "app", "cli"),
    "reminders": ("ui", "app", "cli"),
    "ui": ("app", "cli"),
}
FORBIDDEN_LIBRARIES = {
    "core": ("PySide6", "shiboken6", "apscheduler"),
    "reminders": ("PySide6", "shiboken6"),
    "ui": ("sqlmodel", "sqlalchemy", "sqlcipher3", "sqlite3", "apscheduler", "keyring", "vaderSentiment"),
}
# a library, and the only places of ours that may import it
DOORS = {
    "PySide6": ("ui/", "app.py", "app/"),
    "shiboken6": ("ui/", "app.py", "app/"),
    "apscheduler": ("reminders/clock.py",),
    "vaderSentiment": ("core/sentiment",),
    "onnxruntime": ("core/sentiment",),
    "keyring": ("core/keys.py",),
    "alembic": ("core/migrations",),
    "sqlcipher3": ("core/connections.py",),
    "jeepney": ("ui/notifier.py",),
    "desktop_notifier": ("ui/notifier.py",),
}
NETWORK = ("requests", "urllib", "urllib3", "http", "httpx", "aiohttp", "socket", "ftplib", "smtplib", "ssl")


def imports(source: str, module: tuple[str, ...], *, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """(line, full dotted name) of everything that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module if is_package else module[:-1]
            base = base[: len(base) - node.level + 1] if node.level else ()
            start = ".".join((*base, *([node.module] if node.module else [])))
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)
        elif _is_dynamic(node):
            assert isinstance(node, ast.Call)
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def findings(source: str, place: str) -> list[str]:
    """What the module at `place` (below deskmate/) imports against the plan."""
    room = place.split("/", maxsplit=1)[0].removesuffix(".py")
    parts = ("deskmate", *place.removesuffix(".py").split("/"))
    is_package = parts[-1] == "__init__"
    found = []
    for line, name in imports(source, parts[:-1] if is_package else parts, is_package=is_package):
        library, _, rest = name.partition(".")
        neighbour = rest.split(".")[0]
        wrong = (
            (library == "deskmate" and neighbour in FORBIDDEN_ROOMS.get(room, ()))
            or library in FORBIDDEN_LIBRARIES.get(room, ())
            or library in NETWORK
            or (library in DOORS and not place.startswith(DOORS[library]))
        )
        if wrong:
            found.append(f"deskmate/{place}:{line} imports {name}")
    return found


def _is_dynamic(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in ("import_module", "__import__")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_module_keeps_to_its_room(path: Path) -> None:
    assert findings(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).as_posix()) == []


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("core/search.py", "import PySide6.QtCore"),
        ("core/search.py", "from deskmate.ui import theme"),
        ("core/search.py", "from deskmate import reminders"),
        ("core/search.py", "def late():\n    import apscheduler.schedulers"),
        ("core/a/b.py", "from ...ui import theme"),
        ("core/__init__.py", "from ..ui import theme"),
        ("core/customers.py", "import keyring"),
        ("core/customers.py", "from sqlcipher3 import dbapi2"),
        ("reminders/due.py", "from apscheduler.triggers import cron"),
        ("reminders/due.py", "from deskmate.ui import bus"),
        ("ui/today_page.py", "from sqlalchemy import select"),
        ("ui/today_page.py", "import deskmate.cli.main"),
        ("ui/today_page.py", "import importlib\nimportlib.import_module('keyring')"),
        ("ui/today_page.py", "from urllib import request"),
        ("cli/main.py", "from PySide6 import QtCore"),
        ("app.py", "import socket"),
        ("paths.py", "import http.client"),
    ],
)
def test_the_check_sees_what_it_is_there_for(place: str, source: str) -> None:
    """A check that finds nothing in a clean house might find nothing anywhere."""
    assert findings(source, place)


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("core/keys.py", "import keyring"),
        ("core/a/b.py", "from ..errors import NotFound"),
        ("reminders/clock.py", "from apscheduler.schedulers.background import BackgroundScheduler"),
        ("ui/today_page.py", "from PySide6.QtCore import Qt\nfrom deskmate.core import customers"),
        ("app.py", "from PySide6.QtWidgets import QApplication"),
        ("ui/theme.py", "from deskmate import paths"),
    ],
)
def test_what_the_plan_allows_is_allowed(place: str, source: str) -> None:
    assert findings(source, place) == []


def test_no_page_runs_a_dialog_or_imports_all_of_qt() -> None:
    """`exec()` blocks the one who types; `import *` doubles the start."""
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert all(alias.name != "*" for alias in node.names), path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in ("exec", "exec_"), f"{path}:{node.lineno}"
