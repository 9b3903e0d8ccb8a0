"""How a customer's card puts things into words: kinds, moods, days. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from deskmate.core import follow_ups, people, preferences, text
from deskmate.core.interactions import Saved, TimelineEntry
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.core.preferences import PreferenceRow
from deskmate.ui.tokens import Tone
from deskmate.ui.widgets import Option, spoken_date

KINDS = {
    "note": ("Note", "notebook-pen"),
    "call": ("Call", "phone"),
    "visit": ("Visit", "footprints"),
    "purchase": ("Purchase", "shopping-bag"),
    "complaint": ("Complaint", "circle-alert"),
    "compliment": ("Compliment", "thumbs-up"),
    "feedback": ("Feedback", "star"),
    "message": ("Message", "message-square"),
    "appointment": ("Appointment", "calendar-check"),
}
CHANNELS = {
    "": "not said",
    "counter": "at the counter",
    "phone": "by phone",
    "e-mail": "by e-mail",
    "message": "by message",
    "letter": "by letter",
    "online": "online",
}
MOODS = {"unhappy": "Unhappy", "neutral": "Neutral", "happy": "Happy"}
_MOOD_ICONS = {"unhappy": "frown", "neutral": "meh", "happy": "smile"}
_MOOD_TONES = {"unhappy": Tone.ATTENTION, "neutral": Tone.NEUTRAL, "happy": Tone.GOOD}
_READ = {"negative": "unhappy", "neutral": "neutral", "positive": "happy"}
_FIELDS = {
    "given": "first name",
    "family": "family name",
    "email": "e-mail",
    "organisation": "company",
    "house": "house number",
}
_WEAK = frozenset({"city", "region", "postcode", "more"})  # that they live in one town says little
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PHONE_LIKE = re.compile(r"\+?[\s\d()./\-–]+")

ANSWERS = (preferences.ASK, preferences.DECLINED)  # a birthday may be answered like this too

Mark = tuple[str, Tone, str]


def mood_options(*, letters: bool = True) -> list[Option]:
    """The moods staff can choose, and leaving it open."""
    chosen = [
        Option(mood, words, icon=_MOOD_ICONS[mood], letter=mood[0] if letters else "", tone=_MOOD_TONES[mood])
        for mood, words in MOODS.items()
    ]
    return [*chosen, Option("", "Leave open", letter="o" if letters else "", tone=Tone.NEUTRAL)]


def mark_of(entry: TimelineEntry) -> Mark | None:
    """What stands beside an entry about its mood; None where there is nothing worth a word."""
    if entry.mood:
        return MOODS[entry.mood], _MOOD_TONES[entry.mood], _MOOD_ICONS[entry.mood]
    if entry.overruled_because:
        return f"Not unhappy, because {entry.overruled_because}", Tone.NEUTRAL, "user-check"
    mood = _READ.get(entry.label, "")
    if mood in ("unhappy", "happy"):
        return f"Reads as {mood}", _MOOD_TONES[mood], _MOOD_ICONS[mood]
    return None


def reading_sentence(entry: TimelineEntry) -> str:
    """How the note reads and who has the last word, for the one entry that is looked at closely."""
    mood = _READ.get(entry.reading.label, "") if entry.reading else ""
    reads = f"Reads as {mood}." if mood else "Not sure how it reads." if entry.reading else "Not read."
    if entry.mood:
        return f"{entry.by or 'Staff'} chose “{MOODS[entry.mood].lower()}”, which counts. {reads}"
    if entry.overruled_because:
        return f"{entry.overruled_by} set the reading aside: “{entry.overruled_because}”."
    if entry.theme not in ("", "other") and entry.label == "negative":
        reads += f" About {entry.theme}" + ("." if entry.theme_confirmed else ", it seems.")
    return reads


def after_saving(saved: Saved, *, mood: str, name: str) -> str:
    """What to say once a note is saved: calm, with the words that made the difference."""
    parts = ["Saved."]
    counted = [item for item in (saved.reading.evidence if saved.reading else ()) if item.counted and item.weight < 0]
    if mood:
        parts = [f"Saved as {MOODS[mood].lower()}."]
    elif saved.reading and saved.reading.label == "negative":
        strongest = min(counted, key=lambda item: item.weight, default=None)
        parts.append(
            f"Reads as unhappy – ‘{shortened(strongest.text, 60).rstrip('.!?, ')}’."
            if strongest
            else "Reads as unhappy."
        )
    if saved.follow_up_id is not None and (mood == "unhappy" or (not mood and counted)):
        parts.append(f"{name} is on the follow-up list.")
    return " ".join(parts)


def called(draft: Draft) -> str:
    """What staff call this customer."""
    return people.call_name(draft.name, draft.given, draft.known_as)


def day_of_year_words(day: Birthday) -> str:
    """ "3 Dec", "3 Dec 1980"."""
    shown = spoken_date(date(2000, day.month, day.day)).split(" ", 1)[1].rsplit(" ", 1)[0]
    return shown if day.year is None else f"{shown} {day.year}"


def birthday_answers(preferences: Sequence[PreferenceRow]) -> list[PreferenceRow]:
    """What stands for a birthday that is not known: whom to ask next time, and whom not to ask again."""
    return [item for item in preferences if item.category == "birthday" and item.text in ANSWERS]


def birthday_words(birthday: Birthday, today: date, *, age: bool = False) -> str:
    """ "3 Dec", "3 Dec 1980", with how soon it is in the weeks before it."""
    shown = day_of_year_words(birthday)
    following = next_birthday(birthday, today)
    days = (following - today).days
    if age and birthday.year is not None:
        shown += f", turns {following.year - birthday.year}"
    return shown + (
        " – today" if days == 0 else " – tomorrow" if days == 1 else f" – in {days} days" if days < 31 else ""
    )


def own_value_words(value: str, today: date) -> str:
    """What a field of the shop's own says: a date as a date, yes and no as words, the rest as it stands."""
    if _ISO_DATE.fullmatch(value):
        with suppress(ValueError):
            return day_words(date.fromisoformat(value), today)
    return value.capitalize() if value in ("yes", "no") else value


def next_birthday(birthday: Birthday, today: date) -> date:
    """The next one from today on; 29 February counts as the 28th in other years."""
    for year in (today.year, today.year + 1):
        leap = birthday.month == 2 and birthday.day == 29 and not (year % 4 == 0 and (year % 100 or year % 400 == 0))
        found = date(year, birthday.month, 28 if leap else birthday.day)
        if found >= today:
            return found
    raise AssertionError("one of two years must do")


def seen_words(day: date | None, today: date) -> str:
    """When a customer was last seen, short enough for a list."""
    if day is None:
        return ""
    days = (today - day).days
    if days < 7:
        return {0: "today", 1: "yesterday"}.get(days, spoken_date(day, today).split()[0])
    return day_words(day, today)


def follow_up_quote(row: follow_ups.FollowUpRow) -> str:
    """Why a call may be due, in the customer's own recorded words where there are some."""
    quotes = dict.fromkeys(f"‘{shortened(item.quote, 100)}’" for item in row.evidence if item.quote)
    return " · ".join(list(quotes)[-2:]) or row.reason


def follow_up_heading(row: follow_ups.FollowUpRow, today: date) -> str:
    """What a follow-up waits for: a call, or the day of what was promised."""
    if row.promised_by is not None and row.waits_for_promise(today):
        return f"Promised by {day_words(row.promised_by, today)}"
    return "May need a call"


def day_words(day: date, today: date) -> str:
    """A date inside a sentence, without its weekday: "today", "3 Dec" this year, "3 Dec 2027" otherwise."""
    words = spoken_date(day, today)
    return words.split(" ", 1)[1] if " " in words else words.lower()


def draft_from(typed: str) -> Draft:
    """What was typed in the search box, put where it belongs in a new customer's form."""
    typed = typed.strip()
    if typed.startswith("#"):
        return Draft(name="", tags=(typed[1:].strip(),) if typed[1:].strip() else ())
    if "@" in typed.strip("@") and " " not in typed:
        return Draft(name="", details=(Detail("email", typed),))
    if len(text.digits(typed)) >= 3 and _PHONE_LIKE.fullmatch(typed):
        return Draft(name="", details=(Detail("phone", typed),))
    words = typed.strip("@ ")
    return Draft(name=words if words != words.lower() else words.title())


def also(name: str, known_as: str, organisation: str) -> str:
    """What stands below a name in a list: what else they are called and where they belong, if it is not the name."""
    return " · ".join(words for words in (known_as, organisation) if words and words != name)


def shortened(words: str, most: int) -> str:
    """One line of at most `most` characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def field_words(fields: Sequence[str], *, most: int) -> str:
    """ "name, phone and e-mail": the telling ones among the fields that agree or differ, the strongest first."""
    telling = [field for field in fields if field not in _WEAK]
    if {"given", "family"} <= set(telling):
        telling = ["name", *(field for field in telling if field not in ("given", "family"))]
    return listed([_FIELDS.get(field, field) for field in telling[:most]])


def listed(words: Sequence[str]) -> str:
    """ "name", "name and phone", "name, phone and e-mail"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
