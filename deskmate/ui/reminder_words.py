"""How reminders are put into words and marks. Pure functions."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from deskmate.reminders.kinds import TITLES, Due, Kind
from deskmate.ui.widgets import spoken_date

ICONS: dict[Kind, str] = {
    "appointment": "calendar-clock",
    "call-before": "phone-outgoing",
    "prepare": "hourglass",
    "birthday": "cake",
    "occasion": "gift",
    "promise": "handshake",
    "follow-up": "phone-call",
    "reminder": "alarm-clock",
    "expiry": "clock",
    "rhythm": "footprints",
    "offer": "calendar-plus",
}


def title(due: Due) -> str:
    """Whom it is about, or what where it is about nobody."""
    return due.customer or due.text


def detail(due: Due) -> str:
    """What it is about, without repeating the title."""
    if not due.customer:
        return ""
    return due.text


def brief(due: Due, now: datetime, zone: ZoneInfo) -> str:
    """The same where there is little room and an icon says what kind it is."""
    if not due.customer:
        return TITLES[due.kind]
    if due.kind == "birthday":
        day = about_day(due, now, zone)
        return f"Birthday {day if ' ' in day else day.lower()}"
    return due.text.removeprefix("Promised: ")


def when(due: Due, now: datetime, zone: ZoneInfo) -> str:
    """Since when it is due, as short as is clear."""
    at = due.shown_from.astimezone(zone)
    here = now.astimezone(zone)
    if at.date() == here.date():
        return f"{at:%H:%M}"
    if (here.date() - at.date()).days == 1:
        return f"Yesterday {at:%H:%M}"
    return spoken_date(at.date(), here.date())


def about_day(due: Due, now: datetime, zone: ZoneInfo) -> str:
    """On which day the thing itself is."""
    return spoken_date(due.about_at.astimezone(zone).date(), now.astimezone(zone).date())


def follow_up_number(due: Due) -> int | None:
    """The follow-up that a reminder of that kind is about."""
    return int(due.key.split(":")[1]) if due.kind == "follow-up" else None


def own_number(due: Due) -> int | None:
    """The reminder that somebody set, where it is one of those; its repetitions share the number."""
    return int(due.key.split(":")[1]) if due.kind == "reminder" else None


def lines(due: Due) -> str:
    """The reminder as one line, for a screen reader and a pop-up."""
    return ". ".join(part for part in (title(due), detail(due), due.paused) if part)
