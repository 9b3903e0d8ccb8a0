"""The sizes and colours everything on screen is made of; nothing here needs Qt."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum


class Space:
    """Gaps and margins, in device-independent pixels."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24


class Text:
    """Text heights in device-independent pixels: three sizes for content, one for page titles."""

    SMALL = 13
    BODY = 15
    LARGE = 18
    DISPLAY = 26


class Radius:
    """Corner radii."""

    SMALL = 5
    CONTROL = 7


class Size:
    """Heights that make rows and controls line up, and easy to hit."""

    CONTROL = 36
    ROW = 60
    ROW_SLIM = 40
    ICON = 18
    AVATAR = 36
    RAIL = 196
    TOP_BAR = 60
    PANEL = 336
    READING = 760  # a column of text wider than this is tiring to read


class Tone(StrEnum):
    """What a chip, badge or message means; always shown with a word or an icon beside the colour."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    ATTENTION = "attention"
    GOOD = "good"
    INFO = "info"


class Mode(StrEnum):
    """What staff chose in the settings; SYSTEM follows the computer."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high-contrast"


@dataclass(frozen=True, eq=False, repr=False)
class Colours:
    """One palette. `x_soft` is a background for text in `x`, `x_solid` a background for text in `on_x`."""

    name: str
    window: str
    rail: str
    surface: str
    surface_alt: str
    hover: str
    pressed: str
    border: str
    border_strong: str
    text: str
    text_muted: str
    text_faint: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    accent_text: str
    attention: str
    attention_soft: str
    attention_solid: str
    on_attention: str
    good: str
    good_soft: str
    info: str
    info_soft: str
    focus: str
    selection: str
    shadow: str


LIGHT = Colours(
    name="light",
    window="#f7f6f3",
    rail="#f0eee9",
    surface="#ffffff",
    surface_alt="#faf9f7",
    hover="#efede8",
    pressed="#e6e3dc",
    border="#e3e0d9",
    border_strong="#8b867c",
    text="#1f1e1b",
    text_muted="#5c5850",
    text_faint="#6b665d",
    accent="#0d6b66",
    accent_hover="#0a5955",
    on_accent="#ffffff",
    accent_soft="#dcefed",
    accent_text="#0a5450",
    attention="#7f4a00",
    attention_soft="#fcefd3",
    attention_solid="#f4b63f",
    on_attention="#2e1d00",
    good="#1c6437",
    good_soft="#e0f1e5",
    info="#28518a",
    info_soft="#e4edf8",
    focus="#0d6b66",
    selection="#dcefed",
    shadow="#010101",
)

DARK = Colours(
    name="dark",
    window="#17181a",
    rail="#1b1c1f",
    surface="#212226",
    surface_alt="#26272b",
    hover="#2b2c31",
    pressed="#36373d",
    border="#34353a",
    border_strong="#81848c",
    text="#ececea",
    text_muted="#b4b6ba",
    text_faint="#a0a3a8",
    accent="#4fc1b6",
    accent_hover="#6ed0c6",
    on_accent="#06211f",
    accent_soft="#173b39",
    accent_text="#8fe3da",
    attention="#f3c466",
    attention_soft="#3b2e15",
    attention_solid="#eeb03c",
    on_attention="#2a1b00",
    good="#8dd5a3",
    good_soft="#1d3526",
    info="#a3c7f5",
    info_soft="#1f3049",
    focus="#5fd0c5",
    selection="#1f4643",
    shadow="#020202",
)

HIGH_CONTRAST = Colours(
    name="high-contrast",
    window="#000000",
    rail="#000000",
    surface="#000000",
    surface_alt="#0d0d0d",
    hover="#262626",
    pressed="#333333",
    border="#ffffff",
    border_strong="#ffffff",
    text="#ffffff",
    text_muted="#ffffff",
    text_faint="#d9d9d9",
    accent="#7fe9ff",
    accent_hover="#b9f3ff",
    on_accent="#000000",
    accent_soft="#00343d",
    accent_text="#9beeff",
    attention="#ffdd33",
    attention_soft="#332b00",
    attention_solid="#ffdd33",
    on_attention="#000000",
    good="#7dff9b",
    good_soft="#00330d",
    info="#b3d4ff",
    info_soft="#001f4d",
    focus="#ffdd33",
    selection="#004a57",
    shadow="#030303",
)

PALETTES = (LIGHT, DARK, HIGH_CONTRAST)


def tone_colours(colours: Colours, tone: Tone) -> tuple[str, str]:
    """The text colour and the soft background that go together for `tone`."""
    return {
        Tone.NEUTRAL: (colours.text_muted, colours.hover),
        Tone.ACCENT: (colours.accent_text, colours.accent_soft),
        Tone.ATTENTION: (colours.attention, colours.attention_soft),
        Tone.GOOD: (colours.good, colours.good_soft),
        Tone.INFO: (colours.info, colours.info_soft),
    }[tone]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def values(colours: Colours) -> dict[str, str]:
    """The colours by name, for filling in the style sheet."""
    return {field.name: getattr(colours, field.name) for field in fields(colours)}


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
