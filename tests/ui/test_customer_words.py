"""The words of a card: neutral, short, and put where they belong."""

from datetime import date

import pytest

from deskmate.core.people import Birthday, Detail, Draft
from deskmate.ui import customer_words as words

TODAY = date(2026, 11, 12)


@pytest.mark.parametrize(
    ("typed", "draft"),
    [
        ("ann hartley", Draft(name="Ann Hartley")),
        ("Ann McKay", Draft(name="Ann McKay")),
        ("+44 7700 900123", Draft(name="", details=(Detail("phone", "+44 7700 900123"),))),
        ("ann@x.example", Draft(name="", details=(Detail("email", "ann@x.example"),))),
        ("#regular", Draft(name="", tags=("regular",))),
        ("#", Draft(name="")),
        ("", Draft(name="")),
    ],
)
def test_what_was_searched_for_goes_where_it_belongs(typed: str, draft: Draft) -> None:
    assert words.draft_from(typed) == draft


@pytest.mark.parametrize(
    ("birthday", "shown"),
    [
        (Birthday(12, 3), "3 Dec – in 21 days"),
        (Birthday(11, 12, 1980), "12 Nov 1980 – today"),
        (Birthday(11, 13), "13 Nov – tomorrow"),
        (Birthday(2, 29), "29 Feb"),
    ],
)
def test_birthdays(birthday: Birthday, shown: str) -> None:
    assert words.birthday_words(birthday, TODAY) == shown


def test_an_age_is_said_only_when_the_shop_wants_it() -> None:
    assert words.birthday_words(Birthday(12, 3, 1980), TODAY, age=True) == "3 Dec 1980, turns 46 – in 21 days"


@pytest.mark.parametrize(
    ("day", "shown"), [(TODAY, "today"), (date(2026, 11, 8), "Sun"), (date(2026, 5, 3), "3 May"), (None, "")]
)
def test_last_seen(day: date | None, shown: str) -> None:
    assert words.seen_words(day, TODAY) == shown
