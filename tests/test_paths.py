"""deskmate.paths: each system's own places, two variables that override them, nothing created unasked."""

import stat
import sys
from pathlib import Path

import pytest

from deskmate import paths
from deskmate.core.errors import DeskmateError

VARIABLES = ("DESKMATE_HOME", "DESKMATE_BOOK", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home folder with none of the variables set."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("platform", "data", "autostart"),
    [
        ("linux", ".local/share/deskmate", ".config/autostart/deskmate.desktop"),
        ("darwin", "Library/Application Support/Deskmate", "Library/LaunchAgents/Deskmate.plist"),
        (
            "win32",
            "AppData/Local/Deskmate",
            "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/Deskmate.cmd",
        ),
    ],
)
def test_each_system_keeps_data_where_it_belongs(
    home: Path, monkeypatch: pytest.MonkeyPatch, platform: str, data: str, autostart: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert paths.data_folder() == home / data
    assert paths.book() == home / data / "shop.deskmate"
    assert paths.backups(paths.book()) == home / data / "shop-backups"
    assert paths.logs() == home / data / "logs"
    assert paths.autostart() == home / autostart


def test_the_systems_own_variables_count(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "elsewhere"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "settings"))
    assert paths.data_folder() == home / "elsewhere" / "deskmate"
    assert paths.autostart() == home / "settings" / "autostart" / "deskmate.desktop"


def test_a_relative_xdg_folder_is_ignored(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG Base Directory Specification: paths in these variables must be absolute."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert paths.data_folder() == home / ".local/share/deskmate"


def test_deskmate_home_moves_everything_that_is_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = home / "counter 1 – Größe"
    monkeypatch.setenv("DESKMATE_HOME", str(own))
    for place in (paths.data_folder(), paths.book(), paths.backups(paths.book()), paths.logs(), paths.autostart()):
        assert place.is_relative_to(own)
    assert not own.exists()


def test_deskmate_book_names_the_book_only(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKMATE_BOOK", "~/books/salon.db")
    assert paths.book() == home / "books" / "salon.db"
    assert paths.backups(paths.book()) == home / "books" / "salon-backups"
    assert not paths.logs().is_relative_to(home / "books")


def test_no_home_folder_is_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    with pytest.raises(DeskmateError, match="Set DESKMATE_HOME"):
        paths.data_folder()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a profile private by its own rules")
def test_created_folders_are_private_and_existing_ones_stay_as_they_are(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    shared.chmod(0o755)
    created = paths.create(shared / "one" / "two")
    assert paths.create(created) == created
    modes = [stat.S_IMODE(folder.stat().st_mode) for folder in (shared, created.parent, created)]
    assert modes == [0o755, 0o700, 0o700]


def test_a_file_in_the_way_of_a_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(DeskmateError, match="cannot be created"):
            paths.create(folder)
    assert (tmp_path / "taken").read_text() == "mine"


def test_resources_are_found_in_a_checkout() -> None:
    assert paths.resources() == Path(__file__).resolve().parent.parent / "resources"


def test_an_installed_package_uses_its_own_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder `resources` beside an installed package belongs to somebody else."""
    package = tmp_path / "site-packages" / "deskmate"
    (package / "resources").mkdir(parents=True)
    (package.parent / "resources").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.resources() == package / "resources"


def test_missing_resources_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "deskmate")
    with pytest.raises(DeskmateError, match="Install it again"):
        paths.resources()
