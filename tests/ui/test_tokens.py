"""Everything on screen can be read: contrast as WCAG 2.2 asks for at level AA."""

import pytest

from deskmate.ui.tokens import HIGH_CONTRAST, PALETTES, Colours, Tone, contrast, tone_colours, values

GROUNDS = ("window", "rail", "surface", "surface_alt", "hover", "pressed", "selection")


@pytest.fixture(params=PALETTES, ids=lambda palette: palette.name)
def palette(request: pytest.FixtureRequest) -> Colours:
    return request.param


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_the_ratio_of_the_norm(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["text", "text_muted"])
def test_text_stands_out_from_every_ground(palette: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("text_faint", "surface"),
        ("text_faint", "window"),
        ("text_faint", "surface_alt"),
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("on_attention", "attention_solid"),
        ("accent_text", "surface"),
        ("accent_text", "window"),
        ("accent_text", "hover"),
        ("attention", "surface"),
        ("attention", "window"),
        ("good", "surface"),
        ("info", "surface"),
        ("surface", "text"),
        ("on_accent", "accent"),
    ],
)
def test_coloured_text_can_be_read(palette: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("tone", list(Tone))
def test_chips_can_be_read(palette: Colours, tone: Tone) -> None:
    assert contrast(*tone_colours(palette, tone)) >= 4.5


@pytest.mark.parametrize("ground", ["window", "surface", "rail", "selection"])
def test_the_focus_ring_is_seen(palette: Colours, ground: str) -> None:
    """WCAG 1.4.11: what shows the state of a control needs 3 to 1."""
    assert contrast(palette.focus, getattr(palette, ground)) >= 3


def test_a_field_is_seen_as_a_field(palette: Colours) -> None:
    assert contrast(palette.border_strong, palette.surface) >= 3
    assert contrast(palette.border_strong, palette.window) >= 3


def test_high_contrast_keeps_its_name() -> None:
    assert contrast(HIGH_CONTRAST.text, HIGH_CONTRAST.surface) >= 15


def test_the_style_sheet_gets_every_colour(palette: Colours) -> None:
    assert all(value.startswith("#") for name, value in values(palette).items() if name != "name")
