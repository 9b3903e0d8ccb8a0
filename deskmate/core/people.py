"""What a form says about a customer: typed values, checked and put in order before anything is stored."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from deskmate.core import text
from deskmate.core.errors import InvalidInput

DetailKind = Literal["phone", "email", "address"]
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")


@dataclass(frozen=True)
class Birthday:
    """A day of the year, with the year where it is known."""

    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True)
class Detail:
    """A phone, an e-mail or an address, as typed; addresses may carry their parts."""

    kind: DetailKind
    value: str
    label: str = ""
    preferred: bool = False
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True)
class Occasion:
    """A day to remember besides the birthday: an anniversary, a name day, an own date."""

    name: str
    day: Birthday


@dataclass(frozen=True)
class Draft:
    """A customer as a form, a file or a script gives them; everything but the name may be left empty.

    `own` is what the shop's own fields say, as (name of the field, value).
    """

    name: str
    given: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    known_as: str = ""
    say_it: str = ""
    organisation: str = ""
    is_company: bool = False
    language: str = ""
    birthday: Birthday | None = None
    about: str = ""
    best_time: str = ""
    best_channel: str = ""
    no_greetings: bool = False
    bereaved_until: date | None = None
    deceased: bool = False
    do_not_contact: bool = False
    no_mood_reading: bool = False
    seasonal: bool = False
    details: tuple[Detail, ...] = ()
    tags: tuple[str, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    own: tuple[tuple[str, str], ...] = ()
    greet_days_ahead: int | None = None


MOST_DAYS_AHEAD = 60
LINES: tuple[str, ...] = ("name", "given", "family", "prefix", "suffix", "known_as", "say_it", "organisation")
LINES += ("language", "best_time", "best_channel")
FLAGS = ("is_company", "no_greetings", "deceased", "do_not_contact", "no_mood_reading", "seasonal")
PLAIN = (*LINES, *FLAGS, "about", "bereaved_until", "greet_days_ahead")  # named and kept alike in the customer's row


def checked(draft: Draft) -> Draft:
    """The draft with clean text; raises `InvalidInput` with a sentence that names what to change."""
    lines: dict[str, Any] = {
        name: text.clean_line(getattr(draft, name), what=name.replace("_", " ").capitalize()) for name in LINES
    }
    lines["name"] = lines["name"] or " ".join(filter(None, (lines["given"], lines["family"]))) or lines["organisation"]
    if not lines["name"]:
        raise InvalidInput("A customer needs a name; one word is enough.")
    details = tuple(d for d in map(_checked_detail, draft.details) if d.value)
    tags = tuple(dict.fromkeys(filter(None, (text.clean_line(t.lstrip("#"), what="Tag") for t in draft.tags))))
    if draft.birthday is not None:
        check_birthday(draft.birthday)
    check_days_ahead(draft.greet_days_ahead)
    return replace(
        draft,
        **lines,
        about=text.clean_note(draft.about, what="The remark"),
        details=details,
        tags=tags,
        occasions=tuple(dict.fromkeys(map(checked_occasion, draft.occasions))),
    )


def checked_occasion(occasion: Occasion) -> Occasion:
    """The occasion with a clean name; raises `InvalidInput` where there is none, or no such day."""
    name = text.clean_line(occasion.name, what="The occasion", limit=80)
    if not name:
        raise InvalidInput("Say what the day is, for example “wedding anniversary”.")
    check_birthday(occasion.day)
    return Occasion(name, occasion.day)


def check_birthday(birthday: Birthday) -> None:
    """Raises `InvalidInput` for a day that no year has (or, with a year, that this year doesn't have)."""
    year = birthday.year if birthday.year is not None else 2000  # a leap year: 29 February is a birthday
    if not 1 <= birthday.month <= 12 or not 1 <= birthday.day <= monthrange(max(year, 1), birthday.month)[1]:
        raise InvalidInput("There is no such day; write it like 3 Dec or 3 Dec 1980.")
    if birthday.year is not None and not 1850 <= birthday.year <= 2200:
        raise InvalidInput(f"The year {birthday.year} can't be right; leave the year out if unsure.")


def check_days_ahead(days: int | None) -> None:
    """Raises `InvalidInput` for a number of days that is not looked ahead; None: as the shop does."""
    if days is not None and not 0 <= days <= MOST_DAYS_AHEAD:
        raise InvalidInput(f"Days ahead must be between 0 and {MOST_DAYS_AHEAD}.")


def sort_name(draft: Draft) -> str:
    """What the list is ordered by: family name first where it is known, folded."""
    return filed_under(draft.name, given=draft.given, family=draft.family, is_company=draft.is_company)


def filed_under(name: str, *, given: str, family: str, is_company: bool) -> str:
    """As `sort_name`, of the parts alone."""
    return text.fold(name if is_company or not family else f"{family} {given}").strip()


def call_name(name: str, given: str, known_as: str) -> str:
    """What to call somebody in a greeting: the name they go by, else the given name, else the name as it stands."""
    return known_as or given or name


def _checked_detail(detail: Detail) -> Detail:
    value = text.clean_note(detail.value, what="The address") if detail.kind == "address" else detail.value
    if detail.kind != "address":
        value = text.clean_line(value, what=detail.kind.capitalize())
    if detail.kind == "email" and value and not _EMAIL.fullmatch(value):
        raise InvalidInput(f"“{value}” is not an e-mail address; it needs the form name@example.org.")
    if detail.kind == "phone" and value and not text.digits(value):
        raise InvalidInput(f"“{value}” has no digits, so it can't be a phone number.")
    parts: dict[str, Any] = {
        part: text.clean_line(getattr(detail, part)) for part in ("street", "city", "region", "postcode", "country")
    }
    if detail.kind == "address" and not value:
        value = "\n".join(
            filter(None, (parts["street"], f"{parts['postcode']} {parts['city']}".strip(), parts["country"]))
        )
    return replace(detail, value=value, label=text.clean_line(detail.label, what="Label"), **parts)
