"""Calendar exports in a table (Outlook's, in its languages): plans with a wall time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from deskmate.core.importing import dates, values
from deskmate.core.importing.limits import STEP, check_stop
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import Appointment, Import, Problem


def from_table(base: Import, plan: Mapping[str, list[int]], body: Sequence[tuple[int, list[str]]],
               options: Options) -> Import:  # fmt: skip
    """The appointments of a table whose columns `plan` names; asks where the order of day and month can't be told."""
    starts = plan["start_date"][0]
    begun = [values.tidy(cells[starts]) for _number, cells in body if starts < len(cells)]
    order = dates.column_order(begun, region=options.region)
    if options.date_order in ("dmy", "mdy") and not dates.column_order(begun).sure:
        order = dates.Order(options.date_order, True)
    found: list[Appointment] = []
    problems: list[Problem] = []
    for count, (number, cells) in enumerate(body):
        if not count % STEP:
            check_stop(options.should_stop)
        appointment = _appointment(number, cells, plan, order)
        if appointment is None:
            problems.append(Problem(number, base.header[starts], "Left out: no date to begin at."))
        else:
            found.append(appointment)
    questions = () if order.sure else (dates.ask_order(base.header[starts], begun),)
    return replace(base, appointments=tuple(found), problems=tuple(problems), questions=questions)


def _cell(cells: Sequence[str], plan: Mapping[str, list[int]], kind: str) -> str:
    return next((values.tidy(cells[index]) for index in plan.get(kind, []) if index < len(cells)), "")


def _appointment(
    number: int, cells: Sequence[str], plan: Mapping[str, list[int]], order: dates.Order
) -> Appointment | None:
    start = _when(_cell(cells, plan, "start_date"), _cell(cells, plan, "start_time"), order)
    if start is None:
        return None
    lists = [values.tidy(cells[index]) for index in plan.get("people", []) if index < len(cells)]
    people = [person.strip() for people in lists for person in people.split(";")]
    return Appointment(
        source_row=number,
        subject=values.one_line(_cell(cells, plan, "subject")),
        start=start,
        end=_when(_cell(cells, plan, "end_date"), _cell(cells, plan, "end_time"), order) or "",
        all_day=values.yes_or_no(_cell(cells, plan, "all_day")) is True,
        place=_cell(cells, plan, "place"),
        notes=_cell(cells, plan, "text"),
        people=tuple(dict.fromkeys(person for person in people if person)),
    )


def _when(day: str, time: str, order: dates.Order) -> str | None:
    moment = dates.parse(f"{day} {time}" if time else day, order)
    return moment.iso if moment and moment.day.year else None
