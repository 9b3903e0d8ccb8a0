"""Calendars as Windows, old phones and tills write them."""

import pytest

from deskmate.core.importing import Import, read_file
from deskmate.core.importing.old_rules import translated


def read(*lines: str, name: str = "a.ics") -> Import:
    """A calendar with one event of these lines."""
    text = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", "SUMMARY:x", *lines, "END:VEVENT",
                        "END:VCALENDAR", ""))  # fmt: skip
    return read_file(name, text.encode(), region="DE")


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("W. Europe Standard Time", "2026-07-05T09:00:00+02:00"),
        ('"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"', "2026-07-05T09:00:00+02:00"),
        ('"(UTC-05:00) Eastern Time (US & Canada)"', "2026-07-05T09:00:00-04:00"),
        ("tzone://Microsoft/Utc", "2026-07-05T09:00:00+00:00"),
        ("America/New York", "2026-07-05T09:00:00-04:00"),
        ("europe/berlin", "2026-07-05T09:00:00+02:00"),
        ("GMT+0200", "2026-07-05T09:00:00+02:00"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "2026-07-05T09:00:00+02:00"),
        ("Pacific Time (US & Canada)", "2026-07-05T09:00:00-07:00"),
        ("Mitteleuropäische Zeit", "2026-07-05T09:00:00+02:00"),
    ],
)
def test_zones_by_the_names_that_programs_give_them(zone: str, start: str) -> None:
    found = read(f"DTSTART;TZID={zone}:20260705T090000")
    assert [plan.start for plan in found.appointments] == [start]
    assert found.problems == ()


def test_a_city_whose_zone_is_another_hour_is_not_believed() -> None:
    (plan,) = read('DTSTART;TZID="(UTC+05:00) Berlin":20260705T090000').appointments
    assert plan.start == "2026-07-05T09:00:00+05:00"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("W1 MO #4", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;COUNT=4"),
        ("D2 #0", "FREQ=DAILY;INTERVAL=2"),
        ("D1", "FREQ=DAILY;INTERVAL=1;COUNT=2"),
        ("MP1 1+ MO 1- FR #12", "FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO,-1FR;COUNT=12"),
        ("MD1 15 LD #0", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15,-1"),
        ("YM1 6 20301231T000000Z", "FREQ=YEARLY;INTERVAL=1;BYMONTH=6;UNTIL=20301231T000000Z"),
        ("FREQ=DAILY", "FREQ=DAILY"),
        ("W1 XX #4", "W1 XX #4"),
        ("MP1 MO", "MP1 MO"),
    ],
)
def test_repetitions_of_old_phones(old: str, new: str) -> None:
    assert translated(old) == new


def test_an_old_repetition_is_followed() -> None:
    (plan,) = read("DTSTART:20260105T090000", "RRULE:W1 MO #4", name="a.vcs").appointments
    assert plan.rrule == "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;COUNT=4"


def test_tasks_and_diary_entries_are_listed() -> None:
    text = "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:Call Ann\nEND:VTODO\nBEGIN:VJOURNAL\nSUMMARY:Rain\nEND:VJOURNAL\n"
    reasons = [problem.reason for problem in read_file("a.ics", f"{text}END:VCALENDAR\n".encode()).problems]
    assert reasons[:2] == [
        "Left out: the task “Call Ann”; only events are read.",
        "Left out: the diary entry “Rain”; only events are read.",
    ]


def test_a_time_behind_a_blank_is_a_time() -> None:
    (plan,) = read("DTSTART:2026-01-05 09:00").appointments
    assert (plan.start, plan.all_day) == ("2026-01-05T09:00:00", False)


def test_a_zone_a_day_from_greenwich_is_no_zone() -> None:
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Far\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\n"
        "TZOFFSETTO:+9900\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nSUMMARY:x\n"
        "DTSTART;TZID=Far:20260105T090000\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    found = read_file("a.ics", text.encode())
    assert [plan.start for plan in found.appointments] == ["2026-01-05T09:00:00"]
    assert "is unknown" in found.problems[0].reason


def test_what_is_written_as_a_page_is_read_as_words() -> None:
    found = read("DTSTART:20260705T090000Z", "DESCRIPTION:<b>Cut</b><br>ring &amp\\; wait\\n<ul><li>tea</li></ul>")
    assert found.appointments[0].notes == "Cut\nring & wait\ntea"
    assert read("DTSTART:20260705T090000Z", "DESCRIPTION:3 < 4").appointments[0].notes == "3 < 4"


def test_whole_days_of_old_telephones() -> None:
    found = read("DTSTART:19720304T000000", "RRULE:YM1 #0", "X-EPOCAGENDAENTRYTYPE:ANNIVERSARY")
    assert (found.appointments[0].start, found.appointments[0].all_day) == ("1972-03-04", True)


TABLE = "Subject,Start Date,Start Time,Required Attendees\nCut,03/04/2026,2:30 PM,Ann Lee;Bob\n"


@pytest.mark.parametrize(("region", "start"), [("US", "2026-03-04T14:30:00"), ("DE", "2026-04-03T14:30:00")])
def test_days_of_a_calendar_table_are_read_as_in_the_country(region: str, start: str) -> None:
    found = read_file("a.csv", TABLE.encode(), region=region)
    assert [plan.start for plan in found.appointments] == [start]
    assert found.appointments[0].people == ("Ann Lee", "Bob")
    assert not found.questions


def test_where_no_country_tells_a_calendar_table_asks() -> None:
    (question,) = read_file("a.csv", TABLE.encode()).questions
    assert question.kind == "date_order"
    answered = read_file("a.csv", TABLE.encode(), date_order="mdy")
    assert answered.appointments[0].start == "2026-03-04T14:30:00"
    assert not answered.questions


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("DTSTART:20260705T090000+0100", "2026-07-05T09:00:00+01:00"),
        ("DTSTART:2026-07-05T09:00:00-05:00", "2026-07-05T09:00:00-05:00"),
        ("DTSTART:20260705T240000", "2026-07-06T00:00:00"),
        ("DTSTART;VALUE=DATE:20260705T000000", "2026-07-05"),
    ],
)
def test_times_that_no_standard_allows(line: str, start: str) -> None:
    found = read(line)
    assert [plan.start for plan in found.appointments] == [start]
    assert found.problems == ()
