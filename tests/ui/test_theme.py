"""The look: three palettes, switched live, the same fonts and icons everywhere."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontDatabase, QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.resource_files import resource
from deskmate.ui.tokens import DARK, HIGH_CONTRAST, LIGHT, Colours, Mode
from deskmate.ui.widgets import IconButton, SearchField

Dress = Callable[[Mode], None]


@pytest.mark.parametrize("palette", [LIGHT, DARK, HIGH_CONTRAST], ids=lambda palette: palette.name)
def test_each_mode_dresses_what_is_already_open(qtbot, dressed: Dress, palette: Colours) -> None:
    window = QWidget()
    label = QLabel("old", window)
    qtbot.addWidget(window)
    window.show()
    dressed(Mode(palette.name))
    assert theme.colours(window) is palette
    assert theme.colours(label) is palette
    assert window.palette().color(QPalette.ColorRole.Window).name() == palette.window


@pytest.mark.parametrize(
    ("mode", "scheme", "palette"),
    [
        (Mode.SYSTEM, Qt.ColorScheme.Dark, DARK),
        (Mode.SYSTEM, Qt.ColorScheme.Light, LIGHT),
        (Mode.SYSTEM, Qt.ColorScheme.Unknown, LIGHT),
        (Mode.LIGHT, Qt.ColorScheme.Dark, LIGHT),
        (Mode.DARK, Qt.ColorScheme.Light, DARK),
        (Mode.HIGH_CONTRAST, Qt.ColorScheme.Light, HIGH_CONTRAST),
    ],
)
def test_the_setting_outranks_the_computer_and_unknown_means_light(mode, scheme, palette) -> None:
    assert theme.palette_for(mode, scheme) is palette


def test_dressing_twice_leaves_one_follower(qapp: QApplication, dressed: Dress) -> None:
    dressed(Mode.DARK)
    dressed(Mode.SYSTEM)
    assert len([child for child in qapp.children() if type(child).__name__ == "_Follower"]) == 1


def test_the_interface_font_is_our_own_with_figures_of_one_width(dressed: Dress) -> None:
    assert theme.FAMILY in QFontDatabase.families()
    assert QFontInfo(theme.font()).family() == theme.FAMILY
    figures = QFontMetrics(theme.font(tabular=True))
    assert len({figures.horizontalAdvance(figure * 4) for figure in "0123456789"}) == 1


@pytest.mark.parametrize("letter", "łßøİčđЖΩẵ€→–“”…ÅŞğőñ")
def test_the_font_writes_the_names_of_customers(dressed: Dress, letter: str) -> None:
    assert QFontMetrics(theme.font()).inFontUcs4(ord(letter))


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_can_be_drawn_and_tinted(qapp: QApplication, name: str) -> None:
    drawn = icons.pixmap(name, "#ff0000", size=24).toImage()
    inked = [drawn.pixelColor(x, y) for x in range(24) for y in range(24) if drawn.pixelColor(x, y).alpha() > 200]
    assert inked, "an empty picture"
    if name != "deskmate":
        assert all(ink.red() > 200 and ink.green() < 60 for ink in inked)


def test_icons_used_in_the_code_are_shipped_and_no_path_can_be_smuggled_in(qapp: QApplication) -> None:
    sources = resource("..").resolve() / "deskmate" / "ui"
    if not sources.is_dir():
        pytest.skip("the sources are not beside the resources")
    named = re.compile(r"""(?:icon=|Icon\(|IconButton\(|EmptyState\(|QuietButton\([^)]*icon=)\s*"([a-z][a-z0-9-]*)\"""")
    for path in sources.rglob("*.py"):
        for name in named.findall(path.read_text(encoding="utf-8")):
            assert name in icons.names(), f"{path.name}: {name}"
    with pytest.raises(ValueError, match="not an icon"):
        icons.pixmap("../fonts/secret", "#000000")


def test_icons_change_their_colour_with_the_theme(qtbot, dressed: Dress) -> None:
    button = IconButton("bell", "Reminders")
    qtbot.addWidget(button)

    def ink() -> int:
        image = button.icon().pixmap(18, 18).toImage()
        solid = [image.pixelColor(x, y) for x in range(18) for y in range(18) if image.pixelColor(x, y).alpha() > 200]
        return sum(colour.lightness() for colour in solid) // len(solid)

    dark_on_light = ink()
    dressed(Mode.DARK)
    assert ink() > dark_on_light + 60


def test_the_style_sheet_is_complete(dressed: Dress, qapp: QApplication) -> None:
    """Nothing is left to fill in, and Qt has nothing to complain about (its warnings fail the test)."""
    for mode in (Mode.LIGHT, Mode.DARK, Mode.HIGH_CONTRAST):
        dressed(mode)
        assert "$" not in qapp.styleSheet().split("*/", 1)[1]


def test_the_searchs_cross_is_ours_and_tinted(qtbot, dressed: Dress) -> None:
    """Qt may rename its action one day; then the cross would be black on dark again, and this test says so."""
    field = SearchField("Find")
    qtbot.addWidget(field)
    field.show()
    cross = field.findChild(QAction, "_q_qlineeditclearaction")
    light = cross.icon().cacheKey()
    dressed(Mode.DARK)
    assert cross.icon().cacheKey() != light
