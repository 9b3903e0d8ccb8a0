"""Exported WhatsApp chats into messages by person: `[date, time] Name: text` and `date, time - Name: text`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from deskmate.core.importing import cells, dates, names, values
from deskmate.core.importing.limits import MAX_CELL, STEP, ShouldStop, check_rows, check_stop
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import Entry, Import, PhoneValue, Problem, Question, Record

# marks of writing direction, and blanks that are no plain ones; the one that WhatsApp puts before its own words stays
_MARKS = dict.fromkeys([0x200F, 0x202A, 0x202B, 0x202C, 0x202F, 0x2066, 0x2067, 0x2068, 0x2069], None) | {
    0x00A0: " ", 0x202F: " ", 0x060C: ",",
}  # fmt: skip
_OWN_WORDS = "\u200e"
_HALVES = {
    "오전": "am", "오후": "pm", "上午": "am", "下午": "pm", "凌晨": "am", "午前": "am", "午後": "pm", "晚上": "pm",
    "中午": "pm", "öö": "am", "ös": "pm", "ص": "am", "م": "pm", "π.μ.": "am", "μ.μ.": "pm",
}  # fmt: skip
_HALF = "오전|오후|上午|下午|凌晨|晚上|中午|午前|午後|ÖÖ|ÖS"
_DATE = r"\d{1,4}(?:[./-]|\. |年 ?|년 )\d{1,2}(?:[./-]|\. |月 ?|월 )\d{1,4}(?:\.|日|일| г\.?)?"
_TIME = rf"(?:(?:{_HALF}) ?)?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?: ?(?:[AaPp]\.? ?[Mm]\.?|ص|م|[πμ]\.μ\.))?(?: ч\.)?"
_AT = r",?\s+(?:(?:à|at|um|om|kl\.|alle|às|a las)\s+)?"
_LINE = re.compile(
    rf"\s*(?:\[({_DATE}){_AT}({_TIME})\]\s*|({_DATE}){_AT}({_TIME})(?:\s+[-–]\s+|, (?=[^:]{{1,80}} : )))(.*)", re.DOTALL
)
# no name has quotation marks, but a notice such as: Anna changed the subject to “Salon: news”
_WHO = re.compile(r"([^:“”„«\"]{1,80}?)\s?:\s(.*)|([^:“”„«\"]{1,80}):$", re.DOTALL)
_EDITED = re.compile(
    rf"\s*{_OWN_WORDS}?<[^<>]*(?:edited|bearbeitet|modifié|editad|modificat|bewerkt|редакт)[^<>]*>\s*$"
)
# a picture, voice message or document, of which the text holds only the place
_ATTACHED = re.compile(rf"{_OWN_WORDS}<[^<>\n]{{3,200}}>|^<[^<>\n]{{3,200}}>$", re.MULTILINE)
_FILE = re.compile(rf"^{_OWN_WORDS}?[\w .()+-]{{1,120}}\.\w{{2,5}} \([^()\n]{{4,60}}\)\n?")
_DELETED = frozenset((
    "this message was deleted", "you deleted this message", "diese nachricht wurde gelöscht",
    "du hast diese nachricht gelöscht", "ce message a été supprimé", "vous avez supprimé ce message",
    "se eliminó este mensaje", "eliminaste este mensaje", "este mensaje fue eliminado", "mensagem apagada",
    "esta mensagem foi apagada", "você apagou esta mensagem", "questo messaggio è stato eliminato",
    "hai eliminato questo messaggio", "dit bericht is verwijderd", "je hebt dit bericht verwijderd", "null",
))  # fmt: skip


@dataclass(slots=True)
class _Message:
    row: int
    day: str
    time: str
    who: str
    text: str


def is_chat(text: str) -> bool:
    """Whether most of the first lines read like a chat's."""
    lines = [_plain(line) for line in text[:8_000].translate(_MARKS).splitlines()[:40] if line.strip()]
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
            said = by_person.setdefault(message.who, [])
            if text := _said(message.text):
                said.append(Entry(moment.iso, "message", text))
            else:
                problems.append(Problem(message.row, "", "Left out: a picture or the like, or a message taken back."))
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
        found = _LINE.match(_plain(line))
        if found is None:
            if current is not None and len(current.text) < MAX_CELL:
                current.text += "\n" + line
            continue
        if current is not None:
            yield current
        who = _WHO.fullmatch(found[5])
        name = (who[1] or who[3] or "") if who else ""
        said = (who[2] or "") if who else found[5]
        who_wrote = values.one_line(values.tidy(name.replace(_OWN_WORDS, ""))).lstrip("~ ")
        current = _Message(row, _day(found[1] or found[3]), _time(found[2] or found[4]), who_wrote, said.strip(" \t"))
    if current is not None:
        yield current


def _plain(line: str) -> str:
    """The line without WhatsApp's mark at its very beginning."""
    return line.lstrip(_OWN_WORDS)


def _day(text: str) -> str:
    """A date in everyday digits and signs: `٤/٣/٢٠٢٥` is 4/3/2025, `2025년 3월 4일` is 2025.3.4."""
    return re.sub(r"\. (?=\d)|[年년月월] ?", ".", _digits(text)).rstrip(".日일 г")


def _time(text: str) -> str:
    """A time with the half of the day behind it: `오후 2:30` is 2:30 pm."""
    text = _digits(text).removesuffix(" ч.").lower()
    half = next((half for half in _HALVES if half in text), "")
    return f"{text.replace(half, '').strip()} {_HALVES[half]}" if half else text


def _digits(text: str) -> str:
    return text if text.isascii() else "".join(str(unicodedata.digit(sign, sign)) for sign in text)


def _said(text: str) -> str:
    """What somebody wrote; nothing for the place of a picture and for the program's own words."""
    text = _ATTACHED.sub("", _FILE.sub("", _EDITED.sub("", text))).strip(" \t\n")
    if text.startswith(_OWN_WORDS) or text.casefold().rstrip(".") in _DELETED:
        return ""
    return values.tidy(text.replace(_OWN_WORDS, "")).strip()


def _person(who: str, row: int, entries: list[Entry], region: str) -> Record:
    shown = tuple(entries)
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
