"""What each setting may hold: the sentence for a value that makes no sense, before anything is stored."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from deskmate.core import text
from deskmate.core.errors import InvalidInput

THEMES = ("system", "light", "dark", "high-contrast")
LEAP_DAYS = ("28 Feb", "1 Mar")
_DAYS = "1234567"
_WORDS_LIMIT = 20_000


def checked(name: str, value: Any) -> Any:
    """The value as it is stored; raises `InvalidInput`. A setting without a rule takes any value of its type."""
    rule = _RULES.get(name)
    return rule(value) if rule is not None else value


def check_together(values: dict[str, Any]) -> None:
    """Raises `InvalidInput` where settings that are each fine do not fit each other; `values` are all of them."""
    if values["opens"] >= values["closes"]:
        raise InvalidInput("The shop would close before it opens.")
    check_quiet(values["quiet_from"], values["quiet_until"])
    from deskmate.core import worry

    worry.Rules(values["worry_half_life_days"], values["worry_credit"], values["worry_cut"])


def check_quiet(begin: str, end: str) -> None:
    """Raises `InvalidInput` for quiet hours with one end only."""
    if bool(begin) != bool(end):
        raise InvalidInput("Quiet hours need both a beginning and an end; leave both empty for none.")


def _shop_name(value: str) -> str:
    name = text.clean_line(value, what="The shop's name", limit=120)
    if not name:
        raise InvalidInput("Give the shop a name; it stands on lists and in the window.")
    return name


def _trade(value: str) -> str:
    from deskmate.core.sentiment import packs

    return packs.load(value).name


def _zone(value: str) -> str:
    from deskmate.core import zones

    return zones.named(value).key if value else ""


def _clock(value: str) -> str:
    from deskmate.core import zones

    return f"{zones.parse_time(value):%H:%M}"


def _clock_or_none(value: str) -> str:
    return _clock(value) if value.strip() else ""


def _days(value: str) -> str:
    if not value or set(value) - set(_DAYS):
        raise InvalidInput("The shop needs at least one open day.")
    return "".join(day for day in _DAYS if day in value)


def _folder(value: str) -> str:
    if value and not Path(value).is_absolute():
        raise InvalidInput("The second place must be a whole path, as the computer's file window shows it.")
    return value


def _words(value: str) -> str:
    cleaned = text.clean(value).strip()
    if len(cleaned) > _WORDS_LIMIT:
        raise InvalidInput(f"The list of words is longer than {_WORDS_LIMIT:,} characters.")
    return cleaned


def _between(what: str, least: float, most: float) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not least <= value <= most:
            raise InvalidInput(f"{what} must be between {least:,g} and {most:,g}.")
        return value

    return check


def _one_of(what: str, choices: tuple[str, ...]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in choices:
            raise InvalidInput(f"{what} is one of {', '.join(choices)}.")
        return value

    return check


def _code(what: str, length: int) -> Callable[[str], str]:
    def check(value: str) -> str:
        code = value.strip().upper()
        if len(code) != length or not (code.isascii() and code.isalpha()):
            raise InvalidInput(f"{what} has {length} letters.")
        return code

    return check


_RULES: dict[str, Callable[[Any], Any]] = {
    "shop_name": _shop_name,
    "trade": _trade,
    "region": _code("A country's code", 2),
    "currency": _code("A currency's code", 3),
    "zone": _zone,
    "opens": _clock,
    "closes": _clock,
    "open_days": _days,
    "appointment_lead_minutes": _between("Minutes before an appointment", 0, 7 * 24 * 60),
    "birthday_days_ahead": _between("Days ahead of a birthday", 0, 60),
    "leap_day": _one_of("The day for 29 February birthdays", LEAP_DAYS),
    "follow_up_days": _between("Days until a call is due", 0, 60),
    "worry_half_life_days": _between("Days until a note counts half", 1, 730),
    "worry_credit": _between("What praise is worth", 0, 1),
    "worry_cut": _between("The weight from which a call is due", 0.05, 5),
    "quiet_from": _clock_or_none,
    "quiet_until": _clock_or_none,
    "popups_an_hour": _between("Pop-ups an hour", 0, 60),
    "theme": _one_of("The look", THEMES),
    "curtain_after_minutes": _between("Minutes until the screen is hidden", 0, 120),
    "lock_after_minutes": _between("Minutes until a PIN is asked", 0, 240),
    "backup_folder": _folder,
    "extra_goods": _words,
    "extra_neutral_words": _words,
    "extra_unhappy": _words,
    "extra_happy": _words,
}
