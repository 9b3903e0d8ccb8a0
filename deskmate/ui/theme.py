"""Fusion, our own palettes and a small style sheet; switched while the program runs.

Qt's own colour scheme switch does nothing on bare X11 and offscreen, so the palettes are ours.
A widget asks `colours(widget)` when it paints: the answer travels inside the QPalette, so there is no global to keep.
"""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from deskmate.ui import tokens
from deskmate.ui.resource_files import resource
from deskmate.ui.tokens import DARK, HIGH_CONTRAST, LIGHT, PALETTES, Colours, Mode, Text

FAMILY = "Inter"
_WEIGHTS = ("Regular", "Medium", "SemiBold")
_BY_SHADOW = {QColor(palette.shadow).rgb(): palette for palette in PALETTES}


def apply(app: QApplication, mode: Mode = Mode.SYSTEM) -> Colours:
    """Dress the whole program in `mode`, at once; call again to switch. Returns the palette in use."""
    follower = next((child for child in app.children() if isinstance(child, _Follower)), None) or _Follower(app)
    return follower.wear(mode)


def colours(widget: QWidget) -> Colours:
    """The palette that `widget` is painted in now."""
    return _BY_SHADOW.get(widget.palette().color(QPalette.ColorRole.Shadow).rgb(), LIGHT)


def font(size: int = Text.BODY, weight: QFont.Weight = QFont.Weight.Normal, *, tabular: bool = False) -> QFont:
    """The interface font; `tabular` gives all digits the same width, for columns of times and amounts."""
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette_for(mode: Mode, scheme: Qt.ColorScheme = Qt.ColorScheme.Unknown) -> Colours:
    """The palette for a setting; SYSTEM looks at `scheme`, and Unknown means light."""
    if mode is Mode.SYSTEM:
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return {Mode.LIGHT: LIGHT, Mode.DARK: DARK, Mode.HIGH_CONTRAST: HIGH_CONTRAST}[mode]


class _Follower(QObject):
    """Lives in the application, remembers the mode, and follows the computer when told to."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._mode = Mode.SYSTEM
        self._worn: Colours | None = None
        _load_fonts()
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(font())
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def wear(self, mode: Mode) -> Colours:
        """Dress the program in the palette of `mode`, unless it wears it already; returns it."""
        self._mode = mode
        chosen = palette_for(mode, self._app.styleHints().colorScheme())
        if chosen is not self._worn:
            self._worn = chosen
            self._app.setPalette(_qpalette(chosen))
            self._app.setStyleSheet(_style_sheet(chosen))
        return chosen

    @Slot()
    def _on_scheme_changed(self) -> None:
        if self._mode is Mode.SYSTEM:
            self.wear(Mode.SYSTEM)


def _load_fonts() -> None:
    for weight in _WEIGHTS:
        QFontDatabase.addApplicationFont(str(resource("fonts", f"Inter-{weight}.ttf")))


def _style_sheet(palette: Colours) -> str:
    sheet = Template(resource("style", "deskmate.qss").read_text(encoding="utf-8"))
    ground = (
        "dark" if tokens.contrast(palette.accent, "#ffffff") > tokens.contrast(palette.accent, "#000000") else "light"
    )
    check = resource("style", f"check-on-{ground}.svg").as_posix()
    down = resource("style", "chevron-down.svg").as_posix()
    return sheet.substitute(tokens.values(palette), check=check, down=down)


def _qpalette(c: Colours) -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    for which, colour in (
        (role.Window, c.window), (role.WindowText, c.text), (role.Base, c.surface), (role.AlternateBase, c.surface_alt),
        (role.Text, c.text), (role.Button, c.surface), (role.ButtonText, c.text), (role.BrightText, c.text),
        (role.PlaceholderText, c.text_faint), (role.Highlight, c.accent), (role.HighlightedText, c.on_accent),
        (role.Accent, c.accent), (role.Link, c.accent), (role.LinkVisited, c.accent), (role.ToolTipBase, c.text),
        (role.ToolTipText, c.surface), (role.Light, c.surface), (role.Midlight, c.hover), (role.Mid, c.border),
        (role.Dark, c.border_strong), (role.Shadow, c.shadow),
    ):  # fmt: skip
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(c.border_strong))
    return made
