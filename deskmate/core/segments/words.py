"""Filters as sentences: what a person checks before trusting a list."""

from collections.abc import Sequence

from deskmate.core import money
from deskmate.core.segments.conditions import Condition, Filter
from deskmate.core.segments.subjects import Subject, find


def sentence(wanted: Filter, subjects: Sequence[Subject]) -> str:
    """ "Customers whose last visit was …" in plain words."""
    if not wanted.conditions:
        return "Every customer"
    parts = [spoken(one, subjects) for one in wanted.conditions]
    return f"Customers with {(' and ' if wanted.join == 'all' else ' or ').join(parts)}"


def spoken(condition: Condition, subjects: Sequence[Subject]) -> str:
    """One condition: "visits at least 2 from 2026-03-01 to 2026-05-31"."""
    subject = find(subjects, condition.about, condition.which)
    if subject is None or condition.test not in subject.tests:
        return "a field that is no longer there"
    parts = [subject.title, subject.tests[condition.test], _value(condition, subject), _qualifier(condition, subject)]
    return " ".join(filter(None, [*parts, period(condition)]))


def period(condition: Condition) -> str:
    """The days a question is limited to."""
    if condition.since and condition.until:
        return f"from {condition.since} to {condition.until}"
    return f"since {condition.since}" if condition.since else f"until {condition.until}" if condition.until else ""


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
    return f"“{condition.value}”" if holds == "text" else condition.value


def _qualifier(condition: Condition, subject: Subject) -> str:
    return dict(subject.qualifiers).get(condition.which, "") if subject.key == "consent" and condition.which else ""
