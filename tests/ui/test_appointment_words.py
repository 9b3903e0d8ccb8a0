"""Lengths as people type them; names are shown, never read as a format."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from deskmate.core.appointments import AppointmentRow
from deskmate.ui import appointment_words as words

START = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45", 45),
        (" 45 min ", 45),
        ("1h", 60),
        ("1h 30", 90),
        ("1:30", 90),
        ("2 hours", 120),
        ("90m", 90),
        ("24h", 1440),
    ],
)
def test_a_length_is_understood(typed: str, minutes: int) -> None:
    assert words.parse_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["", "0", "soon", "-5", "99h", "1441", "1.5h", "４５"])
def test_what_is_no_length_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match="length in minutes"):
        words.parse_minutes(typed)


@pytest.mark.parametrize("status", list(words.STATUS_WORDS))
def test_names_are_never_read_as_a_format(status: str) -> None:
    name = "{0} %s {c.__init__} & Söhne"
    row = AppointmentRow(1, 1, name, "Cut", None, "", START, START, START, 30, "booked", "")
    said = words.did(row, status, ZoneInfo("UTC"))
    assert name in said and said.endswith(".")
