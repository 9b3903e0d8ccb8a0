"""Damaged files by the million: `python tests/core/importing/fuzz.py COUNT [SEED]` tells what any of them raised.

The files are our own: samples in each format and in several dialects, and what the exports write. Each is damaged at
random (pieces cut, doubled, swapped between files, bytes flipped) and read; all but a clear sentence is a fault.
"""

from __future__ import annotations

import io
import json
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date

from deskmate.core import exporting
from deskmate.core.errors import DeskmateError
from deskmate.core.importing import (
    Address,
    Birthday,
    EmailValue,
    Entry,
    Occasion,
    PhoneValue,
    Preference,
    Record,
    read_file,
    series,
    to_json,
)

SLOW = 3.0
_ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Shop\r\nBEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\n"
    b"DTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    b"END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Own:20260105T090000\r\nDURATION:PT45M\r\n"
    b"RRULE:FREQ=MONTHLY;BYDAY=1MO,-1FR;UNTIL=20270101T000000Z\r\nEXDATE;TZID=Own:20260302T090000\r\n"
    b'SUMMARY:Cut Anna\\, colour\r\nATTENDEE;CN="A, B";PARTSTAT=ACCEPTED:mailto:a@x.de\r\nDESCRIPTION:a\r\n b\\nc\r\n'
    b"END:VEVENT\r\nBEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID;TZID=Own:20260202T090000\r\nDTSTART:20260203T080000Z\r\n"
    b"DTEND:20260203T090000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY\r\n"
    b"SUMMARY:Zo\xc3\xab's birthday\r\nRDATE;VALUE=PERIOD:20260101T000000Z/PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
_CALENDAR = (
    b"Subject,Start Date,Start Time,End Date,End Time,All day event\r\nCut,3/13/2026,10:00,3/13/2026,10:45,FALSE\r\n"
)
_LDIF = (
    b"version: 1\n\ndn: cn=A,mail=a@x.de\nobjectclass: person\ncn:: SsO2cmcgR3Jvw58=\nmail: a@x.de\nmobile: 0171 3333\n"
    b"description: a\n  b\n\ndn: cn=L\nobjectclass: groupOfNames\ncn: L\nmember: cn=A\n"
)
_PAGE = b"<html><style>x</style><table><tr><th>Name<th>Phone</tr><tr><td>A&amp;B<td>555 201 0001</tr></table></html>"
_FIXED = b"Name            Phone          City\n------\nAnn Lee         555 201 0001   Reno\nBob  Lee  x  y\n"
_REVIEW = b'Reviewer,Stars,Date,Review\nAnn,5,2025-01-02,Lovely\nBen,1,2025-02-03,"never, again"\n'
_LIST = b'{"n": 1, "data": [{"name": "A\\u00e4", "emails": [{"value": "a@x.de"}], "tags": ["x", null], "v": true}]}'
_BOOK = b'{"format": "deskmate-book", "version": 2, "tables": {\n"customer": [\n{"id": 1, "name": "A"}]}}\n'


def own_files() -> list[tuple[str, bytes]]:
    """A file of each kind: hand-made dialects and what the exports write."""
    from test_any_bytes import SAMPLES

    written = exporting
    people = [_record(number) for number in range(3)]
    names = ("a.csv", "a.csv", "a.vcf", "a.txt", "a.eml", "a.json", "a.ics", "a.xls", "a.ldif", "a.csv", "a.csv")
    files = list(zip(names, SAMPLES, strict=True))
    files += [("a.ics", _ICS), ("a.csv", _CALENDAR), ("a.csv", _REVIEW), ("book.json", _BOOK)]
    files += [("list.json", _LIST), ("a.ldif", _LDIF), ("a.xls", _PAGE), ("a.txt", _FIXED)]
    files += [
        ("c.csv", written.to_csv(people)),
        ("h.csv", written.history_csv(people)),
        ("c.xlsx", written.to_xlsx(people)),
    ]
    files += [("c.vcf", written.to_vcard(people, version=version)) for version in ("3.0", "4.0")]
    files += [("c.json", _json(people)), ("c.csv", SAMPLES[0].replace(b";", b"\t"))]
    return files


def _json(people: list[Record]) -> bytes:
    out = io.BytesIO()
    exporting.write_json_file(out, people)
    return out.getvalue()


def _record(number: int) -> Record:
    return Record(
        source_row=number,
        name=f"Ännä {number}",
        given="Ännä",
        family=str(number),
        organisation="Möller & Co",
        tags=("x", "y z"),
        phones=(
            PhoneValue("+49 30 1234567", "+49301234567", "mobile", True),
            PhoneValue("0170/12 34-567", None, "Oma"),
        ),
        emails=(EmailValue("a@x.de", "work"),),
        addresses=(Address("Str. 1", city="Köln", postal_code="50667"),),
        birthday=Birthday(2, 29),
        occasions=(Occasion("anniversary", Birthday(3, 1, 1999)),),
        notes="=1+1\nzwei",
        preferences=(Preference("allergy", "nuts; hazel"),),
        opted_out=True,
        photo=b"\xff\xd8\xff" + bytes(40),
        entries=(Entry("2025-01-02T10:00:00+01:00", "purchase", "2 × Brot", 890, "EUR"),),
        extra=(("Chair", "3"),),
    )


_PIECES = [
    b'"',
    b"\n",
    b"\r",
    b";",
    b",",
    b"\t",
    b"=",
    b"\\",
    b":",
    b"\x00",
    b"\xff",
    b"[",
    b"{",
    b"]",
    b"}",
    b"--",
    b"0",
    b"99999999",
    b"BEGIN:VCARD\n",
    b"END:VCARD\n",
    b"BEGIN:VEVENT\n",
    b"END:VEVENT\n",
    b";CHARSET=nonsense",
    b";ENCODING=BASE64",
    b"null",
    b"1e999",
    b"-1",
    b"INTERVAL=0",
    b"BYMONTHDAY=31;BYMONTH=2",
    b"FREQ=DAILY",
    b"UNTIL=99991231T235959Z",
    b"COUNT=999999999",
    b"P99999W",
    b"TZID=:",
    b"=?x?q?",
    b"\xe2\x80\xae",
    b"\xed\xa0\x80",
    b"0/0/00",
    b"29.02.1900",
    b"sep=\n",
    b"'",
    b"\xef\xbb\xbf",
]


def damaged(rnd: random.Random, data: bytes, files: list[tuple[str, bytes]]) -> bytes:
    """The file with one to eight things wrong with it."""
    broken = bytearray(data)
    for _change in range(rnd.randrange(1, 9)):
        at = rnd.randrange(len(broken) + 1)
        kind = rnd.randrange(7)
        if kind == 0:
            broken[at:at] = bytes(rnd.randrange(256) for _ in range(rnd.randrange(1, 4)))
        elif kind == 1:
            del broken[at : at + rnd.randrange(1, 30)]
        elif kind == 2:
            start = rnd.randrange(len(broken) + 1)
            broken[at:at] = broken[start : start + rnd.randrange(60)]
        elif kind == 3:
            broken[at:at] = rnd.choice(_PIECES)
        elif kind == 4 and at < len(broken):
            broken[at] ^= 1 << rnd.randrange(8)
        elif kind == 5:
            other = rnd.choice(files)[1]
            start = rnd.randrange(len(other) + 1)
            broken[at:at] = other[start : start + rnd.randrange(80)]
        else:
            del broken[at : None if rnd.random() < 0.2 else at + 1]
    return bytes(broken)


def damaged_workbook(rnd: random.Random, data: bytes, files: list[tuple[str, bytes]]) -> bytes:
    """A workbook whose archive is whole and one of whose parts is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = rnd.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(rnd, part, files) if name == chosen else part)
    return out.getvalue()


def survives(name: str, data: bytes) -> None:
    """Read it as the window does; anything but a sentence for people is raised."""
    try:
        read = read_file(name, data, region="DE")
    except DeskmateError as error:
        assert str(error).endswith((".", "?", "!")), error
        return
    for record in read.records:
        assert record.name
        json.dumps(to_json(record))
    for plan in read.appointments[:20]:
        list(series.occurrences(plan, date(2020, 1, 1), date(2028, 1, 1)))


def run(count: int, seed: int, tell: Callable[[str], None]) -> Counter[str]:
    """Read `count` damaged files; what was raised or slow, by kind and place. `tell` hears of each new kind."""
    rnd = random.Random(seed)
    files = own_files()
    faults: Counter[str] = Counter()
    for number in range(count):
        name, data = rnd.choice(files)
        if name.endswith(".xlsx") and rnd.random() < 0.9:
            broken = damaged_workbook(rnd, data, files)
        else:
            broken = damaged(rnd, data, files)
        name = name if rnd.random() < 0.9 else rnd.choice(files)[0]
        began = time.process_time()
        try:
            survives(name, broken)
        except Exception as error:
            _note(faults, _where(error), (name, broken), tell)
        if time.process_time() - began > SLOW:
            _note(faults, f"slow: {name}", (name, broken), tell)
        if number % 50_000 == 49_999:
            tell(f"{number + 1:,} read, {sum(faults.values())} faults")
    return faults


def _note(faults: Counter[str], what: str, file: tuple[str, bytes], tell: Callable[[str], None]) -> None:
    faults[what] += 1
    if faults[what] == 1:
        tell(f"{what}\n    {file!r}")


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__} at {place}: {str(error)[:80]}"


if __name__ == "__main__":
    found = run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1, lambda words: print(words, flush=True))
    print(f"{sum(found.values())} faults of {len(found)} kinds")
    sys.exit(1 if found else 0)
