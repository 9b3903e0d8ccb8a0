"""A filter over customers: conditions of which all, or any, must hold; checked once, kept as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from deskmate.core import money, text
from deskmate.core.errors import InvalidInput
from deskmate.core.segments import days
from deskmate.core.segments.subjects import Subject, find

Join = Literal["all", "any"]
MOST = 20
_COUNTED = frozenset({"visits", "spent", "household"})


@dataclass(frozen=True)
class Condition:
    """One thing asked: about what, how, and against which value.

    `value` is text: a plain number, money in the currency's smallest unit, a day (see `days.checked`), the key of a
    choice. `which` is an own field's number, a currency or a channel. `since` and `until` are the first and the last
    day that are looked at, where the question is about a period.
    """

    about: str
    test: str
    value: str = ""
    which: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Filter:
    """Conditions of which `all` or `any` must hold; without any it holds for everybody."""

    conditions: tuple[Condition, ...] = ()
    join: Join = "all"


def checked(wanted: Filter, subjects: Sequence[Subject]) -> Filter:
    """The filter in the form in which it is kept; raises `InvalidInput` with a sentence that names what to change."""
    if wanted.join not in ("all", "any"):
        raise InvalidInput("Either all conditions must hold, or any of them.")
    if len(wanted.conditions) > MOST:
        raise InvalidInput(f"That are {len(wanted.conditions)} conditions; at most {MOST} can be combined.")
    return replace(wanted, conditions=tuple(check(one, subjects) for one in wanted.conditions))


def check(wanted: Condition, subjects: Sequence[Subject]) -> Condition:
    """One condition in the form in which it is kept."""
    subject = find(subjects, wanted.about, wanted.which)
    if subject is None:
        raise InvalidInput("This asks about a field that is no longer there; take the condition out.")
    if wanted.test not in subject.tests:
        raise InvalidInput(
            f"“{subject.title}” can't be asked that way; use one of {', '.join(subject.tests.values())}."
        )
    which = _which(wanted, subject)
    value = _value(wanted, subject, which)
    since = days.checked(wanted.since) if subject.period and wanted.since else ""
    until = days.checked(wanted.until) if subject.period and wanted.until else ""
    return Condition(wanted.about, wanted.test, value, which, since, until)


def to_json(wanted: Filter) -> dict[str, Any]:
    """The filter as JSON holds it, without what is empty."""
    conditions = [{name: value for name, value in asdict(one).items() if value} for one in wanted.conditions]
    return {"join": wanted.join, "conditions": conditions}


def from_json(stored: Any) -> Filter:
    """The filter again. Raises `InvalidInput` for what is none (a book may have been written elsewhere)."""
    try:
        conditions = tuple(_condition(one) for one in stored["conditions"])
        join: Join = "any" if stored.get("join") == "any" else "all"
    except (TypeError, KeyError, AttributeError, ValueError):
        raise InvalidInput("This filter can't be read; make it again.") from None
    return Filter(conditions, join)


def _condition(stored: Mapping[str, Any]) -> Condition:
    values = {name: stored.get(name, "") for name in Condition.__dataclass_fields__}
    if not all(isinstance(value, str) for value in values.values()) or not values["about"]:
        raise ValueError("no condition")
    return Condition(**values)


def _which(wanted: Condition, subject: Subject) -> str:
    if subject.key == "own":
        return subject.which
    offered = [key for key, _words in subject.qualifiers]
    if not offered:
        return ""
    if wanted.which not in offered and "" not in offered:
        raise InvalidInput(f"Say in which currency the {subject.title} is; use one of {', '.join(offered)}.")
    return wanted.which if wanted.which in offered else ""


def _value(wanted: Condition, subject: Subject, which: str) -> str:
    holds = subject.holds_for(wanted.test)
    if holds == "nothing":
        return ""
    value = text.clean_line(wanted.value, what=subject.title.capitalize(), limit=200)
    if not value:
        raise InvalidInput(f"Say what “{subject.title} {subject.tests[wanted.test]}” is compared with.")
    if holds == "day":
        return days.checked(value)
    if holds in ("number", "money"):
        return _number(value, subject, whole=subject.key in _COUNTED)
    if holds == "choice":
        return _choice(value, subject)
    return value.lstrip("#") if holds == "tag" else value


def _choice(value: str, subject: Subject) -> str:
    for key, words in subject.choices:
        if text.fold(value) in (text.fold(key), text.fold(words)):
            return key
    raise InvalidInput(f"“{subject.title}” is one of {', '.join(words for _key, words in subject.choices)}.")


def _number(value: str, subject: Subject, *, whole: bool) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > money.MOST_MINOR or (whole and number != int(number)):
        raise InvalidInput(f"“{subject.title}” is compared with a {'whole ' if whole else ''}number, like 12.")
    if subject.key in _COUNTED and number < 0:
        raise InvalidInput(f"“{subject.title}” can't be less than nothing.")
    return f"{number:f}"
