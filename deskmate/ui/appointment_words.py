"""How appointments are put into words and marks. Pure functions."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from deskmate.core.appointments import AppointmentRow
from deskmate.ui.tokens import Tone

STATUS_WORDS = {
    "booked": "Booked",
    "arrived": "Arrived",
    "done": "Done",
    "no-show": "No-show",
    "cancelled": "Cancelled",
}
STATUS_ICONS = {
    "booked": "clock",
    "arrived": "user-check",
    "done": "check",
    "no-show": "user-x",
    "cancelled": "calendar-x",
}
STATUS_TONES = {
    "booked": Tone.ACCENT,
    "arrived": Tone.GOOD,
    "done": Tone.NEUTRAL,
    "no-show": Tone.NEUTRAL,
    "cancelled": Tone.NEUTRAL,
}
_DID = {
    "booked": "{} is booked again.",
    "arrived": "{} has arrived.",
    "done": "{} is done.",
    "no-show": "{} didn’t come.",
    "cancelled": "Cancelled: {}, {}.",
}
ALERT = "Alert"
DECEASED = "Deceased"
Mark = tuple[str, Tone, str]
_LENGTH = re.compile(r"(?:(\d{1,2})\s*(?:h|hr|hours?|:)\s*)?(?:(\d{1,4})\s*(?:m|min|mins|minutes)?)?", re.ASCII)


def times(row: AppointmentRow, zone: ZoneInfo) -> str:
    """From when to when, on the shop's clock."""
    return f"{row.starts_at.astimezone(zone):%H:%M}–{row.ends_at.astimezone(zone):%H:%M}"


def what(row: AppointmentRow) -> str:
    """What was booked, and with whom."""
    return " · ".join(filter(None, (row.service, f"with {row.staff}" if row.staff else "")))


def did(row: AppointmentRow, status: str, zone: ZoneInfo) -> str:
    """What to say once the status was changed."""
    # no str.format: names are people's own words
    name, when = row.customer, f"{row.starts_at.astimezone(zone):%H:%M}"
    before, _, after = _DID[status].partition("{}")
    return before + name + after.replace("{}", when)


def mark(row: AppointmentRow) -> Mark | None:
    """What there is to know before the customer is served: (word, tone, icon); of somebody who has died only that."""
    if row.deceased:
        return DECEASED, Tone.NEUTRAL, "heart"
    return (ALERT, Tone.ATTENTION, "triangle-alert") if row.alerts or row.private_alert else None


def spoken(row: AppointmentRow, zone: ZoneInfo) -> str:
    """The appointment as one line, for a screen reader."""
    marked = mark(row)
    parts = (times(row, zone), row.customer, what(row), STATUS_WORDS[row.status], marked[0] if marked else "")
    return ", ".join(part for part in parts if part)


def parse_minutes(text: str) -> int:
    """A length as people type it: 45, 45 min, 1h, 1h 30, 1:30. Raises ValueError with a sentence."""
    typed = text.strip().casefold()
    match = _LENGTH.fullmatch(typed)
    minutes = int(match[1] or 0) * 60 + int(match[2] or 0) if typed and match else 0
    if not 1 <= minutes <= 24 * 60:
        raise ValueError("Please type a length in minutes, such as 45, or 1h 30.")
    return minutes
