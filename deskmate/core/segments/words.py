"""Filters as sentences: what a person checks before trusting a list."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from deskmate.core import money
from deskmate.core.segments.conditions import Condition, Filter
from deskmate.core.segments.subjects import MONTHS, Subject, find

_WHOLE = {  # what no joining of title, comparison and value says as people do
    ("last-visit", "before"): "whose last visit was before {}",
    ("last-visit", "since"): "whose last visit was on or after {}",
    ("last-visit", "never"): "who never came",
    ("visits", "least"): "who came at least {}",
    ("visits", "most"): "who came at most {}",
    ("visits", "exactly"): "who came exactly {}",
    ("spent", "least"): "who spent at least {}",
    ("spent", "under"): "who spent less than {}",
    ("rhythm", "late"): "who are later than usual",
    ("rhythm", "regular"): "who come regularly",
    ("entered", "since"): "who are in the book since {}",
    ("entered", "before"): "who were in the book before {}",
    ("mood", "open"): "who may need a call",
    ("mood", "unhappy"): "whose last note was read as unhappy",
    ("mood", "happy"): "whose last note was read as happy",
    ("tag", "is"): "who are tagged {}",
    ("tag", "is-not"): "who are not tagged {}",
    ("birthday", "month"): "whose birthday is {}",
    ("household", "least"): "who live in a household of at least {}",
    ("household", "most"): "who live in a household of at most {}",
    ("household", "exactly"): "who live in a household of exactly {}",
    ("preference", "has"): "who have a preference with {}",
    ("preference", "has-not"): "who have no preference with {}",
    ("marked", "is"): "who are marked as {}",
    ("marked", "is-not"): "who are not marked as {}",
    ("reach", "has"): "who can be reached by {}",
    ("reach", "has-not"): "who can't be reached by {}",
    ("consent", "given"): "who agreed to {}",
    ("consent", "refused"): "who refused {}",
    ("consent", "unasked"): "who were not asked about {}",
}
_TIMES = {"1": "once", "2": "twice"}
_IS = frozenset({"least", "most", "exactly", "before", "since"})  # "is at least 2", of a field of the shop's own


def sentence(wanted: Filter, subjects: Sequence[Subject]) -> str:
    """ "Customers whose last visit was before 1 June 2026 and who came at least twice"."""
    if not wanted.conditions:
        return "Every customer"
    parts = [spoken(one, subjects) for one in wanted.conditions]
    return f"Customers {(' and ' if wanted.join == 'all' else ' or ').join(parts)}"


def spoken(condition: Condition, subjects: Sequence[Subject]) -> str:
    """One condition: "who came at least twice from 1 March 2026 to 31 May 2026"."""
    subject = find(subjects, condition.about, condition.which)
    if subject is None or condition.test not in subject.tests:
        return "with a field that is no longer there"
    test, value = subject.tests[condition.test], _value(condition, subject)
    value = _TIMES.get(value, f"{value} times") if subject.key == "visits" else value
    if whole := _WHOLE.get((subject.key, condition.test)):
        parts = [whole.replace("{}", value), _qualifier(condition, subject)]  # a value is no format
    else:
        parts = [f"whose {subject.title}", "is" if condition.test in _IS else "", test, value]
    return " ".join(filter(None, [*parts, period(condition)]))


def period(condition: Condition) -> str:
    """The days a question is limited to."""
    since, until = day(condition.since), day(condition.until)
    return (
        f"from {since} to {until}" if since and until else f"since {since}" if since else f"until {until}" * bool(until)
    )


def day(kept: str) -> str:
    """A kept day as people say it: 1 March 2026; one that moves with the calendar stays as it is."""
    with suppress(ValueError):
        one = date.fromisoformat(kept)
        return f"{one.day} {MONTHS[one.month - 1]} {one.year}"
    return kept


def _value(condition: Condition, subject: Subject) -> str:
    holds = subject.holds_for(condition.test)
    if holds == "nothing":
        return ""
    if holds == "money":
        return money.show(int(condition.value), condition.which)
    if holds == "choice":
        month = "in " * (subject.key == "birthday" and condition.value.isdigit())
        return month + dict(subject.choices).get(condition.value, condition.value)
    if holds == "tag":
        return f"#{condition.value}"
    if holds == "day":
        return day(condition.value)
    return f"“{condition.value}”" if holds == "text" else condition.value


def _qualifier(condition: Condition, subject: Subject) -> str:
    return dict(subject.qualifiers).get(condition.which, "") if subject.key == "consent" and condition.which else ""
