"""Calendar files: events with their zones, repetitions and people; broken parts are named, birthdays are people."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.importing import Import, read_file, series

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"
WHEN = "DTSTART;TZID=Europe/Berlin:20260105T090000\r\nDTEND;TZID=Europe/Berlin:20260105T093000"


def calendar(*events: str, head: str = "") -> Import:
    inner = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return read_file("x.ics", f"{HEAD}{head}{inner}END:VCALENDAR\r\n".encode(), region="DE")


def times(read: Import, until: date = date(2027, 1, 1)) -> list[str]:
    return [start for plan in read.appointments for start, _end in series.occurrences(plan, date(1990, 1, 1), until)]


def test_an_event_with_everything() -> None:
    read = calendar(
        f"UID:1\r\n{WHEN}\r\nSUMMARY:Cut\\, colour\r\nLOCATION:Chair 2\r\nDESCRIPTION:bring\r\n  photo\\nsoon\r\n"
        'ATTENDEE;CN="Huber, Anna";PARTSTAT=ACCEPTED:mailto:Anna@Example.org\r\nSTATUS:CONFIRMED\r\n'
        "ATTENDEE;CN=Room;CUTYPE=ROOM:mailto:room@shop.de\r\nATTENDEE:mailto:me@shop.de\r\nORGANIZER:mailto:me@shop.de"
    )
    (plan,) = read.appointments
    assert (plan.subject, plan.place, plan.notes) == ("Cut, colour", "Chair 2", "bring photo\nsoon")
    assert (plan.start, plan.end) == ("2026-01-05T09:00:00+01:00", "2026-01-05T09:30:00+01:00")
    assert (plan.people, plan.emails, plan.zone) == (("Huber, Anna",), ("anna@example.org",), "Europe/Berlin")
    assert not read.problems


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change() -> None:
    read = calendar(f"{WHEN}\r\nRRULE:FREQ=MONTHLY;COUNT=7\r\nEXDATE;TZID=Europe/Berlin:20260205T090000")
    found = [datetime.fromisoformat(start) for start in times(read)]
    assert {at.hour for at in found} == {9}
    assert [at.month for at in found] == [1, 3, 4, 5, 6, 7]
    assert {at.astimezone(UTC).hour for at in found} == {7, 8}


def test_a_moved_and_a_cancelled_date_stand_instead_of_their_own() -> None:
    read = calendar(
        f"UID:a\r\n{WHEN}\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Walk",
        "UID:a\r\nRECURRENCE-ID:20260112T080000Z\r\nDTSTART:20260113T080000Z\r\nSUMMARY:Walk",
        "UID:a\r\nRECURRENCE-ID;TZID=Europe/Berlin:20260119T090000\r\nDTSTART:20260119T080000Z\r\nSTATUS:CANCELLED",
    )
    assert sorted(times(read)) == [
        "2026-01-05T09:00:00+01:00", "2026-01-13T08:00:00+00:00", "2026-01-19T08:00:00+00:00",
    ]  # fmt: skip
    assert [plan.status for plan in read.appointments] == ["", "", "CANCELLED"]


def test_the_newest_version_of_an_event_counts() -> None:
    read = calendar(f"UID:a\r\nSEQUENCE:2\r\n{WHEN}\r\nSUMMARY:new", f"UID:a\r\nSEQUENCE:1\r\n{WHEN}\r\nSUMMARY:old")
    assert [plan.subject for plan in read.appointments] == ["new"]


def test_a_zone_of_the_files_own_a_windows_zone_and_an_unknown_one() -> None:
    rules = (
        "BEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\n"
        "TZOFFSETTO:+0530\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    events = [f"DTSTART;TZID={zone}:20260105T090000" for zone in ("Here", "W. Europe Standard Time", "Nowhere")]
    read = calendar(*events, head=rules)
    assert [plan.start for plan in read.appointments] == [
        "2026-01-05T09:00:00+05:30", "2026-01-05T09:00:00+01:00", "2026-01-05T09:00:00",
    ]  # fmt: skip
    assert [problem.reason for problem in read.problems] == [
        "The time zone “Nowhere” is unknown; the time is taken as the shop's own."
    ]


def test_zone_rules_that_can_not_be_followed_are_an_unknown_zone() -> None:
    rules = (
        "BEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\n"
        "TZOFFSETTO:+0530\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=99SU\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"
        "DTSTART:19700401T000000\r\nTZOFFSETFROM:+0530\r\nTZOFFSETTO:+0630\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
    )
    read = calendar("DTSTART;TZID=Here:20260105T090000", head=rules)
    assert [plan.start for plan in read.appointments] == ["2026-01-05T09:00:00"]
    assert [problem.field for problem in read.problems] == ["TZID"]


def test_until_the_end_of_time_is_no_end() -> None:
    read = calendar(f"{WHEN}\r\nRRULE:FREQ=MONTHLY;UNTIL=99991231T235959Z")
    assert len(times(read)) == 12


def test_an_end_of_nothing_ends_nothing() -> None:
    assert len(calendar(f"END:\r\n{WHEN}").appointments) == 1


def test_whole_days_lengths_and_ends_before_the_beginning() -> None:
    read = calendar(
        "DTSTART;VALUE=DATE:20260105",
        "DTSTART:20260105T090000Z\r\nDURATION:PT1H30M",
        "DTSTART:20260105T100000Z\r\nDTEND:20260105T090000Z",
    )
    assert [(plan.start, plan.end) for plan in read.appointments] == [
        ("2026-01-05", "2026-01-06"),
        ("2026-01-05T09:00:00+00:00", "2026-01-05T10:30:00+00:00"),
        ("2026-01-05T09:00:00+00:00", "2026-01-05T10:00:00+00:00"),
    ]
    assert [problem.row for problem in read.problems] == [3]


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2", "FREQ=NEVER", "X", ";;",
             "FREQ=WEEKLY;INTERVAL=-1", "FREQ=YEARLY;BYEASTER=1", "BYMONTHDAY=30;BYMONTH=2;FREQ=DAILY",
        "FREQ=MONTHLY;BYDAY=11FR",
        "FREQ=MONTHLY;BYDAY=-999999991FR"]
)  # fmt: skip
def test_a_repetition_that_can_not_be_followed_keeps_its_first_date_and_is_named(rule: str) -> None:
    read = calendar(f"{WHEN}\r\nRRULE:{rule}")
    assert times(read) == ["2026-01-05T09:00:00+01:00"]
    assert [problem.field for problem in read.problems] == ["RRULE"]


def test_what_can_not_be_read_is_listed_and_the_rest_comes_in() -> None:
    read = calendar("SUMMARY:no date", "DTSTART:yesterday", f"rubbish\r\n{WHEN}\r\nSUMMARY:fine")
    assert [plan.subject for plan in read.appointments] == ["fine"]
    assert [(p.row, p.reason) for p in read.problems] == [
        (1, "Left out: no date to begin at."),
        (2, "Left out: “yesterday” is no date."),
        (3, "“rubbish” can't be read; it is left out."),
    ]


def test_a_calendar_without_events_and_events_without_a_calendar() -> None:
    assert calendar().problems[0].reason == "The calendar holds no events."
    bare = read_file("x.ics", f"BEGIN:VEVENT\n{WHEN}\nSUMMARY:bare\n".encode())
    assert [plan.subject for plan in bare.appointments] == ["bare"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Anna Huber's birthday", "Anna Huber"), ("James’ Birthday", "James"),
        ("Anna Huber hat Geburtstag", "Anna Huber"),
        ("Geburtstag von Anna Huber", "Anna Huber"), ("Anniversaire de Zoé Blanc", "Zoé Blanc"),
        ("Anna Huber (1980)", "Anna Huber"), ("🎂 Anna Huber", "Anna Huber"), ("Birthday: Anna Huber", "Anna Huber"),
        ("Cumpleaños de Juan", "Juan"), ("Anna Huber - Geburtstag", "Anna Huber"),
    ],
)  # fmt: skip
def test_birthdays_in_the_words_of_calendars(words: str, name: str) -> None:
    read = calendar(
        f"DTSTART;VALUE=DATE:20240203\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:{words}", head="X-WR-CALNAME:Birthdays\r\n"
    )
    assert [(r.name, r.birthday.iso[-5:] if r.birthday else "") for r in read.records] == [(name, "02-03")]


def test_the_year_of_birth_is_taken_only_where_the_file_shows_it() -> None:
    yearly = "RRULE:FREQ=YEARLY\r\nSUMMARY:Anna's birthday"
    said = calendar("DTSTART;VALUE=DATE:20240203\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Anna's birthday (1980)")
    begun = calendar(f"DTSTART;VALUE=DATE:19800203\r\nCREATED:20240101T000000Z\r\n{yearly}")
    unknown = calendar(f"DTSTART;VALUE=DATE:20240203\r\nCREATED:20240101T000000Z\r\n{yearly}")
    assert [r.birthday and r.birthday.year for read in (said, begun, unknown) for r in read.records] == [
        1980,
        1980,
        None,
    ]


@pytest.mark.parametrize("words", ["Happy birthday", "Our Blissful Anniversary", "Closed", "My birthday"])
def test_a_yearly_day_that_names_nobody_is_no_person(words: str) -> None:
    assert not calendar(f"DTSTART;VALUE=DATE:20240203\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:{words}").records


def test_an_anniversary_is_an_occasion() -> None:
    (record,) = calendar("DTSTART;VALUE=DATE:20240203\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Ann Lee's anniversary").records
    assert record.name == "Ann Lee" and [o.kind for o in record.occasions] == ["anniversary"]


def test_characters_of_other_alphabets_in_folds_and_names() -> None:
    """A line may be folded within a letter; names in parameters are UTF-8 too."""
    folded = "SUMMARY:Grüße".encode()
    at = folded.index("ü".encode()) + 1
    data = f"{HEAD}BEGIN:VEVENT\r\n{WHEN}\r\nATTENDEE;CN=Jörg:mailto:j@x.de\r\n".encode()
    data += folded[:at] + b"\r\n " + folded[at:] + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    (plan,) = read_file("x.ics", data).appointments
    assert (plan.subject, plan.people) == ("Grüße", ("Jörg",))


_PARTS = st.sampled_from(
    ["BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VCALENDAR", "RRULE:FREQ=DAILY",
     "RRULE:FREQ=YEARLY;BYDAY=9MO",
     "DTSTART:20260101T000000Z", "DTSTART;TZID=X:99991231T235959", "DTEND:19000101", "EXDATE:,,", "RDATE:2026/PT1H",
     "DURATION:P9999999W", "TZOFFSETTO:+9999", "TZID:X", "SUMMARY:x", "RECURRENCE-ID:20260101", "UID:a",
     "SEQUENCE:9" * 9]
)  # fmt: skip


@given(st.lists(_PARTS | st.text(max_size=20), max_size=20))
def test_any_lines_are_read_or_named(lines: list[str]) -> None:
    read = read_file("x.ics", ("BEGIN:VCALENDAR\n" + "\n".join(lines)).encode("utf-8", "replace"))
    for plan in read.appointments:
        list(series.occurrences(plan, date(2020, 1, 1), date(2030, 1, 1)))
