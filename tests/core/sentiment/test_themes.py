"""A theme is proposed for every grievance, and it is one of the ten."""

from deskmate.core.sentiment import themes
from deskmate.core.sentiment.notes import read


def test_the_likeliest_theme_is_proposed() -> None:
    logits = [0.0] * len(themes.THEMES)
    logits[themes.THEMES.index("manner")] = 2.0
    assert themes.propose(logits) == "manner"


def test_plain_grievances_get_their_theme() -> None:
    assert read("Waited 50 minutes past the appointment, nobody came, walked out").theme == "waiting"
    assert read("The assistant was so rude to her at the till that she left in tears").theme == "manner"


def test_calm_notes_get_no_theme() -> None:
    assert read("Picked up the parcel, paid cash").theme is None
