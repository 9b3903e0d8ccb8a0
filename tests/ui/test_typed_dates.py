"""Dates and times as people type them; anything else gets a sentence, never a crash or a guess nobody sees."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.ui.widgets.typed_dates import parse_birthday, parse_date, parse_time, spoken_date

TODAY = date(2026, 12, 1)  # a Tuesday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", TODAY), (" Tomorrow ", date(2026, 12, 2)), ("yesterday", date(2026, 11, 30)),
        ("fri", date(2026, 12, 4)), ("Tuesday", date(2026, 12, 8)), ("next friday", date(2026, 12, 11)),
        ("next mon", date(2026, 12, 7)), ("this fri", date(2026, 12, 4)), ("last fri", date(2026, 11, 27)),
        ("in 3 days", date(2026, 12, 4)), ("+2", date(2026, 12, 3)), ("in a week", date(2026, 12, 8)),
        ("in 2 months", date(2027, 2, 1)), ("next week", date(2026, 12, 8)), ("2 weeks ago", date(2026, 11, 17)),
        ("3 dec", date(2026, 12, 3)), ("3rd of December", date(2026, 12, 3)), ("Dec 3, 2027", date(2027, 12, 3)),
        ("3 jan", date(2027, 1, 3)), ("3/12", date(2026, 12, 3)), ("03.12.", date(2026, 12, 3)),
        ("3-12-27", date(2027, 12, 3)), ("2027-02-03", date(2027, 2, 3)), ("3 sept 2027", date(2027, 9, 3)),
        ("Thu 3 Dec 2026", date(2026, 12, 3)), ("29 feb", date(2028, 2, 29)), ("12/25", date(2026, 12, 25)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_it_is_meant(typed: str, meant: date) -> None:
    assert parse_date(typed, TODAY) == meant


def test_the_country_decides_about_three_slash_twelve() -> None:
    assert parse_date("3/12", TODAY, day_first=True) == date(2026, 12, 3)
    assert parse_date("3/12", TODAY, day_first=False) == date(2027, 3, 12)


def test_a_date_without_a_year_leans_where_it_should() -> None:
    assert parse_date("3 jan", TODAY, lean="past") == date(2026, 1, 3)
    assert parse_date("fri", TODAY, lean="past") == date(2026, 11, 27)
    assert parse_date("tue", TODAY, lean="past") == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Please type a date."), ("soon", "Please type a date such as"), ("31/02", "no day 31"),
        ("2027-13-01", "There is no month 13."), ("in 9999 years", "too far away"),
        ("32", "Please type a date such as"),
    ],
)  # fmt: skip
def test_what_is_no_date_gets_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_date(typed, TODAY)


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-z]{1,4}[ ./-][0-9a-z]{1,4}([ ./-][0-9]{1,5})?", fullmatch=True))
def test_any_text_gives_a_date_or_a_sentence(text: str) -> None:
    for read in (lambda: parse_date(text, TODAY), lambda: parse_birthday(text), lambda: parse_time(text)):
        try:
            read()
        except ValueError as error:
            assert str(error).endswith(".") and len(str(error)) < 120


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_date_that_is_shown_can_be_read_again(day: date) -> None:
    assert parse_date(spoken_date(day), TODAY) == day


@given(st.integers(-400, 400))
def test_a_near_date_is_said_briefly_and_read_right(days: int) -> None:
    day = TODAY + timedelta(days=days)
    lean = "future" if days >= 0 else "past"
    assert parse_date(spoken_date(day, TODAY), TODAY, lean=lean) == day


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("3 dec", (None, 12, 3)), ("3 dec 1980", (1980, 12, 3)), ("29/02", (None, 2, 29)), ("1980-12-03", (1980, 12, 3))],
)
def test_a_birthday_may_have_no_year(typed: str, meant: tuple[int | None, int, int]) -> None:
    assert parse_birthday(typed) == meant


@pytest.mark.parametrize("typed", ["", "29 feb 1981", "3 dec 80", "tomorrow"])
def test_what_is_no_birthday_gets_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_birthday(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9", time(9)), ("9:30", time(9, 30)), ("930", time(9, 30)), ("0930", time(9, 30)), ("14.30", time(14, 30)),
        ("2pm", time(14)), ("2:15 pm", time(14, 15)), ("12am", time(0)), ("12 pm", time(12)), ("noon", time(12)),
        ("2", time(14)), ("02", time(2)), ("7", time(7)), ("1730", time(17, 30)), ("9 o'clock", time(9)),
        ("14h30", time(14, 30)),
    ],
)  # fmt: skip
def test_a_time_is_read_as_it_is_meant(typed: str, meant: time) -> None:
    assert parse_time(typed) == meant


@pytest.mark.parametrize("typed", ["", "25", "9:75", "13pm", "later", "9:3", "99999"])
def test_what_is_no_time_gets_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_time(typed)
