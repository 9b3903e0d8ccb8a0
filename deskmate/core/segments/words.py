"""Filters as sentences: what a person checks before trusting a list."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from deskmate.core import money
from deskmate.core.segments.conditions import Condition, Filter
from deskmate.core.segments.subjects import MONTHS, Subject, find


def sentence(wanted: Filter, subjects: Sequence[Subject]) -> str:
    """ "Customers whose last visit was …" in plain words."""
    if not wanted.conditions:
        return "Every customer"
    parts = [spoken(one, subjects) for one in wanted.conditions]
    return f"Customers with {(' and ' if wanted.join == 'all' else ' or ').join(parts)}"


def spoken(condition: Condition, subjects: Sequence[Subject]) -> str:
    """One condition: "at least 2 visits from 1 March 2026 to 31 May 2026"."""
    subject = find(subjects, condition.about, condition.which)
    if subject is None or condition.test not in subject.tests:
        return "a field that is no longer there"
    test, value = subject.tests[condition.test], _value(condition, subject)
    counted = subject.key == "visits"  # "at least 2 visits"
    parts = [test, value, subject.title] if counted else [subject.title, test, value, _qualifier(condition, subject)]
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
        return dict(subject.choices).get(condition.value, condition.value)
    if holds == "tag":
        return f"#{condition.value}"
    if holds == "day":
        return day(condition.value)
    return f"“{condition.value}”" if holds == "text" else condition.value


def _qualifier(condition: Condition, subject: Subject) -> str:
    return dict(subject.qualifiers).get(condition.which, "") if subject.key == "consent" and condition.which else ""
