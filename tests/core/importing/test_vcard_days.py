"""Birthdays and other days of a card, as programs of all kinds write them."""

import pytest
from vcard_files import card, cards

EVENT = "X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f"{EVENT}2015-05-05;0;First cut;;;;;;;;;;;;", "First cut"),
        (f"{EVENT}2015-05-05;0;;;;;;;;;;;;;", "other"),
        (f"{EVENT}2015-05-05;1;;;;;;;;;;;;;", "anniversary"),
        (f"{EVENT}2015-05-05;2;;;;;;;;;;;;;", "other"),
        ("X-ABDATE:2015-05-05", "other"),
        ("item1.X-ABDATE:2015-05-05\r\nitem1.X-ABLabel:First Cut", "First Cut"),
        ("item1.X-ABDATE:2015-05-05\r\nitem1.X-ABLabel:_$!<Anniversary>!$_", "anniversary"),
    ],
)
def test_a_day_is_called_what_the_person_calls_it(line: str, kind: str) -> None:
    assert [(one.kind, one.day.iso) for one in card("FN:A", line).occasions] == [(kind, "2015-05-05")]


@pytest.mark.parametrize(
    ("event", "extra"),
    [("1980-02-03", ()), ("--02-03", ()), ("1980-02-04", (("Birthday", "1980-02-04"),))],
)
def test_androids_birthday_is_no_second_occasion(event: str, extra: tuple[tuple[str, str], ...]) -> None:
    read = card("FN:A", "BDAY:1980-02-03", f"{EVENT}{event};3;;;;;;;;;;;;;")
    assert read.birthday is not None
    assert (read.birthday.iso, read.occasions, read.extra) == ("1980-02-03", (), extra)


@pytest.mark.parametrize(
    "line",
    ["BDAY;VALUE=text:1980-02-03", "BDAY;VALUE=text:19800203", "BDAY:1980-02-03Z", "BDAY:19800203T23Z",
     'BDAY:"1980-02-03"'],
)  # fmt: skip
def test_a_whole_date_is_one_whatever_stands_around_it(line: str) -> None:
    found = cards("FN:A", line, version="4.0")
    assert found.records[0].birthday is not None
    assert found.records[0].birthday.iso == "1980-02-03"
    assert not found.problems
