"""A few filters that most shops want, to begin with; kept only once somebody saves them."""

from dataclasses import dataclass

from deskmate.core.segments.conditions import Condition, Filter


@dataclass(frozen=True)
class Example:
    """A filter with the name it is offered by."""

    name: str
    about: str
    wanted: Filter


def examples(currency: str) -> tuple[Example, ...]:
    """The examples, with money in the shop's currency."""
    return (
        Example(
            "Not seen for 6 months",
            "Came once or more, and not lately.",
            Filter((Condition("last-visit", "before", "6 months ago"),)),
        ),
        Example(
            "Birthday next month",
            "In time for a card.",
            Filter((Condition("birthday", "month", "next"), Condition("marked", "is-not", "no_greetings"))),
        ),
        Example(
            "Regulars who are late",
            "Away longer than they usually are.",
            Filter((Condition("rhythm", "late"),)),
        ),
        Example(
            "Spent over 200 this year",
            "Whom to thank.",
            Filter((Condition("spent", "least", "20000", currency, "start of this year"),)),
        ),
        Example(
            "New, and came once",
            "Entered in the last 3 months, one visit so far.",
            Filter((Condition("entered", "since", "3 months ago"), Condition("visits", "exactly", "1"))),
        ),
    )
