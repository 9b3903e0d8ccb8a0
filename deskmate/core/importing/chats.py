"""Exported WhatsApp chats into messages by person: `[date, time] Name: text` and `date, time - Name: text`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deskmate.core.importing import cells, dates, names, values
from deskmate.core.importing.limits import MAX_CELL, STEP, ShouldStop, check_rows, check_stop
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import Entry, Import, PhoneValue, Problem, Question, Record

_MARKS = dict.fromkeys([0x200E, 0x200F, 0x202A, 0x202C, 0x202F], " ")
_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
_LINE = re.compile(rf"\s*(?:\[({_DATE}),?\s+({_TIME})\]\s*|({_DATE}),?\s+({_TIME})\s+[-–]\s+)(.*)", re.DOTALL)
_WHO = re.compile(r"([^:]{1,80}?):\s(.*)|([^:]{1,80}):$", re.DOTALL)
_ATTACHED = re.compile(
    r"<[^<>]*(?:omitted|weggelassen|ausgeschlossen|omis|omitido|omesso|attached|angehängt)[^<>]*>|<Media[^>]*>",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Message:
    row: int
    day: str
    time: str
    who: str
    text: str


def is_chat(text: str) -> bool:
    """Whether most of the first lines read like a chat's."""
    lines = [line for line in text[:8_000].translate(_MARKS).splitlines()[:40] if line.strip()]
    hits = sum(1 for line in lines if _LINE.match(line))
    return (
        bool(lines)
        and _LINE.match(lines[0]) is not None
        and (hits >= 2 or hits == len(lines))
        and hits * 4 >= len(lines)
    )


def read(text: str, options: Options) -> Import:
    """One record for each person who wrote, with their messages in order; which one is the shop is asked."""
    messages = list(_messages(text.translate(_MARKS), options.should_stop))
    order = dates.column_order((message.day for message in messages), region=options.region)
    if options.date_order in ("dmy", "mdy"):
        order = dates.Order(options.date_order, True)
    by_person: dict[str, list[Entry]] = {}
    first: dict[str, int] = {}
    problems: list[Problem] = []
    for message in messages:
        moment = dates.parse(f"{message.day} {message.time}", order)
        if moment is None:
            problems.append(Problem(message.row, "", "Left out: the date of this message can't be read."))
        elif not message.who:
            problems.append(Problem(message.row, "", "Left out: a notice of the program, not a message."))
        else:
            first.setdefault(message.who, message.row)
            by_person.setdefault(message.who, []).append(Entry(moment.iso, "message", message.text.strip()))
    records = tuple(_person(who, first[who], entries, options.region) for who, entries in by_person.items())
    questions = [] if order.sure else [_ask_order(messages)]
    if len(records) > 1:
        names = tuple((record.name, record.name) for record in records)
        questions.append(Question("own_name", "Which of these names is the shop itself?", names, options.own_name))
    records = tuple(record for record in records if record.name != options.own_name)
    return Import("whatsapp", rows=len(messages), records=records, problems=tuple(problems), questions=tuple(questions))


def _messages(text: str, should_stop: ShouldStop) -> Iterator[_Message]:
    current: _Message | None = None
    for row, line in enumerate(text.splitlines(), start=1):
        if not row % STEP:
            check_stop(should_stop)
            check_rows(row)
        found = _LINE.match(line)
        if found is None:
            if current is not None and len(current.text) < MAX_CELL:
                current.text += "\n" + line
            continue
        if current is not None:
            yield current
        who = _WHO.fullmatch(found[5])
        name = (who[1] or who[3] or "") if who else ""
        said = (who[2] or "") if who else found[5]
        current = _Message(
            row,
            found[1] or found[3],
            found[2] or found[4],
            values.one_line(values.tidy(name)).lstrip("~ "),
            values.tidy(said),
        )
    if current is not None:
        yield current


def _person(who: str, row: int, entries: list[Entry], region: str) -> Record:
    shown = tuple(entry for entry in entries if entry.text and not _ATTACHED.fullmatch(entry.text))
    if values.looks_like_phone(who):
        phone = PhoneValue(who, cells.parse_phone(who, region), "mobile")
        return Record(source_row=row, name=who, phones=(phone,), entries=shown)
    split = names.split(who)
    return Record(source_row=row, name=who, given=split.given, middle=split.middle, family=split.family,
                  prefix=split.prefix, entries=shown)  # fmt: skip


def _ask_order(messages: list[_Message]) -> Question:
    day = next((message.day for message in messages if dates.needs_order(message.day)), "")
    return Question("date_order", "Does the day or the month come first in this chat's dates?",
                    (("dmy", f"{day}: the day"), ("mdy", f"{day}: the month")), "dmy")  # fmt: skip
