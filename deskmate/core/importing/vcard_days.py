"""Birthdays and other days of a vCard, in the ways that programs write them."""

from __future__ import annotations

import re

from deskmate.core.importing import dates, values
from deskmate.core.importing.records import Birthday, Occasion
from deskmate.core.importing.vcard_draft import NO_NAMES, Draft
from deskmate.core.importing.vcard_labels import plain_label
from deskmate.core.importing.vcard_property import Property

# where the year is not known, Apple writes 1604, others the first year there is
_NO_YEAR = re.compile(r"(?:0000|0001|1604)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?:T.*)?")
_NO_DAY = re.compile(r"\d{4}-?00-?00|0001-?01-?01|1601-?01-?01|4501-?01-?01|1899-?12-?3[01]")
_COMPACT_TIME = re.compile(r"((?:\d{4}|--)-?\d{2}-?\d{2})(?:T\d{2}.*|Z)")
_WHOLE_DATE = re.compile(r"\d{4}-?\d{2}-?\d{2}")


def take_birthday(draft: Draft, prop: Property, _label: str) -> None:
    """The birthday, its year optional; what is no full date, or could be two, is kept as a text and said."""
    text = values.tidy(prop.text()).strip('"')
    if dates.is_empty(text) or (not draft.own and (text.casefold() in NO_NAMES or _NO_DAY.match(text))):
        return
    if draft.birthday is None and _is_two_days(text, draft):
        draft.say("BDAY", f"“{text[:40]}” can be two different days; it is kept as a text.")
        draft.extra.append(("Birthday", text))
        return
    day = day_of(text, draft)
    if draft.birthday is not None:
        if day != draft.birthday:
            draft.extra.append(("Birthday", text))
        return
    omitted = prop.params.get("X-APPLE-OMIT-YEAR", [""])[0]
    said_as_text = "text" in (value.lower() for value in prop.params.get("VALUE", []))
    if day is None or (said_as_text and not _WHOLE_DATE.fullmatch(text)):
        draft.say("BDAY", f"“{text[:40]}” is no full date; it is kept as a text.")
        draft.extra.append(("Birthday", text))
    else:
        known = None if omitted and day.year and omitted == str(day.year) else day.year
        draft.birthday = Birthday(day.month, day.day, known)


def _is_two_days(text: str, draft: Draft) -> bool:
    """Whether neither the card nor the country tells which number is the month."""
    return dates.needs_order(text) and not dates.column_order([text], region=draft.region).sure


def day_of(text: str, draft: Draft) -> Birthday | None:
    """The day that a text means, None where it means none; its year is None where none is known."""
    if (unknown := _NO_YEAR.fullmatch(text)) is not None:
        text = f"--{unknown[1]}-{unknown[2]}"
    if (compact := _COMPACT_TIME.fullmatch(text)) is not None:
        text = compact[1]
    if text.isdecimal() and len(text) != 8:
        return None
    moment = dates.parse(text, dates.column_order([text], region=draft.region))
    return moment.day if moment else None


def take_occasion(draft: Draft, prop: Property, kind: str) -> None:
    """An anniversary or another day of one's own; what is no date is kept as a text."""
    text = values.tidy(prop.text())
    day = day_of(text, draft)
    if day is None:
        if not dates.is_empty(text):
            draft.extra.append((kind[:1].upper() + kind[1:], text))
    elif all(known.kind != kind or known.day != day for known in draft.occasions):
        draft.occasions.append(Occasion(kind, day))


def take_apple_date(draft: Draft, prop: Property, label: str) -> None:
    """A day under a label, as Apple's address book has them."""
    plain = plain_label(label)
    own = plain == label.strip() and plain.lower() not in ("anniversary", "other")
    take_occasion(draft, prop, (plain if own else plain.lower()) or "other")
