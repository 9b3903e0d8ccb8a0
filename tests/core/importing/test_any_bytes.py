"""Whatever bytes somebody brings: records and words about problems, or one clear sentence; never anything else."""

import json
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deskmate.core.errors import DeskmateError
from deskmate.core.importing import read_file, to_json

NAMES = ["a.csv", "a.tsv", "a.vcf", "a.txt", "a.eml", "a.mbox", "a.xlsx", "a.json", "a.ics", "a", ""]
_CSV = (
    'Vorname;Nachname;E-Mail;Telefon;Geburtstag;Notiz;Tags\n"Anna";Müller;a@x.de;030 1234567;3.12.1980;"mag\nTee";x,y\n'
    "Bob;O'Neil;b@x.de;0170/1234567;12.3.79;;\nTotal;;;;;2;\n"
).encode()
_GOOGLE = (
    b"Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Birthday,Date,Amount,Product\n"
    b"Ann Lee,* Work,a@x.de ::: b@x.de,Mobile,+44 7700 900123,01/09/2008,2024-01-02,$12.50,cut\n"
)
_CARD = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=SHIFT_JIS:\x88\xc0\x93\xa1;x;;;\r\nTEL;CELL:+49 30 1\r\n"
    b"NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=\r\n=0Ab=FC\r\nPHOTO;ENCODING=BASE64;JPEG:\r\n /9j/4AAQ\r\n\r\n"
    b'ADR;LABEL="x\\n\r\n y":;;Str 1;K\xc3\xb6ln;;50667;DE\r\nBDAY:--0203\r\nEND:VCARDBEGIN:VCARD\nFN:x\nitem1.TEL:1\n'
)
_CHAT = b"[01.02.24, 10:11:12] Anna: Hallo\nnoch was\n[02.02.24, 10:11:12] Laden: <Medien ausgeschlossen>\n"
_MAIL = (
    b"From: =?utf-8?q?An=C3=A4?= <a@x.de>\r\nTo: b@x.de\r\nDate: Mon, 1 Jan 2024 10:00:00 +0100\r\nSubject: Hi\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: text/html; charset=x\r\n\r\n<p>hi\r\n--b--\r\n"
)
_JSON = b'{"format": "deskmate-customers", "version": 1, "customers": [{"name": "A", "phones": [{"typed": "1"}]}]}'
_CALENDAR = (
    b"BEGIN:VCALENDAR\r\nX-WR-TIMEZONE:Europe/Berlin\r\nBEGIN:VEVENT\r\nDTSTART;TZID=x:20240131T101500\r\nDURATION:PT1H\r\n"
    b"RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3\r\nEXDATE:20240229T101500\r\nSUMMARY:Ann\\, cut\r\n et cetera\r\n"
    b"ATTENDEE;CN=A:mailto:a@x.de\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\nDTSTART:19800203\nRRULE:YM1 2 #0\nSUMMARY:Bob's birthday\n"
)
_PAGE = b"<table><tr><th>Name<th>Tel<tr><td rowspan=2>Ann &amp; Bob<td>030 1234567<tr><td>x</table>"
_BLOCKS = b"dn: cn=Ann\ncn:: QW5u\nmail: a@x.de\ntelephoneNumber: 030\n 1234567\n\ndn: cn=Bob\ncn: Bob\nmail: b@x.de\n"
SAMPLES = [_CSV, _GOOGLE, _CARD, _CHAT, _MAIL, _JSON, _CALENDAR, _PAGE, _BLOCKS]
SAMPLES += [_CSV.decode().encode(encoding) for encoding in ("utf-16", "cp1252")]


def survives(name: str, data: bytes) -> None:
    """Fails unless such a file is read or refused as files are to be."""
    try:
        read = read_file(name, data, region="DE")
    except DeskmateError as error:
        assert str(error).endswith((".", "?", "!"))
        return
    for record in read.records:
        assert record.name
        json.dumps(to_json(record))


_RELAXED = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=300)


@_RELAXED
@given(st.sampled_from(NAMES), st.binary(max_size=400))
@example("a.csv", b"\xff\xfe")
@example("a.csv", b'"')
@example("a.csv", b"sep=")
@example("a.vcf", b"BEGIN:VCARD")
@example("a.xlsx", b"PK\x03\x04")
@example("a.csv", b"\x00" * 30)
@example("a.eml", b"From: \xff\xfe")
def test_any_bytes(name: str, data: bytes) -> None:
    survives(name, data)


_SIGNS = [b'"', b"\n", b"\r", b";", b",", b"\t", b"|", b"=", b"\\", b":", b"\x00", b"\xff", b"[", b"{", b"''", b"--"]
_WORDS = [b"BEGIN:VCARD\n", b"END:VCARD\n", b";CHARSET=nonsense", b";ENCODING=BASE64", b"=?x?q?", b"null", b"1e999"]
_PIECES = st.sampled_from([*_SIGNS, *_WORDS, b"0/0/00", b"\xe2\x80\xae"])


@_RELAXED
@given(
    st.sampled_from(NAMES),
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), _PIECES), max_size=8),
)
def test_damaged_files(name: str, data: bytes, damages: list[tuple[float, int, bytes]]) -> None:
    """Real files with pieces cut out and strange pieces put in."""
    for where, cut, piece in damages:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + cut :]
    survives(name, data)


@_RELAXED
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8), st.sampled_from(";,\t|~"))
def test_any_table(rows: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in rows)
    survives("a.csv", ("Name,Phone,Email,Birthday,Date,Amount,Tags\n" + text).encode("utf-8", "replace"))
    survives("a.csv", text.encode("utf-8", "replace"))


@pytest.mark.slow
def test_a_hundred_thousand_damaged_files() -> None:
    """A long sweep with a fixed seed."""
    rnd = random.Random(7)
    for _ in range(100_000):
        data = bytearray(rnd.choice(SAMPLES))
        for _change in range(rnd.randrange(1, 12)):
            at = rnd.randrange(len(data) + 1)
            kind = rnd.randrange(3)
            if kind == 0:
                data[at:at] = bytes(rnd.randrange(256) for _ in range(rnd.randrange(4)))
            elif kind == 1:
                del data[at : at + rnd.randrange(30)]
            else:
                data[at:at] = data[rnd.randrange(len(data) + 1) :][: rnd.randrange(40)]
        survives(rnd.choice(NAMES), bytes(data))
