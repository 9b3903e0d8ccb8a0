"""What to mind about a customer, as our own files say it: etiquette, how best to reach them, what an alert is.

Other programs leave it alone; without it a list that went out would say of nobody that they are not to be contacted.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

# what our tables call it → the column of the customer's row
COLUMNS = {
    "Do not contact": "do_not_contact",
    "Deceased": "deceased",
    "Bereaved until": "bereaved_until",
    "No greetings": "no_greetings",
    "No reading of mood": "no_mood_reading",
    "Comes by season": "seasonal",
    "Best way to reach": "best_channel",
    "Best time": "best_time",
    "Days ahead": "greet_days_ahead",
}
_TEXTS = ("best_channel", "best_time")
_LONGEST, _MOST_DAYS = 80, 60
_YES = "yes"
_PLAIN = "no alert"
_AGREED, _UNTIL = "agreed ", "until "

ToMind = tuple[tuple[str, str], ...]


def written(kept: Any) -> ToMind:
    """What a customer's row says, as (column, words); nothing that goes without saying."""
    said = ((name, getattr(kept, name)) for name in COLUMNS.values())
    return tuple((name, _words(value)) for name, value in said if value not in ("", None, False))


def columns(said: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The columns of the customer's row that such words fill; what makes no sense fills none."""
    read = ((name, _value(name, words)) for name, words in said if name in COLUMNS.values())
    return {name: value for name, value in read if value is not None}


def marks(category: str, kept: Any) -> str:
    """What a preference is besides its words: "alert; health; agreed 2026-01-05"; "" for what an import would say."""
    words = ["alert"] * kept.alert + ["pinned"] * kept.pinned + ["health"] * kept.health
    days = ((_AGREED, kept.consent_on), (_UNTIL, kept.expires_on))
    words += [start + day.isoformat() for start, day in days if day is not None]
    usual = ["alert", "pinned"] if is_alert(category) else ["pinned"]
    return "" if words == usual else "; ".join(words) or _PLAIN


def marked(category: str, said: str) -> dict[str, Any]:
    """The columns of a preference's row that its marks fill; without any an allergy is an alert, and all is pinned."""
    words = [word.strip() for word in said.split(";")]
    days = {
        start: next((day for word in words if word.startswith(start) and (day := _day(word.removeprefix(start)))), None)
        for start in (_AGREED, _UNTIL)
    }
    alert, pinned = ("alert" in words, "pinned" in words) if said else (is_alert(category), True)
    health = {"health": "health" in words, "consent_on": days[_AGREED], "expires_on": days[_UNTIL]}
    return {"alert": alert, "pinned": pinned, **health}


def is_alert(category: str) -> bool:
    """Whether something of this category is an alert, where nobody says."""
    return category.casefold() == "allergy"


def _words(value: object) -> str:
    return _YES if value is True else value.isoformat() if isinstance(value, date) else str(value)


def _value(name: str, words: str) -> Any:
    if name in _TEXTS:
        return " ".join(words.split())[:_LONGEST] or None
    if name == "bereaved_until":
        return _day(words)
    if name == "greet_days_ahead":
        return int(words) if words.isascii() and words.isdigit() and int(words) <= _MOST_DAYS else None
    return True if words.casefold() == _YES else None


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
