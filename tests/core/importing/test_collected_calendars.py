"""The collected calendar files come in as what stands beside them says: events, their times, and nothing lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import collected
import pytest

from deskmate.core.importing import series

FILES = list(collected.files("ics")) if (collected.DATA / "ics").is_dir() else []
needs_data = pytest.mark.skipif(not FILES, reason="the collected calendar files are not beside the repository")
_SINCE, _UNTIL = date(1995, 1, 1), date(2031, 1, 1)

# where what stands beside a file is not what people want, and why
OTHERWISE = {
    "horde__ProjectCalendar.ics": "VALUE=DATE with a zone is still a whole day",
    "horde__charset1.ics": "quoted-printable text (vCalendar 1.0) is read, not shown raw",
    "horde__charset2.ics": "quoted-printable text (vCalendar 1.0) is read, not shown raw",
    "horde__exdate.ics": "the calendar never ends; its event is read all the same",
    "icalendar__issue_1081_invalid_rrule_freq.ics": "the first date of a broken repetition is kept, and said",
    "rie__bad_rrule_missing_until_event.ics": "the first date of a broken repetition is kept, and said",
    "icaljs__google_birthday.ics": "birthdays become customers with a birthday",
    "khal__event_dtr_no_tz_exdatez.ics": "a zone that nobody knows is the shop's own, not UTC",
    "rie__issue_113_period_in_rdate.ics": "a further date has the length of the first one",
}


def _instant(written: str) -> str:
    at = datetime.fromisoformat(written)
    return at.astimezone(UTC).isoformat() if at.tzinfo else written


def _wanted(expected: dict[str, Any]) -> list[tuple[str, str, str]]:
    return sorted(
        (_instant(o["start"]), _instant(o["end"]), " ".join(o["summary"].split())) for o in expected["occurrences"]
    )


@needs_data
@pytest.mark.parametrize(("path", "expected"), FILES, ids=[path.name for path, _expected in FILES])
def test_times_are_as_expected_and_nothing_is_lost(path: Any, expected: dict[str, Any]) -> None:
    read = collected.read(path)
    lost = read.rows - len(read.appointments) - len(read.records)
    newest = {(plan.subject, plan.start) for plan in read.appointments}
    assert lost <= len(read.problems) or len(newest) == len(read.appointments)  # older versions of an event give way
    assert read.format == "ics"
    if "occurrences" not in expected or path.name in OTHERWISE:
        return
    found = sorted(
        (_instant(start), _instant(end), plan.subject)
        for plan in read.appointments
        for start, end in series.occurrences(plan, _SINCE, _UNTIL)
    )
    wanted = _wanted(expected)
    if expected["occurrences_truncated_at_60"]:
        assert set(wanted) <= set(found)
    else:
        assert found == wanted


@needs_data
@pytest.mark.parametrize("path", [path for path, expected in FILES if "oracle_error" in expected], ids=lambda p: p.name)
def test_where_another_reader_stops_the_readable_part_comes_in(path: Any) -> None:
    read = collected.read(path)
    assert read.appointments or read.records or read.problems


@needs_data
def test_a_birthday_calendar_is_recognised() -> None:
    read = collected.read(collected.DATA / "ics" / "icaljs__google_birthday.ics")
    assert {(r.name, r.birthday.iso if r.birthday else "") for r in read.records} == {("PErson #2", "--12-10")}
    assert not read.appointments
    assert len(read.repeats) == len(read.records) - 1
